using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Log-normal noise is of a logarithm, and counts have a positive mean: what such noise is on must stay positive.</summary>
public static class PositivityCheck
{
    /// <summary>
    /// The fields, functions and unknowns without 'positive: true' that let an observation with log-normal noise, or of counts, become negative; none for other noise, or where
    /// they cannot, as in u^2.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="observation">One of its observations.</param>
    public static ImmutableArray<string> Undeclared(InverseProblem problem, Observation observation)
    {
        if (!observation.Noise.IsOfPositive) return [];
        var positive = problem.Fields.Where(f => f.Positive).Select(f => f.Name).Concat(problem.UnknownFields.Where(f => f.Positive).Select(f => f.Name))
            .Concat(problem.Unknowns.Where(u => u.Positive || u.Bounds is { Lower: >= 0 }).Select(u => u.Name)).Concat(problem.Tables.Select(t => t.Symbol.Name)).ToHashSet();
        var of = problem.ExpandAverages(problem.InlineConstants(observation.Of));
        string[] free = [.. of.Leaves().Select(Name).OfType<string>().Where(n => !positive.Contains(n)).Select(Plain).Distinct()];
        bool StaysPositive(string? negative, double value) => of.Evaluate(leaf => leaf is CoordinateSymbol { Field: null } c ? Middle(problem.Coordinates[c.Index])
            : Name(leaf) is { } name && (positive.Contains(name) || (negative is not null && Plain(name) != negative)) ? 0.7 : value) > 0;
        return free.Length > 0 && free.Append(null).Any(negative => !StaysPositive(negative, -1) || !StaysPositive(negative, -0.3)) ? [.. free] : [];
    }

    /// <summary>What to declare for an observation that may become negative, such as "observations.plasma: …"; null where it cannot.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="observation">One of its observations.</param>
    public static string? Advice(InverseProblem problem, Observation observation) => Undeclared(problem, observation) is not { IsEmpty: false } names ? null
        : $"observations.{observation.Name}: {observation.Noise.Word} noise needs positive values of {observation.Of}: declare {string.Join(", ", names.Select(n => $"{n}: {{positive: true}}"))}.";

    private static double Middle(Coordinate c) => (c.Lower + c.Upper) / 2;

    /// <summary>A name without its experiment.</summary>
    private static string Plain(string name) => name.Split('[')[0];

    private static string? Name(Expression leaf) => leaf switch
    {
        FieldDerivative f => f.Field.Name,
        CoordinateSymbol { Field: { } field } => field.Name,
        Parameter p => p.Name,
        _ => null,
    };
}
