using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>How two shapes make one.</summary>
public enum ShapeOperation
{
    /// <summary>What is in either.</summary>
    Union,
    /// <summary>What is in both.</summary>
    Intersection,
    /// <summary>What is in the first and not in the second.</summary>
    Difference,
}

/// <summary>Two shapes made one.</summary>
/// <param name="Operation">How.</param>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
public sealed record Combination(ShapeOperation Operation, Shape A, Shape B) : Shape
{
    /// <inheritdoc/>
    public override ImmutableArray<Primitive> Primitives { get; } = [.. A.Primitives.Union(B.Primitives)];

    /// <inheritdoc/>
    public override double Level(ReadOnlySpan<double> point) => Operation switch
    {
        ShapeOperation.Union => Math.Min(A.Level(point), B.Level(point)),
        ShapeOperation.Intersection => Math.Max(A.Level(point), B.Level(point)),
        _ => Math.Max(A.Level(point), -B.Level(point)),
    };

    /// <inheritdoc/>
    public override (double Lower, double Upper) Extent(int axis)
    {
        var (a, b) = (A.Extent(axis), B.Extent(axis));
        return Operation switch
        {
            ShapeOperation.Union => (Math.Min(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper)),
            ShapeOperation.Intersection => (Math.Max(a.Lower, b.Lower), Math.Min(a.Upper, b.Upper)),
            _ => a,
        };
    }

    /// <summary>Same operation on the same shapes.</summary>
    public bool Equals(Combination? other) => other is not null && Operation == other.Operation && A == other.A && B == other.B;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Operation, A, B);
}
