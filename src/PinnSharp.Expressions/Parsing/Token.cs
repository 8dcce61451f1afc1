namespace PinnSharp.Expressions;

internal enum TokenKind { End, Number, Name, Symbol }

/// <summary>A number, a name, an operator or the end of the text.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int Length, double Value = 0)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    /// <summary>The token as an error message names it.</summary>
    public string Quoted => Kind == TokenKind.End ? "the end" : $"'{Shorten(Text)}'";

    public static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
