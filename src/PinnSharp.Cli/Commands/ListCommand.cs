using System.CommandLine;
using System.Globalization;
using PinnSharp.Cli.Output;
using Spectre.Console;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp list.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("list", "Show the configurations in configs/ and the runs in runs/. Runs that --out put elsewhere are not listed.");
        command.SetAction(_ => List(terminal));
        return command;
    }

    private static int List(Terminal terminal)
    {
        var configs = Path.Combine(terminal.Directory, "configs");
        string[] files = Directory.Exists(configs) ? [.. Directory.GetFiles(configs, "*.yaml").Order(StringComparer.Ordinal)] : [];
        terminal.Out.WriteLine(files.Length == 0 ? "No configurations in configs/. 'pinnsharp new NAME' writes one." : "Configurations:");
        foreach (var file in files) terminal.Out.WriteLine($"  {terminal.Shorten(file)}");

        var runs = RunSummary.Find(Path.Combine(terminal.Directory, "runs"));
        if (runs.IsEmpty)
        {
            terminal.Out.WriteLine("No runs in runs/.");
            return ExitCode.Converged;
        }
        terminal.Out.WriteLine("Runs:");
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "began", "status", "time", "unknowns");
        foreach (var run in runs)
            table.AddRow(
                new Text(terminal.Shorten(run.Folder)),
                new Text(run.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
                new Text(run.Status, Styles.Of(run.Status)),
                new Text(run.Seconds is { } s ? Numbers.Duration(TimeSpan.FromSeconds(s)) : ""),
                new Text(string.Join(", ", run.Unknowns.Select(u => $"{u.Name} = {(u.Value is { } v ? Numbers.WithError(v, u.Std) : "?")}"))));
        terminal.Console.Write(table);
        return ExitCode.Converged;
    }
}
