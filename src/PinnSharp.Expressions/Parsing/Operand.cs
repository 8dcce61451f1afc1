using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>A scalar or a vector over the space coordinates, with its place in the text.</summary>
internal readonly record struct Operand(ImmutableArray<Expression> Components, bool IsVector, int Start, int End)
{
    public Operand(Expression scalar, int start, int end) : this([scalar], false, start, end) { }

    public Expression Scalar => IsVector
        ? throw new ExpressionException("A vector stands where a number is expected; dot, div and dn make numbers of vectors.", Start, End - Start)
        : Components[0];

    public int Length => End - Start;

    public Operand Map(Func<Expression, Expression> map, int start, int end) =>
        new([.. Components.Select(map)], IsVector, start, end);
}
