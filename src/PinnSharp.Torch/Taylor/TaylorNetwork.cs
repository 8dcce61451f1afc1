using System.Collections.Immutable;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>
/// A network and all its derivatives of a <see cref="JetSpace"/> as tensors [channel, row, neuron], one matrix product a layer for all channels: z_α = W a_α (+ b for α = 0), then
/// y = σ(z) by Faà di Bruno's formula, and s = σ'(z) beside it. Multiplying by the jet of s is the derivative of a layer, the transposed product its adjoint, both by Leibniz's rule; so
/// J·v, Jᵀ·w and rows of J need no graph.
/// </summary>
internal sealed class TaylorNetwork
{
    private readonly Mlp _network;
    private readonly JetSpace _space;
    private readonly ImmutableArray<(int Alpha, int Beta, int Gamma, double Coefficient)> _products;
    private readonly bool _isRiccati;

    /// <summary>Prepares the tables.</summary>
    public TaylorNetwork(Mlp network, JetSpace space)
    {
        (_network, _space, _products) = (network, space, [.. space.Products()]);
        _isRiccati = network.Activation.IsRiccati && !network.Residual;
        // Of the coordinates themselves all but the first derivatives vanish; channels are in ascending order.
        Present = network.Embedding.IsIdentity ? space.Channels.TakeWhile(c => c.Order <= 1).Count() : space.Channels.Length;
    }

    /// <summary>The channels of the first layer's input that are not zero.</summary>
    public int Present { get; }

    private int Channels => _space.Channels.Length;

    /// <summary>Evaluates the outputs and all their derivatives.</summary>
    /// <param name="weights">[parameters].</param>
    /// <param name="points">[rows, inputs].</param>
    /// <param name="slopes">Whether derivatives with respect to weights will be asked for.</param>
    public Pass Forward(Tensor weights, Tensor points, bool slopes)
    {
        var n = points.shape[0];
        var inputs = new List<Tensor> { Features(points) };
        var s = new List<Tensor>();
        for (var l = 0; ; l++)
        {
            var (layer, below) = (_network.Layers[l], inputs[l]);
            var (hidden, present) = (l < _network.Hidden.Length, l == 0 ? Present : Channels);
            var z = present < Channels && !hidden ? zeros([Channels, n, layer.Outputs], points.dtype, points.device) : empty([Channels, n, layer.Outputs], points.dtype, points.device);
            var (w, b) = Layer(weights, layer);
            Flat(z, present).addmm_(Flat(below, present), w.t(), 0, 1);
            z.select(0, 0).add_(b);
            if (!hidden) return new(weights, [.. inputs], [.. s], z);
            var y = Activate(z, present, slopes, s);
            if (_network.AddsInput(l)) y.add_(below);
            inputs.Add(y);
        }
    }

    /// <summary>gradient += Jᵀ·cotangent, all rows summed; the cotangent is overwritten.</summary>
    /// <param name="pass">The evaluation.</param>
    /// <param name="cotangent">[channel, row, output].</param>
    /// <param name="gradient">[parameters].</param>
    public void Backward(Pass pass, Tensor cotangent, Tensor gradient) => Propagate(pass, cotangent, (layer, z, a) =>
    {
        var present = (int)a.shape[0];
        Weights(gradient, layer).addmm_(Flat(z, present).t(), Flat(a, present));
        Biases(gradient, layer).add_(z.select(0, 0).sum(dim: 0L));
    });

    /// <summary>rows[i] += (Jᵀ·cotangent) of row i alone; the cotangent is overwritten.</summary>
    /// <param name="pass">The evaluation.</param>
    /// <param name="cotangent">[channel, row, output].</param>
    /// <param name="rows">[row, parameters].</param>
    public void BackwardRows(Pass pass, Tensor cotangent, Tensor rows) => Propagate(pass, cotangent, (layer, z, a) =>
    {
        var n = a.shape[1];
        var outer = z.narrow(0, 0, a.shape[0]).permute(1, 2, 0).bmm(a.permute(1, 0, 2));
        rows.narrow(1, layer.Offset, layer.Inputs * layer.Outputs).add_(outer.reshape(n, -1));
        rows.narrow(1, layer.BiasOffset, layer.Outputs).add_(z.select(0, 0));
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
            dz.select(0, 0).add_(db);
            if (!hidden) return dz;
            Leibniz(pass.Slopes[l], dz, p => p.Alpha, p => p.Beta, present, Channels, descending: true);
            if (_network.AddsInput(l)) dz.add_(da!);
            da = dz;
        }
    }

