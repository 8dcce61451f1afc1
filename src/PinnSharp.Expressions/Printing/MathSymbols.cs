using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Names as symbols of MathML: Greek letters by name, what follows an underscore, digits at the end and experiments as subscripts.</summary>
internal static class MathSymbols
{
    private static readonly ImmutableDictionary<string, string> Letters = new Dictionary<string, string>
    {
        ["alpha"] = "α", ["beta"] = "β", ["gamma"] = "γ", ["delta"] = "δ", ["epsilon"] = "ε", ["eps"] = "ε", ["zeta"] = "ζ", ["eta"] = "η", ["theta"] = "θ", ["iota"] = "ι",
        ["kappa"] = "κ", ["lambda"] = "λ", ["mu"] = "μ", ["nu"] = "ν", ["xi"] = "ξ", ["omicron"] = "ο", ["pi"] = "π", ["rho"] = "ρ", ["sigma"] = "σ", ["tau"] = "τ",
        ["upsilon"] = "υ", ["phi"] = "φ", ["chi"] = "χ", ["psi"] = "ψ", ["omega"] = "ω",
        ["Gamma"] = "Γ", ["Delta"] = "Δ", ["Theta"] = "Θ", ["Lambda"] = "Λ", ["Xi"] = "Ξ", ["Pi"] = "Π", ["Sigma"] = "Σ", ["Upsilon"] = "Υ", ["Phi"] = "Φ",
        ["Psi"] = "Ψ", ["Omega"] = "Ω", ["inf"] = "∞", ["infinity"] = "∞",
    }.ToImmutableDictionary();

    /// <summary>A name: <c>lambda1</c> is λ₁, <c>sigma_s</c> σ with the subscript s, <c>u[slow]</c> u with the subscript slow.</summary>
    public static string Of(string name)
    {
        var parts = name.Split(['_', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return Identifier(name);
        var below = parts[1..].ToList();
        var head = parts[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (head.Length is 0 || head.Length == parts[0].Length || !(head.Length == 1 || Letters.ContainsKey(head))) head = parts[0];
        else below.Insert(0, parts[0][head.Length..]);
        if (below.Count == 0) return Identifier(head);
        var subscript = string.Join("<mo>,</mo>", below.Select(Identifier));
        return $"<msub>{Identifier(head)}{(below.Count == 1 ? subscript : $"<mrow>{subscript}</mrow>")}</msub>";
    }

    /// <summary>A word in upright letters, one letter in italics, digits as a number.</summary>
    private static string Identifier(string word) => Letters.TryGetValue(word, out var letter) ? $"<mi>{letter}</mi>"
        : word.All(char.IsAsciiDigit) ? $"<mn>{word}</mn>"
        : $"<mi>{Escape(word)}</mi>";

    /// <summary>The name of a function.</summary>
    public static string Of(Function function) => function switch
    {
        Function.Asin => "<mi>arcsin</mi>",
        Function.Acos => "<mi>arccos</mi>",
        Function.Atan => "<mi>arctan</mi>",
        Function.Log10 => "<msub><mi>log</mi><mn>10</mn></msub>",
        Function.Sign => "<mi>sgn</mi>",
        Function.Heaviside => "<mi mathvariant=\"normal\">H</mi>",
        _ => $"<mi>{FunctionNames.Of(function)}</mi>",
    };

    public static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
