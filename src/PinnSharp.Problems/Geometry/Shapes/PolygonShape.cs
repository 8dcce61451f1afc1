using System.Collections.Immutable;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace PinnSharp.Problems;

/// <summary>A simple polygon. φ is the distance to the nearest edge, with its sign.</summary>
public sealed record PolygonShape : Primitive
{
    private readonly IndexedPointInAreaLocator _locator;
    private readonly ImmutableArray<double> _lengths;
    private readonly double _orientation;

    private PolygonShape(ImmutableArray<(double X, double Y)> vertices, Polygon polygon)
    {
        (Vertices, Area, Surface) = (vertices, polygon.Area, polygon.Length);
        _locator = new(polygon);
        _orientation = NetTopologySuite.Algorithm.Orientation.IsCCW(polygon.ExteriorRing.CoordinateSequence) ? 1 : -1;
        _lengths = [.. Enumerable.Range(0, vertices.Length).Select(i => Math.Sqrt(Square(Edge(i))))];
    }

    /// <summary>The corners in order, the first not repeated.</summary>
    public ImmutableArray<(double X, double Y)> Vertices { get; }

    /// <summary>The area enclosed.</summary>
    public double Area { get; }

    /// <summary>The perimeter.</summary>
    public override double Surface { get; }

    /// <summary>The polygon with these corners; the first may be repeated at the end.</summary>
    /// <exception cref="ArgumentException">There are fewer than three corners, or edges meet where they should not: the message says where.</exception>
    public static PolygonShape Of(IEnumerable<(double X, double Y)> corners)
    {
        ImmutableArray<(double X, double Y)> vertices = [.. corners];
        if (vertices.Length > 1 && vertices[0] == vertices[^1]) vertices = vertices.RemoveAt(vertices.Length - 1);
        if (vertices.Length < 3) throw new ArgumentException($"A polygon has at least 3 corners, this one {vertices.Length}.");
        for (var i = 0; i < vertices.Length; i++)
            if (vertices[i] == vertices[(i + 1) % vertices.Length])
                throw new ArgumentException(FormattableString.Invariant($"The polygon has the corner ({vertices[i].X}, {vertices[i].Y}) twice in a row."));
        var polygon = new Polygon(new LinearRing([.. vertices.Append(vertices[0]).Select(v => new NetTopologySuite.Geometries.Coordinate(v.X, v.Y))]));
        if (new IsValidOp(polygon).ValidationError is { } error)
            throw new ArgumentException(FormattableString.Invariant($"The polygon is not simple: {Text(error)} at ({error.Coordinate.X}, {error.Coordinate.Y})."));
        return new(vertices, polygon);
    }

    /// <inheritdoc/>
    public override double Level(ReadOnlySpan<double> point)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < Vertices.Length; i++)
        {
            var (x, y) = (point[0] - Vertices[i].X, point[1] - Vertices[i].Y);
            var edge = Edge(i);
            var along = Math.Clamp((x * edge.X + y * edge.Y) / Square(edge), 0, 1);
            nearest = Math.Min(nearest, Square((x - along * edge.X, y - along * edge.Y)));
        }
        var distance = Math.Sqrt(nearest);
        return _locator.Locate(new(point[0], point[1])) == Location.Exterior ? distance : -distance;
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper) Extent(int axis) =>
        axis == 0 ? (Vertices.Min(v => v.X), Vertices.Max(v => v.X)) : (Vertices.Min(v => v.Y), Vertices.Max(v => v.Y));

    /// <inheritdoc/>
    public override void Place(ReadOnlySpan<double> unit, Span<double> point, Span<double> normal)
    {
        var (i, left) = (0, unit[0] * Surface);
        for (; i < _lengths.Length - 1 && left >= _lengths[i]; i++) left -= _lengths[i];
        var (edge, along) = (Edge(i), Math.Min(left / _lengths[i], 1));
        (point[0], point[1]) = (Vertices[i].X + along * edge.X, Vertices[i].Y + along * edge.Y);
        (normal[0], normal[1]) = (_orientation * edge.Y / _lengths[i], -_orientation * edge.X / _lengths[i]);
    }

    /// <summary>Same corners in the same order.</summary>
    public bool Equals(PolygonShape? other) => other is not null && Vertices.SequenceEqual(other.Vertices);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Vertices.Length, Vertices[0]);

    private (double X, double Y) Edge(int i)
    {
        var (from, to) = (Vertices[i], Vertices[(i + 1) % Vertices.Length]);
        return (to.X - from.X, to.Y - from.Y);
    }

    private static double Square((double X, double Y) v) => v.X * v.X + v.Y * v.Y;

    private static string Text(TopologyValidationError error) => error.ErrorType switch
    {
        TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection => "it meets itself",
        _ => error.Message,
    };
}
