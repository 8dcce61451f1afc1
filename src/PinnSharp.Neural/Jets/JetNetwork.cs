using PinnSharp.Numerics;
using static PinnSharp.Neural.BlockParts;

namespace PinnSharp.Neural;

/// <summary>
/// A network and all its derivatives of a <see cref="JetSpace"/>, evaluated for a block of 64 points, with the derivatives of all that
/// with respect to the weights. Through a hidden layer go z_α = W a_α (+ b for α = 0), then y = σ(z) by Faà di Bruno's formula, and
/// beside it the jet of s = σ'(z): multiplying by it is the derivative of the layer (<see cref="Tangent"/>), the transposed product its adjoint
/// (<see cref="Backward"/>). Owns its workspace, so use one a thread; no call allocates.
/// </summary>
public sealed class JetNetwork
{
    private const int Lanes = BlockProduct.Lanes, Part = BlockProduct.Part, Tile = BlockProduct.Tile;
    private readonly CompositionTable _compose;
    private readonly RiccatiTable? _riccati;
    private readonly LeibnizTable _tangent, _adjoint, _firstAdjoint;
    private readonly FeatureJets? _features; // null for the coordinates alone, whose jets are known
    private readonly Memory<double> _points, _sigma, _slope, _skipped, _last, _outputs;
    private readonly Memory<double>[] _y, _s; // of each hidden layer; no s where it follows from y
    private readonly Memory<double> _first, _second;

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

        if (network.Activation.IsRiccati && !network.Residual) _riccati = new RiccatiTable(space);

        var widest = network.Layers.Max(layer => layer.Outputs);
        _points = AlignedMemory.Allocate(Parts * BlockProduct.Stride(network.Inputs));
        _sigma = AlignedMemory.Allocate((space.Order + 2) * Lanes);
        _slope = AlignedMemory.Allocate(Channels * Lanes);
        _first = AlignedMemory.Allocate(BlockLength(widest));
        _second = AlignedMemory.Allocate(BlockLength(widest));
        _skipped = AlignedMemory.Allocate(network.Residual ? BlockLength(widest) : 0);
        _y = [.. network.Hidden.Select(width => AlignedMemory.Allocate(BlockLength(width)))];
        _s = [.. network.Hidden.Select(width => AlignedMemory.Allocate(_riccati is null ? BlockLength(width) : 0))];
        _last = AlignedMemory.Allocate(Channels * BlockProduct.Stride(network.Outputs));
        _outputs = AlignedMemory.Allocate(Channels * network.Outputs * Lanes);
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
        for (var part = 0; part < Parts; part++)
            for (var i = 0; i < Network.Inputs; i++)
                points.Slice(i * Lanes + part * Part, Part).CopyTo(OfPart(_points.Span, part)[(i * Part)..]);
        _features?.Evaluate(points);
        for (var part = 0; part < Parts; part++)
        {
            for (var l = 0; l < Network.Layers.Length; l++)
            {
                var hidden = l < Network.Hidden.Length;
                var z = hidden ? OfPart(_y[l].Span, part) : _last.Span;
                for (var first = 0; first < Network.Layers[l].Outputs; first += Tile)
                {
                    var count = Math.Min(Tile, Network.Layers[l].Outputs - first);
                    Multiply(l, part, weights, z, first, count);
                    if (hidden)
                        Activate(z, OfPart(_s[l].Span, part), Network.Layers[l].Outputs, first, count);
                    if (Network.AddsInput(l))
                        Add(Below(l, part), z, Channels, first, count);
                }
            }
            FromPart(_last.Span, part, Channels, _outputs.Span);
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
        for (var part = 0; part < Parts; part++)
        {
            Span<double> to = _first.Span, from = _second.Span;
            for (var l = 0; l < Network.Layers.Length; l++)
            {
                var layer = Network.Layers[l];
                for (var first = 0; first < layer.Outputs; first += Tile)
                {
                    var count = Math.Min(Tile, layer.Outputs - first);
                    Multiply(l, part, direction, to, first, count);
                    if (l > 0)
                        BlockProduct.MultiplyAdd(layer.Weights(weights), from, to, layer.Outputs, layer.Inputs, Channels, first, count);
                    if (l < Network.Hidden.Length)
                        Apply(_tangent, l, part, to, first, count);
                    if (Network.AddsInput(l))
                        Add(from[..(Channels * BlockProduct.Stride(layer.Inputs))], to, Channels, first, count);
                }
                Swap(ref from, ref to);
            }
            FromPart(from[.._last.Length], part, Channels, tangent[.._outputs.Length]);
        }
    }

    private void Propagate(ReadOnlySpan<double> weights, ReadOnlySpan<double> cotangent, Span<double> gradient, int stride)
    {
        Memory<double> lower = _first, upper = _second;
        var z = upper.Span[..BlockLength(Network.Outputs)];
        for (var part = 0; part < Parts; part++)
            ToPart(cotangent[.._outputs.Length], OfPart(z, part), part, Channels);
        for (var l = Network.Layers.Length - 1; l >= 0; l--)
        {
            var layer = Network.Layers[l];
            AccumulateBias(layer, z, gradient, stride);
            if (l == 0 && _features is null)
                AccumulateInput(layer, z, gradient, stride);
            else
                Accumulate(layer, z, l == 0 ? _features!.Values : _y[l - 1].Span, gradient, stride, Channels);
            if (l == 0)
                return;
            var below = lower.Span[..BlockLength(layer.Inputs)];
            for (var part = 0; part < Parts; part++)
                for (var first = 0; first < layer.Inputs; first += Tile)
                {
                    var count = Math.Min(Tile, layer.Inputs - first);
                    var y = OfPart(below, part);
                    BlockProduct.MultiplyTransposed(layer.Weights(weights), OfPart(z, part), y, layer.Outputs, layer.Inputs, Channels, first, count);
                    if (Network.AddsInput(l))
                        Add(OfPart(_skipped.Span[..below.Length], part), y, Channels, first, count);
                    if (Network.AddsInput(l - 1))
                        Copy(y, OfPart(_skipped.Span[..below.Length], part), Channels, first, count);
                    Apply(l == 1 ? _firstAdjoint : _adjoint, l - 1, part, y, first, count);
                }
            z = below;
            (lower, upper) = (upper, lower);
        }
    }

