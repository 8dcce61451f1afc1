using System.Globalization;

namespace PinnSharp.Expressions;

/// <summary>Splits a text into tokens, one at a time.</summary>
/// <param name="text">The text.</param>
/// <param name="ofExperiments">Whether u[slow] is one name, as is u[slow]_x.</param>
internal sealed class Lexer(string text, bool ofExperiments = false)
{
    private static readonly string[] TwoCharacters = ["**", "<=", ">=", "==", "!="];
    private int _position;

    public Token Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        var start = _position;
        if (start == text.Length) return new(TokenKind.End, "", start, 0);
        var c = text[start];
        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1]))) return Number(start);
        if (char.IsLetter(c) || c == '_')
        {
            Letters();
            while (ofExperiments && Bracket() is { } end)
            {
                _position = end;
                Letters();
            }
            var name = text[start.._position];
            return new(TokenKind.Name, name == "π" ? "pi" : name, start, _position - start);
        }
        foreach (var symbol in TwoCharacters)
            if (string.CompareOrdinal(text, start, symbol, 0, 2) == 0)
            {
                _position += 2;
                return new(TokenKind.Symbol, symbol == "**" ? "^" : symbol, start, 2);
            }
        _position++;
        return new(TokenKind.Symbol, c switch
        {
            '−' or '–' => "-",
            '·' or '×' or '⋅' => "*",
            '÷' => "/",
            '≤' => "<=",
            '≥' => ">=",
            '+' or '-' or '*' or '/' or '^' or '(' or ')' or '[' or ']' or ',' or '=' or '<' or '>' or '@' => c.ToString(),
            _ => throw new ExpressionException($"Unexpected character '{Printable(c)}'.", start, 1),
        }, start, 1);
    }

    private void Letters()
    {
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '_')) _position++;
    }

    /// <summary>Where "[slow]" ends; null where no such thing stands here.</summary>
    private int? Bracket()
    {
        if (_position >= text.Length || text[_position] != '[') return null;
        var end = _position + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return end > _position + 1 && end < text.Length && text[end] == ']' ? end + 1 : null;
    }

    private Token Number(int start)
    {
        Digits();
        if (_position < text.Length && text[_position] == '.')
        {
            _position++;
            Digits();
        }
        if (_position < text.Length && text[_position] is 'e' or 'E')
        {
            var exponent = _position + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                _position = exponent;
                Digits();
            }
        }
        var digits = text.AsSpan(start, _position - start);
        var value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        var shown = Token.Shorten(digits.ToString());
        return double.IsFinite(value)
            ? new(TokenKind.Number, shown, start, digits.Length, value)
            : throw new ExpressionException($"The number {shown} is too large.", start, digits.Length);
    }

    private void Digits()
    {
        while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
    }

    private static string Printable(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();
}
