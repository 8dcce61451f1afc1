using Spectre.Console;

namespace PinnSharp.Cli.Output;

/// <summary>A comparison with its progress on the terminal and its table at the end.</summary>
internal static class ComparisonDisplay
{
    public static int Run(Experiment experiment, RunOptions options, Terminal terminal, bool quiet, CancellationToken stop)
    {
        var heading = $"{experiment.Name}: {(options.Resume ? "going on" : "comparing")} in {terminal.Shorten(options.Folder!)}";
        var comparison = Comparison.Run(experiment, options, quiet ? null : new PlainProgress(terminal.Out, heading), stop);
        if (!quiet) Write(comparison, options.Folder!, terminal);
        return ExitCode.Of(comparison.Status);
    }

    private static void Write(Comparison comparison, string folder, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("unknown", "network", "finite elements", "difference", "std over bound", "truth");
        foreach (var s in comparison.Scalars)
            table.AddRow(new Text(s.Name), new Text(Numbers.WithError(s.Network.Value, s.Network.Std)), new Text(Numbers.WithError(s.Elements.Value, s.Elements.Std)),
                new Text(s.Difference is null ? "–" : $"{Numbers.Short(s.Difference, 2)} std"), new Text(Numbers.Short(s.DeviationRatio, 3)), new Text(Numbers.Short(s.Network.Truth, 5)));
        foreach (var f in comparison.Functions)
            table.AddRow($"{f.Name}, L² error", Numbers.Short(f.Network, 3), Numbers.Short(f.Elements, 3), $"{Numbers.Short(f.Difference, 3)} of its L² norm", "", "");
        foreach (var (a, b) in comparison.Network.Report.Observations.Zip(comparison.Elements.Report.Observations))
            table.AddRow($"misfit of {a.Name}", Numbers.Short(a.Rmse, 3), Numbers.Short(b.Rmse, 3), "", "", "");
        table.AddRow("time", Numbers.Duration(TimeSpan.FromSeconds(comparison.Network.Seconds)), Numbers.Duration(TimeSpan.FromSeconds(comparison.Elements.Seconds)), "", "", "");
        if (comparison.Network.Engine != comparison.Elements.Engine) table.AddRow("engine", comparison.Network.Engine, comparison.Elements.Engine, "", "", "");
        terminal.Console.Write(table);
        foreach (var finding in comparison.Findings) terminal.Out.WriteLine(finding);
        if (comparison.Check is { } check) DiagnosisDisplay.Write(check, terminal);
        foreach (var (method, finding) in comparison.Named) Summary.Write([finding], terminal, $" ({method})");
        terminal.Out.WriteLine($"Results: {terminal.Shorten(folder)}, to read: {terminal.Shorten(Path.Combine(folder, RunReport.File))}");
        if (comparison.Status == RunStatus.Stopped) terminal.Out.WriteLine($"Go on with: pinnsharp resume {terminal.Shorten(folder)}");
    }
}
