using System.Diagnostics;
using PinnSharp.Neural;

namespace PinnSharp.Benchmarks;

/// <summary>
/// Seconds until each unknown of each configuration with a declared truth is within 1e-2 … 1e-6 of it for good. The clock starts before the
/// configuration is read and compiled and stands while errors are evaluated, which happens whenever training took 2 % more time than at the evaluation before;
/// so times are that coarse, and never too short.
/// </summary>
internal sealed class TimeToAccuracyBenchmark : IBenchmark
{
    private const double Resolution = 1.02;

    public string Name => "time-to-accuracy";

    /// <summary>Names of configurations; empty for all with a truth.</summary>
    public string[] Problems { get; set; } = [];

    /// <summary>Number of seeds: 1, 2, …</summary>
    public int Seeds { get; set; } = 5;

    /// <summary>Where the table goes, as <c>time-to-accuracy.md</c> and <c>.json</c>; null for the console alone.</summary>
    public string? Out { get; set; }

    public void Run(int threads)
    {
        var rows = new List<AccuracyRow>();
        foreach (var config in Configurations())
        {
            var runs = new List<(string Unknown, AccuracyRun Run)>();
            for (var seed = 1; seed <= Seeds; seed++) runs.AddRange(Measure(config, (ulong)seed, threads));
            rows.AddRange(runs.GroupBy(r => r.Unknown, r => r.Run).Select(g => new AccuracyRow(Path.GetFileNameWithoutExtension(config), g.Key, [.. g])));
            Write(threads, rows);
        }
        Console.WriteLine(AccuracyTable.ToMarkdown(threads, rows));
    }

    private IEnumerable<string> Configurations()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PinnSharp.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark runs inside the repository.");
        var configs = Path.Combine(folder.FullName, "configs");
        return Problems.Length > 0 ? Problems.Select(p => Path.Combine(configs, p + ".yaml"))
            : Directory.GetFiles(configs, "*.yaml").Order().Where(c => AccuracyTrace.Of(Experiment.Load(c).Problem).Length > 0);
    }

    private static IEnumerable<(string Unknown, AccuracyRun Run)> Measure(string config, ulong seed, int threads)
    {
        var clock = Stopwatch.StartNew();
        var experiment = Experiment.Load(config);
        var trainer = new Trainer(experiment.Problem, experiment.Data, experiment.Options with { Seed = seed, Threads = threads });
        var state = trainer.Start();
        clock.Stop();
        var traces = AccuracyTrace.Of(experiment.Problem);
        var next = 0.0;
        while (!state.IsFinished)
        {
            clock.Start();
            state = trainer.Step(state);
            clock.Stop();
            var seconds = clock.Elapsed.TotalSeconds;
            if (seconds < next && !state.IsFinished) continue;
            next = Resolution * seconds;
            foreach (var trace in traces) trace.Add(seconds, trainer, state);
        }
        var name = Path.GetFileNameWithoutExtension(config);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{name}, seed {seed}: {state.Status} after {clock.Elapsed.TotalSeconds:f1} s, {string.Join(", ", traces.Select(t => FormattableString.Invariant($"{t.Unknown} {t.Error:0.0e0}")))}. {state.Message}"));
        return traces.Select(t => (t.Unknown, new AccuracyRun(seed, state.Status.ToString(), clock.Elapsed.TotalSeconds, state.Iteration, t.Error,
            [.. AccuracyTable.Levels.Select(level => Reached(t.SecondsTo(level)))],
            AccuracyRow.DeepXdeOf(name, t.Unknown) is { } other ? Reached(t.SecondsTo(other.Error)) : null)));
    }

    private static double? Reached(double seconds) => double.IsFinite(seconds) ? seconds : null;

    private void Write(int threads, List<AccuracyRow> rows)
    {
        if (Out is null) return;
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, Name + ".md"), AccuracyTable.ToMarkdown(threads, rows));
        File.WriteAllText(Path.Combine(Out, Name + ".json"), AccuracyTable.ToJson(threads, rows));
    }
}
