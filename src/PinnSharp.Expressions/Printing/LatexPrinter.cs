using System.Globalization;

namespace PinnSharp.Expressions;

/// <summary>LaTeX for mathematics mode.</summary>
internal static class LatexPrinter
{
    private const int SumLevel = 1, ProductLevel = 2, PowerLevel = 3, AtomLevel = 4;

    private static readonly HashSet<string> Greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma",
        "tau", "upsilon", "phi", "chi", "psi", "omega",
        "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    ];

    public static string Print(Expression e) => Latex(e, SumLevel);

    private static string Latex(Expression e, int level)
    {
        var text = e switch
        {
            Number n => NumberLatex(n.Value),
            CoordinateSymbol c => Name(c.Name),
            Parameter p => Name(p.Name),
            FieldDerivative f => Field(f),
            FunctionCall f => Call(f),
            Average a => $@"\left\langle {Latex(a.Operand, SumLevel)} \right\rangle_{{{Word(a.Region)}}}",
            Sum s => SumLatex(s),
            Product p => ProductLatex(p),
            Power p => PowerLatex(p),
            _ => throw new ArgumentException("Not an expression's node.", nameof(e)),
        };
        return LevelOf(e) < level ? $@"\left({text}\right)" : text;
    }

    private static int LevelOf(Expression e) => e switch
    {
        Sum => SumLevel,
        Number n => n.Value < 0 ? SumLevel : NumberLatex(n.Value).Contains('\\') ? ProductLevel : AtomLevel,
        Product => FunctionCall.IsNegated(e) ? SumLevel : ProductLevel,
        Power { Exponent: Number { Value: 0.5 } } => AtomLevel,
        Power { Exponent: Number { Value: < 0 } } => ProductLevel,
        Power => PowerLevel,
        FunctionCall { Function: Function.Exp } => PowerLevel,
        _ => AtomLevel,
    };

    private static string SumLatex(Sum s) => string.Concat(TextPrinter.LeadingFirst(s).Select((term, i) => i == 0
        ? Latex(term, SumLevel)
        : FunctionCall.IsNegated(term) ? " - " + Latex(Product.Scale(-1, term), ProductLevel) : " + " + Latex(term, ProductLevel)));

    private static string ProductLatex(Product p)
    {
        var (coefficient, rest) = Product.Split(p);
        var factors = rest is Product r ? r.Factors : [rest];
        var above = factors.Where(f => Reciprocal(f) is null).ToList();
        var below = factors.Select(Reciprocal).Where(f => f is not null).Select(f => f!).ToList();
        var number = Math.Abs(coefficient) == 1 ? "" : NumberLatex(Math.Abs(coefficient));
        var sign = coefficient < 0 ? "-" : "";
        if (below.Count == 0) return sign + Row(number, above, alone: false);
        var numerator = number.Length == 0 && above.Count == 0 ? "1" : Row(number, above, alone: true);
        return $@"{sign}\frac{{{numerator}}}{{{Row("", below, alone: true)}}}";
    }

    private static string Row(string number, List<Expression> factors, bool alone)
    {
        var level = alone && number.Length == 0 && factors.Count == 1 ? SumLevel : PowerLevel;
        var texts = factors.Select(f => Latex(f, level)).ToList();
        if (number.Length > 0)
        {
            if (texts.Count == 0) return number;
            texts[0] = number + (char.IsDigit(texts[0][0]) ? @" \cdot " : @" \, ") + texts[0];
        }
        return string.Join(@" \, ", texts);
    }

    private static Expression? Reciprocal(Expression factor) =>
        factor is Power { Exponent: Number { Value: < 0 } e } p ? Power.Unsimplified(p.Base, -e.Value) : null;

    private static string PowerLatex(Power p)
    {
        if (Reciprocal(p) is { } denominator) return $@"\frac{{1}}{{{Latex(denominator, SumLevel)}}}";
        if (p.Exponent.IsNumber(0.5)) return $@"\sqrt{{{Latex(p.Base, SumLevel)}}}";
        return p.Base is FunctionCall { Function: not (Function.Exp or Function.Abs or Function.Min or Function.Max) } f
            ? $"{FunctionLatex(f.Function)}^{{{Latex(p.Exponent, SumLevel)}}}{Arguments(f)}"
            : $"{Latex(p.Base, AtomLevel)}^{{{Latex(p.Exponent, SumLevel)}}}";
    }

    private static string Call(FunctionCall f) => f.Function switch
    {
        Function.Exp => $"e^{{{Latex(f.Arguments[0], SumLevel)}}}",
        Function.Abs => $@"\left|{Latex(f.Arguments[0], SumLevel)}\right|",
        _ => FunctionLatex(f.Function) + Arguments(f),
    };

    private static string Arguments(FunctionCall f) => $@"\left({string.Join(", ", f.Arguments.Select(a => Latex(a, SumLevel)))}\right)";

    private static string FunctionLatex(Function f) => f switch
    {
        Function.Asin => @"\arcsin",
        Function.Acos => @"\arccos",
        Function.Atan => @"\arctan",
        Function.Log10 => @"\log_{10}",
        Function.Sign => @"\operatorname{sign}",
        Function.Erf => @"\operatorname{erf}",
        Function.Heaviside => @"\operatorname{H}",
        _ => @"\" + FunctionNames.Of(f),
    };

    /// <summary>u_{xx}; a name with a subscript of its own is put in brackets, its derivative outside.</summary>
    private static string Field(FieldDerivative f)
    {
        var name = Name(f.Field.Name);
        if (f.Order != MultiIndex.Zero)
        {
            var names = f.Field.Over.SelectMany(c => Enumerable.Repeat(Name(c.Name), f.Order[c.Index])).ToList();
            var suffix = string.Join(names.Any(n => n.Length > 1 && !n.StartsWith('\\')) ? "," : names.Any(n => n.Length > 1) ? " " : "", names);
            name = f.Field.Name.Contains('_') ? $@"\left({name}\right)_{{{suffix}}}" : $"{name}_{{{suffix}}}";
        }
        return f.Site == 0 ? name : $@"\left.{name}\right|_{{{f.Site}}}";
    }

    private static string Name(string name)
    {
        var parts = name.Split('_', 2);
        var head = Word(parts[0]);
        return parts.Length == 1 ? head : $"{(head.Length == 0 ? "{}" : head)}_{{{Word(parts[1])}}}";
    }

    private static string Word(string word) =>
        Greek.Contains(word) ? @"\" + word : word.Length <= 1 ? word : $@"\mathrm{{{word.Replace("_", @"\_", StringComparison.Ordinal)}}}";

    private static string NumberLatex(double value)
    {
        var text = TextPrinter.NumberText(value);
        if (text.Contains("pi", StringComparison.Ordinal))
            return text.Replace("*", " ", StringComparison.Ordinal).Replace("pi", @"\pi", StringComparison.Ordinal);
        var e = text.IndexOf('e', StringComparison.Ordinal);
        return e < 0 ? text : $@"{text[..e]} \cdot 10^{{{int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture)}}}";
    }
}
