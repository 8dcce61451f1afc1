using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Replacing and listing an expression's leaves: its coordinates, parameters and field derivatives.</summary>
public static class Substitution
{
    /// <summary>Replaces leaves, all at once.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="leaf">The replacement of a leaf, or null to keep it.</param>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression Substitute(this Expression expression, Func<Expression, Expression?> leaf)
    {
        var known = new Dictionary<Expression, Expression>();
        var budget = new WorkBudget();
        return Visit(expression);

        Expression Visit(Expression e)
        {
            if (e is Number) return e;
            if (known.TryGetValue(e, out var result)) return result;
            var children = e.Children;
            if (children.IsEmpty) result = leaf(e) ?? e;
            else
            {
                var replaced = children.ToArray();
                var changed = false;
                for (var i = 0; i < replaced.Length; i++) changed |= !ReferenceEquals(children[i], replaced[i] = Visit(children[i]));
                result = changed ? e.Rebuild([.. replaced]) : e;
            }
            budget.Spend(result);
            known.Add(e, result);
            return result;
        }
    }

    /// <summary>
    /// Replaces fields by expressions and their derivatives by the derivatives of those: ∂^α u becomes ∂^α of the replacement. At another
    /// site, the replacement's own field derivatives are taken there too; its coordinates stay as they are.
    /// </summary>
    /// <param name="expression">The expression.</param>
    /// <param name="field">The replacement of a field, or null to keep it.</param>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression SubstituteFields(this Expression expression, Func<FieldSymbol, Expression?> field)
    {
        var derivatives = new Dictionary<(FieldSymbol, MultiIndex), Expression?>();
        return expression.Substitute(leaf => leaf is FieldDerivative f && Derivative(f.Field, f.Order) is { } e ? AtSite(e, f.Site) : null);

        Expression? Derivative(FieldSymbol symbol, MultiIndex order)
        {
            if (derivatives.TryGetValue((symbol, order), out var known)) return known;
            Expression? result;
            if (order == MultiIndex.Zero) result = field(symbol);
            else
            {
                var last = symbol.Over.Last(c => order[c.Index] > 0);
                result = Derivative(symbol, order - MultiIndex.Unit(last.Index))?.DifferentiateAlong(last);
            }
            derivatives.Add((symbol, order), result);
            return result;
        }
    }

    /// <summary>The distinct leaves, in canonical order: parameters, coordinates, field derivatives.</summary>
    public static ImmutableArray<Expression> Leaves(this Expression expression)
    {
        var seen = new HashSet<Expression>();
        var leaves = new List<Expression>();
        Visit(expression);
        leaves.Sort(CanonicalOrder.Compare);
        return [.. leaves];

        void Visit(Expression e)
        {
            if (e is Number || !seen.Add(e)) return;
            if (e.Children.IsEmpty) leaves.Add(e);
            else foreach (var child in e.Children) Visit(child);
        }
    }

    private static Expression AtSite(Expression e, int site) =>
        site == 0 ? e : e.Substitute(leaf => leaf is FieldDerivative f ? new FieldDerivative(f.Field, f.Order, site) : null);
}
