using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>What is to be recovered: a scalar, or a function. Numbers may be constant expressions.</summary>
public sealed record UnknownDeclaration
{
    /// <summary>The coordinates and fields that it is a function of; none for a scalar.</summary>
    public ImmutableArray<SourceText> Over { get; init; } = [];

    /// <summary>Where the search starts; needed for a scalar. A function starts from this constant.</summary>
    public SourceText? Initial { get; init; }

    /// <summary>Whether it is known to be positive.</summary>
    public bool Positive { get; init; }

    /// <summary>The interval it is known to lie in.</summary>
    public CoordinateDeclaration? Bounds { get; init; }

    /// <summary>Whether the bounds of a scalar are held by projected steps, so that it may lie on them, rather than by a change of variables.</summary>
    public bool Projected { get; init; }

    /// <summary>What is known of it beforehand; null for nothing of a scalar, and of a function for the default: thin-plate where the data are noisy, nothing where they are exact.</summary>
    public PriorDeclaration? Prior { get; init; }

    /// <summary>Its unit, for reports.</summary>
    public string? Unit { get; init; }

    /// <summary>Its true value, where it is known; for a function an expression of what it is over.</summary>
    public SourceText? Truth { get; init; }
}
