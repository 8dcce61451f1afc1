namespace PinnSharp.Problems;

/// <summary>Names that the language itself uses.</summary>
internal static class ReservedNames
{
    private static readonly HashSet<string> All =
    [
        "pi", "e", "and", "or", "not", "d", "dn", "grad", "div", "laplacian", "dot", "average",
        "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "ln", "log", "log10", "sqrt", "abs", "sign", "min", "max",
        "erf", "heaviside", "step", "box", "domain", "boundary", "rest", "inside", "outside",
    ];

    /// <summary>Whether a name has a meaning of its own.</summary>
    public static bool Contains(string name) => All.Contains(name);

    /// <summary>Whether a text is a name: a letter, then letters, digits and underscores.</summary>
    public static bool IsName(string text) => text.Length > 0 && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_') && text[^1] != '_';
}
