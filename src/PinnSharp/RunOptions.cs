using System.Collections.Immutable;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>Where and how a run is recorded. Nothing here changes its numbers.</summary>
public sealed record RunOptions
{
    /// <summary>The run folder; null to write nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Go on from the folder's checkpoint, if there is one, rather than begin a new run.</summary>
    public bool Resume { get; init; }

    /// <summary>What draws the figures: each renderer in those of its formats that none before it has.</summary>
    public ImmutableArray<IFigureRenderer> Renderers { get; init; } = [new SvgRenderer()];

    /// <summary>Time between checkpoints.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between reports of progress.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
