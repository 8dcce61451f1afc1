using System.Globalization;

namespace PinnSharp.Expressions;

/// <summary>Puts formulas together, with brackets only where they are needed.</summary>
internal static class MathLayout
{
    private const int LongExponent = 7;
    private const string Minus = "<mo>\u2212</mo>", Times = "<mo lspace=\"0\" rspace=\"0.12em\">\u2062</mo>", Dot = "<mo lspace=\"0.2em\" rspace=\"0.2em\">\u22c5</mo>", Apply = "<mo>\u2061</mo>";
    private const string Partial = "<mo lspace=\"0\" rspace=\"0\">\u2202</mo>", Upright = "<mi mathvariant=\"normal\">d</mi>", Nabla = "<mi mathvariant=\"normal\">\u2207</mi>";

    public static MathPiece Atom(string xml) => new(xml, Binding.Atom);

    /// <summary>A number as it was written, or as short as it can be.</summary>
    public static MathPiece Number(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        if (e < 0) return Atom($"<mn>{text}</mn>") with { IsNumber = true };
        var exponent = int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
        var power = Power(Number("10"), exponent < 0 ? Negate(Number((-exponent).ToString(CultureInfo.InvariantCulture))) : Number(exponent.ToString(CultureInfo.InvariantCulture)));
        return (text[..e] is "1" ? power : Product([Number(text[..e]), power]) with { Binding = Binding.Factor, Factors = null }) with { IsNumber = true };
    }

    public static MathPiece Negate(MathPiece x) => x.Negated ?? new($"<mrow>{Minus}{x.In(Binding.Product)}</mrow>", Binding.Sum) { Negated = x };

    /// <summary>±a ± b ± …; a sign for each term.</summary>
    public static MathPiece Sum(IReadOnlyList<(bool Minus, MathPiece Term)> terms)
    {
        var row = "";
        foreach (var (i, (minus, term)) in terms.Index())
        {
            var negative = minus ^ term.Negated is not null;
            row += (negative ? Minus : i > 0 ? "<mo>+</mo>" : "") + (term.Negated ?? term).In(i == 0 && !negative ? Binding.Sum : Binding.Product);
        }
        return terms.Count == 1 ? (terms[0].Minus ? Negate(terms[0].Term) : terms[0].Term) : new($"<mrow>{row}</mrow>", Binding.Sum);
    }

    /// <summary>Factors beside one another, with a dot where two could be read as one number or as a function of something.</summary>
    public static MathPiece Product(IReadOnlyList<MathPiece> factors)
    {
        factors = Flat(factors);
        if (factors.Count == 0) return Number("1");
        if (factors.Count == 1) return factors[0];
        if (factors[0].Negated is { } first) return Negate(Product([first, .. factors.Skip(1)]));
        var row = "";
        MathPiece? last = null;
        foreach (var (i, factor) in factors.Index())
        {
            var bracketed = factor.Binding < Binding.Factor;
            row += last is null ? "" : factor.IsNumber || (last.IsName && bracketed) ? Dot : Times;
            row += factor.In(factor.IsOpen && i + 1 < factors.Count ? Binding.Atom : Binding.Factor);
            last = factor;
        }
        return new($"<mrow>{row}</mrow>", Binding.Product) { Factors = factors, IsNumber = factors[0].IsNumber };
    }

    /// <summary>Factors over a divisor, as factors: derivatives stand beside the fraction.</summary>
    public static List<MathPiece> Over(IReadOnlyList<MathPiece> factors, MathPiece divisor)
    {
        factors = Flat(factors);
        if (divisor.Negated is { } positive) return [Negate(Product(Over(factors, positive)))];
        var above = Product([.. factors.Where(f => !f.IsDerivative)]);
        var fraction = Fraction(above.Negated ?? above, divisor);
        return [above.Negated is null ? fraction : Negate(fraction), .. factors.Where(f => f.IsDerivative)];
    }

    public static MathPiece Fraction(MathPiece above, MathPiece below) =>
        new($"<mfrac>{above.Xml}{below.Xml}</mfrac>", Binding.Factor) { Fraction = (above, below), IsNumber = above.IsNumber };

    public static MathPiece Root(MathPiece x) => Atom($"<msqrt>{x.Xml}</msqrt>");

    public static MathPiece Power(MathPiece x, MathPiece exponent)
    {
        if (x.Call is var (name, arguments)) return new($"<mrow><msup>{name}{exponent.Script}</msup>{Apply}{arguments}</mrow>", Binding.Power);
        const string Sub = "<msub>";
        var xml = x.In(Binding.Atom);
        return new(xml.StartsWith(Sub, StringComparison.Ordinal) && x.IsName
            ? $"<msubsup>{xml[Sub.Length..^(Sub.Length + 1)]}{exponent.Script}</msubsup>"
            : $"<msup>{xml}{exponent.Script}</msup>", Binding.Power) { IsNumber = x.IsNumber };
    }

