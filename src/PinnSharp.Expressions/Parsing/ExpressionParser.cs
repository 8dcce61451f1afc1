namespace PinnSharp.Expressions;

/// <summary>
/// Reads infix mathematics: + − * / ^ (also **) with the usual precedence, −x^2 = −(x²), powers to the right; the functions sin cos tan asin acos
/// atan sinh cosh tanh exp ln log (natural) log10 sqrt abs sign min max erf heaviside (step); pi and e unless declared; derivatives u_t, u_xx,
/// d(e, x), d(e, x, 2), d(e, x, y); and over the space coordinates grad, div, laplacian, dot and vectors [a, b]; dn(e) where there is a normal.
/// Derivatives are worked out at once, by the chain rule through fields.
/// </summary>
public static class ExpressionParser
{
    /// <summary>Reads an expression.</summary>
    /// <exception cref="ExpressionException">The text is not an expression, or is beyond <see cref="ExpressionLimits"/>.</exception>
    public static Expression Parse(string text, Vocabulary vocabulary) => Run(text, vocabulary, p => p.Expression());

    /// <summary>Reads an equation, with exactly one '='; it knows the derivatives over space that are written in it.</summary>
    /// <exception cref="ExpressionException">The text is not an equation, or is beyond <see cref="ExpressionLimits"/>.</exception>
    public static Equation ParseEquation(string text, Vocabulary vocabulary)
    {
        var (equation, marks) = (Run(text, vocabulary, p => p.Equation()), new DerivativeMarks());
        return marks.Found(equation, Run(text, vocabulary, p => p.Equation(), marks).Residual) with { Source = new(text, vocabulary) };
    }

    /// <summary>Reads comparisons joined by 'and', such as "x = 0 and 0 &lt; t &lt; 1".</summary>
    /// <exception cref="ExpressionException">The text is not such a condition, or is beyond <see cref="ExpressionLimits"/>.</exception>
    public static Predicate ParsePredicate(string text, Vocabulary vocabulary) => Run(text, vocabulary, p => p.Predicate());

    private static T Run<T>(string text, Vocabulary vocabulary, Func<Parser, T> read, DerivativeMarks? marks = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (text.Length > ExpressionLimits.TextLength)
            throw new ExpressionException($"The text has {text.Length:N0} characters; at most {ExpressionLimits.TextLength:N0} are read.", ExpressionLimits.TextLength, 0);
        var parser = new Parser(text, vocabulary, marks);
        try
        {
            return read(parser);
        }
        catch (ExpressionException e) when (e.Position < 0)
        {
            throw new ExpressionException(e.Message, parser.Start, Math.Max(0, parser.End - parser.Start), e);
        }
    }
}
