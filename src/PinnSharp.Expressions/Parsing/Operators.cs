using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>The operators that only exist while a text is read: sqrt, d, grad, div, laplacian, dot, dn and vectors.</summary>
internal sealed class Operators(Vocabulary vocabulary, WorkBudget budget, DerivativeMarks? marks = null)
{
    private readonly ImmutableArray<CoordinateSymbol> _space = vocabulary.SpaceCoordinates;

    public Operand Apply(Token name, List<Operand> arguments, int end)
    {
        var start = name.Position;
        switch (name.Text)
        {
            case "sqrt":
                var radicand = One(name, arguments, end).Scalar;
                if (radicand is Number { Value: < 0 }) throw new ExpressionException($"sqrt({radicand}) is not a finite number.", start, end - start);
                return new(Expression.Sqrt(radicand), start, end);
            case "d":
                return new(Derivative(name, arguments, end), start, end);
            case "grad":
                return new(Gradient(name, One(name, arguments, end).Scalar, end), true, start, end);
            case "div":
                return new(Divergence(VectorOf(name, One(name, arguments, end)).Components), start, end);
            case "laplacian":
                return new(Divergence(Gradient(name, One(name, arguments, end).Scalar, end)), start, end);
            case "dot":
                if (arguments.Count != 2) throw Arity("dot", "2 arguments", arguments.Count, start, end);
                return new(Dot(VectorOf(name, arguments[0]).Components, VectorOf(name, arguments[1]).Components), start, end);
            default:
                if (!vocabulary.HasNormal) throw new ExpressionException("dn needs an outward normal, which only a boundary has.", start, end - start);
                var normal = _space.Select(c => (Expression)new Parameter("n_" + c.Name)).ToImmutableArray();
                return new(Dot(normal, Gradient(name, One(name, arguments, end).Scalar, end)), start, end);
        }
    }

    public Operand Vector(List<Operand> components, int start, int end)
    {
        if (components.Count != _space.Length)
            throw new ExpressionException($"A vector has one component for each space coordinate: {Named(_space.Length)}, not {components.Count}.", start, end - start);
        return new([.. components.Select(c => c.Scalar)], true, start, end);
    }

    public static ExpressionException Arity(string name, string takes, int given, int start, int end) =>
        new($"{name} takes {takes}, not {given}.", start, end - start);

    private static Operand One(Token name, List<Operand> arguments, int end) =>
        arguments.Count == 1 ? arguments[0] : throw Arity(name.Text, "1 argument", arguments.Count, name.Position, end);

    private static Operand VectorOf(Token name, Operand operand) => operand.IsVector
        ? operand
        : throw new ExpressionException($"{name.Text} takes a vector, such as grad(u) or [a, b], not a number.", operand.Start, operand.Length);

    /// <summary>d(e, x), d(e, x, 2), d(e, x, 2, y).</summary>
    private Expression Derivative(Token name, List<Operand> arguments, int end)
    {
        if (arguments.Count < 2) throw Arity("d", "an expression and a coordinate: d(e, x)", arguments.Count, name.Position, end);
        var e = arguments[0].Scalar;
        var order = 0;
        for (var i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] is not { IsVector: false, Components: [CoordinateSymbol coordinate] })
                throw new ExpressionException($"d expects a coordinate here: {string.Join(", ", vocabulary.Coordinates.Select(c => c.Name))}.", arguments[i].Start, arguments[i].Length);
            var times = 1;
            if (i + 1 < arguments.Count && arguments[i + 1] is { IsVector: false, Components: [Number n] })
            {
                i++;
                if (!n.IsInteger || n.Value is < 1 or > ExpressionLimits.DerivativeOrder)
                    throw new ExpressionException($"The order of a derivative is a whole number from 1 to {ExpressionLimits.DerivativeOrder}.", arguments[i].Start, arguments[i].Length);
                times = (int)n.Value;
            }
            if ((order += times) > ExpressionLimits.DerivativeOrder)
                throw new ExpressionException($"A derivative of order {order} is above the highest order {ExpressionLimits.DerivativeOrder}.", name.Position, end - name.Position);
            while (times-- > 0) e = Along(e, coordinate);
        }
        return e;
    }

    private ImmutableArray<Expression> Gradient(Token name, Expression e, int end)
    {
        if (_space.IsEmpty) throw new ExpressionException($"{name.Text} needs a space coordinate, and there is none.", name.Position, end - name.Position);
        var expanded = Expanded(e);
        return [.. _space.Select(c => expanded.Differentiate(c, budget))];
    }

    private Expression Divergence(ImmutableArray<Expression> vector) => Expression.Add(_space.Select((c, i) => Along(vector[i], c)));

    /// <summary>The derivative, or a mark for it.</summary>
    private Expression Along(Expression e, CoordinateSymbol coordinate)
    {
        var of = Expanded(e);
        var value = of.Differentiate(coordinate, budget);
        return marks is not null && _space.Contains(coordinate) ? marks.Mark(of, coordinate, value) : value;
    }

    /// <summary>The expression with derivatives in place of their marks.</summary>
    public Expression Expanded(Expression e) => marks?.Expanded(e) ?? e;

    private static Expression Dot(ImmutableArray<Expression> a, ImmutableArray<Expression> b) => Expression.Add(a.Select((x, i) => x * b[i]));

    private string Named(int count) => $"{count} ({string.Join(", ", _space.Select(c => c.Name))})";
}
