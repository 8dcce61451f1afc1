using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// A plane through the domain: the first two coordinates of space, or space and time, with the others at the middle, or the end of time.
/// </summary>
internal sealed class FieldMap
{
    private readonly InverseProblem _problem;
    private readonly FieldTable _table;
    private readonly int _x, _y;
    private readonly int[] _held;

    private FieldMap(InverseProblem problem, FieldTable table, TabulatedField field, int[] over)
    {
        (_problem, _table) = (problem, table);
        // Time is the ordinate of a problem in one space dimension; otherwise it is held at its end.
        var space = over.Where(i => !problem.Coordinates[i].IsTime).ToArray();
        (_x, _y) = space.Length == 1 ? (space[0], over.First(i => i != space[0])) : (space[0], space[1]);
        _held = [.. Enumerable.Range(0, problem.Coordinates.Length).Select(i => problem.Coordinates[i].IsTime ? table.Axes[i].Length - 1 : table.Axes[i].Length / 2)];
        var where = string.Join(", ", over.Where(i => i != _x && i != _y).Select(i => FormattableString.Invariant($"{problem.Coordinates[i].Name} = {table.Axes[i][_held[i]]:g4}")));
        Title = where.Length == 0 ? field.Name : $"{field.Name} at {where}";
    }

    /// <summary>The field's name and what is held where.</summary>
    public string Title { get; }

    /// <summary>The plane of a field or function; null for one over fewer than two coordinates.</summary>
    public static FieldMap? Of(InverseProblem problem, FieldTable table, TabulatedField field) =>
        field.Symbol.Over.Where(c => c.Field is null).Select(c => c.Index).ToArray() is { Length: > 1 } over ? new(problem, table, field, over) : null;

    /// <summary>A map of values on the grid.</summary>
    public Figure Figure(string title, double[] values, Axis value, ColourMap colours, IEnumerable<Mark> places) => new()
    {
        Title = title,
        X = RunFigures.AxisOf(_problem.Coordinates[_x]),
        Y = RunFigures.AxisOf(_problem.Coordinates[_y]),
        Marks = [HeatMap.FromNodes(Range(_x), Range(_y), _table.Axes[_x].Length, At(values)) with { Colours = colours, Value = value }, .. places],
    };

    /// <summary>Values on the grid in the plane, row by row.</summary>
    public IEnumerable<double> At(double[] values) =>
        from row in Enumerable.Range(0, _table.Axes[_y].Length)
        from column in Enumerable.Range(0, _table.Axes[_x].Length)
        select values[_table.Index(i => i == _x ? column : i == _y ? row : _held[i])];

    /// <summary>Where data measure the field itself.</summary>
    public IEnumerable<Mark> Places(Experiment experiment, TabulatedField field) => [.. FieldFigures.DataOf(experiment, field).Select(m =>
        new Scatter(Column(m.Points, _x), Column(m.Points, _y)) { Label = m.Observation, Marker = Marker.Cross, Ink = Ink.Foreground })];

    private IEnumerable<double> Column(double[] points, int column) => FieldFigures.Column(points, _problem.Coordinates.Length, column);

    private AxisRange Range(int i) => new(_problem.Coordinates[i].Lower, _problem.Coordinates[i].Upper);
}
