using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>The features of an embedding with all their derivatives at 64 points: what a first layer multiplies where it does not see the coordinates alone.</summary>
internal sealed class FeatureJets
{
    private const int Lanes = BlockProduct.Lanes, Part = BlockProduct.Part;
    private readonly Embedding _embedding;
    private readonly JetSpace _space;
    private readonly Memory<double> _values;
    private readonly double[] _factors, _trigonometric = new double[4 * Lanes];

    public FeatureJets(Embedding embedding, JetSpace space)
    {
        (_embedding, _space) = (embedding, space);
        var (features, channels) = (embedding.Features.Length, space.Channels.Length);
        _values = AlignedMemory.Allocate(Lanes / Part * channels * BlockProduct.Stride(features));
        _factors = new double[channels * features];
        for (var f = 0; f < features; f++)
            for (var c = 0; c < channels; c++)
                if (embedding.Features[f] is WaveFeature wave)
                    _factors[c * features + f] = Enumerable.Range(0, embedding.Dimension)
                        .Aggregate(space.Channels[c].Order % 4 is 1 or 2 ? -1.0 : 1, (product, i) => product * Math.Pow(wave.Frequency[i], space.Channels[c][i]));
                else if (c == space.Units[((CoordinateFeature)embedding.Features[f]).Index])
                    Set(c, f, Enumerable.Repeat(1.0, Lanes).ToArray());
    }

    /// <summary>Four parts of [channel][feature][16].</summary>
    public Span<double> Values => _values.Span;

    /// <summary>Fills <see cref="Values"/>.</summary>
    /// <param name="points">[coordinate][64].</param>
    public void Evaluate(ReadOnlySpan<double> points)
    {
        Span<double> argument = _trigonometric.AsSpan(0, Lanes), sin = _trigonometric.AsSpan(Lanes, Lanes),
            cos = _trigonometric.AsSpan(2 * Lanes, Lanes), value = _trigonometric.AsSpan(3 * Lanes, Lanes);
        for (var f = 0; f < _embedding.Features.Length; f++)
        {
            if (_embedding.Features[f] is CoordinateFeature coordinate)
            {
                Set(0, f, points.Slice(coordinate.Index * Lanes, Lanes));
                continue;
            }
            var wave = (WaveFeature)_embedding.Features[f];
            argument.Fill(wave.Phase);
            for (var i = 0; i < wave.Frequency.Length; i++)
                VectorKernels.AddScaled(wave.Frequency[i], points.Slice(i * Lanes, Lanes), argument);
            BlockFunctions.SinCos(argument, sin, cos);
            for (var c = 0; c < _space.Channels.Length; c++)
                if (_factors[c * _embedding.Features.Length + f] is not 0 and var factor)
                {
                    TensorPrimitives.Multiply(_space.Channels[c].Order % 2 == 0 ? cos : sin, factor, value);
                    Set(c, f, value);
                }
        }
    }

    private void Set(int channel, int feature, ReadOnlySpan<double> lanes)
    {
        var stride = BlockProduct.Stride(_embedding.Features.Length);
        for (var part = 0; part < Lanes / Part; part++)
            lanes.Slice(part * Part, Part).CopyTo(Values[((part * _space.Channels.Length + channel) * stride + feature * Part)..]);
    }
}
