using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Substitutes a problem's declared truth into its equations and conditions.</summary>
public static class TruthCheck
{
    /// <summary>Relative mismatch up to which a residual counts as zero: the rounding of its evaluation.</summary>
    public const double Tolerance = 1e-9;

    private const int Points = 400;

    /// <summary>An expression with fields and unknowns replaced by their truths and constants by their numbers; what has no truth stays.</summary>
    public static Expression SubstituteTruth(this InverseProblem problem, Expression expression)
    {
        var fields = problem.Fields.Select(f => (f.Symbol, f.Truth)).Concat(problem.UnknownFields.Select(f => (f.Symbol, f.Truth))).ToDictionary(f => f.Symbol, f => f.Truth);
        var unknowns = problem.Unknowns.Where(u => u.Truth is not null).ToDictionary(u => u.Name, u => u.Truth!.Value);
        return problem.ExpandAverages(problem.InlineConstants(expression.SubstituteFields(fields.GetValueOrDefault))
            .Substitute(leaf => leaf switch
            {
                Parameter p when unknowns.TryGetValue(p.Name, out var value) => value,
                CoordinateSymbol { Field: { } field } => fields.GetValueOrDefault(field) ?? field.Value,
                _ => null,
            }));
    }

    /// <summary>One finding for each equation and condition, in their order; none where no truth is declared.</summary>
    public static ImmutableArray<TruthFinding> Run(InverseProblem problem)
    {
        if (problem.Fields.All(f => f.Truth is null)) return [];
        var findings = ImmutableArray.CreateBuilder<TruthFinding>();
        foreach (var (name, equation) in problem.Equations)
            findings.Add(Limited($"equations.{name}", term => Check(problem, term, equation, problem.Domain)));
        foreach (var condition in problem.Conditions)
            findings.Add(Limited($"conditions.{condition.Name}", term => condition switch
            {
                EquationCondition e => Check(problem, term, e.Equation, e.Where),
                PeriodicCondition p => Check(problem, term, p),
                _ => throw new InvalidOperationException($"{condition.GetType().Name} is not a condition this version knows."),
            }));
        foreach (var constraint in problem.Constraints)
            findings.Add(Limited($"constraints.{constraint.Name}", term => Check(problem, term, Terms(constraint.Of), constraint.Places.Where, oneSided: !constraint.IsEquality)));
        return findings.ToImmutable();
    }

    private static TruthFinding Limited(string term, Func<string, TruthFinding> check)
    {
        try
        {
            return check(term);
        }
        catch (ExpressionException e)
        {
            return new(term, TruthVerdict.NotChecked, null, [], $"the truth substituted is too large: {e.Message.TrimEnd('.')}");
        }
    }

    private static TruthFinding Check(InverseProblem problem, string term, Equation equation, Region region) =>
        Check(problem, term, [.. Terms(equation.Left), .. Terms(-equation.Right)], region);

    private static TruthFinding Check(InverseProblem problem, string term, ImmutableArray<Expression> sum, Region region, bool oneSided = false)
    {
        var terms = sum.Select(problem.SubstituteTruth).ToList();
        return Missing(problem, [.. terms.Select(t => WithoutNormal(t, region))]) is { } missing
            ? new(term, TruthVerdict.NotChecked, null, [], $"no truth is declared for '{missing}'") : Measure(problem, term, terms, region, oneSided);
    }

    /// <summary>∂^k u at the upper end minus ∂^k u at the lower end, for each field and k; the worst counts.</summary>
    private static TruthFinding Check(InverseProblem problem, string name, PeriodicCondition condition)
    {
        var c = problem.Coordinates[condition.Coordinate.Index];
        var region = problem.Domain.With(condition.Coordinate.Index, c.Lower, c.Lower);
        TruthFinding? worst = null;
        foreach (var field in condition.Fields)
        {
            var truth = problem.Fields.First(f => f.Symbol == field).Truth;
            if (truth is null) return new(name, TruthVerdict.NotChecked, null, [], $"no truth is declared for '{field.Name}'");
            for (var k = 0; k <= condition.Order; k++, truth = truth.Differentiate(condition.Coordinate))
            {
                Expression At(double x) => truth.Substitute(leaf => leaf.Equals(condition.Coordinate) ? x
                    : leaf is FieldDerivative f && problem.TableOf(f.Field) is { } table && table.Coordinate.Equals(condition.Coordinate) ? (Expression)table.Value(x, f.Order.Order) : null);
                var finding = Measure(problem, name, [At(c.Upper), -At(c.Lower)], region);
                if (worst is null || finding.Verdict > worst.Verdict || (finding.Verdict == worst.Verdict && finding.Mismatch > worst.Mismatch)) worst = finding;
            }
        }
        return worst!;
    }

