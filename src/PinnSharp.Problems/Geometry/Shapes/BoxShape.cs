using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>a ≤ x ≤ b in every coordinate: an interval, a rectangle, a box. φ is the distance to the boundary, with its sign.</summary>
/// <param name="Lower">a, one number for each space coordinate.</param>
/// <param name="Upper">b &gt; a.</param>
public sealed record BoxShape(ImmutableArray<double> Lower, ImmutableArray<double> Upper) : Primitive
{
    /// <inheritdoc/>
    public override double Surface => 2 * Enumerable.Range(0, Lower.Length).Sum(Face);

    /// <inheritdoc/>
    public override double Level(ReadOnlySpan<double> point)
    {
        double inside = double.NegativeInfinity, outside = 0;
        for (var i = 0; i < Lower.Length; i++)
        {
            var beyond = Math.Max(Lower[i] - point[i], point[i] - Upper[i]);
            inside = Math.Max(inside, beyond);
            if (beyond > 0) outside += beyond * beyond;
        }
        return outside > 0 ? Math.Sqrt(outside) : inside;
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Extent(int axis) => (Lower[axis], Upper[axis]);

    /// <inheritdoc/>
    public override void Place(ReadOnlySpan<double> unit, Span<double> point, Span<double> normal)
    {
        var d = Lower.Length;
        var left = unit[0] * Surface;
        var face = 0;
        for (; face < 2 * d - 1 && left >= Face(face / 2); face++) left -= Face(face / 2);
        var (axis, free) = (face / 2, 0);
        var first = Math.Min(left / Face(axis), 1);
        for (var i = 0; i < d; i++)
        {
            normal[i] = i != axis ? 0 : face % 2 == 0 ? -1 : 1;
            if (i == axis) point[i] = face % 2 == 0 ? Lower[i] : Upper[i];
            else point[i] = Lower[i] + (Upper[i] - Lower[i]) * (free++ == 0 ? first : unit[1]);
        }
    }

    /// <summary>The area of a face across an axis.</summary>
    private double Face(int axis)
    {
        var area = 1.0;
        for (var i = 0; i < Lower.Length; i++)
            if (i != axis) area *= Upper[i] - Lower[i];
        return area;
    }
}
