using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Each field: a line over one coordinate, a map over two, and with more a map over the first two of space (or space and time) with the others at
/// the middle, or the end of time. Beside it its error, where the truth is known.
/// </summary>
internal static class FieldFigures
{
    public static FigureGrid Of(RunResult result, FieldTable table)
    {
        var problem = result.Experiment.Problem;
        return new FigureGrid
        {
            Title = $"{result.Experiment.Problem.Name}: fields",
            Panels = problem.Coordinates.Length == 1
                ? [.. table.Fields.Select(f => Line(result, table, f.Field, f.Values, f.Truth))]
                : [.. table.Fields.SelectMany(f => Maps(result, table, f.Field, f.Values, f.Truth))],
        };
    }

    private static Figure Line(RunResult result, FieldTable table, Field field, double[] values, double[]? truth)
    {
        var marks = new List<Mark> { new Lines(table.Axes[0], values) { Label = field.Name, Ink = Ink.Blue } };
        if (truth is not null) marks.Add(new Lines(table.Axes[0], truth) { Label = "truth", Dash = Dash.Dashed, Ink = Ink.Neutral });
        foreach (var data in DataOf(result, field))
            marks.Add(new Scatter(data.Points, data.Values) { Label = data.Observation, Ink = Ink.Vermillion });
        return new Figure { Title = field.Name, X = RunFigures.AxisOf(result.Experiment.Problem.Coordinates[0]), Y = new Axis(field.Name, field.Unit), Marks = [.. marks] };
    }

    private static IEnumerable<Figure> Maps(RunResult result, FieldTable table, Field field, double[] values, double[]? truth)
    {
        var problem = result.Experiment.Problem;
        var d = problem.Coordinates.Length;
        // Time is the ordinate of a problem in one space dimension; otherwise it is held at its end.
        var space = Enumerable.Range(0, d).Where(i => !problem.Coordinates[i].IsTime).ToArray();
        var (x, y) = space.Length == 1 ? (space[0], 1 - space[0]) : (space[0], space[1]);
        var held = Enumerable.Range(0, d).Select(i => problem.Coordinates[i].IsTime ? table.Axes[i].Length - 1 : table.Axes[i].Length / 2).ToArray();
        var where = string.Join(", ", Enumerable.Range(0, d).Where(i => i != x && i != y)
            .Select(i => FormattableString.Invariant($"{problem.Coordinates[i].Name} = {table.Axes[i][held[i]]:g4}")));
        var title = where.Length == 0 ? field.Name : $"{field.Name} at {where}";
        var points = DataOf(result, field).Select(m => new Scatter(Column(m.Points, d, x), Column(m.Points, d, y))
        { Label = m.Observation, Marker = Marker.Cross, Ink = Ink.Foreground });
        yield return Map(title, values, new Axis(field.Name, field.Unit), ColourMap.Sequential);
        if (truth is not null)
            yield return Map($"{title}: error", [.. values.Zip(truth, (v, t) => v - t)], new Axis($"{field.Name} − truth", field.Unit), ColourMap.Diverging);

        Figure Map(string heading, double[] all, Axis value, ColourMap colours) => new()
        {
            Title = heading,
            X = RunFigures.AxisOf(problem.Coordinates[x]),
            Y = RunFigures.AxisOf(problem.Coordinates[y]),
            Marks =
            [
                HeatMap.FromNodes(Range(x), Range(y), table.Axes[x].Length,
                    from row in Enumerable.Range(0, table.Axes[y].Length)
                    from column in Enumerable.Range(0, table.Axes[x].Length)
                    select all[Index(row, column)]) with { Colours = colours, Value = value },
                .. points,
            ],
        };

        int Index(int row, int column) =>
            Enumerable.Range(0, d).Aggregate(0, (at, i) => at * table.Axes[i].Length + (i == x ? column : i == y ? row : held[i]));

        AxisRange Range(int i) => new(problem.Coordinates[i].Lower, problem.Coordinates[i].Upper);
    }

    /// <summary>Data that measure the field itself.</summary>
    private static IEnumerable<Modeling.MeasuredData> DataOf(RunResult result, Field field)
    {
        return result.Experiment.Problem.Observations.Where(o => o.Of.Equals(field.Symbol.Value))
            .SelectMany(o => result.Experiment.Data.Where(m => m.Observation == o.Name));
    }

    internal static IEnumerable<double> Column(double[] points, int d, int column)
    {
        for (var i = column; i < points.Length; i += d) yield return points[i];
    }
}
