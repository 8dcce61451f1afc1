using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>
/// A network and all its derivatives of a <see cref="JetSpace"/> as tensors [channel, row, neuron], one matrix product a layer for all channels: z_α = W a_α (+ b for α = 0), then
/// the jets of y = σ(z) and of s = σ'(z). Multiplying by the jet of s is the derivative of a layer, the transposed product its adjoint, both by Leibniz's rule; so
/// J·v, Jᵀ·w and rows of J need no graph.
/// </summary>
internal sealed class TaylorNetwork
{
    private readonly Mlp _network;
    private readonly JetSpace _space;
    private readonly ImmutableArray<(int Alpha, int Beta, int Gamma, double Coefficient)> _products;
    private readonly bool _isRiccati;
    private readonly ImmutableArray<(int Beta, int Gamma, double Coefficient)>[] _recursion;
    private readonly bool[] _needed;

    /// <summary>Prepares the tables.</summary>
    public TaylorNetwork(Mlp network, JetSpace space)
    {
        (_network, _space, _products) = (network, space, [.. space.Products()]);
        _isRiccati = network.Activation.IsRiccati;
        // y_α from s_β and z_(α−β), β ≠ 0: the term s_0 z_α is done for all channels at once.
        _recursion = [.. space.Channels.Select(alpha => alpha.Order == 0 ? [] : Recursion(alpha))];
        _needed = [.. Enumerable.Range(0, Channels).Select(c => _recursion.Any(r => r.Any(term => term.Beta == c)))];
        // Of the coordinates themselves all but the first derivatives vanish; channels are in ascending order.
        Present = network.Embedding.IsIdentity ? space.Channels.TakeWhile(c => c.Order <= 1).Count() : space.Channels.Length;
    }

    /// <summary>The channels of the first layer's input that are not zero.</summary>
    public int Present { get; }

    private int Channels => _space.Channels.Length;

    private ImmutableArray<(int Beta, int Gamma, double Coefficient)> Recursion(MultiIndex alpha)
    {
        var unit = MultiIndex.Unit(Enumerable.Range(0, _space.Dimension).First(i => alpha[i] > 0));
        return [.. _products.Where(p => p.Alpha == _space.IndexOf(alpha - unit) && p.Beta != 0).Select(p => (p.Beta, _space.IndexOf(alpha - _space.Channels[p.Beta]), p.Coefficient))];
    }

    /// <summary>Evaluates the outputs and all their derivatives.</summary>
    /// <param name="weights">[parameters].</param>
    /// <param name="points">[rows, inputs].</param>
    /// <param name="slopes">Whether derivatives with respect to weights will be asked for.</param>
    public Pass Forward(Tensor weights, Tensor points, bool slopes)
    {
        var n = points.shape[0];
        var inputs = new List<Tensor> { Features(points) };
        var s = new List<Tensor[]>();
        for (var l = 0; ; l++)
        {
            using var scope = NewDisposeScope();
            var (layer, below) = (_network.Layers[l], inputs[l]);
            var (hidden, present) = (l < _network.Hidden.Length, l == 0 ? Present : Channels);
            var z = present < Channels && !hidden ? zeros([Channels, n, layer.Outputs], points.dtype, points.device) : empty([Channels, n, layer.Outputs], points.dtype, points.device);
            var (w, b) = Layer(weights, layer);
            Flat(z, present).addmm_(Flat(below, present), w.t(), 0, 1);
            z.select(0, 0).Accumulate(b);
            if (!hidden) return new(weights, [.. inputs], [.. s], z.MoveToOuterDisposeScope());
            var (y, slope) = _isRiccati ? Riccati(z, present, slopes) : Compose(z, present, slopes);
            s.Add(slope);
            foreach (var t in slope) t?.MoveToOuterDisposeScope();
            if (_network.AddsInput(l)) y.Accumulate(below);
            inputs.Add(y.MoveToOuterDisposeScope());
        }
    }

    /// <summary>gradient += Jᵀ·cotangent, all rows summed.</summary>
    /// <param name="pass">The evaluation.</param>
    /// <param name="cotangent">[channel, row, output].</param>
    /// <param name="gradient">[parameters].</param>
    public void Backward(Pass pass, Tensor cotangent, Tensor gradient) => Propagate(pass, cotangent, (layer, z, a) =>
    {
        var present = (int)a.shape[0];
        Weights(gradient, layer).addmm_(Flat(z, present).t(), Flat(a, present));
        Biases(gradient, layer).Accumulate(z.select(0, 0).sum(dim: 0L));
    });

