using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// One experiment from several starts, one after the other, each with its own seed, initial values and checkpoint. The answer is that of the best start,
/// and whether the others agree.
/// </summary>
internal sealed class MultiStart(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
{
    private const double Factor = 3;

    /// <summary>The experiment of a start: the first as declared; others with the next seeds, positive unknowns multiplied by up to 3^±1, log-uniformly, all others
    /// moved normally by their own size (by 1 where they are zero), within their bounds. Noise levels stay.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="number">The start, from 1.</param>
    public static Experiment Of(Experiment experiment, int number)
    {
        if (number == 1) return experiment with { Starts = 1 };
        var random = new RandomSource(experiment.Options.Seed, $"starts/{number}");
        return experiment with
        {
            Starts = 1,
            Problem = experiment.Problem with { Unknowns = [.. experiment.Problem.Unknowns.Select(u => u.IsNoiseLevel ? u : u with { Initial = Moved(u, random) })] },
            Options = experiment.Options with { Seed = experiment.Options.Seed + (ulong)(number - 1) },
        };
    }

    /// <summary>Runs all starts, those that were finished before excepted.</summary>
    public RunResult Run(CancellationToken cancellation)
    {
        var finished = options is { Resume: true, Folder: { } before } && RunSummary.Read(before).IsFinished && Directory.Exists(RunFolder.StartPath(before, experiment.Starts));
        var runners = Enumerable.Range(1, experiment.Starts).Select(i => new Lazy<Runner>(() =>
            new(Of(experiment, i), options with { Resume = true }, progress is null ? null : new Numbered(progress, i, experiment.Starts)))).ToList();
        runners[0].Value.RequireSize();
        using var folder = Runner.Open(experiment, options);
        var results = ImmutableArray.CreateBuilder<RunResult>();
        foreach (var runner in runners.TakeWhile((_, i) => i == 0 || !cancellation.IsCancellationRequested))
        {
            using var own = folder?.Start(results.Count + 1);
            results.Add(runner.Value.Solve(own, cancellation));
        }
        var starts = new Starts(results.ToImmutable());
        var stopped = results.Count < experiment.Starts || results[^1].Status == RunStatus.Stopped;
        var (status, message) = stopped
            ? (RunStatus.Stopped, $"The estimates are those of the best of {results.Count} of {experiment.Starts} starts; the run can be resumed.")
            : starts.Verdict();
        var best = starts.Best;
        var result = new RunResult(best.Experiment, best.Solution, best.History, status, message, results.Sum(r => r.Seconds), folder?.Path);
        if (folder is not null && !finished)
        {
            folder.Write("history.csv", result.History.ToCsv());
            folder.Write(RunFolder.StartsFile, starts.ToCsv());
            ResultFiles.Write(result, folder);
        }
        return result;
    }

    /// <summary>The best start so far, from the checkpoints in a run folder; null where there are none.</summary>
    public static RunResult? Read(Experiment experiment, string folder)
    {
        ImmutableArray<RunResult> found = [.. Enumerable.Range(1, experiment.Starts).Select(i => Runner.Read(Of(experiment, i), RunFolder.StartPath(folder, i))).OfType<RunResult>()];
        return found.IsEmpty ? null : new Starts(found).Best;
    }

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
