using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// A network and all its derivatives of a <see cref="JetSpace"/>, evaluated for a block of 64 points, with the derivatives of all that
/// with respect to the weights. Through a hidden layer go z_α = W a_α (+ b for α = 0), then y = σ(z) by Faà di Bruno's formula, and
/// beside it the jet of s = σ'(z): multiplying by it is the derivative of the layer (<see cref="Tangent"/>), the transposed product its adjoint
/// (<see cref="Backward"/>). Owns its workspace, so use one a thread; no call allocates.
/// </summary>
public sealed class JetNetwork
{
    private const int Lanes = BlockProduct.Lanes;
    private readonly CompositionTable _compose;
    private readonly LeibnizTable _tangent, _adjoint, _firstAdjoint;
    private readonly FeatureJets? _features; // null for the coordinates alone, whose jets are known
    private readonly Memory<double> _points, _sigma, _skipped;
    private readonly Memory<double>[] _y, _s; // of each hidden layer; _s holds z before
    private readonly Memory<double> _outputs, _first, _second;

    /// <summary>Prepares the tables and the workspace.</summary>
    /// <param name="network">The network; its inputs are the coordinates.</param>
    /// <param name="space">The derivatives wanted.</param>
    /// <exception cref="ArgumentException">The space has another dimension than the network has inputs.</exception>
    public JetNetwork(Mlp network, JetSpace space)
    {
        if (network.Inputs != space.Dimension)
            throw new ArgumentException($"The network has {network.Inputs} inputs, the jets {space.Dimension} coordinates.", nameof(space));
        (Network, Space) = (network, space);
        (_compose, _tangent) = (new(space), LeibnizTable.Tangent(space));
        _features = network.Embedding.IsIdentity ? null : new FeatureJets(network.Embedding, space);
        _adjoint = LeibnizTable.Adjoint(space, space.Order);
        _firstAdjoint = _features is null ? LeibnizTable.Adjoint(space, 1) : _adjoint;

        var widest = network.Layers.Max(layer => layer.Outputs);
        var block = space.Channels.Length * Lanes;
        _points = AlignedMemory.Allocate(network.Inputs * Lanes);
        _sigma = AlignedMemory.Allocate((space.Order + 2) * Lanes);
        _first = AlignedMemory.Allocate(block * widest);
        _second = AlignedMemory.Allocate(block * widest);
        _skipped = AlignedMemory.Allocate(network.Residual ? block * widest : 0);
        _y = [.. network.Hidden.Select(width => AlignedMemory.Allocate(block * width))];
        _s = [.. network.Hidden.Select(width => AlignedMemory.Allocate(block * width))];
        _outputs = AlignedMemory.Allocate(block * network.Outputs);
    }

    /// <summary>The network.</summary>
    public Mlp Network { get; }

    /// <summary>The derivatives.</summary>
    public JetSpace Space { get; }

    /// <summary>What the last <see cref="Forward"/> found: [channel][output][64].</summary>
    public ReadOnlySpan<double> Outputs => _outputs.Span;

    private int Channels => Space.Channels.Length;

    /// <summary>Evaluates the outputs and all their derivatives.</summary>
    /// <param name="weights">[<see cref="Mlp.ParameterCount"/>].</param>
    /// <param name="points">[coordinate][64]; unused lanes may hold any point.</param>
    public void Forward(ReadOnlySpan<double> weights, ReadOnlySpan<double> points)
    {
        points[..(Network.Inputs * Lanes)].CopyTo(_points.Span);
        _features?.Evaluate(points);
        for (var l = 0; l < Network.Layers.Length; l++)
        {
            var layer = Network.Layers[l];
            var hidden = l < Network.Hidden.Length;
            var z = (hidden ? _s[l] : _outputs).Span;
            Multiply(l, weights, z);
            if (hidden)
                Activate(z, _y[l].Span, layer.Outputs);
            if (Network.AddsInput(l))
                VectorKernels.AddScaled(1, _y[l - 1].Span, _y[l].Span);
        }
    }

