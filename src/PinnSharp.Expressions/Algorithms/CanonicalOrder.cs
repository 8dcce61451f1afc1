namespace PinnSharp.Expressions;

/// <summary>
/// The order of operands: numbers, parameters, coordinates, functions, sums, fields; products by their last factor first and without
/// their coefficient, powers by their base. A total order: only equal trees compare equal.
/// </summary>
internal static class CanonicalOrder
{
    public static int Compare(Expression a, Expression b)
    {
        if (ReferenceEquals(a, b)) return 0;
        var left = FactorsOf(a);
        var right = FactorsOf(b);
        for (int i = left.Length - 1, j = right.Length - 1; i >= 0 && j >= 0; i--, j--)
            if (CompareFactors(left[i], right[j]) is var c and not 0) return c;
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : CoefficientOf(a).CompareTo(CoefficientOf(b));
    }

    private static ReadOnlySpan<Expression> FactorsOf(Expression e) =>
        e is Product p ? (p.Factors[0] is Number ? p.Factors.AsSpan()[1..] : p.Factors.AsSpan()) : new[] { e };

    private static double CoefficientOf(Expression e) => e is Product { Factors: [Number n, ..] } ? n.Value : 1;

    private static int CompareFactors(Expression a, Expression b)
    {
        if (ReferenceEquals(a, b)) return 0;
        var (baseA, exponentA) = a is Power p ? (p.Base, p.Exponent) : (a, null);
        var (baseB, exponentB) = b is Power q ? (q.Base, q.Exponent) : (b, null);
        if (CompareBases(baseA, baseB) is var c and not 0) return c;
        if (exponentA is null) return exponentB is null ? 0 : Compare(exponentB, Expression.One);
        return Compare(exponentB ?? Expression.One, exponentA);
    }

    private static int CompareBases(Expression a, Expression b)
    {
        if (Rank(a) != Rank(b)) return Rank(a).CompareTo(Rank(b));
        switch (a)
        {
            case Number n: return n.Value.CompareTo(((Number)b).Value);
            case Parameter p: return string.CompareOrdinal(p.Name, ((Parameter)b).Name);
            case CoordinateSymbol x:
                var y = (CoordinateSymbol)b;
                return x.Index != y.Index ? x.Index.CompareTo(y.Index) : string.CompareOrdinal(x.Name, y.Name);
            case FieldDerivative f: return CompareFields(f, (FieldDerivative)b);
            case FunctionCall f:
                var g = (FunctionCall)b;
                return f.Function != g.Function ? f.Function.CompareTo(g.Function) : CompareLists(f.Arguments.AsSpan(), g.Arguments.AsSpan());
            case Average m:
                var other = (Average)b;
                var byRegion = string.CompareOrdinal(m.Region, other.Region);
                return byRegion != 0 ? byRegion : Compare(m.Operand, other.Operand);
            case Sum s: return CompareLists(s.Terms.AsSpan(), ((Sum)b).Terms.AsSpan());
            case Power: return CompareFactors(a, b);
            default: return Compare(a, b);
        }
    }

    private static int CompareFields(FieldDerivative f, FieldDerivative g)
    {
        var c = string.CompareOrdinal(f.Field.Name, g.Field.Name);
        if (c == 0) c = f.Order.CompareTo(g.Order);
        if (c == 0) c = f.Site.CompareTo(g.Site);
        return c != 0 ? c : CompareLists(f.Field.Over.CastArray<Expression>().AsSpan(), g.Field.Over.CastArray<Expression>().AsSpan());
    }

    private static int CompareLists(ReadOnlySpan<Expression> a, ReadOnlySpan<Expression> b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (Compare(a[i], b[i]) is var c and not 0) return c;
        return a.Length.CompareTo(b.Length);
    }

    private static int Rank(Expression e) => e switch
    {
        Number => 0,
        Parameter => 1,
        CoordinateSymbol => 2,
        FunctionCall => 3,
        Power => 4,
        Product => 5,
        Sum => 6,
        Average => 8,
        _ => 7,
    };
}
