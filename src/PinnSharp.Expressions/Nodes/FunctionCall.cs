using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>An elementary function of its argument, or of two or more for min and max.</summary>
public sealed class FunctionCall : Expression
{
    private FunctionCall(Function function, ImmutableArray<Expression> arguments) : base(16 + (ulong)function, arguments.AsSpan()) =>
        (Function, Arguments) = (function, arguments);

    /// <summary>The function.</summary>
    public Function Function { get; }

    /// <summary>Its arguments.</summary>
    public ImmutableArray<Expression> Arguments { get; }

    internal static Expression Unsimplified(Function function, Expression argument) => new FunctionCall(function, [argument]);

    internal static Expression Of(Function function, params ReadOnlySpan<Expression> arguments)
    {
        if (function is Function.Min or Function.Max) return Extreme(function, arguments);
        if (arguments.Length != 1) throw new ArgumentException($"{function} takes one argument.", nameof(arguments));
        var x = arguments[0];
        if (x is Number n && Fold(function, n.Value) is { } folded) return folded;
        if (IsNegated(x))
        {
            if (IsOdd(function)) return -Of(function, -x);
            if (function is Function.Cos or Function.Cosh or Function.Abs) return Of(function, -x);
        }
        return function switch
        {
            Function.Exp => ExpOf(x),
            Function.Ln => LnOf(x),
            Function.Abs => AbsOf(x),
            Function.Sign when x is Product { Factors: [Number, ..] } => Of(Function.Sign, Product.Split(x).Others),
            _ => new FunctionCall(function, [x]),
        };
    }

    /// <summary>Whether the expression is written with a leading minus: −x, −2·x, −x + y.</summary>
    internal static bool IsNegated(Expression e) => e switch
    {
        Number n => n.Value < 0,
        Product { Factors: [Number n, ..] } => n.Value < 0,
        Sum s => IsNegated(s.Terms[0]),
        _ => false,
    };

    private static bool IsOdd(Function f) => f is Function.Sin or Function.Tan or Function.Asin or Function.Atan
        or Function.Sinh or Function.Tanh or Function.Sign or Function.Erf;

    /// <summary>The function of a number, where that is finite and does not underflow; sin and cos are exact at multiples of π/2.</summary>
    private static Number? Fold(Function function, double x)
    {
        var quarters = Math.Round(x / (Math.PI / 2));
        if (quarters != 0 && Math.Abs(quarters) < 1e6 && quarters * (Math.PI / 2) == x)
        {
            var even = quarters % 2 == 0;
            if ((function is Function.Sin or Function.Tan && even) || (function == Function.Cos && !even)) return Zero;
        }
        var value = Apply(function, x);
        return function == Function.Exp && value < 1e-300 ? null : Number.IfFinite(value);
    }

    private static Expression ExpOf(Expression x)
    {
        if (SplitLn(x) is var (argument, power)) return Pow(argument, power);
        if (x is not Sum s || !s.Terms.Any(t => SplitLn(t) is not null)) return new FunctionCall(Function.Exp, [x]);
        var factors = s.Terms.Select(t => SplitLn(t) is var (b, e) ? Pow(b, e) : null).Where(f => f is not null).Select(f => f!).ToList();
        factors.Add(Exp(Add(s.Terms.Where(t => SplitLn(t) is null))));
        return Multiply(factors);
    }

    /// <summary>p·ln(a) as (a, p), for a single logarithm.</summary>
    private static (Expression Argument, Expression Power)? SplitLn(Expression e)
    {
        if (e is FunctionCall { Function: Function.Ln } ln) return (ln.Arguments[0], One);
        if (e is not Product p) return null;
        var logarithms = p.Factors.Where(f => f is FunctionCall { Function: Function.Ln }).ToList();
        return logarithms is [FunctionCall single] ? (single.Arguments[0], Multiply(p.Factors.Where(f => !ReferenceEquals(f, single)))) : null;
    }

    private static Expression LnOf(Expression x)
    {
        if (x is FunctionCall { Function: Function.Exp } exp) return exp.Arguments[0];
        if (x is Product p && p.Factors.FirstOrDefault(f => f is FunctionCall { Function: Function.Exp }) is FunctionCall factor
            && Multiply(p.Factors.Where(f => !ReferenceEquals(f, factor))) is var rest and not Number { Value: <= 0 })
            return factor.Arguments[0] + Ln(rest);
        return new FunctionCall(Function.Ln, [x]);
    }

    private static Expression AbsOf(Expression x)
    {
        switch (x)
        {
            case FunctionCall { Function: Function.Abs or Function.Exp }:
            case Power { Exponent: Number { IsInteger: true, IsEven: true } }:
            case Power { Exponent: Number { IsInteger: false } }:
                return x;
            case Product { Factors: [Number, ..] }:
                var (coefficient, rest) = Product.Split(x);
                return coefficient * Abs(rest);
            default:
                return new FunctionCall(Function.Abs, [x]);
        }
    }

    private static Expression Extreme(Function function, ReadOnlySpan<Expression> arguments)
    {
        if (arguments.Length == 0) throw new ArgumentException($"{function} takes two or more arguments.", nameof(arguments));
        var list = new HashSet<Expression>();
        double? number = null;
        foreach (var argument in arguments)
            foreach (var a in argument is FunctionCall f && f.Function == function ? f.Arguments : [argument])
            {
                if (a is Number n) number = number is { } m ? (function == Function.Min ? Math.Min(m, n.Value) : Math.Max(m, n.Value)) : n.Value;
                else list.Add(a);
            }
        if (number is { } value) list.Add(value);
        if (list.Count == 1) return list.First();
        var sorted = list.ToArray();
        Array.Sort(sorted, CanonicalOrder.Compare);
        return new FunctionCall(function, [.. sorted]);
    }

    /// <summary>A function of one argument.</summary>
    /// <param name="function">The function; not <see cref="Function.Min"/> or <see cref="Function.Max"/>.</param>
    /// <param name="x">The argument.</param>
    public static double Apply(Function function, double x) => function switch
    {
        Function.Sin => Math.Sin(x),
        Function.Cos => Math.Cos(x),
        Function.Tan => Math.Tan(x),
        Function.Asin => Math.Asin(x),
        Function.Acos => Math.Acos(x),
        Function.Atan => Math.Atan(x),
        Function.Sinh => Math.Sinh(x),
        Function.Cosh => Math.Cosh(x),
        Function.Tanh => Math.Tanh(x),
        Function.Exp => Math.Exp(x),
        Function.Ln => Math.Log(x),
        Function.Log10 => Math.Log10(x),
        Function.Abs => Math.Abs(x),
        Function.Sign => x > 0 ? 1 : x < 0 ? -1 : x,
        Function.Erf => ErrorFunction.Erf(x),
        Function.Heaviside => x > 0 ? 1 : x < 0 ? 0 : x + 0.5,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Not a function of one argument."),
    };

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf)
    {
        var value = Arguments[0].Evaluate(leaf);
        if (Function is not (Function.Min or Function.Max)) return Apply(Function, value);
        for (var i = 1; i < Arguments.Length; i++)
            value = Function == Function.Min ? Math.Min(value, Arguments[i].Evaluate(leaf)) : Math.Max(value, Arguments[i].Evaluate(leaf));
        return value;
    }

    internal override ImmutableArray<Expression> Children => Arguments;

    internal override Expression Rebuild(ImmutableArray<Expression> children) => Of(Function, children.AsSpan());

    private protected override bool SameAs(Expression other) =>
        ((FunctionCall)other).Function == Function && Arguments.AsSpan().SequenceEqual(((FunctionCall)other).Arguments.AsSpan());
}