    /// <summary>How far a sum of terms is from zero; of a one-sided one only where it is above.</summary>
    private static TruthFinding Measure(InverseProblem problem, string name, List<Expression> terms, Region region, bool oneSided = false)
    {
        var residual = Expression.Add(terms).Substitute(leaf => leaf is CoordinateSymbol c && region.IsFixed(c.Index) ? (Expression)region.Lower[c.Index] : null);
        if (residual is Number { Value: 0 }) return new(name, TruthVerdict.Exact, 0, [], "");
        var d = problem.Coordinates.Length;
        var points = region.Draw(Points, SamplingMethod.Sobol, 0);
        var rows = points.Count;
        var sizes = Sizes(problem, terms, points);
        var sums = Enumerable.Range(0, rows).Select(i => residual.Evaluate(problem.At(points, i)) is var sum && oneSided ? Math.Max(sum, 0) : sum).ToArray();
        var undefined = Enumerable.Range(0, rows).FirstOrDefault(i => !double.IsFinite(sizes[i]) || !double.IsFinite(sums[i]), -1);
        if (undefined >= 0) return new(name, TruthVerdict.Mismatch, null, At(undefined), "the truth gives no finite value here");
        if (oneSided && sums.All(s => s == 0)) return new(name, TruthVerdict.Exact, 0, [], "");
        // Where all terms vanish, as u = 0 on a wall, rounding is measured against what they are elsewhere.
        var elsewhere = region.Dimension == d ? sizes : Sizes(problem, [.. terms.Select(t => WithoutNormal(t, region))], problem.Domain.Draw(Points, SamplingMethod.Sobol, 0));
        var floor = 1e-6 * elsewhere.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var mismatches = Enumerable.Range(0, rows).Select(i => sums[i] == 0 ? 0 : Math.Abs(sums[i]) / (sizes[i] + floor)).ToArray();
        var worst = Array.IndexOf(mismatches, mismatches.Max());
        return mismatches[worst] <= Tolerance
            ? new(name, TruthVerdict.ToRounding, mismatches[worst], At(worst), "")
            : new(name, TruthVerdict.Mismatch, mismatches[worst], At(worst), "");

        ImmutableArray<(string, double)> At(int row) => [.. problem.Coordinates.Select((c, j) => (c.Name, points[row][j]))];
    }

    /// <summary>Σ |term| at each point.</summary>
    private static double[] Sizes(InverseProblem problem, List<Expression> terms, RegionPoints points) =>
        [.. Enumerable.Range(0, points.Count).Select(i => terms.Sum(t => Math.Abs(t.Evaluate(problem.At(points, i)))))];

    /// <summary>A term with the components of a boundary's normal set to one.</summary>
    private static Expression WithoutNormal(Expression e, Region region) => region.Boundary is null ? e
        : e.Substitute(leaf => leaf is Parameter p && region.Coordinates.Any(c => !c.IsTime && RegionPoints.Normal(c) == p.Name) ? Expression.One : null);

    private static ImmutableArray<Expression> Terms(Expression e) => e is Sum s ? s.Terms : [e];

    private static string? Missing(InverseProblem problem, List<Expression> terms) => terms.SelectMany(t => t.Leaves()).Select(leaf => leaf switch
    {
        FieldDerivative f => problem.TableOf(f.Field) is null ? f.Field.Name : null,
        Parameter p => p.Name,
        _ => null,
    }).FirstOrDefault(n => n is not null);
}
