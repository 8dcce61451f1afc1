using System.CommandLine;
using PinnSharp.Cli.Output;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp resume DIR.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal, CancellationToken stop)
    {
        var folder = new Argument<string>("DIR") { Description = "A run folder." };
        var (threads, quiet, every) = (RunCommand.Threads(), RunCommand.Quiet(), RunCommand.CheckpointEvery());
        var command = new Command("resume", "Go on with a run that was stopped or killed, to the result it would have had.") { folder, threads, quiet, every };
        command.SetAction(args =>
        {
            var path = terminal.Resolve(args.GetRequiredValue(folder));
            var experiment = Experiment.Open(path);
            if (args.GetValue(threads) is { } n) experiment = experiment with { Options = experiment.Options with { Threads = n } };
            if (!args.GetValue(quiet) && RunSummary.Read(path) is { IsFinished: true } run)
                terminal.Out.WriteLine($"The run in {terminal.Shorten(path)} is finished ({run.Status}); nothing is changed.");
            return RunDisplay.Run(experiment, new() { Folder = path, Resume = true, CheckpointEvery = TimeSpan.FromSeconds(args.GetValue(every)) }, terminal, args.GetValue(quiet), stop);
        });
        return command;
    }
}
