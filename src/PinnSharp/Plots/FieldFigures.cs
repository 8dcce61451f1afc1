using PinnSharp.Figures;

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
        if (FieldCurve.Of(result.Experiment.Problem, table, field) is { } curve)
        {
            yield return new Figure { Title = field.Name, X = curve.Axis, Y = new Axis(field.Name, field.Unit), Marks = [.. Curves(curve, field), .. curve.Data(result.Experiment, field)] };
            yield break;
        }
        if (FieldMap.Of(result.Experiment.Problem, table, field) is not { } map) yield break;
        var places = map.Places(result.Experiment, field);
        yield return map.Figure(map.Title, field.Values, new Axis(field.Name, field.Unit), ColourMap.Sequential, places);
        if (field.Truth is not null)
            yield return map.Figure($"{map.Title}: error", [.. field.Values.Zip(field.Truth, (v, t) => v - t)], new Axis($"{field.Name} − truth", field.Unit), ColourMap.Diverging, places);
    }

    private static IEnumerable<Mark> Curves(FieldCurve curve, TabulatedField field)
    {
        yield return new Lines(curve.X, curve.At(field.Values)) { Label = field.Name, Ink = Ink.Blue };
        if (field.Truth is not null) yield return new Lines(curve.X, curve.At(field.Truth)) { Label = "truth", Dash = Dash.Dashed, Ink = Ink.Neutral };
    }

    /// <summary>Data that measure the field itself.</summary>
    internal static IEnumerable<Modeling.MeasuredData> DataOf(Experiment experiment, TabulatedField field) =>
        experiment.Problem.Observations.Where(o => o.Of.Equals(field.Symbol.Value)).SelectMany(o => experiment.Data.Where(m => m.Observation == o.Name));

    internal static IEnumerable<double> Column(double[] points, int d, int column)
    {
        for (var i = column; i < points.Length; i += d) yield return points[i];
    }
}
