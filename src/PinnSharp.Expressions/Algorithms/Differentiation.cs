namespace PinnSharp.Expressions;

/// <summary>Symbolic derivatives.</summary>
public static class Differentiation
{
    /// <summary>
    /// The total derivative de/dx: fields that depend on x are differentiated by the chain rule, parameters are constant.
    /// </summary>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression Differentiate(this Expression expression, CoordinateSymbol coordinate) =>
        expression.Differentiate(coordinate, new WorkBudget());

    /// <summary>The total derivative ∂^α e; <paramref name="coordinates"/> gives the coordinate of each index.</summary>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression Differentiate(this Expression expression, MultiIndex order, params IEnumerable<CoordinateSymbol> coordinates)
    {
        foreach (var coordinate in coordinates)
            for (var k = 0; k < order[coordinate.Index]; k++) expression = expression.Differentiate(coordinate);
        return expression;
    }

    /// <summary>∂e/∂leaf with every other leaf (coordinate, parameter, field derivative) fixed.</summary>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression Partial(this Expression expression, Expression leaf) =>
        new Differentiator(l => l.Equals(leaf) ? Expression.One : Expression.Zero, new WorkBudget()).Of(expression);

    /// <summary>de/dx with the arguments of functions of fields held fixed.</summary>
    internal static Expression DifferentiateAlong(this Expression expression, CoordinateSymbol coordinate) => new Differentiator(leaf => leaf switch
    {
        CoordinateSymbol c => c.Equals(coordinate) ? Expression.One : Expression.Zero,
        FieldDerivative f when f.Field.Over.Contains(coordinate) => f.Along(coordinate),
        _ => Expression.Zero,
    }, new WorkBudget()).Of(expression);

    internal static Expression Differentiate(this Expression expression, CoordinateSymbol coordinate, WorkBudget budget)
    {
        return new Differentiator(leaf => leaf switch
        {
            CoordinateSymbol c => c.Equals(coordinate) ? Expression.One : Expression.Zero,
            FieldDerivative f => OfField(f),
            Average a => a.Over.Contains(coordinate) ? Expression.Zero : Average.Of(a.Operand.Differentiate(coordinate, budget), a.Region, a.Over),
            _ => Expression.Zero,
        }, budget).Of(expression);

        // d/dx f_α(x, u) = f_(α + e_x) + f_(α + e_u) u_x.
        Expression OfField(FieldDerivative f)
        {
            Expression sum = f.Field.Over.Contains(coordinate) ? f.Along(coordinate) : Expression.Zero;
            foreach (var argument in f.Field.Over)
                if (argument.Field is { } inner)
                    sum += f.Along(argument) * new FieldDerivative(inner, MultiIndex.Zero, f.Site).Differentiate(coordinate, budget);
            return sum;
        }
    }

    /// <summary>
    /// The derivative of e with respect to a leaf, all other leaves fixed but those that are functions of fields: f_α(u) changes with its argument, as
    /// <paramref name="argument"/> expresses it in the leaves.
    /// </summary>
    /// <param name="expression">e.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="argument">The value of an argument of a function at a site.</param>
    /// <exception cref="ExpressionException">A limit of <see cref="ExpressionLimits"/> is exceeded.</exception>
    public static Expression PartialThrough(this Expression expression, Expression leaf, Func<CoordinateSymbol, int, Expression> argument)
    {
        var budget = new WorkBudget();
        return new Differentiator(Slope, budget).Of(expression);

        Expression Slope(Expression l)
        {
            if (l.Equals(leaf)) return Expression.One;
            Expression sum = Expression.Zero;
            if (l is FieldDerivative f)
                foreach (var a in f.Field.Over)
                    if (a.Field is not null)
                        sum += f.Along(a) * new Differentiator(Slope, budget).Of(argument(a, f.Site));
            return sum;
        }
    }

    private sealed class Differentiator(Func<Expression, Expression> leaf, WorkBudget budget)
    {
        private readonly Dictionary<Expression, Expression> _known = [];

        public Expression Of(Expression e)
        {
            if (e is Number) return Expression.Zero;
            if (!_known.TryGetValue(e, out var derivative)) _known.Add(e, derivative = budget.Spend(Derive(e)));
            return derivative;
        }

        private Expression Derive(Expression e)
        {
            budget.Spend(e.Size);
            switch (e)
            {
                case Sum s: return Sum.Of([.. s.Terms.Select(Of)]);
                case Product p: return ProductRule(p);
                case Power p: return PowerRule(p);
                case FunctionCall f: return ChainRule(f);
                default: return leaf(e);
            }
        }

        private Expression ProductRule(Product p)
        {
            var terms = new List<Expression>();
            for (var i = 0; i < p.Factors.Length; i++)
            {
                var derivative = Of(p.Factors[i]);
                if (derivative.IsNumber(0)) continue;
                budget.Spend(p.Size + derivative.Size);
                terms.Add(Product.Of(p.Factors.SetItem(i, derivative).AsSpan()));
            }
            return Sum.Of(terms.ToArray());
        }

        /// <summary>(bᵉ)′ = e·b^(e−1)·b′ + bᵉ·ln b·e′.</summary>
        private Expression PowerRule(Power p)
        {
            if (p.Base.IsNumber(0)) return p.Base;
            var (b, e) = (Of(p.Base), Of(p.Exponent));
            var first = b.IsNumber(0) ? b : Product.Of([p.Exponent, Power.Of(p.Base, p.Exponent - 1), b]);
            return e.IsNumber(0) ? first : first + Product.Of([p, Expression.Ln(p.Base), e]);
        }

        private Expression ChainRule(FunctionCall f)
        {
            if (f.Function is Function.Min or Function.Max) return ExtremeRule(f);
            var x = f.Arguments[0];
            var inner = Of(x);
            return inner.IsNumber(0) ? inner : Outer(f, x) * inner;
        }

        private static Expression Outer(FunctionCall f, Expression x) => f.Function switch
        {
            Function.Sin => Expression.Cos(x),
            Function.Cos => -Expression.Sin(x),
            Function.Tan => 1 + Expression.Pow(f, 2),
            Function.Asin => Expression.Pow(1 - Expression.Pow(x, 2), -0.5),
            Function.Acos => -Expression.Pow(1 - Expression.Pow(x, 2), -0.5),
            Function.Atan => 1 / (1 + Expression.Pow(x, 2)),
            Function.Sinh => Expression.Cosh(x),
            Function.Cosh => Expression.Sinh(x),
            Function.Tanh => 1 - Expression.Pow(f, 2),
            Function.Exp => f,
            Function.Ln => 1 / x,
            Function.Log10 => 1 / Math.Log(10) / x,
            Function.Abs => Expression.Call(Function.Sign, x),
            Function.Erf => 2 / Math.Sqrt(Math.PI) * Expression.Exp(-Expression.Pow(x, 2)),
            _ => Expression.Zero,
        };

        /// <summary>max(a, b)′ = H(a − b)·a′ + H(b − a)·b′, and min with the arguments exchanged; more arguments pairwise.</summary>
        private Expression ExtremeRule(FunctionCall f)
        {
            var a = f.Arguments[0];
            var b = FunctionCall.Of(f.Function, f.Arguments.AsSpan()[1..]);
            var difference = f.Function == Function.Max ? a - b : b - a;
            return Expression.Call(Function.Heaviside, difference) * Of(a) + Expression.Call(Function.Heaviside, -difference) * Of(b);
        }
    }
}
