using System.Collections.Immutable;

namespace PinnSharp;

/// <summary>Which fields are written, where and when.</summary>
public sealed record ExportOptions
{
    /// <summary>Nodes along the longest side of the domain, and on a box along every side; 401 on a line, 101 in a plane and 31 in space if not said. At least 2.</summary>
    public int? Nodes { get; init; }

    /// <summary>Names of fields and unknown functions; all where empty.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>Moments of a transient problem; <see cref="Moments"/> at equal distances from first to last where empty.</summary>
    public ImmutableArray<double> Times { get; init; } = [];

    /// <summary>Number of moments where none are given; at least 2.</summary>
    public int Moments { get; init; } = 21;

    /// <summary>
    /// Whether standard deviations are written too, where the method gives them. They cost n² operations a value for n parameters and vary slowly, so they are
    /// computed on a grid or mesh that is eight times coarser, on a line twice, and linear in between.
    /// </summary>
    public bool Deviations { get; init; } = true;
}
