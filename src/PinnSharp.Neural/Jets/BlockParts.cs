using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>Where things are in a block of 64 points, whose layout <see cref="BlockProduct"/> tells: four parts of [channel][neuron][16].</summary>
internal static class BlockParts
{
    private const int Lanes = BlockProduct.Lanes, Part = BlockProduct.Part;

    /// <summary>Parts of a block.</summary>
    public const int Parts = Lanes / Part;

    /// <summary>One part of a block.</summary>
    public static Span<double> OfPart(Span<double> block, int part) => block.Slice(part * (block.Length / Parts), block.Length / Parts);

    /// <summary>64 points of a block, of which the first 16 stand at <paramref name="at"/> in the first part.</summary>
    public static void Gather(ReadOnlySpan<double> block, int at, Span<double> lanes)
    {
        for (var part = 0; part < Parts; part++)
            block.Slice(part * (block.Length / Parts) + at, Part).CopyTo(lanes[(part * Part)..]);
    }

    /// <summary>From a part to [channel][neuron][64], for as many neurons as there is room for.</summary>
    public static void FromPart(ReadOnlySpan<double> z, int part, int channels, Span<double> outputs)
    {
        var (stride, neurons) = (z.Length / channels, outputs.Length / channels / Lanes);
        for (var c = 0; c < channels; c++)
            for (var r = 0; r < neurons; r++)
                z.Slice(c * stride + r * Part, Part).CopyTo(outputs[((c * neurons + r) * Lanes + part * Part)..]);
    }

    /// <summary>The inverse of <see cref="FromPart"/>.</summary>
    public static void ToPart(ReadOnlySpan<double> outputs, Span<double> z, int part, int channels)
    {
        var (stride, neurons) = (z.Length / channels, outputs.Length / channels / Lanes);
        for (var c = 0; c < channels; c++)
            for (var r = 0; r < neurons; r++)
                outputs.Slice((c * neurons + r) * Lanes + part * Part, Part).CopyTo(z[(c * stride + r * Part)..]);
    }

    /// <summary>to += from for some neurons of a part.</summary>
    public static void Add(ReadOnlySpan<double> from, Span<double> to, int channels, int first, int count)
    {
        for (int c = 0, at = first * Part; c < channels; c++, at += from.Length / channels)
            VectorKernels.AddScaled(1, from.Slice(at, count * Part), to[at..]);
    }

    /// <summary>Copies some neurons of a part.</summary>
    public static void Copy(ReadOnlySpan<double> from, Span<double> to, int channels, int first, int count)
    {
        for (int c = 0, at = first * Part; c < channels; c++, at += from.Length / channels)
            from.Slice(at, count * Part).CopyTo(to[at..]);
    }
}
