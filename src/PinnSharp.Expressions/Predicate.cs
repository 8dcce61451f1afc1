using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>How two expressions compare.</summary>
public enum Relation
{
    /// <summary>=</summary>
    Equal,
    /// <summary>&lt;</summary>
    Less,
    /// <summary>&lt;=</summary>
    LessOrEqual,
    /// <summary>&gt;</summary>
    Greater,
    /// <summary>&gt;=</summary>
    GreaterOrEqual,
}

/// <summary>Left relation Right.</summary>
public sealed record Comparison(Expression Left, Relation Relation, Expression Right)
{
    /// <summary>The comparison as text.</summary>
    public override string ToString() => $"{Left} {Relation switch
    {
        Relation.Equal => "=",
        Relation.Less => "<",
        Relation.LessOrEqual => "<=",
        Relation.Greater => ">",
        _ => ">=",
    }} {Right}";

    /// <summary>Whether the comparison holds at a point.</summary>
    public bool Holds(Func<Expression, double> leaf)
    {
        var (left, right) = (Left.Evaluate(leaf), Right.Evaluate(leaf));
        return Relation switch
        {
            Relation.Equal => left == right,
            Relation.Less => left < right,
            Relation.LessOrEqual => left <= right,
            Relation.Greater => left > right,
            _ => left >= right,
        };
    }

    /// <summary>Whether equality does not satisfy it.</summary>
    public bool IsStrict => Relation is Relation.Less or Relation.Greater;

    /// <summary>The same comparison, satisfied by equality.</summary>
    public Comparison Loose => this with { Relation = Relation switch { Relation.Less => Relation.LessOrEqual, Relation.Greater => Relation.GreaterOrEqual, var r => r } };

    /// <summary>By how much an inequality is satisfied: the greater side less the smaller one.</summary>
    public double Excess(Func<Expression, double> leaf) =>
        (Relation is Relation.Less or Relation.LessOrEqual ? -1 : 1) * (Left.Evaluate(leaf) - Right.Evaluate(leaf));
}

/// <summary>Where a point is with respect to a shape.</summary>
public enum Placement
{
    /// <summary>On its boundary.</summary>
    On,
    /// <summary>Inside it.</summary>
    Inside,
    /// <summary>Outside it.</summary>
    Outside,
}

/// <summary>A place with respect to a shape: "hole", "inside(hole)", "outside(hole)".</summary>
/// <param name="Shape">The shape's name.</param>
/// <param name="Placement">Where.</param>
/// <param name="Position">Where it begins in the text.</param>
public sealed record ShapePlace(string Shape, Placement Placement, int Position)
{
    /// <summary>The place as text.</summary>
    public override string ToString() => Placement switch { Placement.Inside => $"inside({Shape})", Placement.Outside => $"outside({Shape})", _ => Shape };
}

/// <summary>Comparisons that hold together.</summary>
public sealed record Predicate(ImmutableArray<Comparison> Comparisons)
{
    /// <summary>Places with respect to shapes, which hold together with the comparisons.</summary>
    public ImmutableArray<ShapePlace> Places { get; init; } = [];

    /// <summary>Whether every comparison holds at a point; says nothing of the places.</summary>
    public bool Holds(Func<Expression, double> leaf) => Comparisons.All(c => c.Holds(leaf));

    /// <summary>Same comparisons and places in the same order.</summary>
    public bool Equals(Predicate? other) => other is not null && Comparisons.SequenceEqual(other.Comparisons) && Places.SequenceEqual(other.Places);

    /// <inheritdoc/>
    public override int GetHashCode() => Comparisons.Aggregate(0, HashCode.Combine);

    /// <summary>The predicate as text.</summary>
    public override string ToString() => string.Join(" and ", Places.Cast<object>().Concat(Comparisons));
}
