using System.Collections.Immutable;

namespace PinnSharp;

/// <summary>What of a run is drawn.</summary>
public sealed record PlotOptions
{
    /// <summary>The fields and unknown functions; all of them where empty.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>The moment at which maps show a transient field; null for the end of time.</summary>
    public double? Time { get; init; }

    /// <summary>The pictures by name: fields, films, slices, std, points, data, unknowns, history, spectrum, corner, profiles; all there are where empty.</summary>
    public ImmutableArray<string> Figures { get; init; } = [];
}
