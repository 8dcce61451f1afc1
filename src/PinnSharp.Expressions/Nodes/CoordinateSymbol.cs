using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>An independent variable: a space coordinate or time.</summary>
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

    /// <summary>The coordinate's name.</summary>
    public string Name { get; }

    /// <summary>Its place among the problem's coordinates.</summary>
    public int Index { get; }

    /// <inheritdoc/>
    public override double Evaluate(Func<Expression, double> leaf) => leaf(this);

    internal override ImmutableArray<Expression> Children => [];

    internal override Expression Rebuild(ImmutableArray<Expression> children) => this;

    private protected override bool SameAs(Expression other) => other is CoordinateSymbol c && c.Index == Index && c.Name == Name;
}