    private void Propagate(Pass pass, Tensor cotangent, Action<Mlp.Layer, Tensor, Tensor> accumulate)
    {
        var (z, skipped) = (cotangent, (Tensor?)null);
        for (var l = _network.Layers.Length - 1; ; l--)
        {
            var layer = _network.Layers[l];
            accumulate(layer, z, pass.Inputs[l]);
            if (l == 0) return;
            var y = empty([Channels, z.shape[1], layer.Inputs], z.dtype, z.device);
            Flat(y, Channels).addmm_(Flat(z, Channels), Layer(pass.Weights, layer).W, 0, 1);
            // What a layer that adds its input was given goes to that input too.
            if (_network.AddsInput(l)) y.add_(skipped!);
            skipped = _network.AddsInput(l - 1) ? y.clone() : null;
            var wanted = l == 1 ? Present : Channels;
            Leibniz(pass.Slopes[l - 1], y, p => p.Beta, p => p.Alpha, Channels, wanted, descending: false);
            z = y;
        }
    }

    /// <summary>
    /// x_to ← Σ C s_γ x_from over all products, in place, in the order in which no result overwrites what a later one needs: the tangent dy_α = Σ C(α, β) s_(α−β) dz_β from the last
    /// channel to the first, the adjoint z̄_β = Σ C(α, β) s_(α−β) ȳ_α from the first to the last.
    /// </summary>
    private void Leibniz(Tensor slopes, Tensor x, Func<(int Alpha, int Beta, int Gamma, double C), int> to, Func<(int Alpha, int Beta, int Gamma, double C), int> from, int present, int wanted, bool descending)
    {
        using var scope = NewDisposeScope();
        Tensor[] s = slopes.unbind(), v = x.unbind();
        for (var i = 0; i < wanted; i++)
        {
            var channel = descending ? wanted - 1 - i : i;
            if (channel < present) v[channel].mul_(s[0]);
            foreach (var p in _products)
                if (to(p) == channel && from(p) != channel && from(p) < present)
                    v[channel].addcmul_(s[p.Gamma], v[from(p)], p.Coefficient);
        }
    }

    /// <summary>z becomes y; s is added to the list where slopes are wanted.</summary>
    private Tensor Activate(Tensor z, int present, bool slopes, List<Tensor> s)
    {
        if (slopes) s.Add(zeros_like(z));
        using var scope = NewDisposeScope();
        var channels = z.unbind();
        var sigma = _network.Activation.Evaluate<Value>(channels[0], _space.Order + (slopes && !_isRiccati ? 2 : 1), TensorArithmetic.Instance).Select(v => v.Tensor!).ToArray();
        if (slopes && !_isRiccati)
        {
            var target = s[^1].unbind();
            target[0].copy_(sigma[1]);
            for (var c = 1; c < channels.Length; c++)
                Compose(c, sigma.AsSpan(1), channels, target[c], present, inPlace: false);
        }
        for (var c = channels.Length - 1; c > 0; c--)
            Compose(c, sigma, channels, channels[c], present, inPlace: true);
        channels[0].copy_(sigma[0]);
        if (slopes && _isRiccati) Riccati(channels, s[^1].unbind());
        return z;
    }

    /// <summary>∂^α σ(z) = Σ c σ^(k)(z) Π ∂^β z.</summary>
    private void Compose(int channel, ReadOnlySpan<Tensor> sigma, Tensor[] z, Tensor target, int present, bool inPlace)
    {
        if (channel >= present) target.zero_();
        else if (inPlace) target.mul_(sigma[1]);
        else target.addcmul_(sigma[1], z[channel], 1);
        foreach (var term in _space.Composition[channel])
        {
            if (term.Factors is [var only] && only == channel || term.Factors.Any(f => f >= present)) continue;
            var product = sigma[term.Order];
            foreach (var factor in term.Factors[..^1]) product = product * z[factor];
            target.addcmul_(product, z[term.Factors[^1]], term.Coefficient);
        }
    }

    /// <summary>s = 1 − y²: s_α = −Σ C(α, β) y_β y_(α−β).</summary>
    private void Riccati(Tensor[] y, Tensor[] s)
    {
        s[0].fill_(1);
        foreach (var (alpha, beta, gamma, coefficient) in _products)
            if (beta <= gamma) s[alpha].addcmul_(y[beta], y[gamma], beta == gamma ? -coefficient : -2 * coefficient);
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
    public sealed record Pass(Tensor Weights, ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor> Slopes, Tensor Outputs);
}
