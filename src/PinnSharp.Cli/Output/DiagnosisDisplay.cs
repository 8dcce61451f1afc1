using PinnSharp.Inversion;
using Spectre.Console;

namespace PinnSharp.Cli.Output;

/// <summary>A diagnosis, for people.</summary>
internal static class DiagnosisDisplay
{
    public static void Write(Diagnosis diagnosis, string folder, Terminal terminal)
    {
        var (study, output) = (diagnosis.Study, terminal.Out);
        if (diagnosis.Result.Status != RunStatus.Converged) output.WriteLine($"Finite elements did not converge, so that what follows is of a place that is no optimum. {diagnosis.Result.Message}");
        if (!diagnosis.Verdicts.IsEmpty)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("unknown", "estimate", "verdict", "evidence");
            foreach (var (verdict, p) in diagnosis.Verdicts.Zip(study.Parameters))
                table.AddRow(new Text(verdict.Name), new Text(Numbers.Short(p.Physical(study.Theta[p.Index]))), new Text(verdict.Text, Colour(verdict.Determination)), new Text(string.Join("\n", verdict.Evidence)));
            terminal.Console.Write(table);
        }
        foreach (var c in diagnosis.Combinations) output.WriteLine($"{c.Text} = {Numbers.Short(c.Value([.. study.Parameters.Select(p => p.Physical(study.Theta[p.Index]))]))} is determined.");
        foreach (var f in diagnosis.Functions) output.WriteLine(DiagnosisFiles.Text(f));
        foreach (var m in diagnosis.Maps) output.WriteLine(DiagnosisFiles.Text(m));
        if (!diagnosis.Verdicts.IsEmpty)
        {
            var intervals = new Table().Border(TableBorder.Rounded).AddColumns([.. DiagnosisFiles.IntervalColumns]);
            foreach (var row in DiagnosisFiles.Intervals(diagnosis)) intervals.AddRow([.. row.Select(cell => new Text(cell))]);
            terminal.Console.Write(intervals);
        }
        if (DiagnosisFiles.Mesh(diagnosis) is { } mesh) output.WriteLine(mesh);
        if (study.Improvements > 0) output.WriteLine("A better fit than that of the run was found on the way; all this is of that one.");
        if (DiagnosisFiles.Heading(diagnosis) is { Length: > 0 } heading) output.WriteLine(heading);
        foreach (var m in diagnosis.Next.Take(3)) output.WriteLine($"  {DiagnosisFiles.Text(m)}");
        if (diagnosis.Network is { } check) Write(check, terminal);
        Summary.Write(diagnosis.Findings, terminal);
        output.WriteLine(DiagnosisFiles.Limits);
        output.WriteLine($"Results: {terminal.Shorten(folder)}");
    }

    public static void Write(NetworkCheck check, Terminal terminal)
    {
        terminal.Out.WriteLine(DiagnosisFiles.NetworkHeading);
        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. DiagnosisFiles.NetworkColumns]);
        foreach (var row in DiagnosisFiles.NetworkRows(check)) table.AddRow([.. row.Select(cell => new Text(cell))]);
        terminal.Console.Write(table);
        terminal.Out.WriteLine(DiagnosisFiles.NetworkViolation(check));
    }

    private static Style Colour(Determination determination) => new(determination switch
    {
        Determination.Determined => Color.Green,
        Determination.Weak => Color.Yellow,
        _ => Color.Red,
    });
}
