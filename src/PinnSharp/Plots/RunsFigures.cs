using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>A run among others.</summary>
/// <param name="Name">What it is called among them.</param>
/// <param name="Result">What it found.</param>
internal sealed record NamedRun(string Name, RunResult Result);

/// <summary>
/// Several runs side by side: of scalars the estimates with their intervals; of unknown functions and observed fields over one coordinate curves with bands of two standard deviations, over two or
/// more the maps in the same colours and their differences from the last run's.
/// </summary>
internal sealed class RunsFigures(ImmutableArray<NamedRun> runs)
{
    private const int MostDeviations = 101;
    private static readonly Ink[] Inks = [Ink.Blue, Ink.Vermillion, Ink.Green, Ink.Purple, Ink.Orange, Ink.Sky];
    private static readonly Dash[] Dashes = [Dash.Solid, Dash.Dashed, Dash.DashDotted, Dash.Dotted];

    /// <summary>The unknown numbers, a panel each.</summary>
    public Picture Scalars() => new("unknowns", "unknowns", "Each estimate with its 95 % interval; dashed, where it is known, the truth.",
        [.. runs.SelectMany(r => r.Result.Report.Unknowns.Select(u => (u.Name, u.Unit))).Distinct().Select(k => Scalar(k.Name, k.Unit))]);

    /// <summary>Functions and observed fields that all runs have.</summary>
    public Picture Fields() => new("fields", "fields", runs.Length == 2 ? "Both answers, and where they differ." : "The answers, and where they differ from the last one's.",
        [.. Common().SelectMany(Maps), .. Common().SelectMany(Curves)]) { Columns = Math.Min(3, runs.Length + 1) };

    /// <summary>The cost of each run.</summary>
    public Picture Costs() => new("cost", "cost", "The cost ½‖r‖² over iterations. Its scale depends on weights, which differ between stages and runs: compare how runs settle, not how high they lie.",
    [
        new Figure
        {
            Title = "cost", X = new("iteration"), Y = new("½‖r‖²", Scale: AxisScale.Logarithmic),
            Marks = [.. runs.Select((r, i) => new Lines(r.Result.History.Rows.Select(h => (double)h.Iteration), r.Result.History.Rows.Select(h => h.Cost)) { Label = r.Name, Ink = InkOf(i), Dash = DashOf(i) })],
        },
    ]);

    /// <summary>All of it in one figure.</summary>
    /// <param name="title">Its heading.</param>
    public FigureGrid Grid(string title) => new() { Title = title, Columns = 3, Panels = [.. Fields().Panels, .. Scalars().Panels] };

    private static Ink InkOf(int i) => Inks[i % Inks.Length];

    private static Dash DashOf(int i) => Dashes[i / Inks.Length % Dashes.Length];

    /// <summary>The functions and observed fields of the first run that all others have over the same coordinates.</summary>
    private IEnumerable<ImmutableArray<TabulatedField>> Common()
    {
        var problem = runs[0].Result.Experiment.Problem;
        var observed = problem.Observations.SelectMany(o => o.Of.Leaves()).OfType<FieldDerivative>().Select(l => l.Field).ToHashSet();
        foreach (var field in runs[0].Result.Table.Fields.Where(f => observed.Contains(f.Symbol) || problem.UnknownFields.Any(u => u.Symbol == f.Symbol)))
        {
            ImmutableArray<TabulatedField?> all = [.. runs.Select(r => r.Result.Table.Fields.FirstOrDefault(f => f.Symbol == field.Symbol))];
            if (all.All(f => f is not null)) yield return [.. all.Select(f => f!)];
        }
    }

