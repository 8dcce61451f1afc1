using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>A condition: <c>("x = 0", "u = 1")</c> or <c>new PeriodicDeclaration("x")</c>.</summary>
public abstract record ConditionDeclaration
{
    /// <summary>An equation on a region.</summary>
    public static implicit operator ConditionDeclaration((string Where, string Equation) condition) =>
        new EquationConditionDeclaration(condition.Where, condition.Equation);
}

/// <summary>An equation on a region.</summary>
/// <param name="Where">The region, such as "x = 0 and t > 1".</param>
/// <param name="Equation">The equation.</param>
public sealed record EquationConditionDeclaration(SourceText Where, SourceText Equation) : ConditionDeclaration;

/// <summary>Fields agree on the two ends of a coordinate.</summary>
/// <param name="Coordinate">The coordinate.</param>
public sealed record PeriodicDeclaration(SourceText Coordinate) : ConditionDeclaration
{
    /// <summary>The fields; all of them where it is empty.</summary>
    public ImmutableArray<SourceText> Fields { get; init; } = [];

    /// <summary>The highest derivative that agrees too.</summary>
    public int Order { get; init; } = 1;
}
