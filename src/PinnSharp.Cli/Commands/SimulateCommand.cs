using System.CommandLine;
using PinnSharp.Cli.Output;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp simulate FILE.</summary>
internal static class SimulateCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A problem that states the truth of all its unknowns, or a configuration, whose 'fem' says how it is discretised." };
        var output = new Option<string?>("--out") { Description = "The folder for data and problem [default: simulated/<name>].", HelpName = "DIR" };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of the noise, in place of the configuration's.", HelpName = "N" };
        RunCommand.RequireWhole(seed, 0, ulong.MaxValue);
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that are already there." };
        var command = new Command("simulate", "Compute data with noise by finite elements, at the true values of the unknowns, and write a problem that reads them.") { file, output, seed, overwrite };
        command.SetAction(args =>
        {
            var simulation = Simulation.Of(terminal.Resolve(args.GetRequiredValue(file)), args.GetValue(seed));
            var folder = terminal.Resolve(args.GetValue(output) ?? Path.Combine("simulated", simulation.Experiment.Name));
            var paths = simulation.Write(folder, args.GetValue(overwrite));
            foreach (var (data, path) in simulation.Data.Zip(paths))
                terminal.Out.WriteLine($"{terminal.Shorten(path)}: {data.Data.Count} {(data.Data.Count == 1 ? "value" : "values")} "
                    + $"from {Numbers.Short(data.Exact.Min())} to {Numbers.Short(data.Exact.Max())}, standard deviation {Numbers.Short(data.Signal)}, {Noise(data)}");
            foreach (var (data, path) in simulation.Data.Zip(paths).Where(d => d.First.IsCoarse))
                terminal.Error.WriteLine($"Warning: {terminal.Shorten(path)}: {data.Accuracy} Choose a smaller 'size' or 'tolerance' under 'fem' in a configuration.");
            terminal.Out.WriteLine($"Wrote them and {terminal.Shorten(paths[^1])}, seed {simulation.Seed}. Try 'pinnsharp run {terminal.Shorten(paths[^1])}'.");
            return ExitCode.Converged;
        });
        return command;
    }

    private static string Noise(SimulatedData data) => (data.Data.Noise, data.Sigma is { } sigma ? Numbers.Short(sigma) : "") switch
    {
        (ExactData, _) => "without noise",
        (GaussianNoise, var level) => $"noise {level}",
        (LogNormalNoise, var level) => $"noise of the logarithm {level}",
        (ProportionalNoise, var level) => $"noise {level} of the value",
        (var noise, var level) => $"{noise.Word} noise {level}".TrimEnd(),
    };
}
