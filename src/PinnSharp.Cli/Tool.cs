using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PinnSharp.Cli.Commands;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Cli;

/// <summary>The tool: arguments to commands, exceptions to messages and exit codes.</summary>
internal static class Tool
{
    public static int Run(IReadOnlyList<string> args, Terminal terminal, Hardware hardware, CancellationToken stop)
    {
        var trace = new Option<bool>("--trace") { Description = "Show where an internal error arose.", Hidden = true, Recursive = true };
        var version = new Option<bool>("--version") { Description = "Show the version." };
        var root = new Command("pinnsharp", $"PinnSharp {RunResult.Version}: solves PDE and ODE inverse problems with physics-informed neural networks and with finite elements.\n\n{ExitCode.Help}")
        {
            new HelpOption(),
            version,
            trace,
            NewCommand.Create(terminal),
            CheckCommand.Create(terminal),
            RunCommand.Create(terminal, hardware, stop),
            CompareCommand.Create(terminal, hardware, stop),
            DiagnoseCommand.Create(terminal, stop),
            ResumeCommand.Create(terminal, hardware, stop),
            PredictCommand.Create(terminal),
            SimulateCommand.Create(terminal),
            PlotCommand.Create(terminal, hardware.Renderers),
            ReportCommand.Create(terminal),
            ListCommand.Create(terminal),
        };
        var parsed = root.Parse(args.Count > 0 ? args : ["--help"]);
        if (parsed.GetValue(version))
        {
            terminal.Out.WriteLine(RunResult.Version);
            return 0;
        }
        if (parsed.Action is ParseErrorAction) return Refuse(parsed, terminal);
        try
        {
            return parsed.Invoke(new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (InputException e)
        {
            foreach (var error in e.Errors) terminal.Error.WriteLine(error);
            return ExitCode.WrongInput;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"A file could not be read or written: {e.Message}");
            if (parsed.GetValue(trace)) terminal.Error.WriteLine(e);
            return ExitCode.InternalError;
        }
        catch (OutOfMemoryException e)
        {
            terminal.Error.WriteLine("There is not enough memory. Use a smaller network, fewer points, or l-bfgs in place of gauss-newton.");
            if (parsed.GetValue(trace)) terminal.Error.WriteLine(e);
            return ExitCode.InternalError;
        }
        catch (Exception e)
        {
            terminal.Error.WriteLine($"Internal error: {e.GetType().Name}: {e.Message}");
            terminal.Error.WriteLine(parsed.GetValue(trace) ? e.ToString()
                : $"This is a mistake in PinnSharp {RunResult.Version}. Please report it with the input and the output of the same command with --trace.");
            return ExitCode.InternalError;
        }
    }

    /// <summary>Says what is wrong with the arguments, and the nearest right ones.</summary>
    private static int Refuse(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Subcommands.Select(c => c.Name).Concat(command.Options.Where(o => !o.Hidden).Select(o => o.Name)).ToList();
        // After a mistyped command the rest cannot be known.
        var unknown = command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-') ? [] : parsed.UnmatchedTokens;
        if (unknown.Count < parsed.UnmatchedTokens.Count)
            terminal.Error.WriteLine($"Unknown command '{parsed.UnmatchedTokens[0]}'.{NearestName.Suggestion(parsed.UnmatchedTokens[0], command.Subcommands.Select(c => c.Name))}");
        foreach (var token in unknown)
            terminal.Error.WriteLine($"Unknown {(token.StartsWith('-') ? "option" : "argument")} '{token}'.{NearestName.Suggestion(token, names)}");
        if (parsed.UnmatchedTokens.Count == 0)
            foreach (var error in parsed.Errors) terminal.Error.WriteLine(error.Message);
        terminal.Error.WriteLine($"Try 'pinnsharp {(command.Parents.Any() ? command.Name + " " : "")}--help'.");
        return ExitCode.WrongInput;
    }
}
