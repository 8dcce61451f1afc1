using System.CommandLine;
using PinnSharp.Cli.Output;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp resume DIR.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal, Hardware hardware, CancellationToken stop)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of a run or a comparison." };
        var (threads, quiet, every, engine) = (RunCommand.Threads(), RunCommand.Quiet(), RunCommand.CheckpointEvery(), new EngineArguments());
        var command = new Command("resume", "Go on with a run or comparison that was stopped or killed, to the result it would have had.") { folder, threads, quiet, every };
        engine.AddTo(command);
        command.SetAction(args =>
        {
            var path = terminal.Resolve(args.GetRequiredValue(folder));
            var isComparison = Comparison.Holds(path);
            var experiment = isComparison ? Comparison.Open(path) : Experiment.Open(path);
            if (args.GetValue(threads) is { } n) experiment = experiment with { Options = experiment.Options with { Threads = n } };
            var run = RunSummary.Read(path);
            if (isComparison || !run.IsFinished) experiment = engine.Continue(args, experiment, isComparison || experiment.Method == Method.Pinn, hardware);
            if (!args.GetValue(quiet) && run.IsFinished)
                terminal.Out.WriteLine($"The {(isComparison ? "comparison" : "run")} in {terminal.Shorten(path)} is finished ({run.Status}); nothing is changed.");
            var options = new RunOptions { Folder = path, Resume = true, CheckpointEvery = TimeSpan.FromSeconds(args.GetValue(every)), Renderers = hardware.Renderers };
            return isComparison ? ComparisonDisplay.Run(experiment, options, terminal, args.GetValue(quiet), stop) : RunDisplay.Run(experiment, options, terminal, args.GetValue(quiet), stop);
        });
        return command;
    }
}
