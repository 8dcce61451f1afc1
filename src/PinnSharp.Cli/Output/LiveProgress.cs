using PinnSharp.Neural;
using Spectre.Console;

namespace PinnSharp.Cli.Output;

/// <summary>Progress on a terminal, redrawn in place while the run works on a thread of its own.</summary>
internal sealed class LiveProgress(Experiment experiment, Terminal terminal) : IProgress<RunProgress>
{
    private const int RefreshMilliseconds = 100;
    private volatile RunProgress? _latest;

    public void Report(RunProgress value) => _latest = value;

    public RunResult Run(RunOptions options, CancellationToken stop)
    {
        var run = Task.Factory.StartNew(() => experiment.Run(options, this, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        terminal.Console.Live(Draw(options, stop)).AutoClear(true).Start(context =>
        {
            while (!((IAsyncResult)run).AsyncWaitHandle.WaitOne(RefreshMilliseconds))
            {
                context.UpdateTarget(Draw(options, stop));
                context.Refresh();
            }
        });
        return run.GetAwaiter().GetResult();
    }

    private Rows Draw(RunOptions options, CancellationToken stop)
    {
        var head = new Text($"{experiment.Name} → {terminal.Shorten(options.Folder!)}", Styles.Strong);
        if (_latest is not { Snapshot: var s } progress) return new Rows(head, new Text(stop.IsCancellationRequested ? "stopping after this iteration …" : "starting …", Styles.Muted));
        var line = new Text((progress.Starts > 1 ? $"start {progress.Start} of {progress.Starts}  " : "") + $"{s.Stage}  iteration {s.Iteration} of at most {s.MaximumIterations}"
            + (double.IsNaN(s.Weight) ? "" : $"  equation weight {Numbers.Short(s.Weight, 3)}") + $"  cost {Numbers.Short(s.Cost)}");
        var time = new Text($"{Numbers.Duration(progress.Elapsed)} elapsed" + (progress.Remaining is { } left ? $", at most {Numbers.Duration(left)} left" : "")
            + (stop.IsCancellationRequested ? " — stopping after this iteration; Ctrl-C again kills" : " — Ctrl-C stops and keeps what there is"), Styles.Muted);
        return new Rows(head, line, new Columns(Unknowns(progress), Terms(s)) { Expand = false }, time);
    }

    private Table Unknowns(RunProgress progress)
    {
        var units = experiment.Problem.Unknowns.ToDictionary(u => u.Name, u => u.Unit);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("unknown").AddColumn(new TableColumn("value").RightAligned()).AddColumn("unit");
        foreach (var (name, value) in progress.Snapshot.Unknowns) table.AddRow(new Text(name), new Text(Numbers.Short(value, 6), Styles.Strong), new Text(units[name] ?? ""));
        foreach (var (name, lower, upper) in progress.Functions)
            table.AddRow(new Text(name), new Text($"{Numbers.Short(lower, 3)} … {Numbers.Short(upper, 3)}", Styles.Strong),
                new Text(experiment.Problem.UnknownFields.First(f => f.Name == name).Unit ?? ""));
        return table;
    }

    private static Table Terms(TrainingSnapshot s)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("term").AddColumn(new TableColumn("rms").RightAligned()).AddColumn("");
        foreach (var term in s.Terms)
            table.AddRow(new Text(term.Name), new Text(Numbers.Short(term.Rms, 3)), new Text(term.Kind == TermKind.Observation ? "of σ" : "", Styles.Muted));
        return table;
    }
}
