namespace PinnSharp.Cli.Output;

/// <summary>A run with its progress on the terminal and its summary at the end.</summary>
internal static class RunDisplay
{
    public static int Run(Experiment experiment, RunOptions options, Terminal terminal, bool quiet, CancellationToken stop)
    {
        var result = quiet ? experiment.Run(options, null, stop)
            : terminal.IsInteractive && terminal.Console.Profile.Capabilities.Interactive ? new LiveProgress(experiment, terminal).Run(options, stop)
            : experiment.Run(options, new PlainProgress(terminal.Out,
                $"{experiment.Name}: {(options.Resume ? "going on" : "running")} in {terminal.Shorten(options.Folder!)}"), stop);
        if (!quiet) Summary.Write(result, terminal);
        return ExitCode.Of(result.Status);
    }
}
