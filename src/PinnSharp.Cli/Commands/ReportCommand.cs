using System.CommandLine;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp report DIR...</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var folders = new Argument<string[]>("DIR") { Description = "Folders of runs or comparisons: finished, stopped or running.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "The HTML file to write [default: report.html in the folder; of several runs in the current one].", HelpName = "FILE" };
        var command = new Command("report", "Write one HTML page on a run, or on several side by side. It needs no network and no other file.") { folders, output };
        command.SetAction(args =>
        {
            string[] paths = [.. args.GetRequiredValue(folders).Select(terminal.Resolve)];
            var target = args.GetValue(output) is { } given ? terminal.Resolve(given) : Path.Combine(paths is [var only] ? only : terminal.Directory, RunReport.File);
            if (Directory.Exists(target)) throw new InputException($"'{target}' is a folder; --out needs a file.");
            if (Path.GetExtension(target) is not (".html" or ".htm")) throw new InputException($"'{target}' is not named as a page; --out needs a file that ends with .html.");
            RunsReport.Write(paths, target);
            terminal.Out.WriteLine(terminal.Shorten(target));
            return ExitCode.Converged;
        });
        return command;
    }
}
