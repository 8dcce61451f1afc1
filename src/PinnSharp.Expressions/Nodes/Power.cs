using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>base^exponent; √x is x^0.5 and 1/x is x^−1.</summary>
public sealed class Power : Expression
{
    private Power(Expression @base, Expression exponent) : base(7, [@base, exponent]) => (Base, Exponent) = (@base, exponent);

    /// <summary>The base.</summary>
    public Expression Base { get; }

    /// <summary>The exponent.</summary>
    public Expression Exponent { get; }

    internal static Expression Unsimplified(Expression @base, Expression exponent) => exponent.IsNumber(1) ? @base : new Power(@base, exponent);

    internal static Expression Of(Expression @base, Expression exponent)
    {
        if (exponent is Number n)
        {
            if (n.Value == 0) return One;
            if (n.Value == 1) return @base;
            if (Simplify(@base, n) is { } simpler) return simpler;
        }
        return @base switch
        {
            Number { Value: 1 } => One,
            Number { Value: Math.E } => Exp(exponent),
            FunctionCall { Function: Function.Exp } exp => Exp(exp.Arguments[0] * exponent),
            _ => new Power(@base, exponent),
        };
    }

    private static Expression? Simplify(Expression @base, Number n)
    {
        switch (@base)
        {
            case Number b:
                var value = Raise(b.Value, n.Value);
                return double.IsFinite(value) && (value != 0 || b.Value == 0) ? new Number(value) : null;
            case Power p when n.IsInteger:
                return Of(p.Base, p.Exponent * n);
            case Power { Exponent: Number inner } p:
                var exponent = new Number(inner.Value * n.Value);
                return inner is { IsInteger: true, IsEven: true } && !exponent.IsEven ? Of(Abs(p.Base), exponent) : Of(p.Base, exponent);
            case Product p when n.IsInteger:
                return Product.Of([.. p.Factors.Select(f => Of(f, n))]);
            case Product p:
                return PositivePart(p, n);
            case FunctionCall { Function: Function.Abs } abs when n.IsInteger && n.IsEven:
                return Of(abs.Arguments[0], n);
            case Sum s when n.IsInteger && n.IsEven && FunctionCall.IsNegated(s):
                return Of(s.Negate(), n);
            default:
                return null;
        }
    }

    /// <summary>(c·eᵃ·r)^n = |c|^n·e^(na)·(±r)^n for a power that is not an integer.</summary>
    private static Expression? PositivePart(Product p, Number n)
    {
        var (coefficient, rest) = Product.Split(p);
        var exponential = p.Factors.FirstOrDefault(f => f is FunctionCall { Function: Function.Exp });
        if (Math.Abs(coefficient) == 1 && exponential is null) return null;
        if (exponential is not null) rest *= Of(exponential, -1);
        if (coefficient < 0 && rest.IsNumber(1)) return null;
        return Product.Of([Of(Math.Abs(coefficient), n), Of(exponential ?? One, n), Of(coefficient < 0 ? -rest : rest, n)]);
    }

    /// <summary>b^e: small whole powers by multiplication, halves by the square root.</summary>
    internal static double Raise(double b, double e)
    {
        if (e == 0.5) return Math.Sqrt(b);
        if (e == -0.5) return 1 / Math.Sqrt(b);
        if (Math.Abs(e) > BlockCompiler.LargestWholePower || Math.Floor(e) != e) return Math.Pow(b, e);
        double result = 1, square = b;
        for (var k = (int)Math.Abs(e); k > 0; k >>= 1, square *= square)
            if ((k & 1) != 0) result *= square;
        return e < 0 ? 1 / result : result;
    }

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => Raise(Base.Evaluate(leaf), Exponent.Evaluate(leaf));

    internal override ImmutableArray<Expression> Children => [Base, Exponent];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => Of(children[0], children[1]);

    private protected override bool SameAs(Expression other) => Base.Equals(((Power)other).Base) && Exponent.Equals(((Power)other).Exponent);
}
