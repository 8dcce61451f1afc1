using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>An independent variable: a space coordinate, time, or the argument of an unknown function of a field.</summary>
public sealed class CoordinateSymbol : Expression
{
    /// <summary>A coordinate.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="index">Its place among the problem's coordinates, and in every <see cref="MultiIndex"/>: 0…7.</param>
    public CoordinateSymbol(string name, int index) : base(Mix(Mix(2, name), (ulong)index), 1, 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, MultiIndex.MaxCoordinates);
        (Name, Index) = (name, index);
    }

    /// <summary>The argument u of a function f(u) of a field: named as the field, and equal to its value wherever f is evaluated.</summary>
    /// <param name="field">The field u.</param>
    /// <param name="index">Its place in every <see cref="MultiIndex"/>, behind the coordinates.</param>
    public CoordinateSymbol(FieldSymbol field, int index) : this(field.Name, index) => Field = field;

    /// <summary>The coordinate's name.</summary>
    public string Name { get; }

    /// <summary>The field it is the value of, for an argument of a function of a field; otherwise null.</summary>
    public FieldSymbol? Field { get; }

    /// <summary>Its place among the problem's coordinates.</summary>
    public int Index { get; }

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => leaf(this);

    internal override ImmutableArray<Expression> Children => [];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => this;

    private protected override bool SameAs(Expression other) => other is CoordinateSymbol c && c.Index == Index && c.Name == Name;
}
