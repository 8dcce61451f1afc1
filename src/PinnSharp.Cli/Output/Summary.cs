using PinnSharp.Inversion;
using PinnSharp.Modeling;
using Spectre.Console;

namespace PinnSharp.Cli.Output;

/// <summary>What a run found, for people.</summary>
internal static class Summary
{
    private const int Levels = 6;

    public static void Write(RunResult result, Terminal terminal)
    {
        var (report, console) = (result.Report, terminal.Console);
        if (!report.Unknowns.IsEmpty) console.Write(Unknowns(report));
        console.Write(Fits(report));
        if (report.Continuation.Length > 1) console.Write(Moves(report));
        console.Write(new Text($"{result.Status}".ToLowerInvariant(), Styles.Of($"{result.Status}".ToLowerInvariant())));
        terminal.Out.WriteLine($" after {result.Iterations} iterations, {Numbers.Duration(TimeSpan.FromSeconds(result.Seconds))}{(result.Engine == "cpu" ? "" : $", by {result.Engine}")}. {Sentence(result.Message)}");
        foreach (var verdict in result.Verdicts.Where(v => v.Determination != Determination.Determined))
            terminal.Out.WriteLine($"{verdict.Name} is {verdict.Text}{(result.Folder is { } at ? $"; 'pinnsharp diagnose {terminal.Shorten(at)}' says more" : "")}.");
        if (result.Status != RunStatus.Converged && report.Unknowns.Any(u => u.Std is not null))
            terminal.Out.WriteLine("Not converged: deviations and intervals hold for a converged run; here they do not say how far off the estimates are.");
        Write(result.Findings, terminal);
        if (result.Folder is not { } folder) return;
        terminal.Out.WriteLine($"Results: {terminal.Shorten(folder)}, to read: {terminal.Shorten(Path.Combine(folder, RunReport.File))}");
        if (result.Status == RunStatus.Stopped) terminal.Out.WriteLine($"Go on with: pinnsharp resume {terminal.Shorten(folder)}");
    }

    /// <summary>What is wrong with an answer.</summary>
    public static void Write(IEnumerable<Finding> findings, Terminal terminal, string of = "")
    {
        foreach (var finding in findings)
        {
            terminal.Console.Write(new Text(finding.Name, Styles.Of("stalled")));
            terminal.Out.WriteLine($"{of}: {finding.Evidence} {finding.Advice}");
        }
    }

    private static Table Unknowns(InversionReport report)
    {
        var truth = report.Unknowns.Any(u => u.Truth is not null);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("unknown", "estimate", "95 % interval", "unit");
        if (truth) table.AddColumns("truth", "relative error");
        foreach (var u in report.Unknowns)
        {
            List<Text> row =
            [
                new(u.Name), new(Numbers.WithError(u.Value, u.Std), Styles.Strong),
                new(u.Std is null ? "not determined" : $"{Numbers.Matching(u.Lower ?? double.NegativeInfinity, u.Std)} … {Numbers.Matching(u.Upper ?? double.PositiveInfinity, u.Std)}"),
                new(u.Unit ?? ""),
            ];
            if (truth) row.AddRange([new(Numbers.Short(u.Truth, 5)), new(Numbers.Short(u.RelativeError, 2))]);
            table.AddRow(row);
        }
        return table;
    }

    private static Table Fits(InversionReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("term", "rms", "");
        foreach (var e in report.Equations.Where(e => e.Rms is not null)) table.AddRow(new Text(e.Name), new Text(Numbers.Short(e.Rms, 3)), new Text($"equation, weight {Numbers.Short(e.Weight, 3)}"));
        foreach (var c in report.Conditions.Where(c => c.Rms is not null))
            table.AddRow(new Text(c.Name), new Text(Numbers.Short(c.Rms, 3)), new Text(c.Exact == true ? "condition, held exactly" : "condition"));
        foreach (var c in report.Constraints) table.AddRow(new Text(c.Name), new Text(Numbers.Short(c.Violation, 3)), new Text($"constraint, most violation{(c.IsActive ? "; active: ± of what it leaves free" : "; makes no difference")}"));
        foreach (var o in report.Observations)
        {
            var level = o.Sigma is not { } sigma ? "" : $", {o.Noise switch { "laplace" => "b", "proportional" => "c", _ => "σ" }} = {(o.SigmaStd is null ? Numbers.Short(sigma, 3) : Numbers.WithError(sigma, o.SigmaStd))}";
            table.AddRow(new Text(o.Name), new Text(Numbers.Short(o.Rmse, 3)), new Text($"{o.Count} data{level}{(o.IsExact ? "" : $", χ² = {Numbers.Short(o.Chi2, 3)}")}"));
        }
        foreach (var f in report.Functions)
            table.AddRow(new Text(f.Name), new Text(Numbers.Short(f.RelativeL2, 3)), new Text(f.RelativeL2 is null ? "unknown function, in fields.csv" : "unknown function, relative L² error"));
        foreach (var f in report.Fields.Where(f => f.RelativeL2 is not null))
            table.AddRow(new Text(f.Name), new Text(Numbers.Short(f.RelativeL2, 3)), new Text("field, relative L² error"));
        if (report.Discretisation is { } d) table.AddRow(new Text("discretisation"), new Text(Numbers.Short(d.MovedData, 3)), new Text(Refined(d)));
        return table;
    }

    /// <summary>How fine finite elements are, and what the last refinement moved.</summary>
    private static string Refined(Discretisation d) => $"{d.Coefficients:N0} {(d.Coefficients == 1 ? "coefficient" : "coefficients")}" + (d.Steps > 1 ? $" × {d.Steps:N0} steps" : "") + d switch
    {
        { Moved: { } moved } => $"; the last of {d.Refinements} refinements moved estimates by {Numbers.Short(moved, 2)} std",
        { Refinements: null } => "",
        { MovedData: null } => ", not refined",
        _ => "; half the size moves the data by so many σ",
    };

    /// <summary>The last levels of the continuation.</summary>
    private static Table Moves(InversionReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("weight", "equations' rms");
        foreach (var (name, _, _) in report.Continuation[0].Estimates) table.AddColumn(name);
        foreach (var level in report.Continuation.Skip(report.Continuation.Length - Levels))
            table.AddRow([new Text(Numbers.Short(level.Weight, 3)), new Text(Numbers.Short(level.Rms, 3)),
                .. level.Estimates.Select(e => new Text(Numbers.Matching(e.Value, e.Std)))]);
        return table;
    }

    /// <summary>The message as a sentence, without the status that stands before it.</summary>
    private static string Sentence(string message)
    {
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        if (colon > 0 && Enum.TryParse<RunStatus>(message[..colon], ignoreCase: true, out _)) message = message[(colon + 2)..];
        return message.Length == 0 ? "" : char.ToUpperInvariant(message[0]) + message[1..] + (message[^1] is '.' or '!' or '?' ? "" : ".");
    }
}
