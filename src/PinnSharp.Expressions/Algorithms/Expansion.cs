namespace PinnSharp.Expressions;

/// <summary>Multiplying out.</summary>
public static class Expansion
{
    private const int LargestPower = 8;

    /// <summary>
    /// Multiplies products and whole powers (up to 8) of sums out, so that equal polynomials in the same functions become equal trees. An
    /// expression that would exceed <see cref="ExpressionLimits"/> is returned as it is.
    /// </summary>
    public static Expression Expand(this Expression expression)
    {
        var budget = new WorkBudget();
        var known = new Dictionary<Expression, Expression>();
        try
        {
            return Visit(expression);
        }
        catch (ExpressionException)
        {
            return expression;
        }

        Expression Visit(Expression e)
        {
            if (e.Children.IsEmpty) return e;
            if (known.TryGetValue(e, out var result)) return result;
            result = e.Rebuild([.. e.Children.Select(Visit)]);
            if (result is Product p) result = p.Factors.Select(Power).Aggregate(Times);
            else if (result is Power) result = Power(result);
            known.Add(e, budget.Spend(result));
            return result;
        }

        Expression Power(Expression e) =>
            e is Power { Base: Sum s, Exponent: Number { IsInteger: true, Value: > 1 and <= LargestPower } n }
                ? Enumerable.Repeat<Expression>(s, (int)n.Value).Aggregate(Times)
                : e;

        Expression Times(Expression a, Expression b)
        {
            if (a is not Sum && b is not Sum) return a * b;
            var terms = new List<Expression>();
            foreach (var x in a is Sum s ? s.Terms : [a])
                foreach (var y in b is Sum t ? t.Terms : [b]) terms.Add(budget.Spend(x * y));
            return Expression.Add(terms);
        }
    }
}
