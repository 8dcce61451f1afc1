using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>A shape with a boundary of its own.</summary>
public abstract record Primitive : Shape
{
    /// <summary>The boundary's measure: a length in two dimensions, an area in three, the number of end points in one.</summary>
    public abstract double Surface { get; }

    /// <inheritdoc/>
    public sealed override ImmutableArray<Primitive> Primitives => [this];

    /// <summary>Maps the unit cube onto the boundary so that equal volumes become equal areas.</summary>
    /// <param name="unit">max(1, d − 1) numbers in (0, 1).</param>
    /// <param name="point">Takes the point, d numbers.</param>
    /// <param name="normal">Takes the outward unit normal there.</param>
    public abstract void Place(ReadOnlySpan<double> unit, Span<double> point, Span<double> normal);
}
