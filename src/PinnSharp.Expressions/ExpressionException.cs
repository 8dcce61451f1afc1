namespace PinnSharp.Expressions;

/// <summary>A text that is not a valid expression, or an expression beyond the limits of <see cref="ExpressionLimits"/>.</summary>
public sealed class ExpressionException : Exception
{
    /// <summary>An error without a place in a text.</summary>
    public ExpressionException(string message) : this(message, -1, 0) { }

    /// <summary>An error at a place in a text.</summary>
    public ExpressionException(string message, int position, int length) : base(message) => (Position, Length) = (position, length);

    internal ExpressionException(string message, int position, int length, Exception inner) : base(message, inner) =>
        (Position, Length) = (position, length);

    /// <summary>Index in the text of the first character at fault; −1 where there is no text.</summary>
    public int Position { get; }

    /// <summary>Number of characters at fault; 0 where something is missing.</summary>
    public int Length { get; }
}
