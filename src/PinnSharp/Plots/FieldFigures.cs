using PinnSharp.Expressions;
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
            Panels = [.. table.Fields.SelectMany(f => Panels(result, table, f))],
        };
    }

    private static IEnumerable<Figure> Panels(RunResult result, FieldTable table, TabulatedField field)
    {
        var over = field.Symbol.Over.Where(c => c.Field is null).Select(c => c.Index).ToArray();
        if (field.Symbol.Over is [{ Field: { } argument }]) return [OfField(table, field, argument)];
        return over.Length == 1 ? [Line(result, table, field, over[0])] : over.Length == 0 ? [] : Maps(result, table, field, over);
    }

    /// <summary>f(u) against u.</summary>
    private static Figure OfField(FieldTable table, TabulatedField field, FieldSymbol argument)
    {
        var u = table.Fields.First(f => f.Symbol == argument);
        var order = Enumerable.Range(0, u.Values.Length).OrderBy(i => u.Values[i]).Where((_, k) => k % Math.Max(1, u.Values.Length / 1000) == 0).ToArray();
        double[] At(double[] values) => [.. order.Select(i => values[i])];
        return new Figure { Title = field.Name, X = new Axis(u.Name, u.Unit), Y = new Axis(field.Name, field.Unit), Marks = [.. Curves(At(u.Values), field, At)] };
    }

    private static IEnumerable<Mark> Curves(double[] x, TabulatedField field, Func<double[], double[]> at)
    {
        yield return new Lines(x, at(field.Values)) { Label = field.Name, Ink = Ink.Blue };
        if (field.Truth is not null) yield return new Lines(x, at(field.Truth)) { Label = "truth", Dash = Dash.Dashed, Ink = Ink.Neutral };
    }

    private static Figure Line(RunResult result, FieldTable table, TabulatedField field, int x)
    {
        double[] At(double[] values) => [.. Enumerable.Range(0, table.Axes[x].Length).Select(i => values[table.Index(k => k == x ? i : table.Axes[k].Length / 2)])];
        var data = DataOf(result, field).Select(d => new Scatter(Column(d.Points, table.Axes.Length, x), d.Values) { Label = d.Observation, Ink = Ink.Vermillion });
        return new Figure
        {
            Title = field.Name,
            X = RunFigures.AxisOf(result.Experiment.Problem.Coordinates[x]),
            Y = new Axis(field.Name, field.Unit),
            Marks = [.. Curves(table.Axes[x], field, At), .. data],
        };
    }

    private static IEnumerable<Figure> Maps(RunResult result, FieldTable table, TabulatedField field, int[] over)
    {
        var problem = result.Experiment.Problem;
        var d = problem.Coordinates.Length;
        // Time is the ordinate of a problem in one space dimension; otherwise it is held at its end.
        var space = over.Where(i => !problem.Coordinates[i].IsTime).ToArray();
        var (x, y) = space.Length == 1 ? (space[0], over.First(i => i != space[0])) : (space[0], space[1]);
        var held = Enumerable.Range(0, d).Select(i => problem.Coordinates[i].IsTime ? table.Axes[i].Length - 1 : table.Axes[i].Length / 2).ToArray();
        var where = string.Join(", ", over.Where(i => i != x && i != y)
            .Select(i => FormattableString.Invariant($"{problem.Coordinates[i].Name} = {table.Axes[i][held[i]]:g4}")));
        var title = where.Length == 0 ? field.Name : $"{field.Name} at {where}";
        var points = DataOf(result, field).Select(m => new Scatter(Column(m.Points, d, x), Column(m.Points, d, y))
        { Label = m.Observation, Marker = Marker.Cross, Ink = Ink.Foreground });
        yield return Map(title, field.Values, new Axis(field.Name, field.Unit), ColourMap.Sequential);
        if (field.Truth is not null)
            yield return Map($"{title}: error", [.. field.Values.Zip(field.Truth, (v, t) => v - t)], new Axis($"{field.Name} − truth", field.Unit), ColourMap.Diverging);

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
                    select all[table.Index(i => i == x ? column : i == y ? row : held[i])]) with { Colours = colours, Value = value },
                .. points,
            ],
        };

        AxisRange Range(int i) => new(problem.Coordinates[i].Lower, problem.Coordinates[i].Upper);
    }

    /// <summary>Data that measure the field itself.</summary>
    private static IEnumerable<Modeling.MeasuredData> DataOf(RunResult result, TabulatedField field)
    {
        return result.Experiment.Problem.Observations.Where(o => o.Of.Equals(field.Symbol.Value))
            .SelectMany(o => result.Experiment.Data.Where(m => m.Observation == o.Name));
    }

    internal static IEnumerable<double> Column(double[] points, int d, int column)
    {
        for (var i = column; i < points.Length; i += d) yield return points[i];
    }
}
