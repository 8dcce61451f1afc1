using System.Collections.Immutable;
using PinnSharp.Figures;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Values in a plane through the domain: over two coordinates of space, or space and time.</summary>
internal sealed class FieldMap
{
    /// <summary>More places than these hide a map.</summary>
    private const int MostPlaces = 150;

    /// <summary>Data further from the plane than this part of the box are not in it.</summary>
    private const double Near = 0.05;

    private readonly FieldView _view;
    private readonly FieldTable _table;
    private readonly int[] _held;

    /// <summary>A plane of a grid; of axes with more than one node that are not in the plane the middle, of time the end.</summary>
    /// <param name="view">The view, of two coordinates.</param>
    /// <param name="table">The grid.</param>
    /// <param name="field">The field.</param>
    /// <param name="at">Where the view's other coordinates are held, if not in the middle or at the end of time.</param>
    public FieldMap(FieldView view, FieldTable table, TabulatedField field, IReadOnlyDictionary<int, double>? at = null)
    {
        (_view, _table) = (view, table);
        _held = [.. view.Problem.Coordinates.Select((c, i) => c.IsTime ? table.Axes[i].Length - 1 : table.Axes[i].Length / 2)];
        Title = view.Where(field.Symbol, at) is { Length: > 0 } where ? $"{field.Name} at {where}" : field.Name;
    }

    /// <summary>The field's name and what is held where.</summary>
    public string Title { get; }

    /// <summary>The plane of a field or function on a grid of the whole box; null for one over fewer than two coordinates.</summary>
    public static FieldMap? Of(InverseProblem problem, FieldTable table, TabulatedField field) =>
        FieldView.Of(problem, field.Symbol) is { Y: not null } view ? new(view, table, field) : null;

    /// <summary>A map of values on the grid.</summary>
    public Figure Figure(string title, double[] values, Axis value, ColourMap colours, IEnumerable<Mark> places)
    {
        var map = HeatMap.FromNodes(Range(_view.X), Range(_view.Y!.Value), _table.Axes[_view.X].Length, At(values)) with { Colours = colours, Value = value, Outline = _view.Rings };
        return new()
        {
            Title = title,
            X = _view.XAxis,
            Y = _view.YAxis,
            EqualScales = _view.EqualScales,
            Marks = [map.WithContours(), .. places],
        };
    }

    /// <summary>Values on the grid in the plane, row by row.</summary>
    public IEnumerable<double> At(double[] values) =>
        from row in Enumerable.Range(0, _table.Axes[_view.Y!.Value].Length)
        from column in Enumerable.Range(0, _table.Axes[_view.X].Length)
        select values[_table.Index(i => i == _view.X ? column : i == _view.Y ? row : _held[i])];

    /// <summary>Where data measure the field itself, unless there are too many to see the map.</summary>
    public ImmutableArray<Mark> Places(Experiment experiment, TabulatedField field) =>
        FieldCurve.Measured(experiment, field).Select(InPlane).ToList() is var data && data.Sum(m => m.Count) > MostPlaces ? []
            : [.. data.Where(m => m.Count > 0).Select((m, i) => new Scatter(Column(m.Points, _view.X), Column(m.Points, _view.Y!.Value)) { Label = m.Observation, Marker = i == 0 ? Marker.Cross : FieldCurve.MarkerOf(i), Ink = Ink.Foreground })];

    /// <summary>The data near the plane.</summary>
    private MeasuredData InPlane(MeasuredData data)
    {
        var (coordinates, d) = (_view.Problem.Coordinates, _view.Problem.Coordinates.Length);
        int[] others = [.. Enumerable.Range(0, d).Where(i => i != _view.X && i != _view.Y)];
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => others.All(i => Math.Abs(data.Points[row * d + i] - _table.Axes[i][_held[i]]) <= Near * (coordinates[i].Upper - coordinates[i].Lower)))];
        return data with { Count = rows.Length, Points = [.. rows.SelectMany(row => data.Points[(row * d)..(row * d + d)])], Values = [.. rows.Select(row => data.Values[row])] };
    }

    private IEnumerable<double> Column(double[] points, int column) => FieldCurve.Column(points, _view.Problem.Coordinates.Length, column);

    private AxisRange Range(int i) => new(_view.Problem.Coordinates[i].Lower, _view.Problem.Coordinates[i].Upper);
}
