using System.CommandLine;
using PinnSharp.Cli.Output;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp compare FILE.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, CancellationToken stop)
    {
        var file = new Argument<string>("FILE") { Description = "A configuration, or a problem to be solved with the default one." };
        var output = new Option<string?>("--out") { Description = "The folder for the results [default: runs/<config>/<time>].", HelpName = "DIR" };
        var (threads, quiet) = (RunCommand.Threads(), RunCommand.Quiet());
        var command = new Command("compare", "Solve a problem by a network and by finite elements on the same data, and set them side by side.") { file, output, threads, quiet };
        command.SetAction(args =>
        {
            var experiment = Experiment.Load(terminal.Resolve(args.GetRequiredValue(file)));
            if (args.GetValue(threads) is { } n) experiment = experiment with { Options = experiment.Options with { Threads = n } };
            var folder = args.GetValue(output) is { } given ? terminal.Resolve(given) : RunFolder.Choose(terminal.Resolve("runs"), experiment, TimeProvider.System.GetLocalNow());
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new Problems.InputException($"'{terminal.Shorten(folder)}' is not empty. Choose another folder, or remove it.");
            var comparison = Comparison.Run(experiment, folder, args.GetValue(quiet) ? null : new PlainProgress(terminal.Out, $"{experiment.Name}: comparing in {terminal.Shorten(folder)}"), stop);
            if (!args.GetValue(quiet)) ComparisonDisplay.Write(comparison, folder, terminal);
            return stop.IsCancellationRequested ? ExitCode.Stopped
                : comparison.Network.Status == RunStatus.Converged && comparison.Elements.Status == RunStatus.Converged ? ExitCode.Converged : ExitCode.NotConverged;
        });
        return command;
    }
}
