using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>The boundary of a plane shape as closed rings: outer ones and those of holes.</summary>
public static class ShapeOutline
{
    private const int Circle = 120;

    /// <summary>The rings; the last point of each is its first. Arcs are polygons of 120 sides to a circle.</summary>
    /// <param name="shape">A shape over two coordinates.</param>
    public static ImmutableArray<ImmutableArray<(double X, double Y)>> Rings(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var (left, right) = shape.Extent(0);
        var open = Outline.Of(shape, [], [], right - left).Where(c => c.IsBoundary).Select(c => c.Curve).ToList();
        var rings = ImmutableArray.CreateBuilder<ImmutableArray<(double X, double Y)>>();
        while (open.Count > 0)
        {
            var ring = Points(open[0], false).ToList();
            open.RemoveAt(0);
            while (ring[0] != ring[^1] && open.FindIndex(c => c.A == ring[^1] || c.B == ring[^1]) is >= 0 and var next)
            {
                ring.AddRange(Points(open[next], open[next].A != ring[^1]).Skip(1));
                open.RemoveAt(next);
            }
            rings.Add([.. ring]);
        }
        return rings.ToImmutable();
    }

    /// <summary>Points along a curve from its one end to the other, which are those that neighbours share.</summary>
    private static IEnumerable<(double X, double Y)> Points(Curve curve, bool reversed)
    {
        var count = curve.Disc is null ? 1 : Math.Max(2, (int)Math.Ceiling(Circle * curve.Sweep / (2 * Math.PI)));
        var (first, last) = curve.IsClosed ? (curve.At(0), curve.At(0)) : (curve.A, curve.B);
        var points = Enumerable.Range(0, count + 1).Select(i => i == 0 ? first : i == count ? last : curve.At((double)i / count));
        return reversed ? points.Reverse() : points;
    }
}
