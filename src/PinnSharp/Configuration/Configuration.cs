using System.Collections.Immutable;
using PinnSharp.FiniteElements;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>What a configuration file says: which problem, and how it is solved.</summary>
/// <param name="Problem">The problem's file, relative to the configuration's directory.</param>
/// <param name="Options">Network, points, schedule and seed; the defaults where the file says nothing.</param>
/// <param name="Threads">Threads, or null for all processors. Results do not depend on it.</param>
/// <param name="Starts">Number of starts.</param>
public sealed record Configuration(SourceText Problem, TrainingOptions Options, int? Threads, int Starts = 1)
{
    /// <summary>The method.</summary>
    public Method Method { get; init; } = Method.Pinn;

    /// <summary>How finite elements discretise the problem.</summary>
    public FiniteElementOptions FiniteElements { get; init; } = new();

    /// <summary>What evaluates the residuals of networks.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Every key that the file gives, by path, with its place.</summary>
    internal ImmutableDictionary<string, SourceLocation> Given { get; init; } = ImmutableDictionary<string, SourceLocation>.Empty;
}
