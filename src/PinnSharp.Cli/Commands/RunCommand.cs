using System.CommandLine;
using System.Globalization;
using PinnSharp.Cli.Output;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp run FILE.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, Hardware hardware, CancellationToken stop)
    {
        var file = new Argument<string>("FILE") { Description = "A configuration, or a problem to be solved with the default one." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of weights and points, in place of the configuration's.", HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "The folder for the results [default: runs/<config>/<time>]. 'list' shows only those that are runs/A/B.", HelpName = "DIR" };
        RequireWhole(seed, 0, ulong.MaxValue);
        var starts = new Option<int?>("--starts") { Description = "Runs from N seeds and initial values, and says whether they agree [default: the configuration's, or 1].", HelpName = "N" };
        RequireWhole(starts, 1, ConfigurationReader.MostStarts);
        var method = new Option<string?>("--method") { Description = "pinn, a network, or fem, finite elements with an exact adjoint [default: the configuration's, or pinn].", HelpName = "METHOD" };
        method.AcceptOnlyFromAmong([.. ConfigurationReader.Methods.Select(m => m.Name)]);
        var (threads, quiet, every, engine) = (Threads(), Quiet(), CheckpointEvery(), new EngineArguments());
        var command = new Command("run", "Solve a problem and write what was found.") { file, method, seed, starts, output, threads, quiet, every };
        engine.AddTo(command);
        command.SetAction(args =>
        {
            var experiment = Experiment.Load(terminal.Resolve(args.GetRequiredValue(file)));
            experiment = experiment with
            {
                Method = args.GetValue(method) is { } word ? ConfigurationReader.Methods.First(m => m.Name == word).Method : experiment.Method,
                Starts = args.GetValue(starts) ?? experiment.Starts,
                Options = experiment.Options with
                {
                    Seed = args.GetValue(seed) ?? experiment.Options.Seed,
                    Threads = args.GetValue(threads) ?? experiment.Options.Threads,
                },
            };
            if (args.GetValue(seed) is not null && !experiment.UsesSeed)
                throw new InputException("--seed changes nothing: by finite elements only the initial values of several starts are drawn (--starts), and drawn data have seeds of their own.");
            if (args.GetValue(starts) > experiment.StartCount)
                throw new InputException("--starts changes nothing: by finite elements they differ in the initial values of unknown numbers, and there are none.");
            experiment = engine.Choose(args, experiment, experiment.Method == Method.Pinn, hardware, args.GetValue(quiet) ? null : terminal.Out);
            if (!args.GetValue(quiet)) Unused(experiment, terminal);
            var folder = args.GetValue(output) is { } given
                ? terminal.Resolve(given)
                : RunFolder.Choose(terminal.Resolve("runs"), experiment, TimeProvider.System.GetLocalNow());
            var check = ProblemCheck.Of(experiment.Problem);
            foreach (var warning in check.Warnings.Concat(check.Truth.Where(f => f.Verdict == TruthVerdict.Mismatch).Select(f => f.ToString())))
                terminal.Error.WriteLine($"Warning: {warning}");
            return RunDisplay.Run(experiment, new() { Folder = folder, CheckpointEvery = TimeSpan.FromSeconds(args.GetValue(every)), Renderers = hardware.Renderers }, terminal, args.GetValue(quiet), stop);
        });
        return command;
    }

    /// <summary>A line on what the configuration says for another method.</summary>
    public static void Unused(Experiment experiment, Terminal terminal)
    {
        if (experiment.UnusedKeys is not { IsEmpty: false } keys) return;
        var names = string.Join(" and ", (string[])[.. keys.Length > 1 ? (string[])[string.Join(", ", keys[..^1].Select(k => $"'{k}'"))] : [], $"'{keys[^1]}'"]);
        terminal.Out.WriteLine($"Note: {names} in the configuration {(keys.Length > 1 ? "change" : "changes")} nothing {(experiment.Method == Method.Pinn ? "for a network" : "by finite elements")}.");
    }

    public static Option<int?> Threads()
    {
        var option = new Option<int?>("--threads") { Description = "Threads [default: all processors]. Results do not depend on it.", HelpName = "N" };
        RequireWhole(option, 1, 1024);
        return option;
    }

    public static void RequireWhole(Option option, ulong least, ulong most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && (!ulong.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < least || n > most))
            result.AddError($"{option.Name} needs a number from {least} to {most}, found '{token.Value}'.");
    });

    public static Option<double> CheckpointEvery() => new("--checkpoint-every")
    {
        Description = "Seconds between checkpoints.", HelpName = "SECONDS", Hidden = true, DefaultValueFactory = _ => new RunOptions().CheckpointEvery.TotalSeconds,
    };

    public static Option<bool> Quiet() => new("--quiet") { Description = "Print nothing but errors." };
}
