using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Recursive descent over the tokens of one text. Nesting is counted, so the stack is never exhausted.</summary>
internal sealed partial class Parser
{
    private readonly Lexer _lexer;
    private readonly Names _names;
    private readonly Operators _operators;
    private readonly WorkBudget _budget = new();
    private Token _token;
    private Token _previous;
    private int _nesting;

    public Parser(string text, Vocabulary vocabulary, DerivativeMarks? marks = null)
    {
        _lexer = new Lexer(text, vocabulary.Fields.Any(f => f.Name.EndsWith(']')));
        _names = new Names(vocabulary, _budget);
        _operators = new Operators(vocabulary, _budget, marks);
        _token = _lexer.Next();
    }

    /// <summary>Where the operation in progress began.</summary>
    public int Start { get; private set; }

    /// <summary>Where the text read so far ends.</summary>
    public int End => _previous.Position + _previous.Length;

    public Expression Expression()
    {
        var e = Sum().Scalar;
        ExpectEnd("an expression");
        return e;
    }

    public Equation Equation()
    {
        var left = Sum().Scalar;
        if (_token.Kind == TokenKind.End) throw Error("Expected '=': an equation has a left and a right side.");
        if (_token.Is("==")) throw Error("Write one '=' in an equation, not '=='.");
        if (!_token.Is("=")) throw Unexpected("an equation");
        Advance();
        var right = Sum().Scalar;
        if (_token.Is("=")) throw Error("A second '=': an equation has exactly one.");
        ExpectEnd("an equation");
        return new(left, right);
    }

    private Operand Sum()
    {
        Enter();
        var first = Product();
        if (_token.Is("+") || _token.Is("-"))
        {
            var terms = new List<Operand> { first };
            while (_token.Is("+") || _token.Is("-"))
            {
                var minus = _token.Is("-");
                Advance();
                var term = Product();
                if (term.IsVector != first.IsVector) throw new ExpressionException("A vector and a number cannot be added.", term.Start, term.Length);
                if (term.Components.Length != first.Components.Length) throw Lengths(first, term);
                terms.Add(minus ? Combine(term, c => -c) : term);
            }
            Start = first.Start;
            foreach (var term in terms)
                foreach (var component in term.Components) _budget.Spend(component.Size);
            first = new([.. first.Components.Select((_, i) => Expressions.Expression.Add(terms.Select(t => t.Components[i])))], first.IsVector, first.Start, End);
        }
        _nesting--;
        return first;
    }

    private Operand Product()
    {
        var first = Unary(out var minus);
        if (!_token.Is("*") && !_token.Is("/")) return minus ? Combine(first, c => -c) : first;
        var factors = new List<Expression>();
        if (minus) factors.Add(-1);
        Operand? vector = null;
        Take(first, divides: false);
        while (_token.Is("*") || _token.Is("/"))
        {
            var divides = _token.Is("/");
            Advance();
            var factor = Unary(out minus);
            if (minus) factors.Add(-1);
            Take(factor, divides);
        }
        Start = first.Start;
        var scalar = Expressions.Expression.Multiply(factors);
        return vector is { } v ? v.Map(c => _budget.Spend(scalar * c), first.Start, End) : new(scalar, first.Start, End);

        void Take(Operand operand, bool divides)
        {
            if (divides && operand.IsVector) throw new ExpressionException("Nothing can be divided by a vector.", operand.Start, operand.Length);
            if (operand.IsVector && vector is not null)
                throw new ExpressionException("Two vectors are multiplied by dot(a, b).", vector.Value.Start, operand.End - vector.Value.Start);
            if (operand.IsVector) vector = operand;
            else
            {
                _budget.Spend(operand.Scalar.Size);
                if (divides && operand.Scalar.IsNumber(0)) throw new ExpressionException("Division by zero.", operand.Start, operand.Length);
                factors.Add(divides ? Finite(Expressions.Expression.Pow(operand.Scalar, -1), operand.Start, operand.Scalar is Number) : operand.Scalar);
            }
        }
    }

    /// <summary>An operand with its sign, which a product takes as a factor −1, so that −(a + b)·c is not multiplied out.</summary>
    private Operand Unary(out bool minus)
    {
        var (start, nesting) = (_token.Position, _nesting);
        minus = false;
        while (_token.Is("-") || _token.Is("+"))
        {
            Enter();
            minus ^= _token.Is("-");
            Advance();
        }
        var operand = Power();
        _nesting = nesting;
        return operand with { Start = start };
    }

    private Operand Power()
    {
        var @base = Primary();
        if (!_token.Is("^")) return @base;
        Advance();
        Enter();
        var exponent = Unary(out var minus);
        if (minus) exponent = Combine(exponent, c => -c);
        _nesting--;
        Start = @base.Start;
        _budget.Spend(@base.Scalar.Size + exponent.Scalar.Size);
        return new(Finite(Expressions.Expression.Pow(@base.Scalar, exponent.Scalar), @base.Start, @base.Scalar is Number && exponent.Scalar is Number), @base.Start, End);
    }

