using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// The fields and unknown functions of a result. Over one coordinate a line with a band of two standard deviations; over two a map, beside it the truth in the same colours and the error where the
/// truth is known; of space and time slices at moments too. What depends on more is shown in a plane.
/// </summary>
internal sealed class FieldFigures(RunResult result, PlotOptions options)
{
    private const int LineNodes = 401, MapNodes = 101, BandNodes = 101, DeviationNodes = 25, Moments = 5;
    private readonly InverseProblem _problem = result.Experiment.Problem;

    /// <summary>Each field, its truth, its error.</summary>
    public Picture Fields()
    {
        var (chosen, groups) = (Chosen(result.Table).ToList(), Chosen(result.Table).Select(f => Panels(f).ToImmutableArray()).ToList());
        ImmutableArray<Figure> panels = [.. groups.SelectMany(g => g)];
        var truth = chosen.Any(f => f.Truth is not null);
        var marks = panels.SelectMany(p => p.Marks).ToList();
        return new("fields", "fields", "What was recovered" + (truth ? ", the truth, and the difference of the two" : "") + "." + (marks.OfType<Scatter>().Any() ? " Crosses and dots are data." : "")
            + (marks.OfType<Band>().Any() ? " Bands are two standard deviations." : ""), panels) { Columns = truth ? 3 : null, Groups = truth ? [.. groups.Select(g => g.Length)] : [] };
    }

    /// <summary>Fields over one coordinate of space at successive moments.</summary>
    public Picture Slices() => new("slices", "slices", $"Each field along space at {(options.Time is null ? "a few moments" : "one moment")}{(_problem.Fields.Any(f => f.Truth is not null) ? "; dashed, the truth" : "")}.",
        [.. Chosen(result.Table).Where(f => FieldView.Of(_problem, f.Symbol)?.IsSpaceTime == true).Select(Slice)]);

    /// <summary>Where fields and functions over a plane are known well and where not.</summary>
    public Picture Deviations() => new("std", "standard deviations", "Standard deviation of each field and function, by the data and what is assumed beforehand.",
        result.Experiment.Data.All(d => d.Noise is ExactData) ? [] : [.. Chosen(result.Table).GroupBy(f => FieldView.Of(_problem, f.Symbol)).Where(g => g.Key?.Y is not null).SelectMany(g => Deviations(g.Key!, [.. g]))]);

    private IEnumerable<TabulatedField> Chosen(FieldTable table) => table.Fields.Where(f => options.Fields.IsEmpty || options.Fields.Contains(f.Name));

    /// <summary>Where a coordinate is held that is not in the view.</summary>
    private Dictionary<int, double> At() =>
        options.Time is { } t && _problem.Coordinates.FirstOrDefault(c => c.IsTime) is { } time ? new() { [time.Symbol.Index] = t } : [];


    private IEnumerable<Figure> Panels(TabulatedField coarse)
    {
        if (FieldView.Of(_problem, coarse.Symbol) is not { } view)
        {
            if (FieldCurve.Of(_problem, result.Table, coarse) is { } over) yield return Line(coarse, over, result.Table);
            yield break;
        }
        var (table, field) = FieldTable.Of(result, view.Axes(view.Y is null ? LineNodes : MapNodes, At()), coarse);
        if (view.Y is null)
        {
            var curve = FieldCurve.Along(_problem, table, view.X);
            yield return Line(field, curve, table);
            if (field.Truth is null) yield break;
            yield return new Figure
            {
                Title = $"{field.Name}: error", X = curve.Axis, Y = new Axis($"{field.Name} − truth", field.Unit),
                Marks = [new HorizontalRule(0), new Lines(curve.X, curve.At(field.Values).Zip(curve.At(field.Truth), (v, t) => v - t)) { Ink = Ink.Blue }],
            };
            yield break;
        }
        var map = new FieldMap(view, table, field, At());
        var places = map.Places(result.Experiment, field);
        var value = new Axis(field.Name, field.Unit, Range: RunFigures.RangeOf([.. field.Values, .. field.Truth ?? []]));
        yield return map.Figure(map.Title, field.Values, value, ColourMap.Sequential, places);
        if (field.Truth is null) yield break;
        yield return map.Figure($"{map.Title}: truth", field.Truth, value, ColourMap.Sequential, []);
        yield return map.Figure($"{map.Title}: error", [.. field.Values.Zip(field.Truth, (v, t) => v - t)], new Axis($"{field.Name} − truth", field.Unit), ColourMap.Diverging, places);
    }

