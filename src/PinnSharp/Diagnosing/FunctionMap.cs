using System.Collections.Immutable;
using System.Text;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>An unknown function and how well it is known, on a grid of what it is over.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">Its arguments' names.</param>
/// <param name="Places">[count × arguments], row-major.</param>
/// <param name="Values">Its values.</param>
/// <param name="Deviations">Their standard deviations: by the data, and the smoothness that was assumed.</param>
/// <param name="Truth">Its true values; null where they are not known.</param>
public sealed record FunctionMap(UnknownField Function, ImmutableArray<string> Arguments, double[] Places, double[] Values, double[] Deviations, double[]? Truth)
{
    private const int Line = 201, Plane = 65, More = 17, OfField = 256, Moments = 16;

    private FieldTable Table { get; init; } = new([], [], []);

    /// <summary>The file of its numbers, next to the diagnosis.</summary>
    public string File => $"std-{string.Concat(Function.Name.Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '-')).Trim('-')}.csv";

    /// <summary>The file of all figures.</summary>
    public const string FigureFile = "std.svg";

    /// <summary>The maps of all functions of coordinates, and of those of one field; none where there are too many coefficients for deviations.</summary>
    internal static ImmutableArray<FunctionMap> Of(FiniteElementSolution solution, InverseProblem problem) =>
        [.. problem.UnknownFields.Where(f => !f.IsOfFields || f.Symbol.Over.Length == 1).Select(f => Of(solution, problem, f)).OfType<FunctionMap>()];

    private static FunctionMap? Of(FiniteElementSolution solution, InverseProblem problem, UnknownField function)
    {
        var (axes, points) = function.IsOfFields ? ([], Spread(problem)) : Grid(problem, function);
        if (solution.Deviations([function.Symbol.Value], points) is not [var deviations]) return null;
        var d = problem.Coordinates.Length;
        var argument = problem.Fields.FirstOrDefault(f => f.Symbol == function.Symbol.Over[0].Field);
        double[] Predicted(FieldSymbol symbol) => solution.Predict(symbol.Value, points);
        // Over all coordinates of space, what is outside the domain is nothing.
        var isWhole = problem.Coordinates.All(c => c.IsTime || function.Symbol.Over.Contains(c.Symbol));
        double[] Masked(double[] values) => !isWhole ? values : [.. values.Select((v, i) => problem.Domain.Contains(points.AsSpan(i * d, d)) ? v : double.NaN)];
        var field = new TabulatedField(function.Symbol, function.Unit, Masked(Predicted(function.Symbol)), function.Truth is null ? null : Masked(solution.Truth(function.Truth, points)));
        var over = function.Symbol.Over.Where(c => c.Field is null).Select(c => c.Index).ToArray();
        var u = argument is null ? null : Predicted(argument.Symbol);
        return new(function, [.. over.Select(i => problem.Coordinates[i].Name), .. argument is null ? [] : new[] { argument.Name }],
            u ?? [.. Enumerable.Range(0, points.Length / d).SelectMany(i => over.Select(c => points[i * d + c]))], field.Values, Masked(deviations), field.Truth)
        {
            Table = new(axes, points, argument is null ? [field] : [new(argument.Symbol, argument.Unit, u!, null), field]),
        };
    }

    /// <summary>The arguments, the function, its deviation, and its truth where it is known.</summary>
    public string ToCsv()
    {
        var k = Arguments.Length;
        var text = new StringBuilder().AppendJoin(',', [.. Arguments, Function.Name, $"std({Function.Name})", .. Truth is null ? [] : new[] { $"{Function.Name}(truth)" }]).Append('\n');
        foreach (var i in Enumerable.Range(0, Values.Length).Where(i => double.IsFinite(Values[i])))
            text.AppendJoin(',', [.. Places.AsSpan(i * k, k).ToArray().Select(Csv.Number), Csv.Number(Values[i]), Csv.Number(Deviations[i]), .. Truth is null ? [] : new[] { Csv.Number(Truth[i]) }]).Append('\n');
        return text.ToString();
    }

    /// <summary>Along a line the function with a band of two deviations; over a plane the function and its deviation.</summary>
    internal IEnumerable<Figure> Figures(InverseProblem problem)
    {
        var field = Table.Fields[^1];
        if (FieldCurve.Of(problem, Table, field) is { } curve)
        {
            var (values, deviations) = (curve.At(Values), curve.At(Deviations));
            yield return new Figure
            {
                Title = Function.Name, X = curve.Axis, Y = new Axis(Function.Name, Function.Unit),
                Marks =
                [
                    new Band(curve.X, values.Zip(deviations, (v, s) => v - 2 * s), values.Zip(deviations, (v, s) => v + 2 * s)) { Label = "two deviations", Ink = Ink.Sky },
                    new Lines(curve.X, values) { Label = Function.Name, Ink = Ink.Blue },
                    .. Truth is null ? [] : new Mark[] { new Lines(curve.X, curve.At(Truth)) { Label = "truth", Dash = Dash.Dashed, Ink = Ink.Neutral } },
                ],
            };
            yield break;
        }
        if (FieldMap.Of(problem, Table, field) is not { } map) yield break;
        yield return map.Figure(map.Title, Values, new Axis(Function.Name, Function.Unit), ColourMap.Sequential, []);
        yield return map.Figure($"{map.Title}: standard deviation", Deviations, new Axis($"std({Function.Name})", Function.Unit), ColourMap.Sequential, []);
    }

    /// <summary>A grid of what the function is over, the other coordinates held in the middle, time at its end.</summary>
    private static (ImmutableArray<double[]> Axes, double[] Points) Grid(InverseProblem problem, UnknownField function)
    {
        var over = function.Symbol.Over.Select(c => c.Index).ToArray();
        var nodes = over.Length switch { 1 => Line, 2 => Plane, _ => More };
        ImmutableArray<double[]> axes = [.. problem.Coordinates.Select((c, i) => !over.Contains(i) ? [c.IsTime ? c.Upper : (c.Lower + c.Upper) / 2]
            : FieldTable.Nodes(c, nodes))];
        return (axes, FieldTable.Grid(axes));
    }

    /// <summary>Places all over the domain, at a few moments.</summary>
    private static double[] Spread(InverseProblem problem)
    {
        var (points, d) = (problem.Domain.Sample(OfField, SamplingMethod.Sobol, 0), problem.Coordinates.Length);
        if (problem.Coordinates.FirstOrDefault(c => c.IsTime) is { } time && d > 1)
            for (var i = 0; i < points.Length / d; i++) points[i * d + time.Symbol.Index] = time.Lower + (time.Upper - time.Lower) * (1 + i % Moments) / Moments;
        return points;
    }
}
