using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>The problem as it was declared, typeset.</summary>
internal static class ProblemSection
{
    /// <summary>Equations, conditions, constraints, observations, unknowns, constants, domain.</summary>
    public static ReportSection Of(Experiment experiment)
    {
        var problem = experiment.Problem;
        return new("The problem",
        [
            .. problem.Equations.Select(e => Formula(e.Name, e.Equation, "")),
            .. problem.Conditions.Select(c => c switch
            {
                EquationCondition e => Formula(e.Name, e.Equation, $", where {e.Where}"),
                PeriodicCondition p => (ReportBlock)new TextBlock($"{p.Name}: {string.Join(", ", p.Fields.Select(f => f.Name))} and derivatives up to order {p.Order} agree at both ends of {p.Coordinate.Name}."),
                _ => new TextBlock(c.Name),
            }),
            .. Definitions(problem),
            .. problem.Constraints.Select(c => new TextBlock($"{c.Name}: {c.Of} {(c.IsEquality ? "=" : "≤")} 0.")),
            new FactsBlock(
            [
                .. problem.Coordinates.Select(c => (c.Name, $"{(c.IsTime ? "time" : "space")}, {Numbers.Within(c.Lower, c.Lower, c.Upper)} to {Numbers.Within(c.Upper, c.Lower, c.Upper)}{(c.Unit is null ? "" : " " + c.Unit)}")),
                .. problem.Domain.Within is { } shape ? [("domain", Words(problem, shape))] : (ImmutableArray<(string, string)>)[],
                .. problem.Constants.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, FormattableString.Invariant($"{c.Value:g8}"))),
            ]),
            Unknowns(problem),
            Observations(experiment),
        ]);
    }

    private static IEnumerable<ReportBlock> Definitions(InverseProblem problem) => problem.Definitions.IsEmpty
        ? problem.Vocabulary.Definitions.Where(d => !problem.Constants.ContainsKey(d.Key) && !(d.Key.IndexOf('[', StringComparison.Ordinal) is > 0 and var end && problem.Vocabulary.Definitions.ContainsKey(d.Key[..end]))).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => Formula("definition", new Equation(new Parameter(d.Key), d.Value), ""))
        : problem.Definitions.Select(d => new FormulaBlock("definition", MathMl.Of($"{d.Name} = {d.Text}", problem.Vocabulary), $"{d.Name} = {d.Text}"));

    /// <summary>A shape as it is declared: by the names of its parts.</summary>
    private static string Words(InverseProblem problem, Shape shape)
    {
        if (problem.Shapes.FirstOrDefault(s => s.Key != "domain" && s.Value == shape).Key is { } name) return name;
        return shape switch
        {
            Combination c => $"{Words(problem, c.A)} {c.Operation switch { ShapeOperation.Union => "+", ShapeOperation.Intersection => "&", _ => "−" }} {(c.B is Combination ? $"({Words(problem, c.B)})" : Words(problem, c.B))}",
            BallShape b => FormattableString.Invariant($"ball of radius {b.Radius:g4} about ({string.Join(", ", b.Center.Select(x => FormattableString.Invariant($"{x:g4}")))})"),
            PolygonShape p => $"polygon of {p.Vertices.Length} corners",
            _ => "box",
        };
    }

    private static FormulaBlock Formula(string name, Equation equation, string where) => new(name + where, MathMl.Of(equation), $"{equation}");

    private static TableBlock Unknowns(InverseProblem problem) => new("Unknowns", ["unknown", "what", "unit", "initial", "known beforehand"],
    [
        .. problem.Unknowns.Select(u => (ImmutableArray<string>)[u.Name, u.IsNoiseLevel ? "noise level" : "number", u.Unit ?? "", FormattableString.Invariant($"{u.Initial:g6}"), Known(u.Positive, u.Bounds, Prior(u.Prior))]),
        .. problem.UnknownFields.Select(f => (ImmutableArray<string>)[f.Name, $"function of {string.Join(", ", f.Symbol.Over.Select(c => c.Name))}", f.Unit ?? "", FormattableString.Invariant($"{f.Initial:g6}"), Known(f.Positive, f.Bounds, Prior(f.Prior))]),
    ]);

    private static string Known(bool positive, (double Lower, double Upper)? bounds, string? prior) => string.Join("; ",
        new[] { bounds is var (lower, upper) ? FormattableString.Invariant($"{lower:g6} to {upper:g6}") : positive ? "positive" : null, prior }.OfType<string>()) is { Length: > 0 } text ? text : "nothing";

    private static string? Prior(ScalarPrior? prior) => prior switch
    {
        null => null,
        NormalPrior p => FormattableString.Invariant($"{p.Mean:g4} ± {p.Std:g2}, normal"),
        LogNormalPrior p => FormattableString.Invariant($"median {p.Median:g4}, log-normal of {p.Sigma:g2}"),
        HalfNormalPrior p => FormattableString.Invariant($"half-normal of {p.Scale:g4}"),
        _ => $"{prior}",
    };

    private static string Prior(FunctionPrior? prior) => prior switch
    {
        null => "smooth",
        Regularisation r => r.Kind switch
        {
            Regulariser.None => "nothing",
            Regulariser.H1 => "small first derivatives",
            Regulariser.ThinPlate => "small second derivatives",
            Regulariser.Tikhonov => "small values",
            _ => $"{r.Kind}",
        },
        WhittleMatern w => FormattableString.Invariant($"Gaussian, std {w.Std:g3}, correlated over {string.Join(", ", w.Length.Select(l => FormattableString.Invariant($"{l:g3}")))}"),
        _ => $"{prior}",
    };

    private static TableBlock Observations(Experiment experiment) => new("Observations", ["observation", "of", "data", "noise"],
        [.. experiment.Problem.Observations.Select(o => (ImmutableArray<string>)[o.Name, $"{o.Of}", $"{experiment.Data.First(d => d.Observation == o.Name).Count}", Noise(o.Noise)])]);

    private static string Noise(Noise noise) => noise is ScaledNoise { Level: var level }
        ? $"{noise.Word}, {level switch { NoiseLevel.Unknown u => $"{u.Name}, unknown", NoiseLevel.Known k => Numbers.Short(k.Sigma), NoiseLevel.Relative r => $"{Numbers.Short(100 * r.Fraction, 3)} % of the data's spread", _ => "" }}" : noise.Word;
}
