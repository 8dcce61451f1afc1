using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Points of a region and, on a boundary, the outward normals there.</summary>
/// <param name="Coordinates">The coordinates.</param>
/// <param name="Points">Row-major [count × coordinates].</param>
/// <param name="Normals">Row-major [count × coordinates], of length one and 0 for time; null where the region has no normal of its own at each point.</param>
public sealed record RegionPoints(ImmutableArray<Coordinate> Coordinates, double[] Points, double[]? Normals)
{
    /// <summary>Number of points.</summary>
    public int Count => Points.Length / Coordinates.Length;

    /// <summary>A point's coordinates.</summary>
    /// <param name="row">Its number.</param>
    public ReadOnlySpan<double> this[int row] => Points.AsSpan(row * Coordinates.Length, Coordinates.Length);

    /// <summary>The values of coordinates and of the normal's components at a point; NaN for anything else.</summary>
    /// <param name="row">The point's number.</param>
    public Func<Expression, double> At(int row) => leaf => leaf switch
    {
        CoordinateSymbol c => Points[row * Coordinates.Length + c.Index],
        Parameter p when Axis(p.Name) is var axis and >= 0 => Normals![row * Coordinates.Length + axis],
        _ => double.NaN,
    };

    /// <summary>A component of the normal at every point; null for a name that is none.</summary>
    /// <param name="name">n_x, n_y, n_z by the names of the coordinates.</param>
    public double[]? Column(string name) =>
        Axis(name) is var axis and >= 0 ? [.. Enumerable.Range(0, Count).Select(row => Normals![row * Coordinates.Length + axis])] : null;

    private int Axis(string name)
    {
        for (var i = 0; Normals is not null && i < Coordinates.Length; i++)
            if (!Coordinates[i].IsTime && name == Normal(Coordinates[i])) return i;
        return -1;
    }

    /// <summary>The name of a component of the outward normal.</summary>
    internal static string Normal(Coordinate coordinate) => "n_" + coordinate.Name;
}
