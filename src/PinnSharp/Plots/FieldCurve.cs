using PinnSharp.Figures;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>A field or function along a line: over its one coordinate, with the others in the middle, or over the values of the field that it is a function of.</summary>
/// <param name="Rows">The grid's points along the line.</param>
/// <param name="X">The abscissae.</param>
/// <param name="Axis">The abscissa's axis.</param>
/// <param name="Coordinate">The coordinate's number; null for a function of a field.</param>
internal sealed record FieldCurve(int[] Rows, double[] X, Axis Axis, int? Coordinate)
{
    private const int MostOfField = 1000;

    /// <summary>The line of a field or function; null for one over several coordinates or none.</summary>
    public static FieldCurve? Of(InverseProblem problem, FieldTable table, TabulatedField field)
    {
        if (field.Symbol.Over is [{ Field: { } argument }])
        {
            var u = table.Fields.First(f => f.Symbol == argument);
            int[] order = [.. Enumerable.Range(0, u.Values.Length).Where(i => double.IsFinite(u.Values[i])).OrderBy(i => u.Values[i])];
            order = Thinned(order, MostOfField);
            return new(order, [.. order.Select(i => u.Values[i])], new Axis(u.Name, u.Unit), null);
        }
        return FieldView.Of(problem, field.Symbol) is { Y: null, X: var x } ? Along(problem, table, x) : null;
    }

    /// <summary>The line along a coordinate, the others in the middle of the grid.</summary>
    public static FieldCurve Along(InverseProblem problem, FieldTable table, int x) => new(
        [.. Enumerable.Range(0, table.Axes[x].Length).Select(i => table.Index(k => k == x ? i : table.Axes[k].Length / 2))], table.Axes[x], RunFigures.AxisOf(problem.Coordinates[x]), x);

    /// <summary>Values on the grid along the line.</summary>
    public double[] At(double[] values) => [.. Rows.Select(i => values[i])];

    /// <summary>Every so many points, so that there are at most that many and one.</summary>
    public FieldCurve Thinned(int most) => this with { Rows = Thinned(Rows, most), X = Thinned(X, most) };

    /// <summary>The points of the grid along the line, row-major [count × coordinates].</summary>
    public double[] Points(FieldTable table)
    {
        var d = table.Axes.Length;
        return [.. Rows.SelectMany(row => table.Points[(row * d)..(row * d + d)])];
    }

    /// <summary>Data that measure the field itself.</summary>
    public IEnumerable<Scatter> Data(Experiment experiment, TabulatedField field) => Coordinate is not { } x ? []
        : Measured(experiment, field).Select((d, i) => new Scatter(Column(d.Points, experiment.Problem.Coordinates.Length, x), d.Values) { Label = d.Observation, Ink = Ink.Vermillion, Marker = MarkerOf(i) });

    /// <summary>A marker for each of several observations.</summary>
    public static Marker MarkerOf(int observation) => (Marker)(observation % 4);

    /// <summary>The data that measure a field itself.</summary>
    public static IEnumerable<MeasuredData> Measured(Experiment experiment, TabulatedField field) =>
        experiment.Problem.Observations.Where(o => o.Of.Equals(field.Symbol.Value)).SelectMany(o => experiment.Data.Where(m => m.Observation == o.Name));

    /// <summary>One coordinate of points.</summary>
    public static IEnumerable<double> Column(double[] points, int d, int column)
    {
        for (var i = column; i < points.Length; i += d) yield return points[i];
    }

    /// <summary>A band of two standard deviations about values; of what is positive by the logarithm, v e^(±2s/v).</summary>
    public Band Band(double[] values, double[] std, bool positive) => new(X, values.Zip(std, (v, s) => positive && v > 0 ? v * Math.Exp(-2 * s / v) : v - 2 * s),
        values.Zip(std, (v, s) => positive && v > 0 ? v * Math.Exp(2 * s / v) : v + 2 * s));

    private static T[] Thinned<T>(T[] all, int most) => [.. all.Where((_, i) => i == all.Length - 1 || i % Math.Max(1, (all.Length + most - 1) / most) == 0)];
}
