using System.CommandLine;
using System.Text;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp predict DIR POINTS.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A run folder: finished, stopped or running. It is not changed." };
        var points = new Argument<string>("POINTS") { Description = "A CSV file with a column for each coordinate. Other columns are kept." };
        var of = new Option<string[]>("--of") { Description = "An expression, such as \"-k*u_x\"; may be repeated [default: all fields and unknown functions, with their truths].", HelpName = "EXPR" };
        var output = new Option<string?>("--out") { Description = "The CSV file to write [default: standard output].", HelpName = "FILE" };
        var noStd = new Option<bool>("--no-std") { Description = "Leave out the standard deviations, which need most of the time." };
        var command = new Command("predict", "Evaluate what a run has found at new points.") { folder, points, of, output, noStd };
        command.SetAction(args =>
        {
            var model = TrainedModel.Load(terminal.Resolve(args.GetRequiredValue(folder)));
            var target = args.GetValue(output) is { } file ? terminal.Resolve(file) : null;
            if (target is not null && Directory.Exists(target)) throw new InputException($"'{target}' is a folder; --out needs a file.");
            var table = PredictionTable.Of(model, terminal.Resolve(args.GetRequiredValue(points)), args.GetValue(of) ?? [], !args.GetValue(noStd));
            if (target is null) terminal.Out.Write(table.Text);
            else File.WriteAllText(target, table.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (table.Outside > 0)
                terminal.Error.WriteLine($"Warning: {table.Outside} of {table.Count} points are outside the domain, where nothing was asked of the networks: they extrapolate badly, "
                    + "and the standard deviations do not know it.");
            if (!table.HasDeviations && !args.GetValue(noStd))
                terminal.Error.WriteLine("Warning: there are too many parameters for standard deviations.");
            if (target is not null) terminal.Out.WriteLine($"Wrote {table.Count} points to {terminal.Shorten(target)}");
            return ExitCode.Converged;
        });
        return command;
    }
}
