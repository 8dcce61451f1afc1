using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>The part of a domain's boundary that lies on the boundary of a shape.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="On">The shape; the domain itself for its whole boundary.</param>
/// <param name="Size">A length of the size of the domain, for what counts as a tiny step.</param>
public sealed record Boundary(Shape Domain, Shape On, double Size)
{
    private readonly ImmutableArray<Primitive> _surfaces = On.Primitives;
    private readonly double _area = On.Primitives.Sum(p => p.Surface);

    /// <summary>End points of the surfaces, where space has one dimension.</summary>
    internal int Ends => 2 * _surfaces.Length;

    /// <summary>
    /// Maps the unit cube onto the surfaces of the shape, equal volumes to equal areas, and says whether the point is one of this boundary: a tiny
    /// step to one side of it is in the domain, to the other side is not, and the same holds for the shape.
    /// </summary>
    /// <param name="unit">max(1, d − 1) numbers in (0, 1).</param>
    /// <param name="point">Takes the point.</param>
    /// <param name="normal">Takes the domain's outward unit normal.</param>
    internal bool TryPlace(ReadOnlySpan<double> unit, Span<double> point, Span<double> normal)
    {
        Span<double> rest = stackalloc double[unit.Length];
        unit.CopyTo(rest);
        var (k, left) = (0, unit[0] * _area);
        for (; k < _surfaces.Length - 1 && left >= _surfaces[k].Surface; k++) left -= _surfaces[k].Surface;
        rest[0] = Math.Min(left / _surfaces[k].Surface, 1);
        _surfaces[k].Place(rest, point, normal);
        var side = Domain.Side(point, normal, 1e-7 * Size);
        if (side == 0 || On.Side(point, normal, 1e-7 * Size) == 0) return false;
        for (var i = 0; i < k; i++)
            if (Math.Abs(_surfaces[i].Level(point)) <= 1e-9 * Size) return false; // it was counted there
        foreach (ref var n in normal) n = side * n + 0.0;
        return true;
    }

    /// <summary>Same domain, same shape.</summary>
    public bool Equals(Boundary? other) => other is not null && Domain == other.Domain && On == other.On;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Domain, On);
}
