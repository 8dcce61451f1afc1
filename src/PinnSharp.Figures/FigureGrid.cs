using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Several figures side by side under one heading, filled row by row.</summary>
public sealed record FigureGrid
{
    /// <summary>The heading above all panels; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Small print under the heading; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>What a reader who cannot see the figure is told; null for a summary of the panels.</summary>
    public string? Description { get; init; }

    /// <summary>The panels.</summary>
    public ImmutableArray<Figure> Panels { get; init; } = [];

    /// <summary>Panels in a row; null for about as many rows as columns, at most three columns.</summary>
    public int? Columns { get; init; }
}
