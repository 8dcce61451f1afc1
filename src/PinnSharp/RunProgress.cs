using System.Collections.Immutable;
using PinnSharp.Neural;

namespace PinnSharp;

/// <summary>How a run is going.</summary>
/// <param name="Snapshot">Iteration, stage, equation weight, rms of each term, each unknown.</param>
/// <param name="Elapsed">Time spent, that before a resume included.</param>
/// <param name="Remaining">Time left if all iterations are used at the present pace; null before the last stage and in its first seconds.</param>
/// <param name="Start">Which of several starts this is, from 1.</param>
/// <param name="Starts">Number of starts.</param>
public sealed record RunProgress(TrainingSnapshot Snapshot, TimeSpan Elapsed, TimeSpan? Remaining, int Start = 1, int Starts = 1)
{
    /// <summary>The least and the greatest value of each unknown function over the domain, at some points of it.</summary>
    public ImmutableArray<(string Name, double Lower, double Upper)> Functions { get; init; } = [];
}
