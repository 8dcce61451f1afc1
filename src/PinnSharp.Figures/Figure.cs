using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>One pair of axes with marks on it: what is to be shown, not how it is drawn.</summary>
/// <remarks>Values that are not finite, beyond 1e300, or not positive on a logarithmic axis are not drawn; a line has a gap there.</remarks>
public sealed record Figure
{
    /// <summary>An empty place in a grid: nothing is drawn there.</summary>
    public static Figure Blank { get; } = new() { IsBlank = true };

    /// <summary>Whether this is <see cref="Blank"/>.</summary>
    public bool IsBlank { get; private init; }

    /// <summary>The heading above the axes; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a reader who cannot see the figure is told; null for a summary of axes and marks.</summary>
    public string? Description { get; init; }

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>
    /// Whether one unit is equally long on both axes, as on a map over two lengths: a round hole is round. The axes are as large as the place allows.
    /// Without effect where an axis is logarithmic.
    /// </summary>
    public bool EqualScales { get; init; }

    /// <summary>What is drawn, first at the bottom. At most one heat map, which lies below everything else.</summary>
    public ImmutableArray<Mark> Marks { get; init; } = [];
}