    /// <summary>rows[i] += (Jᵀ·cotangent) of row i alone.</summary>
    /// <param name="pass">The evaluation.</param>
    /// <param name="cotangent">[channel, row, output].</param>
    /// <param name="rows">[row, parameters].</param>
    public void BackwardRows(Pass pass, Tensor cotangent, Tensor rows) => Propagate(pass, cotangent, (layer, z, a) =>
    {
        var n = a.shape[1];
        var outer = z.narrow(0, 0, a.shape[0]).permute(1, 2, 0).bmm(a.permute(1, 0, 2));
        rows.narrow(1, layer.Offset, layer.Inputs * layer.Outputs).Accumulate(outer.reshape(n, -1));
        rows.narrow(1, layer.BiasOffset, layer.Outputs).Accumulate(z.select(0, 0));
    });

    /// <summary>J·direction, [channel, row, output].</summary>
    /// <param name="pass">The evaluation.</param>
    /// <param name="direction">[parameters].</param>
    public Tensor Tangent(Pass pass, Tensor direction)
    {
        Tensor? da = null;
        for (var l = 0; ; l++)
        {
            var (layer, a) = (_network.Layers[l], pass.Inputs[l]);
            var (present, hidden) = (l == 0 ? Present : Channels, l < _network.Hidden.Length);
            var dz = zeros([Channels, a.shape[1], layer.Outputs], a.dtype, a.device);
            var (dw, db) = Layer(direction, layer);
            Flat(dz, present).addmm_(Flat(a, present), dw.t());
            if (da is not null) Flat(dz, Channels).addmm_(Flat(da, Channels), Layer(pass.Weights, layer).W.t());
            dz.select(0, 0).Accumulate(db);
            if (!hidden) return dz;
            var dy = Leibniz(pass.Slopes[l], dz, p => p.Alpha, p => p.Beta, present, Channels);
            if (_network.AddsInput(l)) dy.Accumulate(da!);
            da = dy;
        }
    }

