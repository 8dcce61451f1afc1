namespace PinnSharp.Problems;

/// <summary>A scalar to be recovered. Numbers may be constant expressions.</summary>
public sealed record UnknownDeclaration
{
    /// <summary>Where the search starts; needed.</summary>
    public SourceText? Initial { get; init; }

    /// <summary>Whether it is known to be positive.</summary>
    public bool Positive { get; init; }

    /// <summary>The interval it is known to lie in.</summary>
    public CoordinateDeclaration? Bounds { get; init; }

    /// <summary>Its unit, for reports.</summary>
    public string? Unit { get; init; }

    /// <summary>Its true value, where it is known.</summary>
    public SourceText? Truth { get; init; }
}
