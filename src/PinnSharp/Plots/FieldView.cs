using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// How a field or function of coordinates is looked at: along a line, in a plane, and through successive values of a further coordinate, time before all others. What is neither is held in the
/// middle, time at its end.
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="X">The abscissa's coordinate.</param>
/// <param name="Y">The ordinate's; null for a line.</param>
/// <param name="Along">The coordinate that a film goes along: time, or the third of space; null where there is no other.</param>
internal sealed record FieldView(InverseProblem Problem, int X, int? Y, int? Along)
{
    private const double MostStretched = 5;

    /// <summary>The view of a field; null of a function of fields alone.</summary>
    public static FieldView? Of(InverseProblem problem, FieldSymbol symbol)
    {
        int[] over = [.. symbol.Over.Where(c => c.Field is null).Select(c => c.Index)];
        int[] space = [.. over.Where(i => !problem.Coordinates[i].IsTime)];
        int? time = over.Where(i => problem.Coordinates[i].IsTime).Select(i => (int?)i).FirstOrDefault();
        return (space, time) switch
        {
            ([], null) => null,
            ([], { } t) => new(problem, t, null, null),
            ([var x], null) => new(problem, x, null, null),
            ([var x], { } t) => new(problem, x, t, null),
            ([var x, var y, .. var more], _) => new(problem, x, y, time ?? (more is [var z, ..] ? z : null)),
        };
    }

    /// <summary>Whether it is a map of space and time, of which slices at moments are lines.</summary>
    public bool IsSpaceTime => Y is { } y && Problem.Coordinates[y].IsTime;

    /// <summary>Whether both axes are lengths alike enough to be drawn on one scale.</summary>
    public bool EqualScales => Y is { } y && !Problem.Coordinates[y].IsTime && Width(X) / Width(y) is > 1 / MostStretched and < MostStretched;

    /// <summary>The abscissa.</summary>
    public Axis XAxis => RunFigures.AxisOf(Problem.Coordinates[X]);

    /// <summary>The ordinate of a map.</summary>
    public Axis YAxis => RunFigures.AxisOf(Problem.Coordinates[Y!.Value]);

    /// <summary>Where the other coordinates are held, in words; empty where there are none.</summary>
    /// <param name="symbol">The field.</param>
    /// <param name="at">Values other than the middle, or the end of time, by coordinate.</param>
    public string Where(FieldSymbol symbol, IReadOnlyDictionary<int, double>? at = null) => string.Join(", ", symbol.Over.Where(c => c.Field is null && c.Index != X && c.Index != Y)
        .Select(c => $"{c.Name} = {Numbers.Within(At(c.Index, at), Problem.Coordinates[c.Index].Lower, Problem.Coordinates[c.Index].Upper)}"));

    /// <summary>The nodes of a grid: so many along each axis of the view, one along every other.</summary>
    /// <param name="nodes">Nodes along an axis.</param>
    /// <param name="at">Values other than the middle, or the end of time, by coordinate.</param>
    public ImmutableArray<double[]> Axes(int nodes, IReadOnlyDictionary<int, double>? at = null) =>
        [.. Problem.Coordinates.Select((c, i) => i == X || i == Y ? FieldTable.Nodes(c, nodes) : [At(i, at)])];

    /// <summary>The shape's rings, by which a map is cut out; empty for a box.</summary>
    public ImmutableArray<ImmutableArray<(double X, double Y)>> Rings => Y is null || Problem.Domain.Within is not { } shape || Problem.Coordinates.Count(c => !c.IsTime) != 2 ? []
        : FiniteElements.ShapeOutline.Rings(shape);

    private double At(int i, IReadOnlyDictionary<int, double>? at) => at?.TryGetValue(i, out var given) == true ? given
        : Problem.Coordinates[i] is { IsTime: true } t ? t.Upper : (Problem.Coordinates[i].Lower + Problem.Coordinates[i].Upper) / 2;

    private double Width(int i) => Problem.Coordinates[i].Upper - Problem.Coordinates[i].Lower;
}