    private void Propagate(Pass pass, Tensor cotangent, Action<Mlp.Layer, Tensor, Tensor> accumulate)
    {
        var (z, skipped) = (cotangent, (Tensor?)null);
        for (var l = _network.Layers.Length - 1; ; l--)
        {
            using var scope = NewDisposeScope();
            var layer = _network.Layers[l];
            accumulate(layer, z, pass.Inputs[l]);
            if (l == 0) return;
            var y = empty([Channels, z.shape[1], layer.Inputs], z.dtype, z.device);
            Flat(y, Channels).addmm_(Flat(z, Channels), Layer(pass.Weights, layer).W, 0, 1);
            // What a layer that adds its input was given goes to that input too.
            if (_network.AddsInput(l)) y.Accumulate(skipped!);
            skipped = _network.AddsInput(l - 1) ? y.clone().MoveToOuterDisposeScope() : null;
            var wanted = l == 1 ? Present : Channels;
            if (l < _network.Layers.Length - 1) z.Dispose();
            z = Leibniz(pass.Slopes[l - 1], y, p => p.Beta, p => p.Alpha, Channels, wanted).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// Σ C s_γ x_from for each wanted channel: the tangent dy_α = Σ C(α, β) s_(α−β) dz_β, or the adjoint z̄_β = Σ C(α, β) s_(α−β) ȳ_α.
    /// </summary>
    private Tensor Leibniz(Tensor[] s, Tensor x, Func<(int Alpha, int Beta, int Gamma, double C), int> to, Func<(int Alpha, int Beta, int Gamma, double C), int> from, int present, int wanted)
    {
        var result = x.narrow(0, 0, wanted) * s[0];
        using var scope = NewDisposeScope();
        Tensor[] results = result.unbind(), channels = x.unbind();
        foreach (var p in _products)
            if (p.Gamma != 0 && to(p) < wanted && from(p) < present)
                results[to(p)].addcmul_(s[p.Gamma], channels[from(p)], p.Coefficient);
        return result;
    }

    /// <summary>
    /// y = σ(z) and s = 1 − y² by turns, from ∂_i y = s ∂_i z: y_α = Σ C(α − e_i, β) s_β z_(α−β) over β ≤ α − e_i, s_α = −Σ C(α, β) y_β y_(α−β)
    /// (A. Griewank, A. Walther, "Evaluating derivatives", 2008, chapter 13).
    /// </summary>
    private (Tensor Y, Tensor[] S) Riccati(Tensor z, int present, bool slopes)
    {
        var s = new Tensor[Channels];
        var (zs, value, zero) = (z.unbind(), z.select(0, 0).tanh(), full([], 0.0, z.dtype, z.device));
        s[0] = addcmul(full([], 1.0, z.dtype, z.device), value, value, -1);
        for (var c = present; c < Channels; c++) zs[c].zero_();
        var y = z * s[0];
        var ys = y.unbind();
        ys[0].copy_(value);
        for (var alpha = 1; alpha < Channels; alpha++)
        {
            foreach (var (beta, gamma, coefficient) in _recursion[alpha])
                if (gamma < present) ys[alpha].addcmul_(s[beta], zs[gamma], coefficient);
            if (!slopes && !_needed[alpha]) continue;
            s[alpha] = zero;
            foreach (var p in _products)
                if (p.Alpha == alpha && p.Beta <= p.Gamma) s[alpha] = addcmul(s[alpha], ys[p.Beta], ys[p.Gamma], p.Beta == p.Gamma ? -p.Coefficient : -2 * p.Coefficient);
        }
        return (y, s);
    }

    /// <summary>y = σ(z), which takes the place of z, and where slopes are wanted s = σ'(z), by Faà di Bruno's formula ∂^α σ(z) = Σ c σ^(k)(z) Π ∂^β z.</summary>
    private (Tensor Y, Tensor[] S) Compose(Tensor z, int present, bool slopes)
    {
        var (channels, s) = (z.unbind(), new Tensor[slopes ? Channels : 0]);
        var sigma = _network.Activation.Evaluate<Value>(channels[0], _space.Order + (slopes ? 2 : 1), TensorArithmetic.Instance).Select(v => v.Tensor!).ToArray();
        for (var c = 0; c < s.Length; c++)
            s[c] = c == 0 ? sigma[1] : Terms(c, sigma.AsSpan(1), c < present ? sigma[2] * channels[c] : zeros_like(channels[c]));
        for (var c = Channels - 1; c > 0; c--)
            Terms(c, sigma, c < present ? channels[c].mul_(sigma[1]) : channels[c].zero_());
        channels[0].copy_(sigma[0]);
        return (z, s);

        // What is there already is the term σ' z_α.
        Tensor Terms(int channel, ReadOnlySpan<Tensor> sigma, Tensor target)
        {
            foreach (var term in _space.Composition[channel])
            {
                if (term.Factors is [var only] && only == channel || term.Factors.Any(f => f >= present)) continue;
                var product = sigma[term.Order];
                foreach (var factor in term.Factors[..^1]) product = product * channels[factor];
                target.addcmul_(product, channels[term.Factors[^1]], term.Coefficient);
            }
            return target;
        }
    }

    /// <summary>The features with their derivatives, [present, row, feature].</summary>
    private Tensor Features(Tensor points)
    {
        var embedding = _network.Embedding;
        if (embedding.IsIdentity && Present == 1) return points.unsqueeze(0);
        var result = zeros([Present, points.shape[0], embedding.Features.Length], points.dtype, points.device);
        for (var f = 0; f < embedding.Features.Length; f++)
            if (embedding.Features[f] is CoordinateFeature { Index: var index })
            {
                result.select(0, 0).select(1, f).copy_(points.select(1, index));
                if (_space.Units[index] is var unit and >= 0) result.select(0, unit).select(1, f).fill_(1);
            }
            else
            {
                var wave = (WaveFeature)embedding.Features[f];
                var argument = points.select(1, 0) * wave.Frequency[0] + wave.Phase;
                for (var i = 1; i < wave.Frequency.Length; i++) argument = argument + points.select(1, i) * wave.Frequency[i];
                var (cos, sin) = (argument.cos(), argument.sin());
                for (var c = 0; c < Present; c++)
                {
                    // ∂^α cos(φ) = ω^α cos(φ + |α|π/2).
                    var order = _space.Channels[c].Order;
                    var factor = Enumerable.Range(0, wave.Frequency.Length).Aggregate(order % 4 is 1 or 2 ? -1.0 : 1, (product, i) => product * Math.Pow(wave.Frequency[i], _space.Channels[c][i]));
                    if (factor != 0) result.select(0, c).select(1, f).copy_((order % 2 == 0 ? cos : sin) * factor);
                }
            }
        return result;
    }

    /// <summary>The first channels as one matrix [channels·rows, neurons].</summary>
    private static Tensor Flat(Tensor x, int channels) => x.narrow(0, 0, channels).view(-1, x.shape[2]);

    private static (Tensor W, Tensor B) Layer(Tensor weights, Mlp.Layer layer) => (Weights(weights, layer), Biases(weights, layer));

    private static Tensor Weights(Tensor weights, Mlp.Layer layer) => weights.narrow(0, layer.Offset, layer.Inputs * layer.Outputs).view(layer.Outputs, layer.Inputs);

    private static Tensor Biases(Tensor weights, Mlp.Layer layer) => weights.narrow(0, layer.BiasOffset, layer.Outputs);

    /// <summary>One evaluation.</summary>
    /// <param name="Weights">[parameters].</param>
    /// <param name="Inputs">Of each layer its input, [channel, row, neuron].</param>
    /// <param name="Slopes">Of each hidden layer the jet of s; none where they were not wanted.</param>
    /// <param name="Outputs">[channel, row, output].</param>
    public sealed record Pass(Tensor Weights, ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor[]> Slopes, Tensor Outputs);
}