    /// <summary>What a layer multiplies: the features, or the layer below.</summary>
    private ReadOnlySpan<double> Below(int l, int part) => l == 0 ? OfPart(_features!.Values, part) : OfPart(_y[l - 1].Span, part);

    /// <summary>W a + b for some neurons of a part.</summary>
    private void Multiply(int l, int part, ReadOnlySpan<double> weights, Span<double> z, int first, int count)
    {
        var layer = Network.Layers[l];
        if (l == 0 && _features is null)
            MultiplyInput(layer, weights, OfPart(_points.Span, part), z, first, count);
        else
            BlockProduct.Multiply(layer.Weights(weights), layer.Biases(weights), Below(l, part), z, layer.Outputs, layer.Inputs, Channels, first, count);
    }

    /// <summary>A first layer of coordinates alone: the jet of the input is x, then unit vectors, then zeros, so z_0 = W x + b, ∂z/∂x_i = W[:, i].</summary>
    private void MultiplyInput(Mlp.Layer layer, ReadOnlySpan<double> weights, ReadOnlySpan<double> points, Span<double> z, int first, int count)
    {
        var w = layer.Weights(weights);
        var size = BlockProduct.Stride(layer.Outputs);
        for (var c = 1; c < Channels; c++)
            z.Slice(c * size + first * Part, count * Part).Clear();
        BlockProduct.Multiply(w, layer.Biases(weights), points, z, layer.Outputs, layer.Inputs, 1, first, count);
        for (var i = 0; i < layer.Inputs; i++)
            if (Space.Units[i] is var channel and >= 0)
                for (var r = first; r < first + count; r++)
                    z.Slice(channel * size + r * Part, Part).Fill(w[r * layer.Inputs + i]);
    }

    private void AccumulateInput(Mlp.Layer layer, ReadOnlySpan<double> z, Span<double> gradient, int stride)
    {
        Accumulate(layer, z, _points.Span, gradient, stride, 1);
        Span<double> lanes = stackalloc double[Lanes];
        for (var i = 0; i < layer.Inputs; i++)
            if (Space.Units[i] is var channel and >= 0)
                for (var r = 0; r < layer.Outputs; r++)
                {
                    Gather(z, channel * BlockProduct.Stride(layer.Outputs) + r * Part, lanes);
                    var w = layer.Offset + r * layer.Inputs + i;
                    if (stride == 0)
                        gradient[w] += BlockFunctions.Sum(lanes);
                    else
                        BlockFunctions.Add(lanes, gradient.Slice(w * stride, Lanes));
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
        Span<double> lanes = stackalloc double[Lanes];
        for (var r = 0; r < layer.Outputs; r++)
        {
            var to = stride == 0 ? lanes : gradient.Slice((layer.BiasOffset + r) * stride, Lanes);
            Gather(z, r * Part, to);
            if (stride == 0)
                gradient[layer.BiasOffset + r] += BlockFunctions.Sum(to);
        }
    }

    /// <summary>z becomes y, and s is filled where it is kept, for some neurons of a part.</summary>
    private void Activate(Span<double> z, Span<double> s, int neurons, int first, int count)
    {
        var sigma = _sigma.Span;
        for (var at = first * Part; at < (first + count) * Part; at += Lanes)
        {
            Network.Activation.Evaluate(z.Slice(at, Lanes), Space.Order + (_riccati is null ? 2 : 1), sigma);
            if (_riccati is null)
                _compose.Apply(ref sigma[Lanes], ref z[at], ref s[at], BlockProduct.Stride(neurons));
            _compose.Apply(ref sigma[0], ref z[at], ref z[at], BlockProduct.Stride(neurons));
        }
    }

    /// <summary>Applies a table with the slopes of hidden layer l to some neurons of a part.</summary>
    private void Apply(LeibnizTable table, int l, int part, Span<double> x, int first, int count)
    {
        var stride = BlockProduct.Stride(Network.Hidden[l]);
        for (var at = first * Part; at < (first + count) * Part; at += Lanes)
            if (_riccati is null)
                table.Apply(ref OfPart(_s[l].Span, part)[at], stride, ref x[at], stride);
            else
            {
                ref var slope = ref _slope.Span[0];
                _riccati.Apply(ref OfPart(_y[l].Span, part)[at], stride, ref slope);
                table.Apply(ref slope, Lanes, ref x[at], stride);
            }
    }

    private int BlockLength(int neurons) => Parts * Channels * BlockProduct.Stride(neurons);

    private static void Swap(ref Span<double> x, ref Span<double> y)
    {
        var was = x;
        x = y;
        y = was;
    }
}
