using System.Collections.Immutable;
using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>How a run went: cost, root mean square by term, equation weight; and the unknowns over iterations with what they ended at.</summary>
internal sealed class HistoryFigures(RunResult result)
{
    private const double MostLinear = 30;
    private readonly double[] _iterations = [.. result.History.Rows.Select(r => (double)r.Iteration)];

    /// <summary>Cost, terms, weight, and how the estimates moved with the weight.</summary>
    public Picture History() => new("history", "history", "The cost ½‖r‖² by stage, whose weights differ; the root mean square of each term in its own scale; the weight of the equations.",
    [
        new Figure { Title = "cost", X = new("iteration"), Y = new("½‖r‖²", Scale: AxisScale.Logarithmic), Marks = [.. ByStage()] },
        new Figure
        {
            Title = "root mean square by term", X = new("iteration"), Y = new("rms", Scale: AxisScale.Logarithmic),
            Marks = [.. result.History.Terms.Select((term, i) => new Lines(_iterations, result.History.Rows.Select(r => r.Rms[i])) { Label = term, Dash = (Dash)(i / 6 % 4) })],
        },
        .. result.History.Rows.Any(r => double.IsFinite(r.Weight)) ? (Figure[])[new Figure
        {
            Title = "equation weight", X = new("iteration"), Y = new("λ", Scale: AxisScale.Logarithmic), Marks = [new Lines(_iterations, result.History.Rows.Select(r => r.Weight)) { Ink = Ink.Neutral }],
        }] : [],
    ]) { Columns = 3 };

    /// <summary>The unknowns over iterations, one panel each.</summary>
    public Picture Unknowns() => new("unknowns", "unknowns over iterations", "Each estimate as the run went on, its 95 % interval at the end, and the truth where it is known.",
        [.. result.History.Unknowns.Select((name, i) => Panel(result.Report.Unknowns.FirstOrDefault(u => u.Name == name), name, [.. result.History.Rows.Select(r => r.Unknowns[i])]))]);

    /// <summary>The cost, one line a stage: weights differ between them.</summary>
    private IEnumerable<Mark> ByStage()
    {
        var rows = result.History.Rows;
        for (int from = 0, to; from < rows.Count; from = to)
        {
            for (to = from + 1; to < rows.Count && rows[to].Stage == rows[from].Stage;) to++;
            yield return new Lines(_iterations[from..to], rows.GetRange(from, to - from).Select(r => r.Cost)) { Label = rows[from].Stage };
        }
    }

    private Figure Panel(UnknownEstimate? estimate, string name, double[] values)
    {
        var marks = new List<Mark>();
        if (estimate is { Lower: { } lower, Upper: { } upper } && _iterations.Length > 0 && double.IsFinite(lower) && double.IsFinite(upper))
        {
            double[] ends = [_iterations[0], _iterations[^1]];
            marks.Add(new Band(ends, [lower, lower], [upper, upper]) { Label = "95 % interval", Ink = Ink.Sky });
        }
        marks.Add(new Lines(_iterations, values) { Label = "estimate", Ink = Ink.Blue });
        if (estimate?.Truth is { } truth) marks.Add(new HorizontalRule(truth) { Label = "truth" });
        var positive = values.Where(v => v > 0).DefaultIfEmpty(1).ToList();
        var isLog = values.All(v => v > 0) && positive.Max() / positive.Min() > MostLinear;
        return new Figure
        {
            Title = name,
            X = new Axis("iteration"),
            Y = new Axis(name, estimate?.Unit, isLog ? AxisScale.Logarithmic : AxisScale.Linear, isLog ? null : Own(estimate, values)),
            Marks = [.. marks],
        };
    }

    /// <summary>The range of the line alone, where the interval is so wide that nothing of the line would be left; otherwise null.</summary>
    private static AxisRange? Own(UnknownEstimate? estimate, double[] values) =>
        estimate is { Lower: { } lower, Upper: { } upper } && RunFigures.RangeOf([.. values, estimate.Truth ?? estimate.Value], 0.1) is { } own && upper - lower > MostLinear * (own.Upper - own.Lower) ? own : null;
}
