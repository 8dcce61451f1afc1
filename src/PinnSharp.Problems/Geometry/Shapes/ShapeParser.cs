using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Reads "box - (hole + slab) &amp; lake": names of shapes, + union, − difference, &amp; intersection, which binds tighter.</summary>
internal sealed class ShapeParser
{
    private const int Deepest = 100;
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, Shape> _shapes;
    private int _at, _nesting;

    private ShapeParser(string text, IReadOnlyDictionary<string, Shape> shapes) => (_text, _shapes) = (text, shapes);

    /// <summary>The shape of a text.</summary>
    /// <exception cref="ExpressionException">The text is none.</exception>
    public static Shape Parse(string text, IReadOnlyDictionary<string, Shape> shapes)
    {
        if (text.Length > ExpressionLimits.TextLength / 100) throw new ExpressionException("The expression of shapes is too long.", 0, 0);
        var parser = new ShapeParser(text, shapes);
        var shape = parser.Sum();
        return parser.Next() == '\0' ? shape : throw parser.Error($"Expected '+', '-' or '&' between shapes, found '{parser.Next()}'.");
    }

    private Shape Sum()
    {
        var shape = Product();
        while (Next() is var sign and ('+' or '-' or '−' or '–'))
        {
            _at++;
            var other = Product();
            shape = sign == '+' ? shape + other : shape - other;
        }
        return shape;
    }

    private Shape Product()
    {
        var shape = One();
        while (Next() == '&')
        {
            _at++;
            shape &= One();
        }
        return shape;
    }

    private Shape One()
    {
        if (Next() == '(')
        {
            var start = _at;
            if (++_nesting > Deepest) throw Error($"The text is nested deeper than {Deepest} levels.");
            _at++;
            var shape = Sum();
            if (Next() != ')') throw Error($"Expected ')' to close the '(' at character {start + 1}.");
            _at++;
            _nesting--;
            return shape;
        }
        var from = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        var name = _text[from.._at];
        if (name.Length == 0) throw Error($"Expected the name of a shape, found {(Next() == '\0' ? "the end" : $"'{Next()}'")}.");
        if (_shapes.TryGetValue(name, out var known)) return known;
        var nearest = NearestName.Suggestion(name, _shapes.Keys);
        throw new ExpressionException($"Unknown shape '{name}'.{(nearest.Length > 0 ? nearest : $" Known are {string.Join(", ", _shapes.Keys)}.")}", from, name.Length);
    }

    private char Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private ExpressionException Error(string message) => new(message, _at, Math.Min(1, _text.Length - _at));
}
