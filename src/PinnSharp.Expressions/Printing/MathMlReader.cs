namespace PinnSharp.Expressions;

/// <summary>Typesets a text as it was written, unsimplified and in its own order; the text has been parsed before and is right.</summary>
internal sealed class MathMlReader
{
    private readonly Lexer _lexer;
    private readonly Vocabulary _vocabulary;
    private Token _token;

    public MathMlReader(string text, Vocabulary vocabulary)
    {
        _lexer = new Lexer(text, vocabulary.Fields.Any(f => f.Name.EndsWith(']')));
        _vocabulary = vocabulary;
        _token = _lexer.Next();
    }

    /// <summary>An expression, or an equation's two sides.</summary>
    public string Read()
    {
        var left = Sum();
        if (!_token.Is("=")) return left.Xml;
        Advance();
        return $"{left.Xml}<mo>=</mo>{Sum().Xml}";
    }

    private bool IsOrdinary => _vocabulary.Coordinates.Length == 1;

    private MathPiece Sum()
    {
        var terms = new List<(bool, MathPiece)> { (false, Product()) };
        while (_token.Is("+") || _token.Is("-"))
        {
            var minus = _token.Is("-");
            Advance();
            terms.Add((minus, Product()));
        }
        return MathLayout.Sum(terms);
    }

    private MathPiece Product()
    {
        List<MathPiece> factors = [Unary()];
        while (_token.Is("*") || _token.Is("/"))
        {
            var divides = _token.Is("/");
            Advance();
            if (divides) factors = MathLayout.Over(factors, Unary());
            else factors.Add(Unary());
        }
        return MathLayout.Product(factors);
    }

    private MathPiece Unary()
    {
        var minus = false;
        for (; _token.Is("-") || _token.Is("+"); Advance()) minus ^= _token.Is("-");
        var x = Primary();
        if (_token.Is("^"))
        {
            Advance();
            x = MathLayout.Power(x, Unary());
        }
        return minus ? MathLayout.Negate(x) : x;
    }

    private MathPiece Primary()
    {
        var token = _token;
        Advance();
        if (token.Kind == TokenKind.Number) return MathLayout.Number(token.Text.Length == token.Length ? token.Text : TextPrinter.NumberText(token.Value));
        if (token.Is("(")) return Arguments(")") is [var inner] ? inner : throw Unexpected(token);
        if (token.Is("[")) return MathLayout.Vector(Arguments("]"));
        if (token.Kind != TokenKind.Name) throw Unexpected(token);
        return _token.Is("(") ? Call(token) : Named(token.Text);
    }

    private MathPiece Named(string name)
    {
        var piece = Meaning(name);
        if (!_token.Is("@")) return piece;
        Advance();
        var site = (int)_token.Value;
        Advance();
        return MathLayout.AtSite(piece, site);
    }

    private MathPiece Meaning(string name)
    {
        if (Field(name) is { } field) return MathMlPrinter.Field(field, MultiIndex.Zero, 0);
        if (_vocabulary.Definitions.ContainsKey(name) || _vocabulary.Parameters.Contains(name)) return MathMlPrinter.Name(name);
        if (_vocabulary.Coordinates.Any(c => c.Name == name)) return MathLayout.Atom(MathSymbols.Of(name));
        for (var split = name.IndexOf('_', 1); split > 0 && split < name.Length - 1; split = name.IndexOf('_', split + 1))
            if (Derivative(name[..split], name[(split + 1)..]) is { } derivative) return derivative;
        return name switch
        {
            "e" => MathLayout.Atom("<mi mathvariant=\"normal\">e</mi>"),
            "n" when _vocabulary.HasNormal => MathLayout.Atom("<mi>\U0001d427</mi>"),
            _ => MathLayout.Atom(MathSymbols.Of(name)),
        };
    }

    private FieldSymbol? Field(string name) => _vocabulary.Fields.FirstOrDefault(f => f.Name == name);

    private MathPiece? Derivative(string of, string suffix)
    {
        var field = Field(of);
        if (field is null && !_vocabulary.Definitions.ContainsKey(of)) return null;
        var over = field?.Over ?? _vocabulary.Coordinates;
        if (Suffix.Readings(suffix, over) is not [var order]) return null;
        return field is not null ? MathMlPrinter.Field(field, order, 0)
            : MathLayout.Derivative(MathMlPrinter.Name(of), [.. over.Where(c => order[c.Index] > 0).Select(c => (c.Name, order[c.Index]))], IsOrdinary);
    }

    private MathPiece Call(Token name)
    {
        Advance();
        if (name.Text == "d") return Derivative();
        if (name.Text == "average") return Average();
        var arguments = Arguments(")");
        return name.Text switch
        {
            "sqrt" => MathLayout.Root(arguments[0]),
            "grad" => MathLayout.Gradient(arguments[0]),
            "div" => MathLayout.Divergence(arguments[0]),
            "laplacian" => MathLayout.Laplacian(arguments[0]),
            "dot" => MathLayout.ScalarProduct(arguments[0], arguments[1]),
            "dn" => MathLayout.Derivative(arguments[0], [("n", 1)], ordinary: false),
            _ => MathLayout.Function(FunctionNames.ByName.TryGetValue(name.Text, out var function) ? function : throw Unexpected(name), arguments),
        };
    }

    /// <summary>d(e, x), d(e, x, 2), d(e, x, 2, y) behind its bracket.</summary>
    private MathPiece Derivative()
    {
        var e = Sum();
        var order = new List<(string Along, int Times)>();
        for (; _token.Is(","); Advance())
        {
            Advance();
            if (_token.Kind == TokenKind.Number) order[^1] = (order[^1].Along, (int)_token.Value);
            else order.Add((_token.Text, 1));
        }
        Advance();
        return MathLayout.Derivative(e, order, IsOrdinary);
    }

    private MathPiece Average()
    {
        var e = Sum();
        Advance();
        var region = _token.Text;
        Advance();
        Advance();
        return MathLayout.Mean(e, region);
    }

    /// <summary>The rest of "(a, b)" behind its bracket.</summary>
    private List<MathPiece> Arguments(string close)
    {
        List<MathPiece> arguments = [Sum()];
        while (_token.Is(","))
        {
            Advance();
            arguments.Add(Sum());
        }
        if (!_token.Is(close)) throw Unexpected(_token);
        Advance();
        return arguments;
    }

    private void Advance() => _token = _lexer.Next();

    private static ExpressionException Unexpected(Token token) => new($"Unexpected {token.Quoted}.", token.Position, token.Length);
}
