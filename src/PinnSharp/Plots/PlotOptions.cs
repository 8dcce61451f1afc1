using System.Collections.Immutable;

namespace PinnSharp;

/// <summary>What of a run is drawn.</summary>
public sealed record PlotOptions
{
    /// <summary>The fields and unknown functions; all of them where empty.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>The moment at which maps show a transient field; null for the end of time.</summary>
    public double? Time { get; init; }

    /// <summary>Components of vector fields, each an expression such as "u" or "-a*u_x", along the two axes of a plane.</summary>
    public ImmutableArray<(string X, string Y)> Vectors { get; init; } = [];

    /// <summary>The pictures by name: fields, slices, vectors, std, data, points, unknowns, spectrum, corner, profiles, history; all there are where empty.</summary>
    public ImmutableArray<string> Figures { get; init; } = [];
}
