using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>A sum of two or more terms: like terms collected, in canonical order, a number last.</summary>
public sealed class Sum : Expression
{
    private Sum(ImmutableArray<Expression> terms) : base(5, terms.AsSpan()) => Terms = terms;

    /// <summary>The terms; none is a sum.</summary>
    public ImmutableArray<Expression> Terms { get; }

    internal static Expression Of(ReadOnlySpan<Expression> terms)
    {
        var collector = new Collector();
        foreach (var term in terms) collector.Spend(term);
        foreach (var term in terms) collector.Add(term);
        return collector.Build();
    }

    /// <summary>−(a + b + …), exactly.</summary>
    internal Expression Negate() => new Sum([.. Terms.Select(t => Product.Scale(-1, t))]);

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf)
    {
        var sum = Terms[0].Evaluate(leaf);
        for (var i = 1; i < Terms.Length; i++) sum += Terms[i].Evaluate(leaf);
        return sum;
    }

    internal override ImmutableArray<Expression> Children => Terms;

    internal override Expression Rebuild(ImmutableArray<Expression> children) => Of(children.AsSpan());

    private protected override bool SameAs(Expression other) => Terms.AsSpan().SequenceEqual(((Sum)other).Terms.AsSpan());

    /// <summary>Σ cᵢ·termᵢ with the cᵢ of equal terms added. A coefficient that cancels to rounding is zero.</summary>
    private sealed class Collector
    {
        private readonly Dictionary<Expression, int> _index = [];
        private readonly List<(Expression Term, double Coefficient, double Magnitude)> _terms = [];
        private const double Rounding = 2.3e-16;
        private double _constant, _constantMagnitude;
        private long _size;

        public void Spend(Expression term)
        {
            if ((_size += term.Size) > 4L * ExpressionLimits.Size) throw new ExpressionException($"The expression has more than {ExpressionLimits.Size:N0} nodes.");
        }

        public void Add(Expression term)
        {
            switch (term)
            {
                case Number n:
                    _constant += n.Value;
                    _constantMagnitude += Math.Abs(n.Value);
                    break;
                case Sum s:
                    foreach (var t in s.Terms) Add(t);
                    break;
                default:
                    var (coefficient, rest) = Product.Split(term);
                    if (_index.TryGetValue(rest, out var i))
                        _terms[i] = (rest, _terms[i].Coefficient + coefficient, _terms[i].Magnitude + Math.Abs(coefficient));
                    else
                    {
                        _index.Add(rest, _terms.Count);
                        _terms.Add((rest, coefficient, Math.Abs(coefficient)));
                    }
                    break;
            }
        }

        public Expression Build()
        {
            var list = new List<Expression>(_terms.Count + 1);
            var again = false;
            foreach (var (term, coefficient, magnitude) in _terms)
            {
                if (Cancels(coefficient, magnitude)) continue;
                var scaled = Product.Scale(coefficient, term);
                again |= scaled is Sum;
                list.Add(scaled);
            }
            list.Sort(CanonicalOrder.Compare);
            if (!Cancels(_constant, _constantMagnitude)) list.Add(new Number(_constant));
            if (again) return Of(list.ToArray());
            return list.Count switch { 0 => Zero, 1 => list[0], _ => new Sum([.. list]) };
        }

        private static bool Cancels(double sum, double magnitude) => Math.Abs(sum) <= Rounding * magnitude;
    }
}
