using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// Conditions that are each right and together unusual: two that hold on the same piece of the boundary although they are declared on different ones, and values that
/// step from one to the other where their places meet.
/// </summary>
public static class ConditionCheck
{
    private const int Points = 256;
    private const double Step = 1e-3;

    /// <summary>A sentence for each such pair.</summary>
    public static ImmutableArray<string> Run(InverseProblem problem)
    {
        EquationCondition[] conditions = [.. problem.Conditions.OfType<EquationCondition>()];
        var pairs = conditions.SelectMany((b, j) => conditions.Take(j).Select(a => (a, b))).Where(p => p.a.Where != p.b.Where);
        return [.. pairs.SelectMany(p => new[] { Overlap(problem, p.a, p.b), Jump(problem, p.a, p.b) }).OfType<string>()];
    }

    /// <summary>Two conditions of one field on parts of the boundary that have a piece in common, where an equation of second order has room for one.</summary>
    private static string? Overlap(InverseProblem problem, EquationCondition a, EquationCondition b)
    {
        if (!IsOnBoundary(a) || !IsOnBoundary(b) || a.Where.Dimension != b.Where.Dimension) return null;
        if (FieldOf(problem, a) is not { } field || FieldOf(problem, b) != field || Order(problem, field) > 2) return null;
        if (Value(problem, a) is { } value && value == Value(problem, b)) return null;
        foreach (var (one, other) in new[] { (a.Where, b.Where), (b.Where, a.Where) })
        {
            var points = one.Draw(Points, SamplingMethod.Sobol, 0);
            var shared = Enumerable.Range(0, points.Count).Where(i => other.Contains(points[i])).ToList();
            if (shared.Count > 0)
                return $"'{a.Name}' and '{b.Name}' both hold on a part of the boundary, as at {Text(problem, points[shared[shared.Count / 2]])}. "
                    + "Narrow the 'where' of one ('x > 0' leaves out the edge x = 0), or give it 'where: rest' for what the other leaves.";
        }
        return null;
    }

    /// <summary>Two values of one field that differ where their places meet.</summary>
    private static string? Jump(InverseProblem problem, EquationCondition a, EquationCondition b)
    {
        if (Value(problem, a) is not var (symbol, first) || Value(problem, b) is not var (other, second) || symbol != other) return null;
        if (Meeting(a.Where, b.Where) is not { } meeting) return null;
        RegionPoints points;
        try
        {
            points = meeting.Draw(Points, SamplingMethod.Sobol, 0);
        }
        catch (InputException)
        {
            return null;
        }
        var size = Math.Max(Largest(problem, first, a.Where), Largest(problem, second, b.Where));
        double At(Expression e, int row) => e.Evaluate(problem.At(points, row));
        var worst = Enumerable.Range(0, points.Count).MaxBy(row => Math.Abs(At(first, row) - At(second, row)));
        if (!(Math.Abs(At(first, worst) - At(second, worst)) > Step * size)) return null;
        var time = problem.Coordinates.FirstOrDefault(c => c.IsTime && meeting.IsFixed(c.Symbol.Index) && meeting.Lower[c.Symbol.Index] == c.Lower);
        var ramp = time is null ? "within a short distance" : FormattableString.Invariant($"in a short time, such as with 1 - exp(-{Since(time)}/{(time.Upper - time.Lower) / 100:G3})");
        return FormattableString.Invariant($"'{a.Name}' and '{b.Name}' contradict at {Text(problem, points[worst])}: {symbol} = {At(first, worst):G4} and {At(second, worst):G4}. ")
            + $"A network cannot follow such a step: let one value go over into the other {ramp}.";
    }

    private static string Since(Coordinate time) =>
        time.Lower == 0 ? time.Name : FormattableString.Invariant($"({time.Name} {(time.Lower < 0 ? '+' : '-')} {Math.Abs(time.Lower)})");

    /// <summary>What the closures of two regions have in common where that is thinner than one of them; null where it is not, or is nothing, or is a corner of a shape.</summary>
    private static Region? Meeting(Region a, Region b)
    {
        var d = a.Coordinates.Length;
        if (b.Boundary is not null) (a, b) = (b, a);
        if (b.Boundary is not null || Enumerable.Range(0, d).All(i => a.IsFixed(i) == b.IsFixed(i))) return null;
        var meeting = a.Closure;
        if (b.Within is { } within && within != a.Within) meeting = meeting with { Within = meeting.Within is null ? within : meeting.Within & within };
        for (var i = 0; i < d; i++)
        {
            var (lower, upper) = (Math.Max(a.Lower[i], b.Lower[i]), Math.Min(a.Upper[i], b.Upper[i]));
            if (lower > upper || (a.Boundary is not null && !a.Coordinates[i].IsTime && b.IsFixed(i))) return null;
            meeting = meeting.With(i, lower, upper);
        }
        return b.Closure.Inequalities.Aggregate(meeting, (m, inequality) => m.With(inequality));
    }

    private static bool IsOnBoundary(EquationCondition condition) => condition.Where.Boundary is not null || condition.Where.Normal is not null;

    /// <summary>The only field in a condition.</summary>
    private static FieldSymbol? FieldOf(InverseProblem problem, EquationCondition condition) =>
        problem.Fields.Select(f => f.Symbol).Intersect(condition.Equation.Residual.Leaves().OfType<FieldDerivative>().Select(f => f.Field)).ToList() is [var field] ? field : null;

    /// <summary>The highest order in space of a field's derivatives in the equations.</summary>
    private static int Order(InverseProblem problem, FieldSymbol field) =>
        problem.Equations.SelectMany(e => e.Equation.Residual.Leaves()).OfType<FieldDerivative>().Where(f => f.Field == field)
            .Select(f => problem.Coordinates.Where(c => !c.IsTime).Sum(c => f.Order[c.Symbol.Index])).DefaultIfEmpty(0).Max();

    /// <summary>u = g with a known g.</summary>
    private static (FieldDerivative Symbol, Expression Value)? Value(InverseProblem problem, EquationCondition condition) =>
        problem.InlineConstants(condition.Equation.Residual).Prescribed(f => problem.TableOf(f) is not null) is var (symbol, value) && symbol.Order.Order == 0
        && value.Leaves().All(l => l is CoordinateSymbol { Field: null } || (l is FieldDerivative f && problem.TableOf(f.Field) is not null)) ? (symbol, value) : null;

    private static double Largest(InverseProblem problem, Expression value, Region region)
    {
        var points = region.Draw(Points, SamplingMethod.Sobol, 0);
        return Enumerable.Range(0, points.Count).Max(row => Math.Abs(value.Evaluate(problem.At(points, row))));
    }

    private static string Text(InverseProblem problem, ReadOnlySpan<double> point)
    {
        var values = point.ToArray();
        return string.Join(", ", problem.Coordinates.Select((c, i) => FormattableString.Invariant($"{c.Name} = {values[i]:G4}")));
    }
}
