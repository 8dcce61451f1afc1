namespace PinnSharp.Problems;

/// <summary>A constraint: <c>"a + b &lt;= 1"</c>, or <c>new("k &lt;= 3") { Where = "x > 0.5" }</c>.</summary>
/// <param name="Holds">Expressions compared by =, &lt;= or &gt;=, such as "0 &lt;= k &lt;= 3".</param>
public sealed record ConstraintDeclaration(SourceText Holds)
{
    /// <summary>How many places it is asked for at, where nothing is said.</summary>
    public const int DefaultPoints = 100;

    /// <summary>The part of the domain it holds in; all of it where null.</summary>
    public SourceText? Where { get; init; }

    /// <summary>How many places it is asked for at.</summary>
    public int Points { get; init; } = DefaultPoints;

    /// <summary>A constraint everywhere.</summary>
    public static implicit operator ConstraintDeclaration(string holds) => new((SourceText)holds);
}
