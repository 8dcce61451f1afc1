using System.Collections.Immutable;
using PinnSharp.Figures;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Fields at successive values of a coordinate, time before all others: lines along one coordinate of space, maps over two. All pictures of a film share their axes and colours.</summary>
internal sealed class FieldFilms(RunResult result, PlotOptions options)
{
    private const int Frames = 25, LineNodes = 201, MapNodes = 61;
    private readonly InverseProblem _problem = result.Experiment.Problem;

    /// <summary>The films by the names of their fields.</summary>
    public IEnumerable<(string Field, FigureFilm Film)> All() => result.Table.Fields.Where(f => options.Fields.IsEmpty || options.Fields.Contains(f.Name))
        .Select(f => (f.Name, Film: Film(f))).Where(f => f.Film is not null).Select(f => (f.Name, f.Film!));

    private FigureFilm? Film(TabulatedField coarse) => FieldView.Of(_problem, coarse.Symbol) switch
    {
        { IsSpaceTime: true, Y: { } time } view => Lines(coarse, view, time),
        { Along: { } along } view => Maps(coarse, view, along),
        _ => null,
    };

    private FigureFilm Lines(TabulatedField coarse, FieldView view, int time)
    {
        var moments = FieldTable.Nodes(_problem.Coordinates[time], Frames);
        var axes = view.Axes(LineNodes).SetItem(time, moments);
        var (table, field) = FieldTable.Of(result, axes, coarse);
        var data = FieldCurve.Measured(result.Experiment, field).ToList();
        var range = RunFigures.RangeOf([.. field.Values, .. field.Truth ?? [], .. data.SelectMany(d => d.Values)], padding: 0.05);
        double[] Along(double[] values, int k) => [.. Enumerable.Range(0, LineNodes).Select(i => values[table.Index(c => c == view.X ? i : c == time ? k : 0)])];
        return new(RunFigures.AxisOf(_problem.Coordinates[time]), [.. moments.Select((m, k) => (m, new Figure
        {
            Title = $"{field.Name} at {_problem.Coordinates[time].Name} = {Numbers.Within(m, moments[0], moments[^1])}",
            X = view.XAxis,
            Y = new Axis(field.Name, field.Unit, Range: range),
            Marks =
            [
                new Lines(axes[view.X], Along(field.Values, k)) { Label = field.Name, Ink = Ink.Blue },
                .. field.Truth is null ? [] : (Mark[])[new Lines(axes[view.X], Along(field.Truth, k)) { Label = "truth", Dash = Dash.Dashed, Ink = Ink.Neutral }],
                .. data.Select((d, i) => Near(d, view.X, time, m, (moments[1] - moments[0]) / 2) with { Marker = FieldCurve.MarkerOf(i) }),
            ],
        }))]);
    }

    /// <summary>The data within half a step of a moment.</summary>
    private Scatter Near(MeasuredData data, int x, int time, double moment, double within)
    {
        var d = _problem.Coordinates.Length;
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(i => data.Points[i * d + time] - moment is var late && late > -within && late <= within)];
        return new(rows.Select(i => data.Points[i * d + x]), rows.Select(i => data.Values[i])) { Label = data.Observation, Ink = Ink.Vermillion };
    }

    private FigureFilm Maps(TabulatedField coarse, FieldView view, int along)
    {
        var (coordinate, d) = (_problem.Coordinates[along], _problem.Coordinates.Length);
        var moments = FieldTable.Nodes(coordinate, Frames);
        var axes = view.Axes(MapNodes).SetItem(along, moments);
        var (table, field) = FieldTable.Of(result, axes, coarse);
        var range = RunFigures.RangeOf(field.Values);
        return new(RunFigures.AxisOf(coordinate), [.. moments.Select((m, k) =>
        {
            // The frame's own grid: the nodes with that value of the coordinate.
            var plane = axes.SetItem(along, [m]);
            int[] rows = [.. Enumerable.Range(0, table.Points.Length / d).Where(row => table.Points[row * d + along] == m)];
            var frame = new FieldTable(plane, [.. rows.SelectMany(row => table.Points[(row * d)..(row * d + d)])], [field with { Values = [.. rows.Select(row => field.Values[row])] }]);
            var map = new FieldMap(view, frame, frame.Fields[0], new Dictionary<int, double> { [along] = m });
            return (m, map.Figure(map.Title, frame.Fields[0].Values, new Axis(field.Name, field.Unit, Range: range), ColourMap.Sequential, []));
        })]);
    }
}
