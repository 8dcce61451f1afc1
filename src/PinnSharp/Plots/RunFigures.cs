using PinnSharp.Figures;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>The figures of a run: history, unknowns, fields, data.</summary>
internal static class RunFigures
{
    public static IEnumerable<(string Name, FigureGrid Figure)> Of(RunResult result, FieldTable fields)
    {
        yield return ("history", History(result));
        yield return ("unknowns", Unknowns(result));
        yield return ("fields", FieldFigures.Of(result, fields));
        yield return ("data", DataFigures.Of(result));
    }

    private static FigureGrid History(RunResult result)
    {
        var (history, iterations) = (result.History, Iterations(result.History));
        var x = new Axis("iteration");
        return new FigureGrid
        {
            Title = $"{result.Experiment.Problem.Name}: history",
            Columns = 3,
            Panels =
            [
                new Figure
                {
                    Title = "cost", X = x, Y = new Axis("½‖r‖²", Scale: AxisScale.Logarithmic),
                    Marks = [.. ByStage(history, iterations)],
                },
                new Figure
                {
                    Title = "root mean square by term", X = x, Y = new Axis("rms", Scale: AxisScale.Logarithmic),
                    Marks = [.. history.Terms.Select((term, i) => new Lines(iterations, history.Rows.Select(r => r.Rms[i])) { Label = term, Dash = (Dash)(i / 6 % 4) })],
                },
                .. history.Rows.Any(r => double.IsFinite(r.Weight)) ? (Figure[])[new Figure
                {
                    Title = "equation weight", X = x, Y = new Axis("λ", Scale: AxisScale.Logarithmic),
                    Marks = [new Lines(iterations, history.Rows.Select(r => r.Weight)) { Ink = Ink.Neutral }],
                }] : [],
            ],
        };
    }

    /// <summary>The cost, one line a stage: weights differ between them.</summary>
    private static IEnumerable<Mark> ByStage(History history, double[] iterations)
    {
        for (int from = 0, to; from < history.Rows.Count; from = to)
        {
            for (to = from + 1; to < history.Rows.Count && history.Rows[to].Stage == history.Rows[from].Stage;) to++;
            var rows = history.Rows.GetRange(from, to - from);
            yield return new Lines(iterations[from..to], rows.Select(r => r.Cost)) { Label = rows[0].Stage };
        }
    }

    private static FigureGrid Unknowns(RunResult result)
    {
        var iterations = Iterations(result.History);
        return new FigureGrid
        {
            Title = $"{result.Experiment.Problem.Name}: unknowns over iterations",
            Panels = [.. result.History.Unknowns.Select((name, i) => Panel(result.Report.Unknowns.FirstOrDefault(u => u.Name == name), name,
                iterations, [.. result.History.Rows.Select(r => r.Unknowns[i])]))],
        };
    }

    private static Figure Panel(UnknownEstimate? estimate, string name, double[] iterations, double[] values)
    {
        var marks = new List<Mark>();
        if (estimate is { Lower: { } lower, Upper: { } upper } && iterations.Length > 0 && double.IsFinite(lower) && double.IsFinite(upper))
        {
            double[] ends = [iterations[0], iterations[^1]];
            marks.Add(new Band(ends, [lower, lower], [upper, upper]) { Label = "95 % interval", Ink = Ink.Sky });
        }
        marks.Add(new Lines(iterations, values) { Label = "estimate", Ink = Ink.Blue });
        if (estimate?.Truth is { } truth) marks.Add(new HorizontalRule(truth) { Label = "truth" });
        var spread = values.Where(v => v > 0).DefaultIfEmpty(1).Max() / values.Where(v => v > 0).DefaultIfEmpty(1).Min();
        return new Figure
        {
            Title = name,
            X = new Axis("iteration"),
            Y = new Axis(name, estimate?.Unit, values.All(v => v > 0) && spread > 30 ? AxisScale.Logarithmic : AxisScale.Linear),
            Marks = [.. marks],
        };
    }

    private static double[] Iterations(History history) => [.. history.Rows.Select(r => (double)r.Iteration)];

    /// <summary>A coordinate's axis.</summary>
    public static Axis AxisOf(Coordinate coordinate) => new(coordinate.Name, Range: new AxisRange(coordinate.Lower, coordinate.Upper));
}
