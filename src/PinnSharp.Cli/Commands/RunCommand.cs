using System.CommandLine;
using PinnSharp.Cli.Output;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp run FILE.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, CancellationToken stop)
    {
        var file = new Argument<string>("FILE") { Description = "A configuration, or a problem to be solved with the default one." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of weights and points, in place of the configuration's.", HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "The folder for the results [default: runs/<config>/<time>].", HelpName = "DIR" };
        var (threads, quiet, every) = (Threads(), Quiet(), CheckpointEvery());
        var command = new Command("run", "Solve a problem and write what was found.") { file, seed, output, threads, quiet, every };
        command.SetAction(args =>
        {
            var experiment = Experiment.Load(terminal.Resolve(args.GetRequiredValue(file)));
            experiment = experiment with
            {
                Options = experiment.Options with
                {
                    Seed = args.GetValue(seed) ?? experiment.Options.Seed,
                    Threads = args.GetValue(threads) ?? experiment.Options.Threads,
                },
            };
            var folder = args.GetValue(output) is { } given
                ? terminal.Resolve(given)
                : RunFolder.Choose(terminal.Resolve("runs"), experiment, TimeProvider.System.GetLocalNow());
            return RunDisplay.Run(experiment, new() { Folder = folder, CheckpointEvery = TimeSpan.FromSeconds(args.GetValue(every)) }, terminal, args.GetValue(quiet), stop);
        });
        return command;
    }

    public static Option<int?> Threads()
    {
        var option = new Option<int?>("--threads") { Description = "Threads [default: all processors]. Results do not depend on it.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var n) || n is < 1 or > 1024))
                result.AddError($"--threads needs a number from 1 to 1024, found '{token.Value}'.");
        });
        return option;
    }

    public static Option<double> CheckpointEvery() => new("--checkpoint-every")
    {
        Description = "Seconds between checkpoints.", HelpName = "SECONDS", Hidden = true, DefaultValueFactory = _ => new RunOptions().CheckpointEvery.TotalSeconds,
    };

    public static Option<bool> Quiet() => new("--quiet") { Description = "Print nothing but errors." };
}
