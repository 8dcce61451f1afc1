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
        (string Name, RunSummary Run)[] rows = [.. runs.SelectMany(r => r.Runs.Select(part => ($"  {Path.GetFileName(part.Folder)}", part)).Prepend((terminal.Shorten(r.Folder), r)))];
        var width = rows.Max(r => r.Name.Length);
        foreach (var (name, run) in rows)
        {
            var time = name.StartsWith(' ') ? "" : run.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            terminal.Out.Write($"  {name.PadRight(width)}  {time,16}  ");
            terminal.Console.Write(new Text(run.Status, Styles.Of(run.Status)));
            var found = run.Runs.IsEmpty ? string.Join(", ", run.Unknowns.Select(Value)) : "comparison of";
            if (run.Engine is not (null or "cpu")) found += $"; by {run.Engine}";
            if (!run.Findings.IsEmpty) found += $"; {string.Join(", ", run.Findings.Distinct())}";
            var duration = run.Seconds is { } s ? Numbers.Duration(TimeSpan.FromSeconds(s)) : "";
            terminal.Out.WriteLine($"{"".PadRight(Math.Max(0, 10 - run.Status.Length))}  {duration,7}  {found}".TrimEnd());
        }
        return ExitCode.Converged;
    }

    private static string Value(UnknownSummary u) =>
        u.Value is { } value ? $"{u.Name} = {Numbers.WithError(value, u.Std)}" : u.RelativeL2 is { } error ? $"{u.Name}: L² error {Numbers.Short(error, 2)}" : $"{u.Name} in fields.csv";
}
