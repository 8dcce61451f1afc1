namespace PinnSharp.Expressions;

/// <summary>Limits that keep every text and every algorithm finite: beyond them is an <see cref="ExpressionException"/>, never a hang or a full stack.</summary>
public static class ExpressionLimits
{
    /// <summary>Most characters of a text.</summary>
    public const int TextLength = 100_000;

    /// <summary>Deepest nesting of a text: parentheses, calls, signs, powers.</summary>
    public const int Nesting = 200;

    /// <summary>Deepest tree.</summary>
    public const int Depth = 500;

    /// <summary>Most nodes of a tree.</summary>
    public const int Size = 100_000;

    /// <summary>Most nodes that parsing one text, or differentiating one expression, may build on the way.</summary>
    public const int Work = 1_000_000;

    /// <summary>Highest total order of a field's derivative.</summary>
    public const int DerivativeOrder = 8;
}