    private IEnumerable<Figure> Maps(ImmutableArray<TabulatedField> fields)
    {
        var maps = runs.Zip(fields, (r, f) => FieldMap.Of(r.Result.Experiment.Problem, r.Result.Table, f)).ToList();
        if (maps[0] is null) yield break;
        var (name, unit, last) = (fields[0].Name, fields[0].Unit, runs.Length - 1);
        var value = new Axis(name, unit, Range: RunFigures.RangeOf(maps.Zip(fields, (m, f) => m!.At(f.Values)).SelectMany(v => v)));
        for (var i = 0; i <= last; i++)
            yield return maps[i]!.Figure($"{maps[i]!.Title}: {runs[i].Name}", fields[i].Values, value, ColourMap.Sequential, maps[i]!.Places(runs[i].Result.Experiment, fields[i]));
        for (var i = 0; i < last; i++)
            if (runs[i].Result.Table.Points.AsSpan().SequenceEqual(runs[last].Result.Table.Points))
                yield return maps[i]!.Figure(last == 1 ? $"{maps[i]!.Title}: difference" : $"{maps[i]!.Title}: {runs[i].Name} − {runs[last].Name}",
                    [.. fields[i].Values.Zip(fields[last].Values, (a, b) => a - b)], new Axis($"{runs[i].Name} − {runs[last].Name}", unit), ColourMap.Diverging, maps[i]!.Places(runs[i].Result.Experiment, fields[i]));
    }

    private IEnumerable<Figure> Curves(ImmutableArray<TabulatedField> fields)
    {
        var curves = runs.Zip(fields, (r, f) => FieldCurve.Of(r.Result.Experiment.Problem, r.Result.Table, f)).ToList();
        if (curves.Any(c => c is null)) yield break;
        var (first, x) = (fields[0], curves[0]!);
        yield return new Figure
        {
            Title = first.Name,
            X = x.Axis,
            Y = new Axis(first.Name, first.Unit),
            Marks =
            [
                .. runs.SelectMany((r, i) => WithBand(r, curves[i]!, fields[i], InkOf(i), runs.Length == 2 ? Dashes[i] : DashOf(i))),
                .. first.Truth is null ? (Mark[])[] : [new Lines(x.X, x.At(first.Truth)) { Label = "truth", Dash = Dash.Dotted, Ink = Ink.Foreground }],
                .. x.Data(runs[0].Result.Experiment, first).Select(d => d with { Ink = Ink.Foreground }),
            ],
        };
    }

    private static IEnumerable<Mark> WithBand(NamedRun run, FieldCurve curve, TabulatedField field, Ink ink, Dash dash)
    {
        var few = curve.Thinned(MostDeviations);
        var values = few.At(field.Values);
        if (run.Result.Solution.Deviations([field.Symbol.Value], few.Points(run.Result.Table)) is [var std])
            yield return few.Band(values, std, RunFigures.IsPositive(run.Result.Experiment.Problem, field.Symbol)) with { Label = run.Name, Ink = ink };
        yield return new Lines(curve.X, curve.At(field.Values)) { Label = run.Name, Ink = ink, Dash = dash };
    }

    private Figure Scalar(string name, string? unit)
    {
        var estimates = runs.Select((r, i) => (Run: i, Estimate: r.Result.Report.Unknowns.FirstOrDefault(u => (u.Name, u.Unit) == (name, unit)))).Where(e => e.Estimate is not null).ToList();
        return new()
        {
            Title = name,
            X = new() { Categories = [.. runs.Select(r => r.Name)] },
            Y = new Axis(name, unit),
            Marks =
            [
                .. (estimates.Select(e => e.Estimate!.Truth).Distinct().ToList() is [{ } only] ? (double[])[only] : []).Select(truth => new HorizontalRule(truth) { Label = "truth" }),
                .. estimates.Select(e => Point(e.Run, e.Estimate!)),
            ],
        };
    }

    private static Scatter Point(int run, UnknownEstimate u)
    {
        var point = new Scatter([run], [u.Value]) { Ink = InkOf(run) };
        return u is { Lower: { } lower, Upper: { } upper } && double.IsFinite(lower) && double.IsFinite(upper) ? point.WithIntervals([lower], [upper]) : point;
    }
}
