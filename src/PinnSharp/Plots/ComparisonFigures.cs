using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>
/// A comparison: of unknown functions and observed fields over two coordinates or more both maps in the same colours and their difference, of those over one both curves with
/// bands of two standard deviations, of scalars both estimates with their intervals.
/// </summary>
internal static class ComparisonFigures
{
    private const int MostDeviations = 101;

    public static FigureGrid Of(Comparison comparison)
    {
        var (network, elements) = (comparison.Network, comparison.Elements);
        var (problem, a, b) = (network.Experiment.Problem, network.Table, elements.Table);
        var observed = problem.Observations.SelectMany(o => o.Of.Leaves()).OfType<FieldDerivative>().Select(l => l.Field).ToHashSet();
        var fields = a.Fields.Zip(b.Fields).Where(f => observed.Contains(f.First.Symbol) || problem.UnknownFields.Any(u => u.Symbol == f.First.Symbol)).ToList();
        return new()
        {
            Title = $"{problem.Name}: network and finite elements",
            Columns = 3,
            Panels =
            [
                .. fields.SelectMany(f => Maps(network.Experiment, a, f.First, f.Second)),
                .. fields.SelectMany(f => Curves(network, elements, f.First, f.Second)),
                .. comparison.Scalars.Select(Scalar),
            ],
        };
    }

    private static IEnumerable<Figure> Maps(Experiment experiment, FieldTable table, TabulatedField network, TabulatedField elements)
    {
        if (FieldMap.Of(experiment.Problem, table, network) is not { } map) yield break;
        var (name, places) = (network.Name, map.Places(experiment, network));
        double[] both = [.. map.At(network.Values).Concat(map.At(elements.Values)).Where(double.IsFinite)];
        AxisRange? range = both.Length > 0 && both.Min() < both.Max() ? new(both.Min(), both.Max()) : null;
        var value = new Axis(name, network.Unit, Range: range);
        yield return map.Figure($"{map.Title}: network", network.Values, value, ColourMap.Sequential, places);
        yield return map.Figure($"{map.Title}: finite elements", elements.Values, value, ColourMap.Sequential, places);
        yield return map.Figure($"{map.Title}: difference", [.. network.Values.Zip(elements.Values, (a, b) => a - b)],
            new Axis("network − finite elements", network.Unit), ColourMap.Diverging, places);
    }

    private static IEnumerable<Figure> Curves(RunResult network, RunResult elements, TabulatedField a, TabulatedField b)
    {
        var problem = network.Experiment.Problem;
        if (FieldCurve.Of(problem, network.Table, a) is not { } x || FieldCurve.Of(problem, elements.Table, b) is not { } y) yield break;
        yield return new Figure
        {
            Title = a.Name,
            X = x.Axis,
            Y = new Axis(a.Name, a.Unit),
            Marks =
            [
                .. WithBand(network, x, a, "network", Ink.Blue, Dash.Solid),
                .. WithBand(elements, y, b, "finite elements", Ink.Vermillion, Dash.Dashed),
                .. a.Truth is null ? (Mark[])[] : [new Lines(x.X, x.At(a.Truth)) { Label = "truth", Dash = Dash.Dotted, Ink = Ink.Foreground }],
                .. x.Data(network.Experiment, a).Select(d => d with { Ink = Ink.Foreground }),
            ],
        };
    }

    private static IEnumerable<Mark> WithBand(RunResult result, FieldCurve curve, TabulatedField field, string label, Ink ink, Dash dash)
    {
        var (few, d) = (curve.Thinned(MostDeviations), result.Experiment.Problem.Coordinates.Length);
        double[] points = [.. few.Rows.SelectMany(row => result.Table.Points[(row * d)..(row * d + d)])], values = few.At(field.Values);
        if (result.Solution.Deviations([field.Symbol.Value], points) is [var std])
            yield return new Band(few.X, values.Zip(std, (v, s) => v - 2 * s), values.Zip(std, (v, s) => v + 2 * s)) { Label = label, Ink = ink };
        yield return new Lines(curve.X, curve.At(field.Values)) { Label = label, Ink = ink, Dash = dash };
    }

    private static Figure Scalar(ComparedScalar s) => new()
    {
        Title = s.Name,
        X = new Axis("network (left), finite elements (right)", Range: new AxisRange(0, 3)),
        Y = new Axis(s.Name, s.Network.Unit),
        Marks =
        [
            .. s.Network.Truth is { } truth ? (Mark[])[new HorizontalRule(truth) { Label = "truth" }] : [],
            Bar(1, s.Network, "network", Ink.Blue),
            Bar(2, s.Elements, "finite elements", Ink.Vermillion),
        ],
    };

    private static Scatter Bar(double x, UnknownEstimate u, string label, Ink ink)
    {
        var point = new Scatter([x], [u.Value]) { Label = label, Ink = ink };
        return u is { Lower: { } lower, Upper: { } upper } && double.IsFinite(lower) && double.IsFinite(upper) ? point.WithIntervals([lower], [upper]) : point;
    }
}
