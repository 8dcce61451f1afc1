using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>A known function of one coordinate, through points from a file or given here.</summary>
/// <example><code>
/// Tables = { ["Q"] = new() { Points = [(0, 1), (0.5, 3), (1, 2)], Interpolation = Interpolation.Step } }
/// </code></example>
public sealed record TableDeclaration
{
    /// <summary>A CSV file, relative to the problem's directory; null where <see cref="Points"/> are given.</summary>
    public SourceText? File { get; init; }

    /// <summary>An expression over the file's columns for the coordinate, and for "value"; what is missing is read from the column of that name (or of the table's).</summary>
    public Declarations<SourceText> Columns { get; init; } = [];

    /// <summary>The points: numbers or constant expressions.</summary>
    public ImmutableArray<(SourceText X, SourceText Value)> Points { get; init; } = [];

    /// <summary>The coordinate; without it the one that <see cref="Columns"/> names, else the time, else the only one.</summary>
    public SourceText? Over { get; init; }

    /// <summary>What it is between its points.</summary>
    public Interpolation Interpolation { get; init; }
}
