using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>A field's size: u = m + c·N, or ln u = m + c·N for a positive field, with N of order one.</summary>
/// <param name="Shift">m.</param>
/// <param name="Factor">c &gt; 0.</param>
public sealed record FieldScale(double Shift, double Factor)
{
    /// <summary>m and c of e^(m + c·N), N within ±1: the middle and half the range of a positive field's values.</summary>
    public FieldScale OfExponential => new((Math.Exp(Shift + Factor) + Math.Exp(Shift - Factor)) / 2, (Math.Exp(Shift + Factor) - Math.Exp(Shift - Factor)) / 2);

    /// <summary>The field as an expression of N: m + c·N, or its exponential.</summary>
    /// <param name="field">The field; its symbol stands for N.</param>
    public Expression Physical(Field field)
    {
        var inner = Shift + Factor * field.Symbol.Value;
        return field.Positive ? Expression.Exp(inner) : inner;
    }

    /// <summary>m and c for each field, from what the problem says of its values: observations of it and conditions that prescribe it.
    /// They map the range of those values to [−1, 1]; a field of which nothing is said has m = 0, c = 1.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="data">Its measured data.</param>
    public static ImmutableArray<FieldScale> For(InverseProblem problem, IReadOnlyList<MeasuredData> data) =>
        [.. problem.Fields.Select(field => Of(field, [.. Observed(problem, field, data), .. Prescribed(problem, field)]))];

    private static FieldScale Of(Field field, double[] values)
    {
        if (field.Positive) values = [.. values.Where(v => v > 0).Select(v => Math.Log(v))];
        values = [.. values.Where(double.IsFinite)];
        if (values.Length == 0) return new FieldScale(0, 1);
        double low = values.Min(), high = values.Max();
        var half = (high - low) / 2;
        if (half <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) || half == 0)
            return field.Positive ? new FieldScale(low, 1) : new FieldScale(0, low == 0 ? 1 : Math.Abs(low));
        return new FieldScale((low + high) / 2, half);
    }

    private static IEnumerable<double> Observed(InverseProblem problem, Field field, IReadOnlyList<MeasuredData> data) =>
        problem.Observations
            .Where(o => o.Of.Equals(field.Symbol.Value))
            .SelectMany(o => data.First(d => d.Observation == o.Name).Values);

    /// <summary>Values g of conditions u = g, at sample points, with unknowns at their initial values.</summary>
    private static IEnumerable<double> Prescribed(InverseProblem problem, Field field)
    {
        foreach (var condition in problem.Conditions.OfType<EquationCondition>())
        {
            var residual = problem.InlineConstants(condition.Equation.Residual)
                .Substitute(leaf => leaf is Parameter p && problem.Unknowns.FirstOrDefault(u => u.Name == p.Name) is { } u ? u.Initial : null);
            if (residual.Prescribed(f => problem.TableOf(f) is not null) is not var (symbol, value) || !symbol.Equals(field.Symbol.Value)) continue;
            var points = condition.Where.Draw(64, SamplingMethod.Sobol, 0);
            for (var row = 0; row < points.Count; row++)
                yield return value.Evaluate(problem.At(points, row));
        }
    }
}
