using System.CommandLine;
using PinnSharp.Cli.Output;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp diagnose PATH.</summary>
internal static class DiagnoseCommand
{
    public static Command Create(Terminal terminal, CancellationToken stop)
    {
        var path = new Argument<string>("PATH") { Description = "A run folder, of either method, or a configuration or problem, which is solved by finite elements first." };
        var output = new Option<string?>("--out") { Description = "The folder for diagnosis.md and diagnosis.json [default: the run folder, or runs/<config>/<time>].", HelpName = "DIR" };
        var (threads, quiet) = (RunCommand.Threads(), RunCommand.Quiet());
        var command = new Command("diagnose", "Say what the data determine of each unknown, with the evidence, and what to measure next. It solves the problem a hundred times or more by finite elements.")
        {
            path, output, threads, quiet,
        };
        command.SetAction(args =>
        {
            var from = terminal.Resolve(args.GetRequiredValue(path));
            var isRun = Directory.Exists(from);
            var (silent, progress) = (args.GetValue(quiet), args.GetValue(quiet) ? null : new PlainProgress(terminal.Out, $"{terminal.Shorten(from)}: solving by finite elements"));
            try
            {
                Experiment? experiment = isRun ? null : Experiment.Load(from);
                if (experiment is not null && args.GetValue(threads) is { } n) experiment = experiment with { Options = experiment.Options with { Threads = n } };
                var folder = args.GetValue(output) is { } given ? terminal.Resolve(given)
                    : experiment is null ? from : RunFolder.Choose(terminal.Resolve("runs"), experiment, TimeProvider.System.GetLocalNow());
                if (File.Exists(folder)) throw new InputException($"'{folder}' is a file; --out needs a folder.");
                var diagnosis = experiment is null ? Diagnosis.Open(from, args.GetValue(threads), progress, stop) : Diagnosis.Of(experiment, progress, stop);
                DiagnosisFiles.Write(diagnosis, folder);
                if (isRun && folder == from) RunReport.Write(RunResult.Open(from), Path.Combine(from, RunReport.File)); // with what is known now
                if (!silent) DiagnosisDisplay.Write(diagnosis, folder, terminal);
                return ExitCode.Of(diagnosis.Result.Status);
            }
            catch (OperationCanceledException)
            {
                terminal.Error.WriteLine("Stopped; nothing was written.");
                return ExitCode.Stopped;
            }
        });
        return command;
    }
}
