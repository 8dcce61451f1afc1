using System.CommandLine;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Cli.Commands;

/// <summary>pinnsharp check FILE.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A problem or a configuration." };
        var command = new Command("check", "Read a problem or configuration with its data, and substitute the declared truth into every equation and condition.") { file };
        command.SetAction(args => Check(terminal.Resolve(args.GetRequiredValue(file)), terminal));
        return command;
    }

    private static int Check(string path, Terminal terminal)
    {
        var experiment = Experiment.Load(path);
        var check = ProblemCheck.Of(experiment.Problem);
        var problem = experiment.Problem;
        terminal.Out.WriteLine($"{problem.Name}: {Count(problem.Equations.Length, "equation")}, {Count(problem.Conditions.Length, "condition")}, "
            + $"{Count(experiment.Data.Sum(d => d.Count), "datum", "data")}, {Unknowns(problem)}");
        foreach (var equation in problem.Equations) terminal.Out.WriteLine($"  {equation.Name}: {equation.Equation}");
        foreach (var warning in check.Warnings) terminal.Out.WriteLine($"Warning: {warning}");
        foreach (var finding in check.Truth)
            (finding.Verdict == TruthVerdict.Mismatch ? terminal.Error : terminal.Out).WriteLine(finding);
        terminal.Out.WriteLine(check.Passed ? "No mistakes found." : "The declared truth does not solve the problem.");
        return check.Passed ? ExitCode.Converged : ExitCode.WrongInput;
    }

    /// <summary>2 unknowns (k, y0), 1 unknown function (f over u).</summary>
    private static string Unknowns(InverseProblem problem)
    {
        List<string> parts = [];
        if (problem.Unknowns.Length > 0) parts.Add($"{Count(problem.Unknowns.Length, "unknown")} ({string.Join(", ", problem.Unknowns.Select(u => u.Name))})");
        if (problem.UnknownFields.Length > 0)
            parts.Add($"{Count(problem.UnknownFields.Length, "unknown function")} ({string.Join(", ", problem.UnknownFields.Select(Over))})");
        return parts.Count > 0 ? string.Join(", ", parts) : "no unknowns";
    }

    /// <summary>f over u.</summary>
    private static string Over(UnknownField f) => $"{f.Name} over {string.Join(", ", f.Symbol.Over.Select(c => c.Name))}";

    private static string Count(int n, string one, string? many = null) => $"{n} {(n == 1 ? one : many ?? one + "s")}";
}
