namespace PinnSharp.Expressions;

/// <summary>
/// Formulas as presentation MathML, for the web: one <c>math</c> element of MathML Core (W3C, 2023), which browsers draw without a script.
/// What was parsed is typeset as it was written: in its order, with its definitions by name and its operators ∇ as such.
/// </summary>
public static class MathMl
{
    private const string Namespace = "http://www.w3.org/1998/Math/MathML";

    /// <summary>A tree, in the canonical order of its terms and factors.</summary>
    public static string Of(Expression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return Wrap(MathMlPrinter.Print(expression).Xml);
    }

    /// <summary>An equation, as it was written where that is known (<see cref="Equation.Source"/>).</summary>
    public static string Of(Equation equation)
    {
        ArgumentNullException.ThrowIfNull(equation);
        return Wrap(equation.Source is { } source ? new MathMlReader(source.Text, source.Vocabulary).Read()
            : $"{MathMlPrinter.Print(equation.Left).Xml}<mo>=</mo>{MathMlPrinter.Print(equation.Right).Xml}");
    }

    /// <summary>An expression or an equation as it is written in a text.</summary>
    /// <param name="text">The text, in the language of <see cref="ExpressionParser"/>.</param>
    /// <param name="vocabulary">The names it may use.</param>
    /// <exception cref="ExpressionException">The text is neither.</exception>
    public static string Of(string text, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (text.Contains('=', StringComparison.Ordinal)) ExpressionParser.ParseEquation(text, vocabulary);
        else ExpressionParser.Parse(text, vocabulary);
        return Wrap(new MathMlReader(text, vocabulary).Read());
    }

    /// <summary>Comparisons and places, one after another.</summary>
    public static string Of(Predicate predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var parts = predicate.Places.Select(p => $"<mtext>{p.Placement.ToString().ToLowerInvariant()} {MathSymbols.Escape(p.Shape)}</mtext>").ToList();
        Expression? last = null;
        foreach (var c in predicate.Comparisons)
        {
            var tail = $"<mo>{Sign(c.Relation)}</mo>{MathMlPrinter.Print(c.Right).Xml}";
            if (ReferenceEquals(last, c.Left)) parts[^1] += tail;
            else parts.Add(MathMlPrinter.Print(c.Left).Xml + tail);
            last = c.Right;
        }
        return Wrap(string.Join("<mo rspace=\"0.6em\">,</mo>", parts));
    }

    /// <summary>A name: <c>alpha</c> is α, <c>lambda1</c> λ₁, <c>sigma_s</c> σ with the subscript s; a word stands upright.</summary>
    public static string Symbol(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Wrap(MathSymbols.Of(name));
    }

    private static string Sign(Relation relation) => relation switch
    {
        Relation.Equal => "=",
        Relation.Less => "&lt;",
        Relation.LessOrEqual => "\u2264",
        Relation.Greater => "&gt;",
        _ => "\u2265",
    };

    private static string Wrap(string xml) => $"<math xmlns=\"{Namespace}\">{xml}</math>";
}