    private Operand Primary()
    {
        var token = _token;
        Operand operand;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                operand = new(token.Value, token.Position, End);
                break;
            case TokenKind.Name when token.Text is not ("and" or "or"):
                Advance();
                operand = _token.Is("(") ? Call(token) : Named(token);
                break;
            case TokenKind.Symbol when token.Is("("):
                Advance();
                operand = Sum();
                Close(token, ")");
                operand = operand with { Start = token.Position, End = End };
                break;
            case TokenKind.Symbol when token.Is("["):
                operand = Vector(token);
                break;
            default:
                throw Error(token.Kind == TokenKind.End && _previous.Length == 0
                    ? "The text is empty: an expression was expected."
                    : $"Expected a number, a name or '(', found {token.Quoted}.");
        }
        if (_token.Kind == TokenKind.Number || _token.Is("(") || _token.Is("[") || (_token.Kind == TokenKind.Name && _token.Text is not ("and" or "or")))
            throw Error($"Expected an operator between {_previous.Quoted} and {_token.Quoted}; a product is written with '*'.");
        return operand;
    }

    private Operand Named(Token token)
    {
        Start = token.Position;
        if (_names.IsNormal(token.Text)) return new(_names.Normal, true, token.Position, End);
        var e = _names.Resolve(token);
        if (_token.Is("@")) e = AtSite(e);
        _budget.Spend(e.Size);
        return new(e, token.Position, End);
    }

    private FieldDerivative AtSite(Expression e)
    {
        if (e is not FieldDerivative f) throw Error("Only a field or its derivative is followed by '@'.");
        Advance();
        if (_token.Kind != TokenKind.Number || _token.Value is not (>= 0 and < 256) || _token.Value != Math.Floor(_token.Value))
            throw Error($"Expected a whole number after '@', found {_token.Quoted}.");
        var site = (int)_token.Value;
        Advance();
        return new FieldDerivative(f.Field, f.Order, site);
    }

    private Operand Vector(Token open)
    {
        var components = Arguments(open, "]");
        return _operators.Vector(components, open.Position, End);
    }

    private Operand Call(Token name)
    {
        var isFunction = FunctionNames.ByName.TryGetValue(name.Text, out var function);
        if (!isFunction && !FunctionNames.Operators.Contains(name.Text)) throw _names.NotAFunction(name);
        if (name.Text == "average") return Mean(name);
        var arguments = Arguments(_token, ")");
        Start = name.Position;
        foreach (var argument in arguments)
            foreach (var component in argument.Components) _budget.Spend(component.Size);
        if (!isFunction) return _operators.Apply(name, arguments, End);
        var variadic = function is Function.Min or Function.Max;
        if (variadic ? arguments.Count < 2 : arguments.Count != 1)
            throw Operators.Arity(name.Text, variadic ? "2 or more arguments" : "1 argument", arguments.Count, name.Position, End);
        var scalars = arguments.Select(a => a.Scalar).ToArray();
        return new(Finite(Expressions.Expression.Call(function, scalars), name.Position, scalars.All(a => a is Number)), name.Position, End);
    }

    /// <summary>average(e, region).</summary>
    private Operand Mean(Token name)
    {
        var open = _token;
        Advance();
        var operand = _operators.Expanded(Sum().Scalar);
        if (!_token.Is(",")) throw Error($"average takes an expression and the name of a region: average(u, {_names.AnyShape}).");
        Advance();
        var region = Shape();
        if (region is "boundary" or "rest") throw new ExpressionException($"'{region}' has no inside to average over; write the name of a shape, 'box' or 'domain'.", _previous.Position, _previous.Length);
        Close(open, ")");
        return new(Average.Of(operand, region, _names.Space), name.Position, End);
    }

    /// <summary>Reads "(a, b, …)" from its opening bracket, which is the current token.</summary>
    private List<Operand> Arguments(Token open, string close)
    {
        Advance();
        var arguments = new List<Operand>();
        if (!_token.Is(close))
        {
            arguments.Add(Sum());
            while (_token.Is(","))
            {
                Advance();
                arguments.Add(Sum());
            }
        }
        Close(open, close);
        return arguments;
    }

    private void Close(Token open, string close)
    {
        if (!_token.Is(close)) throw Error($"Expected '{close}' to close the '{open.Text}' at character {open.Position + 1}, found {_token.Quoted}.");
        Advance();
    }

    private Operand Combine(Operand operand, Func<Expression, Expression> map)
    {
        Start = operand.Start;
        return operand.Map(c => _budget.Spend(map(c)), operand.Start, End);
    }

    /// <summary>Refuses what has no value: ln(0), 0^(−1), asin(2), sqrt(−1).</summary>
    private Expression Finite(Expression e, int start, bool isConstant) => isConstant && !double.IsFinite(e.Evaluate(_ => double.NaN))
        ? throw new ExpressionException($"{e} is not a finite number.", start, End - start)
        : e;

    private void Enter()
    {
        if (++_nesting > ExpressionLimits.Nesting)
            throw Error($"The text is nested deeper than {ExpressionLimits.Nesting} levels.");
    }

    private void Advance() => (_previous, _token) = (_token, _lexer.Next());

    private void ExpectEnd(string what)
    {
        if (_token.Kind != TokenKind.End) throw Unexpected(what);
    }

    private ExpressionException Unexpected(string what) => Error(_token switch
    {
        { Kind: TokenKind.Symbol, Text: ")" or "]" } => $"Unexpected '{_token.Text}': no bracket is open.",
        { Kind: TokenKind.Symbol, Text: "=" or "==" or "<" or ">" or "<=" or ">=" } => $"Unexpected '{_token.Text}': {what} was expected.",
        { Kind: TokenKind.Name, Text: "or" } => "Conditions are joined by 'and' only.",
        { Kind: TokenKind.Name } => $"Unexpected '{Token.Shorten(_token.Text)}' after {what}.",
        _ => $"Unexpected {_token.Quoted} after {what}.",
    });

    private ExpressionException Error(string message) => new(message, _token.Position, _token.Length);

    private static ExpressionException Lengths(Operand a, Operand b) =>
        new($"Vectors of {a.Components.Length} and {b.Components.Length} components cannot be combined.", b.Start, b.Length);
}
