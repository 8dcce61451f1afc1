using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>Conditions on the coordinates: comparisons and shapes, joined by "and".</summary>
internal sealed partial class Parser
{
    public Predicate Predicate()
    {
        var comparisons = ImmutableArray.CreateBuilder<Comparison>();
        var places = ImmutableArray.CreateBuilder<ShapePlace>();
        while (true)
        {
            if (Place() is { } place)
            {
                places.Add(place);
                if (!_token.IsName("and")) break;
                Advance();
                continue;
            }
            var left = Sum().Scalar;
            if (RelationOf(_token) is null) throw _token.Kind == TokenKind.End || _token.IsName("and") ? Error("Expected '=', '<', '<=', '>' or '>='.") : Unexpected("a condition");
            while (RelationOf(_token) is { } relation)
            {
                Advance();
                var right = Sum().Scalar;
                comparisons.Add(new(left, relation, right));
                left = right;
            }
            if (!_token.IsName("and")) break;
            Advance();
        }
        ExpectEnd("a condition");
        return new(comparisons.ToImmutable()) { Places = places.ToImmutable() };
    }

    /// <summary>A shape's name, or inside(…) or outside(…) of one; null where there is neither.</summary>
    private ShapePlace? Place()
    {
        var start = _token;
        if (_names.IsShape(start))
        {
            Advance();
            return new(start.Text, Placement.On, start.Position);
        }
        if (!start.IsName("inside") && !start.IsName("outside")) return null;
        Advance();
        var open = _token;
        if (!open.Is("(")) throw Error($"Write the name of a shape: {start.Text}(hole).");
        Advance();
        var shape = Shape();
        Close(open, ")");
        return new(shape, start.IsName("inside") ? Placement.Inside : Placement.Outside, start.Position);
    }

    private string Shape()
    {
        var token = _token;
        if (!_names.IsShape(token)) throw _names.NotAShape(token);
        Advance();
        return token.Text;
    }

    private Relation? RelationOf(Token token)
    {
        if (token.Is("==")) throw Error("Write '=' in a condition, not '=='.");
        return token.Kind != TokenKind.Symbol ? null : token.Text switch
        {
            "=" => Relation.Equal,
            "<" => Relation.Less,
            "<=" => Relation.LessOrEqual,
            ">" => Relation.Greater,
            ">=" => Relation.GreaterOrEqual,
            _ => null,
        };
    }
}
