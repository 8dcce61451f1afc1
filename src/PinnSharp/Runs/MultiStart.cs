using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// One experiment from several starts, one after the other, each with its own seed, initial values and checkpoint. The answer is that of the best start,
/// and whether the others agree.
/// </summary>
internal sealed class MultiStart(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress) : IRunner
{
    private const double Factor = 3;

    /// <summary>The first at once, which refuses what cannot be run.</summary>
    private readonly ImmutableArray<Lazy<IRunner>> _runners = [new(Start(experiment, 1, options, progress)),
        .. Enumerable.Range(2, experiment.Starts - 1).Select(i => new Lazy<IRunner>(() => Start(experiment, i, options, progress)))];

    /// <summary>The experiment of a start: the first as declared; others with the next seeds, positive unknowns multiplied by up to 3^±1, log-uniformly, all others
    /// moved normally by their own size (by 1 where they are zero), within their bounds. Noise levels stay.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="number">The start, from 1.</param>
    public static Experiment Of(Experiment experiment, int number)
    {
        if (number == 1) return experiment with { Starts = 1, Declared = experiment.Problem };
        var random = new RandomSource(experiment.Options.Seed, $"starts/{number}");
        return experiment with
        {
            Starts = 1,
            Declared = experiment.Problem,
            Problem = experiment.Problem with { Unknowns = [.. experiment.Problem.Unknowns.Select(u => u.IsNoiseLevel ? u : u with { Initial = Moved(u, random) })] },
            Options = experiment.Options with { Seed = experiment.Options.Seed + (ulong)(number - 1) },
        };
    }

    /// <summary>Runs all starts, those that were finished before excepted.</summary>
    public RunResult Solve(RunFolder? folder, CancellationToken cancellation)
    {
        var results = ImmutableArray.CreateBuilder<RunResult>();
        foreach (var runner in _runners.TakeWhile((_, i) => i == 0 || !cancellation.IsCancellationRequested))
        {
            using var own = folder?.Start(results.Count + 1);
            results.Add(runner.Value.Solve(own, cancellation));
        }
        var whole = Whole(results.ToImmutable(), folder?.Path);
        folder?.Write("history.csv", whole.History.ToCsv());
        folder?.Write(RunFolder.StartsFile, new Starts(results.ToImmutable()).ToCsv());
        return whole;
    }

    private RunResult Whole(ImmutableArray<RunResult> results, string? folder)
    {
        var starts = new Starts(results);
        var stopped = results.Length < experiment.Starts || results[^1].Status == RunStatus.Stopped;
        var (status, message, disagreement) = stopped
            ? (RunStatus.Stopped, $"The estimates are those of the best of {results.Length} of {experiment.Starts} starts; the run can be resumed.", null)
            : starts.Verdict();
        var best = starts.Best;
        return new RunResult(best.Experiment, best.Solution, best.History, status, message, results.Sum(r => r.Seconds), folder, disagreement);
    }

    /// <summary>The result of the starts so far.</summary>
    public RunResult? Read(string folder)
    {
        ImmutableArray<RunResult> found = [.. _runners.Select((r, i) => r.Value.Read(RunFolder.StartPath(folder, i + 1))).OfType<RunResult>()];
        return found.IsEmpty ? null : Whole(found, folder);
    }

    private static IRunner Start(Experiment experiment, int number, RunOptions options, IProgress<RunProgress>? progress) =>
        Of(experiment, number).Runner(options with { Resume = true }, progress is null ? null : new Numbered(progress, number, experiment.Starts));

    private static double Moved(UnknownScalar unknown, RandomSource random)
    {
        var initial = unknown.Initial;
        var value = unknown.Positive || unknown.Bounds is { Lower: >= 0 } ? initial * Math.Pow(Factor, 2 * random.NextUniform() - 1)
            : initial + (initial == 0 ? 1 : Math.Abs(initial)) * random.NextNormal();
        return unknown.Bounds is { } b ? Math.Clamp(value, b.Lower + 0.01 * (initial - b.Lower), b.Upper - 0.01 * (b.Upper - initial)) : value;
    }

    private sealed class Numbered(IProgress<RunProgress> progress, int start, int starts) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => progress.Report(value with { Start = start, Starts = starts });
    }
}