    private Figure Line(TabulatedField field, FieldCurve curve, FieldTable table) => new()
    {
        Title = field.Name,
        X = curve.Axis,
        Y = new Axis(field.Name, field.Unit),
        Marks =
        [
            .. Band(field, curve, table),
            new Lines(curve.X, curve.At(field.Values)) { Label = field.Name, Ink = Ink.Blue },
            .. field.Truth is null ? [] : (Mark[])[new Lines(curve.X, curve.At(field.Truth)) { Label = "truth", Dash = Dash.Dashed, Ink = Ink.Neutral }],
            .. curve.Data(result.Experiment, field),
        ],
    };

    private IEnumerable<Mark> Band(TabulatedField field, FieldCurve curve, FieldTable table)
    {
        var few = curve.Thinned(BandNodes);
        if (result.Experiment.Data.All(d => d.Noise is ExactData) || result.Solution.Deviations([field.Symbol.Value], few.Points(table)) is not [var std] || !std.All(double.IsFinite)) yield break;
        var values = few.At(field.Values);
        yield return few.Band(values, std, RunFigures.IsPositive(_problem, field.Symbol)) with { Label = "± 2 std", Ink = Ink.Sky };
    }

    private Figure Slice(TabulatedField coarse)
    {
        var view = FieldView.Of(_problem, coarse.Symbol)!;
        var time = _problem.Coordinates[view.Y!.Value];
        double[] moments = options.Time is { } t ? [t] : FieldTable.Nodes(time, Moments);
        var axes = view.Axes(LineNodes).SetItem(view.Y.Value, moments);
        var (table, field) = FieldTable.Of(result, axes, coarse);
        double[] Along(double[] values, int moment) => [.. Enumerable.Range(0, LineNodes).Select(i => values[table.Index(k => k == view.X ? i : k == view.Y ? moment : 0)])];
        return new Figure
        {
            Title = field.Name, X = view.XAxis, Y = new Axis(field.Name, field.Unit),
            Marks =
            [
                .. moments.SelectMany((m, k) => (Mark[])
                [
                    new Lines(axes[view.X], Along(field.Values, k)) { Label = $"{time.Name} = {Numbers.Within(m, time.Lower, time.Upper)}", Ink = (Ink)(k % 6 + 1) },
                    .. field.Truth is null ? [] : (Mark[])[new Lines(axes[view.X], Along(field.Truth, k)) { Dash = Dash.Dashed, Ink = Ink.Neutral }],
                ]),
            ],
        };
    }

    /// <summary>Maps of several fields in one plane, for which all that their deviations have in common is worked out once.</summary>
    private IEnumerable<Figure> Deviations(FieldView view, ImmutableArray<TabulatedField> fields)
    {
        var table = FieldTable.Of(result, view.Axes(DeviationNodes, At()), s => fields.Any(f => f.Symbol == s || f.Symbol.Over.Any(c => c.Field == s)));
        if (result.Solution.Deviations([.. fields.Select(f => f.Symbol.Value)], table.Points) is not { } all) yield break;
        foreach (var (symbol, std) in fields.Select(f => f.Symbol).Zip(all).Where(f => f.Second.Any(double.IsFinite)))
        {
            var field = table.Fields.First(f => f.Symbol == symbol);
            var map = new FieldMap(view, table, field, At());
            double[] shown = [.. std.Select((s, i) => double.IsFinite(field.Values[i]) ? s : double.NaN)];
            yield return map.Figure($"{map.Title}: standard deviation", shown, new Axis($"std({field.Name})", field.Unit), ColourMap.Sequential, map.Places(result.Experiment, field));
        }
    }
}
