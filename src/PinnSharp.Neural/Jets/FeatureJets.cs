using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>The features of an embedding with all their derivatives at 64 points: what a first layer multiplies where it does not see the coordinates alone.</summary>
internal sealed class FeatureJets
{
    private const int Lanes = BlockProduct.Lanes;
    private readonly Embedding _embedding;
    private readonly JetSpace _space;
    private readonly Memory<double> _values;
    private readonly double[] _factors, _trigonometric = new double[3 * Lanes];

    public FeatureJets(Embedding embedding, JetSpace space)
    {
        (_embedding, _space) = (embedding, space);
        var (features, channels) = (embedding.Features.Length, space.Channels.Length);
        _values = AlignedMemory.Allocate(channels * features * Lanes);
        _factors = new double[channels * features];
        for (var f = 0; f < features; f++)
            for (var c = 0; c < channels; c++)
                if (embedding.Features[f] is WaveFeature wave)
                    _factors[c * features + f] = Enumerable.Range(0, embedding.Dimension)
                        .Aggregate(space.Channels[c].Order % 4 is 1 or 2 ? -1.0 : 1, (product, i) => product * Math.Pow(wave.Frequency[i], space.Channels[c][i]));
                else if (c == space.Units[((CoordinateFeature)embedding.Features[f]).Index])
                    Of(c, f).Fill(1);
    }

    /// <summary>[channel][feature][64].</summary>
    public ReadOnlySpan<double> Values => _values.Span;

    /// <summary>Fills <see cref="Values"/>.</summary>
    /// <param name="points">[coordinate][64].</param>
    public void Evaluate(ReadOnlySpan<double> points)
    {
        Span<double> argument = _trigonometric.AsSpan(0, Lanes), sin = _trigonometric.AsSpan(Lanes, Lanes), cos = _trigonometric.AsSpan(2 * Lanes, Lanes);
        for (var f = 0; f < _embedding.Features.Length; f++)
        {
            if (_embedding.Features[f] is CoordinateFeature coordinate)
            {
                points.Slice(coordinate.Index * Lanes, Lanes).CopyTo(Of(0, f));
                continue;
            }
            var wave = (WaveFeature)_embedding.Features[f];
            argument.Fill(wave.Phase);
            for (var i = 0; i < wave.Frequency.Length; i++)
                VectorKernels.AddScaled(wave.Frequency[i], points.Slice(i * Lanes, Lanes), argument);
            BlockFunctions.SinCos(argument, sin, cos);
            for (var c = 0; c < _space.Channels.Length; c++)
                if (_factors[c * _embedding.Features.Length + f] is not 0 and var factor)
                    TensorPrimitives.Multiply(_space.Channels[c].Order % 2 == 0 ? cos : sin, factor, Of(c, f));
        }
    }

    private Span<double> Of(int channel, int feature) => _values.Span.Slice((channel * _embedding.Features.Length + feature) * Lanes, Lanes);
}