    /// <summary>A function in upright letters; e to a power that is short and without a fraction, |x|, and else name and brackets.</summary>
    public static MathPiece Function(Function function, IReadOnlyList<MathPiece> arguments) => function switch
    {
        Expressions.Function.Exp when IsShort(arguments[0].Script) =>
            new($"<msup><mi mathvariant=\"normal\">e</mi>{arguments[0].Script}</msup>", Binding.Power),
        Expressions.Function.Abs => Atom($"<mrow><mo form=\"prefix\">|</mo>{arguments[0].Xml}<mo form=\"postfix\">|</mo></mrow>"),
        Expressions.Function.Exp => Call(MathSymbols.Of(function), arguments) with { Call = null },
        _ => Call(MathSymbols.Of(function), arguments),
    };

    private static bool IsShort(string exponent) =>
        exponent.Split("<mi").Length + exponent.Split("<mn>").Length - 2 < LongExponent && !exponent.Contains("<mfrac>", StringComparison.Ordinal);

    public static MathPiece Call(string name, IReadOnlyList<MathPiece> arguments)
    {
        var list = Vector(arguments).Xml;
        return Atom($"<mrow>{name}{Apply}{list}</mrow>") with { Call = (name, list) };
    }

    public static MathPiece Vector(IReadOnlyList<MathPiece> components) => Atom($"<mrow><mo>(</mo>{string.Join("<mo>,</mo>", components.Select(a => a.Xml))}<mo>)</mo></mrow>");

    /// <summary>∂ⁿe/∂x∂y… with e in the numerator where it is a symbol, else behind the fraction; d in place of ∂ where there is one coordinate.</summary>
    public static MathPiece Derivative(MathPiece e, IReadOnlyList<(string Along, int Times)> order, bool ordinary)
    {
        var d = ordinary ? Upright : Partial;
        var total = order.Sum(o => o.Times);
        var above = Raised(d, total);
        var below = string.Concat(order.Select(o => MathSymbols.Of(o.Along) is var x ? d + Gap(x) + Raised(x, o.Times) : ""));
        return new(e.Binding == Binding.Atom && e.Call is null
            ? $"<mfrac><mrow>{above}{Gap(e.Xml)}{e.Xml}</mrow><mrow>{below}</mrow></mfrac>"
            : $"<mrow><mfrac>{above}<mrow>{below}</mrow></mfrac>{Apply}{e.In(Binding.Atom)}</mrow>", Binding.Factor) { IsDerivative = true };
    }

    // Between d and a word, so that it is not read as one.
    private static string Gap(string xml) => xml.StartsWith("<mi>", StringComparison.Ordinal) && xml.IndexOf('<', 4) > 5 ? "<mspace width=\"0.12em\"/>" : "";

    /// <summary>f′, f″, f‴.</summary>
    public static string Primed(string name, int order) => $"<msup>{name}<mo>{"\u2032\u2033\u2034"[order - 1]}</mo></msup>";

    public static MathPiece Gradient(MathPiece e) => new($"<mrow>{Nabla}{e.In(Binding.Atom)}</mrow>", Binding.Factor) { IsOpen = true };

    public static MathPiece Divergence(MathPiece e) => new($"<mrow>{Nabla}{Dot}{e.In(Binding.Atom)}</mrow>", Binding.Factor) { IsOpen = true };

    public static MathPiece Laplacian(MathPiece e) => new($"<mrow><msup>{Nabla}<mn>2</mn></msup>{e.In(Binding.Atom)}</mrow>", Binding.Factor) { IsOpen = true };

    public static MathPiece ScalarProduct(MathPiece a, MathPiece b) => new($"<mrow>{a.In(Binding.Factor)}{Dot}{b.In(Binding.Factor)}</mrow>", Binding.Product);

    public static MathPiece Mean(MathPiece e, string region) =>
        Atom($"<msub><mrow><mo>\u27e8</mo>{e.Xml}<mo>\u27e9</mo></mrow><mtext>{MathSymbols.Escape(region)}</mtext></msub>");

    /// <summary>A value at another point than the row's own.</summary>
    public static MathPiece AtSite(MathPiece e, int site) => site == 0 ? e
        : Atom($"<msub><mrow>{e.Xml}<mo form=\"postfix\">|</mo></mrow><mn>{site.ToString(CultureInfo.InvariantCulture)}</mn></msub>");

    private static List<MathPiece> Flat(IReadOnlyList<MathPiece> factors) => [.. factors.SelectMany(f => f.Factors ?? [f])];

    private static string Raised(string xml, int power) => power == 1 ? xml
        : xml.StartsWith("<msub>", StringComparison.Ordinal) ? $"<msubsup>{xml[6..^7]}<mn>{power.ToString(CultureInfo.InvariantCulture)}</mn></msubsup>"
        : $"<msup>{xml}<mn>{power.ToString(CultureInfo.InvariantCulture)}</mn></msup>";
}