    /// <summary>
    /// gradient += Jᵀ·cotangent, J the derivative of the outputs of the last <see cref="Forward"/> with respect to the weights;
    /// all points summed.
    /// </summary>
    /// <param name="weights">Those of the last <see cref="Forward"/>.</param>
    /// <param name="cotangent">[channel][output][64]; zero in unused lanes.</param>
    /// <param name="gradient">[<see cref="Mlp.ParameterCount"/>], added to.</param>
    public void Backward(ReadOnlySpan<double> weights, ReadOnlySpan<double> cotangent, Span<double> gradient) =>
        Propagate(weights, cotangent, gradient, stride: 0);

    /// <summary>panel[w·stride + p] = (Jᵀ·cotangent)_w of point p alone: 64 rows of a Jacobian, parameter-major.</summary>
    /// <param name="weights">Those of the last <see cref="Forward"/>.</param>
    /// <param name="cotangent">[channel][output][64].</param>
    /// <param name="panel">One line for each of the <see cref="Mlp.ParameterCount"/> weights; the first 64 entries of each are overwritten.</param>
    /// <param name="stride">Distance of lines, at least 64. Fastest where the whole panel stays below some five megabytes and
    /// begins at a cache line (<see cref="AlignedMemory"/>), because every line is visited once a block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stride is less than 64.</exception>
    public void BackwardRows(ReadOnlySpan<double> weights, ReadOnlySpan<double> cotangent, Span<double> panel, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, Lanes);
        Propagate(weights, cotangent, panel, stride);
    }

    /// <summary>tangent = J·direction at the last <see cref="Forward"/>.</summary>
    /// <param name="weights">Those of the last <see cref="Forward"/>.</param>
    /// <param name="direction">[<see cref="Mlp.ParameterCount"/>].</param>
    /// <param name="tangent">[channel][output][64], overwritten.</param>
    public void Tangent(ReadOnlySpan<double> weights, ReadOnlySpan<double> direction, Span<double> tangent)
    {
        Span<double> to = _first.Span, from = _second.Span;
        for (var l = 0; l < Network.Layers.Length; l++)
        {
            var layer = Network.Layers[l];
            var hidden = l < Network.Hidden.Length;
            if (!hidden)
                to = tangent;
            Multiply(l, direction, to);
            if (l > 0)
                BlockProduct.MultiplyAdd(layer.Weights(weights), from, to, layer.Outputs, layer.Inputs, Channels);
            if (hidden)
                Apply(_tangent, _s[l].Span, to, layer.Outputs);
            if (Network.AddsInput(l))
                VectorKernels.AddScaled(1, from[..(Channels * layer.Inputs * Lanes)], to[..(Channels * layer.Inputs * Lanes)]);
            Swap(ref from, ref to);
        }
    }

    private void Propagate(ReadOnlySpan<double> weights, ReadOnlySpan<double> cotangent, Span<double> gradient, int stride)
    {
        var z = cotangent[..(Channels * Network.Outputs * Lanes)];
        Span<double> lower = _first.Span, upper = _second.Span;
        for (var l = Network.Layers.Length - 1; l >= 0; l--)
        {
            var layer = Network.Layers[l];
            var skipped = Network.AddsInput(l) ? Channels * layer.Inputs * Lanes : 0;
            upper[..skipped].CopyTo(_skipped.Span);
            if (l < Network.Hidden.Length)
            {
                Apply(l == 0 ? _firstAdjoint : _adjoint, _s[l].Span, upper, layer.Outputs);
                z = upper;
            }
            AccumulateBias(layer, z, gradient, stride);
            if (l == 0 && _features is null)
                AccumulateInput(layer, z, gradient, stride);
            else
                Accumulate(layer, z, Below(l), gradient, stride, Channels);
            if (l > 0)
            {
                BlockProduct.MultiplyTransposed(layer.Weights(weights), z, lower, layer.Outputs, layer.Inputs, Channels);
                VectorKernels.AddScaled(1, _skipped.Span[..skipped], lower[..skipped]);
                Swap(ref lower, ref upper);
            }
        }
    }

    /// <summary>What a layer multiplies: the features, or the layer below.</summary>
    private ReadOnlySpan<double> Below(int l) => l == 0 ? _features!.Values : _y[l - 1].Span;

    private void Multiply(int l, ReadOnlySpan<double> weights, Span<double> z)
    {
        var layer = Network.Layers[l];
        if (l == 0 && _features is null)
            MultiplyInput(layer, weights, z);
        else
            BlockProduct.Multiply(layer.Weights(weights), layer.Biases(weights), Below(l), z, layer.Outputs, layer.Inputs, Channels);
    }

    /// <summary>A first layer of coordinates alone: the jet of the input is x, then unit vectors, then zeros, so z_0 = W x + b, ∂z/∂x_i = W[:, i].</summary>
    private void MultiplyInput(Mlp.Layer layer, ReadOnlySpan<double> weights, Span<double> z)
    {
        var w = layer.Weights(weights);
        var size = layer.Outputs * Lanes;
        z[size..(Channels * size)].Clear();
        BlockProduct.Multiply(w, layer.Biases(weights), _points.Span, z, layer.Outputs, layer.Inputs, 1);
        for (var i = 0; i < layer.Inputs; i++)
            if (Space.Units[i] is var channel and >= 0)
                for (var r = 0; r < layer.Outputs; r++)
                    z.Slice(channel * size + r * Lanes, Lanes).Fill(w[r * layer.Inputs + i]);
    }

    private void AccumulateInput(Mlp.Layer layer, ReadOnlySpan<double> z, Span<double> gradient, int stride)
    {
        Accumulate(layer, z, _points.Span, gradient, stride, 1);
        for (var i = 0; i < layer.Inputs; i++)
            if (Space.Units[i] is var channel and >= 0)
                for (var r = 0; r < layer.Outputs; r++)
                {
                    var from = z.Slice((channel * layer.Outputs + r) * Lanes, Lanes);
                    var w = layer.Offset + r * layer.Inputs + i;
                    if (stride == 0)
                        gradient[w] += BlockFunctions.Sum(from);
                    else
                        BlockFunctions.Add(from, gradient.Slice(w * stride, Lanes));
                }
    }

    private static void Accumulate(Mlp.Layer layer, ReadOnlySpan<double> z, ReadOnlySpan<double> a, Span<double> gradient, int stride,
        int channels)
    {
        if (stride == 0)
            BlockOuter.Accumulate(z, a, gradient.Slice(layer.Offset, layer.Inputs * layer.Outputs), layer.Outputs, layer.Inputs, channels);
        else
            BlockOuter.Rows(z, a, gradient[(layer.Offset * stride)..], stride, layer.Outputs, layer.Inputs, channels);
    }

    private static void AccumulateBias(Mlp.Layer layer, ReadOnlySpan<double> z, Span<double> gradient, int stride)
    {
        for (var r = 0; r < layer.Outputs; r++)
        {
            var from = z.Slice(r * Lanes, Lanes);
            if (stride == 0)
                gradient[layer.BiasOffset + r] += BlockFunctions.Sum(from);
            else
                from.CopyTo(gradient[((layer.BiasOffset + r) * stride)..]);
        }
    }

    private void Activate(Span<double> z, Span<double> y, int neurons)
    {
        var sigma = _sigma.Span;
        for (var at = 0; at < neurons * Lanes; at += Lanes)
        {
            Network.Activation.Evaluate(z.Slice(at, Lanes), Space.Order + 2, sigma);
            _compose.Apply(ref sigma[0], ref z[at], ref y[at], neurons * Lanes);
        }
    }

    private static void Apply(LeibnizTable table, Span<double> s, Span<double> x, int neurons)
    {
        for (var at = 0; at < neurons * Lanes; at += Lanes)
            table.Apply(ref s[at], ref x[at], neurons * Lanes);
    }

    private static void Swap(ref Span<double> x, ref Span<double> y)
    {
        var was = x;
        x = y;
        y = was;
    }
}
