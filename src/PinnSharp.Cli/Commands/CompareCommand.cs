using System.CommandLine;
using PinnSharp.Cli.Output;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp compare FILE.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal, Hardware hardware, CancellationToken stop)
    {
        var file = new Argument<string>("FILE") { Description = "A configuration, or a problem to be solved with the default one." };
        var output = new Option<string?>("--out") { Description = "The folder for the results [default: runs/<config>/<time>].", HelpName = "DIR" };
        var (threads, quiet, every, engine) = (RunCommand.Threads(), RunCommand.Quiet(), RunCommand.CheckpointEvery(), new EngineArguments());
        var command = new Command("compare", "Solve a problem by a network and by finite elements on the same data, and set them side by side.") { file, output, threads, quiet, every };
        engine.AddTo(command);
        command.SetAction(args =>
        {
            var experiment = Experiment.Load(terminal.Resolve(args.GetRequiredValue(file)));
            if (args.GetValue(threads) is { } n) experiment = experiment with { Options = experiment.Options with { Threads = n } };
            experiment = engine.Choose(args, experiment, isTrained: true, hardware, args.GetValue(quiet) ? null : terminal.Out);
            var folder = args.GetValue(output) is { } given ? terminal.Resolve(given) : RunFolder.Choose(terminal.Resolve("runs"), experiment, TimeProvider.System.GetLocalNow());
            if ((experiment with { Method = Method.FiniteElements }).UnusedKeys.Contains("starts") && !args.GetValue(quiet))
                terminal.Out.WriteLine("Note: 'starts' in the configuration are of the network alone; by finite elements they differ in the initial values of unknown numbers, and there are none.");
            return ComparisonDisplay.Run(experiment, new() { Folder = folder, CheckpointEvery = TimeSpan.FromSeconds(args.GetValue(every)), Renderers = hardware.Renderers }, terminal, args.GetValue(quiet), stop);
        });
        return command;
    }
}
