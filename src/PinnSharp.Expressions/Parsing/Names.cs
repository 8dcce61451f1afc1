using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>What each name of a text means: declared names first, then derivative suffixes, then pi and e.</summary>
internal sealed class Names
{
    private const int LongestName = 400, MostKnown = 12;
    private static readonly string[] Constants = ["pi", "e"];
    private readonly Dictionary<string, Expression> _declared = new(StringComparer.Ordinal);
    private readonly Vocabulary _vocabulary;
    private readonly WorkBudget _budget;

    public Names(Vocabulary vocabulary, WorkBudget budget)
    {
        (_vocabulary, _budget) = (vocabulary, budget);
        foreach (var c in vocabulary.Coordinates) _declared[c.Name] = c;
        foreach (var f in vocabulary.Fields) _declared[f.Name] = f.Value;
        foreach (var p in vocabulary.Parameters) _declared[p] = new Parameter(p);
        foreach (var (name, e) in vocabulary.Definitions) _declared[name] = e;
        Normal = vocabulary.HasNormal ? [.. vocabulary.SpaceCoordinates.Select(c => (Expression)new Parameter("n_" + c.Name))] : [];
        foreach (var n in Normal.Cast<Parameter>()) _declared.TryAdd(n.Name, n);
    }

    /// <summary>The components of the outward normal; none where there is no boundary.</summary>
    public ImmutableArray<Expression> Normal { get; }

    /// <summary>Whether a name is the normal as a vector.</summary>
    public bool IsNormal(string name) => name == "n" && !Normal.IsEmpty && !_declared.ContainsKey(name);

    /// <summary>The coordinates of space.</summary>
    public ImmutableArray<CoordinateSymbol> Space => _vocabulary.SpaceCoordinates;

    /// <summary>The name of a shape, for messages.</summary>
    public string AnyShape => _vocabulary.Shapes.FirstOrDefault("domain");

    /// <summary>Whether a token is the name of a shape.</summary>
    public bool IsShape(Token token) => token.Kind == TokenKind.Name && _vocabulary.Shapes.Contains(token.Text);

    public ExpressionException NotAShape(Token token)
    {
        var nearest = NearestName.Suggestion(token.Text, _vocabulary.Shapes);
        return Error(token, $"Expected the name of a shape, found {token.Quoted}.{(nearest.Length > 0 ? nearest : _vocabulary.Shapes.IsEmpty ? " There is none here." : $" Known are {string.Join(", ", _vocabulary.Shapes)}.")}");
    }

    public Expression Resolve(Token token)
    {
        var name = token.Text;
        if (_declared.TryGetValue(name, out var e)) return e;
        if (IsShape(token)) throw Error(token, $"'{name}' is a shape, not a number: a shape stands alone in 'where', in inside(…) and outside(…) there, and in average(…, {name}).");
        if (name.Length > LongestName) throw Error(token, $"Unknown name '{Token.Shorten(name)}'.");
        if (Derivative(token) is { } derivative) return derivative;
        if (name == "pi") return Math.PI;
        if (name == "e") return Math.E;
        if (FunctionNames.ByName.ContainsKey(name) || FunctionNames.Operators.Contains(name)) throw Error(token, $"'{name}' is a function: write {name}(...).");
        throw Error(token, $"Unknown name '{Token.Shorten(name)}'." + (NearestName.Suggestion(name, Candidates(name)) is { Length: > 0 } near ? near : Known()));
    }

    public ExpressionException NotAFunction(Token token)
    {
        var name = token.Text;
        if (_declared.ContainsKey(name) || Constants.Contains(name))
            return Error(token, $"'{Token.Shorten(name)}' is not a function; to multiply, write {Token.Shorten(name)}*(...).");
        var functions = FunctionNames.ByName.Keys.Order(StringComparer.Ordinal).Concat(FunctionNames.Operators);
        return Error(token, $"Unknown function '{Token.Shorten(name)}'." + NearestName.Suggestion(name, functions));
    }

    private Expression? Derivative(Token token)
    {
        var name = token.Text;
        var readings = new List<(string Of, MultiIndex Order)>();
        string? field = null;
        for (var split = name.IndexOf('_', 1); split > 0 && split < name.Length - 1; split = name.IndexOf('_', split + 1))
        {
            var of = name[..split];
            if (!_declared.ContainsKey(of) || CoordinatesOf(of) is not { } coordinates) continue;
            field = of;
            readings.AddRange(Suffix.Readings(name[(split + 1)..], coordinates).Select(order => (of, order)));
        }
        if (readings.Count == 0)
        {
            if (field is not null) throw NoReading(token, field, name[(field.Length + 1)..]);
            return null;
        }
        if (readings.Count > 1)
        {
            var ways = readings.Take(2).Select(r => $"d({r.Of}{Suffix.Arguments(r.Order, _vocabulary.Coordinates)})");
            throw Error(token, $"'{Token.Shorten(name)}' can be read as {string.Join(" or as ", ways)}: write the one that is meant.");
        }
        var (symbol, α) = readings[0];
        if (α.Order > ExpressionLimits.DerivativeOrder)
            throw Error(token, $"The derivative '{Token.Shorten(name)}' of order {α.Order} is above the highest order {ExpressionLimits.DerivativeOrder}.");
        var e = _declared[symbol];
        foreach (var c in CoordinatesOf(symbol)!)
            for (var k = 0; k < α[c.Index]; k++) e = e is FieldDerivative f ? f.Along(c) : e.Differentiate(c, _budget);
        return e;
    }

    /// <summary>The variables a field is over (f_u is f'(u), at fixed others; d(f, x) is the total derivative), all of them for a definition, null for anything else.</summary>
    private ImmutableArray<CoordinateSymbol>? CoordinatesOf(string name) =>
        _vocabulary.Definitions.ContainsKey(name) ? _vocabulary.Coordinates
        : _declared[name] is FieldDerivative f ? f.Field.Over
        : null;

    private ExpressionException NoReading(Token token, string of, string suffix)
    {
        var over = CoordinatesOf(of)!.Value;
        var names = string.Join(", ", over.Select(c => c.Name));
        var text = Token.Shorten(token.Text);
        return Suffix.Readings(suffix, _vocabulary.Coordinates).Count > 0
            ? Error(token, $"'{text}' is not a derivative: '{of}' depends on {(names.Length == 0 ? "no coordinate" : names + " only")}.{(over.Any(c => c.Field is not null) ? $" The derivative through {names} is d({of}, …)." : "")}")
            : Error(token, $"'{text}' is not a derivative of '{of}': '{Token.Shorten(suffix)}' is not made of its coordinates {names}.");
    }

    /// <summary>The declared names, where they are few.</summary>
    private string Known() => _vocabulary.Names.Except(_vocabulary.Shapes).ToList() is { Count: > 0 and <= MostKnown } names ? $" Known are {string.Join(", ", names)}." : "";

    private IEnumerable<string> Candidates(string name)
    {
        var split = name.IndexOf('_', StringComparison.Ordinal);
        var all = _vocabulary.Names.Concat(Constants).Concat(FunctionNames.ByName.Keys.Order(StringComparer.Ordinal)).Concat(FunctionNames.Operators);
        return split < 0 ? all : all.Concat(_vocabulary.Fields.Select(f => f.Name + name[split..]));
    }

    private static ExpressionException Error(Token token, string message) => new(message, token.Position, token.Length);
}
