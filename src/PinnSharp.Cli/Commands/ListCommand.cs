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
        var width = runs.Max(r => terminal.Shorten(r.Folder).Length);
        foreach (var run in runs)
        {
            terminal.Out.Write($"  {terminal.Shorten(run.Folder).PadRight(width)}  {run.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}  ");
            terminal.Console.Write(new Text(run.Status, Styles.Of(run.Status)));
            var rest = $"{"".PadRight(Math.Max(0, 10 - run.Status.Length))}  {(run.Seconds is { } s ? Numbers.Duration(TimeSpan.FromSeconds(s)) : ""),7}  {string.Join(", ", run.Unknowns.Select(Value))}";
            terminal.Out.WriteLine(rest.TrimEnd());
        }
        return ExitCode.Converged;
    }

    private static string Value(UnknownSummary u) =>
        u.Value is { } value ? $"{u.Name} = {Numbers.WithError(value, u.Std)}" : u.RelativeL2 is { } error ? $"{u.Name}: L² error {Numbers.Short(error, 2)}" : $"{u.Name} in fields.csv";
}
