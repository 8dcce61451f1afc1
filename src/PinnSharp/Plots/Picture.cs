using System.Collections.Immutable;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>One picture of a run: a file of its own, a part of the report.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Panels">Its panels.</param>
internal sealed record Picture(string Name, string Title, string Caption, ImmutableArray<Figure> Panels)
{
    /// <summary>Panels in a row; null for about as many rows as columns.</summary>
    public int? Columns { get; init; }

    /// <summary>The grid where panels stand in fixed places, as in a corner plot; null where they may wrap.</summary>
    public FigureGrid? Fixed { get; init; }

    /// <summary>How many panels belong together, group by group; one group where empty. A group begins a row of its own where panels wrap.</summary>
    public ImmutableArray<int> Groups { get; init; } = [];

    /// <summary>Whether there is anything on it.</summary>
    public bool IsEmpty => Panels.IsEmpty && Fixed is null;

    /// <summary>As one figure.</summary>
    /// <param name="of">The problem's name.</param>
    public FigureGrid Grid(string of) => (Fixed ?? new FigureGrid { Panels = Panels, Columns = Columns }) with { Title = $"{of}: {Title}" };
}
