using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Σ w_q e(x_q), the mean over a region with Σ w_q = 1.</summary>
/// <param name="FirstSite">Where fields are evaluated at x_q: at the site FirstSite + q.</param>
/// <param name="Points">x_q, row-major [count × coordinates averaged over].</param>
/// <param name="Weights">w_q.</param>
public sealed record Quadrature(int FirstSite, ImmutableArray<double> Points, ImmutableArray<double> Weights);

/// <summary>Averages and the sums they stand for.</summary>
public static class Averaging
{
    /// <summary>Replaces each average by the sum over its region's quadrature: coordinates become numbers, fields are taken at the sites of the points.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="quadrature">The quadrature of a region.</param>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression ExpandAverages(this Expression expression, Func<string, Quadrature> quadrature)
    {
        var known = new Dictionary<Expression, Expression>();
        var budget = new WorkBudget();
        return Visit(expression);

        Expression Visit(Expression e)
        {
            if (e.Children.IsEmpty) return e;
            if (known.TryGetValue(e, out var result)) return result;
            ImmutableArray<Expression> children = [.. e.Children.Select(Visit)];
            result = e is Average a ? Sum(children[0], a.Over, quadrature(a.Region)) : children.Where((c, i) => !ReferenceEquals(c, e.Children[i])).Any() ? e.Rebuild(children) : e;
            known.Add(e, budget.Spend(result));
            return result;
        }
    }

    /// <summary>The averages in an expression.</summary>
    public static IEnumerable<Average> Averages(this Expression expression) =>
        (expression is Average a ? [a] : Enumerable.Empty<Average>()).Concat(expression.Children.SelectMany(Averages));

    /// <summary>Whether an expression has averages and, but for these, depends neither on a coordinate they are over nor on a field that does.</summary>
    public static bool IsAverage(this Expression expression)
    {
        if (expression.Averages().FirstOrDefault() is not { } first) return false;
        return Free(expression);

        bool Free(Expression e) => e switch
        {
            Average => true,
            CoordinateSymbol c => !first.Over.Contains(c),
            FieldDerivative f => !DependsOn(f.Field, first.Over),
            _ => e.Children.All(Free),
        };
    }

    private static Expression Sum(Expression operand, ImmutableArray<CoordinateSymbol> over, Quadrature rule) =>
        Expression.Add(rule.Weights.Select((w, q) => w * operand.Substitute(leaf => leaf switch
        {
            CoordinateSymbol c when over.IndexOf(c) is var i and >= 0 => rule.Points[q * over.Length + i],
            FieldDerivative { Site: 0 } f when DependsOn(f.Field, over) => new FieldDerivative(f.Field, f.Order, rule.FirstSite + q),
            _ => null,
        })));

    private static bool DependsOn(FieldSymbol field, ImmutableArray<CoordinateSymbol> coordinates) => field.Over.Any(c => c.Field is not null || coordinates.Contains(c));
}
