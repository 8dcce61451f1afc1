using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PinnSharp.Expressions;

/// <summary>Text that parses to the same tree.</summary>
internal static class TextPrinter
{
    private const int SumLevel = 1, ProductLevel = 2, PowerLevel = 3, AtomLevel = 4;

    public static string Print(Expression e)
    {
        var text = new StringBuilder();
        Write(text, e, SumLevel);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Expression e, int level)
    {
        var own = LevelOf(e);
        if (own < level) text.Append('(');
        switch (e)
        {
            case Number n: text.Append(NumberText(n.Value)); break;
            case CoordinateSymbol c: text.Append(c.Name); break;
            case Parameter p: text.Append(p.Name); break;
            case FieldDerivative f: text.Append(FieldText(f)); break;
            case Average a:
                text.Append("average(");
                Write(text, a.Operand, SumLevel);
                text.Append(", ").Append(a.Region).Append(')');
                break;
            case FunctionCall f: WriteCall(text, FunctionNames.Of(f.Function), f.Arguments.AsSpan()); break;
            case Sum s: WriteSum(text, s); break;
            case Product p: WriteProduct(text, p); break;
            case Power p: WritePower(text, p); break;
        }
        if (own < level) text.Append(')');
    }

    private static int LevelOf(Expression e) => e switch
    {
        Sum => SumLevel,
        Product => FunctionCall.IsNegated(e) ? SumLevel : ProductLevel,
        Number n => n.Value < 0 ? SumLevel : NumberText(n.Value) is var t && t.Contains('*') ? ProductLevel : t.Contains('^') ? PowerLevel : AtomLevel,
        Power { Exponent: Number { Value: 0.5 } } => AtomLevel,
        Power { Exponent: Number { Value: < 0 } } => ProductLevel,
        Power => PowerLevel,
        _ => AtomLevel,
    };

    private static void WriteSum(StringBuilder text, Sum s)
    {
        var terms = LeadingFirst(s);
        Write(text, terms[0], SumLevel);
        foreach (var term in terms.AsSpan()[1..])
        {
            var negated = FunctionCall.IsNegated(term);
            text.Append(negated ? " - " : " + ");
            Write(text, negated ? Product.Scale(-1, term) : term, ProductLevel);
        }
    }

    /// <summary>The terms with one that has no minus in front, if there is one.</summary>
    internal static ImmutableArray<Expression> LeadingFirst(Sum s)
    {
        for (var i = 1; i < s.Terms.Length && FunctionCall.IsNegated(s.Terms[0]); i++)
            if (!FunctionCall.IsNegated(s.Terms[i])) return s.Terms.RemoveAt(i).Insert(0, s.Terms[i]);
        return s.Terms;
    }

    private static void WriteProduct(StringBuilder text, Product p)
    {
        var (coefficient, rest) = Product.Split(p);
        if (coefficient < 0) text.Append('-');
        var factors = rest is Product r ? r.Factors : [rest];
        var first = true;
        if (Math.Abs(coefficient) != 1) Separate(new Number(Math.Abs(coefficient)));
        foreach (var factor in factors)
            if (Reciprocal(factor) is null) Separate(factor);
        if (first) text.Append('1');
        foreach (var factor in factors)
            if (Reciprocal(factor) is { } denominator)
            {
                text.Append('/');
                Write(text, denominator, PowerLevel);
            }

        void Separate(Expression factor)
        {
            if (!first) text.Append('*');
            Write(text, factor, ProductLevel + (first ? 0 : 1));
            first = false;
        }
    }

    /// <summary>x^n where the factor is x^(−n).</summary>
    private static Expression? Reciprocal(Expression factor) =>
        factor is Power { Exponent: Number { Value: < 0 } e } p ? Power.Unsimplified(p.Base, -e.Value) : null;

    private static void WritePower(StringBuilder text, Power p)
    {
        if (Reciprocal(p) is { } denominator)
        {
            text.Append("1/");
            Write(text, denominator, PowerLevel);
        }
        else if (p.Exponent.IsNumber(0.5)) WriteCall(text, "sqrt", [p.Base]);
        else
        {
            Write(text, p.Base, AtomLevel);
            text.Append('^');
            Write(text, p.Exponent, AtomLevel);
        }
    }

    private static void WriteCall(StringBuilder text, string name, ReadOnlySpan<Expression> arguments)
    {
        text.Append(name).Append('(');
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Write(text, arguments[i], SumLevel);
        }
        text.Append(')');
    }

    /// <summary>u, u_xx, or d(u, x, 2) where the suffix could be read otherwise; u_x@1 at another site.</summary>
    private static string FieldText(FieldDerivative f)
    {
        var site = f.Site == 0 ? "" : "@" + f.Site.ToString(CultureInfo.InvariantCulture);
        if (f.Order == MultiIndex.Zero) return f.Field.Name + site;
        var suffix = string.Concat(f.Field.Over.Select(c => string.Concat(Enumerable.Repeat(c.Name, f.Order[c.Index]))));
        return Suffix.Readings(suffix, f.Field.Over).Count == 1
            ? $"{f.Field.Name}_{suffix}{site}"
            : $"d({f.Field.Name}{site}{Suffix.Arguments(f.Order, f.Field.Over)})";
    }

    /// <summary>The shortest text that gives the number back; small multiples of π and π² by name.</summary>
    internal static string NumberText(double value)
    {
        var a = Math.Abs(value);
        foreach (var (unit, name) in ((double, string)[])[(Math.PI, "pi"), (Math.PI * Math.PI, "pi^2")])
        {
            var k = Math.Round(a / unit);
            if (k is < 1 or > 64 || k * unit != a) continue;
            return (value < 0 ? "-" : "") + (k == 1 ? name : k.ToString(CultureInfo.InvariantCulture) + "*" + name);
        }
        return value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
    }
}
