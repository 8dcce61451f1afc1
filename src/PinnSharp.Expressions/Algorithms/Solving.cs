namespace PinnSharp.Expressions;

/// <summary>Equations that prescribe a field.</summary>
public static class Solving
{
    /// <summary>u and g of a residual c·(u − g) with a number c ≠ 0, u the only field or derivative in it, as of u = g, 2*u − g = 0, u_x = g; null for any other.</summary>
    /// <param name="residual">The residual, named numbers inlined.</param>
    /// <param name="isKnown">Which fields are known functions, and may stand in g; none where omitted.</param>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static (FieldDerivative Symbol, Expression Value)? Prescribed(this Expression residual, Func<FieldSymbol, bool>? isKnown = null)
    {
        if (residual.Averages().Any() || residual.Leaves().OfType<FieldDerivative>().Where(f => isKnown?.Invoke(f.Field) != true).ToList() is not [var symbol]) return null;
        return residual.Partial(symbol) is Number { Value: not 0 } slope
            ? (symbol, residual.Substitute(leaf => leaf.Equals(symbol) ? Expression.Zero : null) / -slope.Value)
            : null;
    }
}
