using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>A product of two or more factors: powers of one base and exponentials collected, in canonical order, a number first.</summary>
public sealed class Product : Expression
{
    private Product(ImmutableArray<Expression> factors) : base(6, factors.AsSpan()) => Factors = factors;

    /// <summary>The factors; none is a product, at most the first is a number.</summary>
    public ImmutableArray<Expression> Factors { get; }

    internal static Expression Of(ReadOnlySpan<Expression> factors)
    {
        var collector = new Collector();
        foreach (var factor in factors) collector.Spend(factor);
        foreach (var factor in factors) collector.Add(factor);
        return collector.Build();
    }

    /// <summary>A term as its number and the rest.</summary>
    internal static (double Coefficient, Expression Others) Split(Expression term) => term switch
    {
        Number n => (n.Value, One),
        Product { Factors: [Number n, var single] } => (n.Value, single),
        Product { Factors: [Number n, ..] } p => (n.Value, new Product(p.Factors.RemoveAt(0))),
        _ => (1, term),
    };

    /// <summary>c·rest for a rest without a number of its own, or any rest when c = −1.</summary>
    internal static Expression Scale(double coefficient, Expression rest)
    {
        if (coefficient == 1) return rest;
        if (coefficient == 0) return Zero;
        return rest switch
        {
            Number n => new Number(coefficient * n.Value),
            Sum s when coefficient == -1 => s.Negate(),
            Product { Factors: [Number n, ..] } p => Scale(coefficient * n.Value, Split(p).Others),
            Product p => new Product(p.Factors.Insert(0, new Number(coefficient))),
            _ => new Product([new Number(coefficient), rest]),
        };
    }

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf)
    {
        double numerator = 1, denominator = 1;
        foreach (var factor in Factors)
        {
            if (factor is Power { Exponent: Number { Value: < 0 } e } p) denominator *= Power.Raise(p.Base.Evaluate(leaf), -e.Value);
            else numerator *= factor.Evaluate(leaf);
        }
        return denominator == 1 ? numerator : numerator / denominator;
    }

    internal override ImmutableArray<Expression> Children => Factors;

    internal override Expression Rebuild(ImmutableArray<Expression> children) => Of(children.AsSpan());

    private protected override bool SameAs(Expression other) => Factors.AsSpan().SequenceEqual(((Product)other).Factors.AsSpan());

    /// <summary>c·exp(Σ aᵢ)·Π baseᵢ^(Σ exponents).</summary>
    private sealed class Collector
    {
        private readonly Dictionary<Expression, int> _index = [];
        private readonly List<(Expression Base, List<Expression> Exponents)> _powers = [];
        private readonly List<Expression> _exponentials = [];
        private double _coefficient = 1;
        private long _size;

        public void Spend(Expression factor)
        {
            if ((_size += factor.Size) > 4L * ExpressionLimits.Size) throw new ExpressionException($"The expression has more than {ExpressionLimits.Size:N0} nodes.");
        }

        public void Add(Expression factor)
        {
            switch (factor)
            {
                case Number n: _coefficient *= n.Value; break;
                case Product p: foreach (var f in p.Factors) Add(f); break;
                case FunctionCall { Function: Function.Exp } exp: _exponentials.Add(exp.Arguments[0]); break;
                case Power p: Add(p.Base, p.Exponent); break;
                default: Add(factor, One); break;
            }
        }

        private void Add(Expression @base, Expression exponent)
        {
            if (_index.TryGetValue(@base, out var i)) _powers[i].Exponents.Add(exponent);
            else
            {
                _index.Add(@base, _powers.Count);
                _powers.Add((@base, [exponent]));
            }
        }

        public Expression Build()
        {
            if (_coefficient == 0) return Zero;
            var list = new List<Expression>(_powers.Count + 2);
            var again = false;
            foreach (var (@base, exponents) in _powers)
            {
                var power = exponents.Count == 1 ? Power.Unsimplified(@base, exponents[0]) : Power.Of(@base, Sum.Of(exponents.ToArray()));
                again |= exponents.Count > 1 && (power is Number or Product || !(power is Power p ? p.Base : power).Equals(@base));
                list.Add(power);
            }
            if (_exponentials.Count > 0)
            {
                var exponential = _exponentials.Count == 1 ? FunctionCall.Unsimplified(Function.Exp, _exponentials[0]) : Exp(Sum.Of(_exponentials.ToArray()));
                again |= exponential is not FunctionCall { Function: Function.Exp };
                list.Add(exponential);
            }
            if (again)
            {
                list.Add(new Number(_coefficient));
                return Of(list.ToArray());
            }
            list.Sort(CanonicalOrder.Compare);
            if (list.Count == 0) return new Number(_coefficient);
            return Scale(_coefficient, list.Count == 1 ? list[0] : new Product([.. list]));
        }
    }
}
