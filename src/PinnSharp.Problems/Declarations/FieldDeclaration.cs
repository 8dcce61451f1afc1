namespace PinnSharp.Problems;

/// <summary>An unknown function of all coordinates.</summary>
public sealed record FieldDeclaration
{
    /// <summary>Whether it is positive everywhere.</summary>
    public bool Positive { get; init; }

    /// <summary>Its unit, for reports.</summary>
    public string? Unit { get; init; }
}
