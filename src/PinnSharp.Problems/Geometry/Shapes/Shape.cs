using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>
/// A set of points of space, given by a level function φ: negative inside, zero on the boundary, positive outside, never larger in size than the
/// distance to the boundary. Sets are combined as their levels are: union min(φ, ψ), intersection max(φ, ψ), difference max(φ, −ψ).
/// </summary>
public abstract record Shape
{
    /// <summary>φ at a point.</summary>
    /// <param name="point">One number for each space coordinate.</param>
    public abstract double Level(ReadOnlySpan<double> point);

    /// <summary>The shapes whose boundaries this one's boundary is part of.</summary>
    public abstract ImmutableArray<Primitive> Primitives { get; }

    /// <summary>The smallest interval of a coordinate known to hold the shape.</summary>
    /// <param name="axis">The number of the space coordinate.</param>
    public abstract (double Lower, double Upper) Extent(int axis);

    /// <summary>Whether φ ≤ slack at a point.</summary>
    /// <param name="point">One number for each space coordinate.</param>
    /// <param name="slack">How far outside still counts; 0 takes the boundary in.</param>
    public bool Contains(ReadOnlySpan<double> point, double slack = 0) => Level(point) <= slack;

    /// <summary>
    /// +1 where a point of a surface is on this shape's boundary with the shape behind it (against the normal), −1 with the shape before it, 0 where it is not on it.
    /// </summary>
    /// <param name="point">A point of a surface.</param>
    /// <param name="normal">The surface's unit normal there.</param>
    /// <param name="step">A length far below the shape's features and far above rounding.</param>
    public int Side(ReadOnlySpan<double> point, ReadOnlySpan<double> normal, double step)
    {
        Span<double> beside = stackalloc double[point.Length];
        for (var i = 0; i < point.Length; i++) beside[i] = point[i] + step * normal[i];
        var before = Level(beside) < 0;
        for (var i = 0; i < point.Length; i++) beside[i] = point[i] - step * normal[i];
        return (Level(beside) < 0 ? 1 : 0) - (before ? 1 : 0);
    }

    /// <summary>The union.</summary>
    public static Shape operator +(Shape a, Shape b) => new Combination(ShapeOperation.Union, a, b);

    /// <summary>What is in the first and not in the second.</summary>
    public static Shape operator -(Shape a, Shape b) => new Combination(ShapeOperation.Difference, a, b);

    /// <summary>The intersection.</summary>
    public static Shape operator &(Shape a, Shape b) => new Combination(ShapeOperation.Intersection, a, b);
}
