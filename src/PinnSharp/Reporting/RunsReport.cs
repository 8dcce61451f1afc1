using System.Collections.Immutable;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>A report of several runs side by side.</summary>
public static class RunsReport
{
    /// <summary>The report of a comparison of both methods.</summary>
    /// <param name="comparison">The comparison.</param>
    public static Report Of(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var report = Beside([new("network", comparison.Network), new("finite elements", comparison.Elements)]);
        return report with
        {
            Title = $"{comparison.Network.Experiment.Problem.Name}: network and finite elements",
            Sections = report.Sections.SetItem(0, report.Sections[0] with { Blocks = [.. report.Sections[0].Blocks, .. Said(comparison)] }),
        };
    }

    /// <summary>The report of runs, each by its folder.</summary>
    /// <param name="folders">Run folders; one that holds a comparison stands for its runs.</param>
    /// <exception cref="InputException">A folder holds no run or no checkpoint, or one that was changed or damaged.</exception>
    public static Report Of(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders is [var one] && ComparisonFolder.Holds(one)) return Of(Comparison.Read(one));
        string[] runs = [.. folders.SelectMany(f => ComparisonFolder.Holds(f) ? ComparisonFolder.Runs(f) : [f]).Select(f => Path.TrimEndingDirectorySeparator(Path.GetFullPath(f))).Distinct()];
        var results = runs.Select(RunResult.Open).ToList();
        return results is [var only] ? RunReport.Of(only) : Beside([.. Names(runs).Zip(results, (name, result) => new NamedRun(name, result))]);
    }

    /// <summary>Writes the report of runs.</summary>
    /// <param name="folders">Run folders; one that holds a comparison stands for its runs.</param>
    /// <param name="path">The file, which is replaced; its folder is made if it is not there.</param>
    /// <exception cref="InputException">A folder holds no run or no checkpoint, or one that was changed or damaged.</exception>
    public static void Write(IReadOnlyList<string> folders, string path)
    {
        var page = HtmlRenderer.Render(Of(folders));
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        AtomicFile.Write(path, page);
    }

    internal static Report Beside(ImmutableArray<NamedRun> runs)
    {
        var figures = new RunsFigures(runs);
        var first = runs[0].Result.Experiment.Problem;
        var same = runs.All(r => r.Result.Experiment.Problem.Name == first.Name && r.Result.Experiment.Problem.Equations.SequenceEqual(first.Equations));
        return new()
        {
            Title = same ? $"{first.Name}: {runs.Length} runs" : $"{runs.Length} runs of different problems",
            Subtitle = string.Join(" · ", runs.Select(r => r.Name)),
            Sections =
            [
                new("The answers", [Estimates(runs), .. RunReport.Blocks(figures.Scalars()), .. Notices(runs)]),
                .. figures.Fields() is { IsEmpty: false } fields ? [new ReportSection("Functions and observed fields", [.. RunReport.Blocks(fields)])] : (ImmutableArray<ReportSection>)[],
                new("How well the data are met", [Misfits(runs)]),
                .. same ? [ProblemSection.Of(runs[0].Result.Experiment)] : (ImmutableArray<ReportSection>)[],
                new("How the runs went", [.. RunReport.Blocks(figures.Costs())]),
                new("How to repeat them", [Reproduction(runs)]),
            ],
        };
    }

    private static TableBlock Estimates(ImmutableArray<NamedRun> runs)
    {
        var truth = runs.Any(r => r.Result.Report.Unknowns.Any(u => u.Truth is not null));
        return new("Estimates ± standard deviation; errors of functions and fields are relative, in L².", ["unknown", .. runs.Select(r => r.Name), .. truth ? ["truth"] : (string[])[]],
        [
            .. runs.SelectMany(r => r.Result.Report.Unknowns.Select(u => (u.Name, u.Unit))).Distinct().Select(k => Row(k.Unit is null ? k.Name : $"{k.Name}, {k.Unit}",
                r => r.Report.Unknowns.FirstOrDefault(u => (u.Name, u.Unit) == k) is { } u ? Numbers.WithError(u.Value, u.Std) + (u.Std is null ? " (not determined)" : "") : "–",
                runs.SelectMany(r => r.Result.Report.Unknowns).Where(u => (u.Name, u.Unit) == k).Select(u => u.Truth).Distinct().ToList() is [{ } t] ? FormattableString.Invariant($"{t:g6}") : "–")),
            .. runs.SelectMany(r => r.Result.Report.Functions.Where(f => f.RelativeL2 is not null).Select(f => f.Name)).Distinct()
                .Select(name => Row($"error of {name}", r => Numbers.Short(r.Report.Functions.FirstOrDefault(f => f.Name == name)?.RelativeL2, 3))),
            .. runs.SelectMany(r => r.Result.Report.Fields.Where(f => f.RelativeL2 is not null).Select(f => f.Name)).Distinct()
                .Select(name => Row($"error of {name}", r => Numbers.Short(r.Report.Fields.FirstOrDefault(f => f.Name == name)?.RelativeL2, 3))),
            Row("status", r => ResultJson.Name(r.Status)),
            Row("time", r => Numbers.Duration(TimeSpan.FromSeconds(r.Seconds))),
        ]);

        ImmutableArray<string> Row(string name, Func<RunResult, string> cell, string last = "") => [name, .. runs.Select(r => cell(r.Result)), .. truth ? [last] : (string[])[]];
    }

    private static TableBlock Misfits(ImmutableArray<NamedRun> runs) => new("Root mean square of data less prediction, and χ².", ["observation", .. runs.Select(r => r.Name)],
        [.. runs.SelectMany(r => r.Result.Report.Observations.Select(o => o.Name)).Distinct().Select(name => (ImmutableArray<string>)[name, .. runs.Select(r => r.Result.Report.Observations.FirstOrDefault(o => o.Name == name) is not { } o ? "–"
            : Numbers.Short(o.Rmse, 3) + (o.IsExact ? "" : $" (χ² {Numbers.Short(o.Chi2, 4)} of {o.Count})"))])]);

    private static IEnumerable<ReportBlock> Notices(ImmutableArray<NamedRun> runs) =>
    [
        .. runs.Where(r => r.Result.Status != RunStatus.Converged).Select(r => new NoticeBlock(NoticeKind.Warning, $"{r.Name} did not converge: {ResultJson.Name(r.Result.Status)}", r.Result.Message)),
        .. runs.SelectMany(r => r.Result.Findings.Where(f => r.Result.Status == RunStatus.Converged || f.Failure != Failure.SlowConvergence).Select(f => new NoticeBlock(NoticeKind.Warning, $"{r.Name}: {f.Name.Replace('-', ' ')}", $"{f.Evidence} {f.Advice}"))),
    ];

    private static TableBlock Reproduction(ImmutableArray<NamedRun> runs) => new("", ["", .. runs.Select(r => r.Name)],
        [.. new (string Name, Func<RunResult, string> Cell)[]
        {
            ("method", r => r.Method), ("engine", r => r.Engine), ("seed", r => r.Experiment.UsesSeed ? $"{r.Experiment.Options.Seed}" : "–"), ("starts", r => $"{ReproductionSection.Starts(r)}"),
            ("iterations", r => $"{r.Iterations}"), ("machine", r => r.Machine), ("folder", r => r.Folder ?? "–"),
        }.Select(row => (ImmutableArray<string>)[row.Name, .. runs.Select(r => row.Cell(r.Result))])]);

    /// <summary>What a comparison says beyond its runs.</summary>
    private static IEnumerable<ReportBlock> Said(Comparison comparison)
    {
        foreach (var finding in comparison.Findings.Where(f => !f.Contains(" did not converge ", StringComparison.Ordinal))) yield return new NoticeBlock(NoticeKind.Note, "Network and finite elements", finding);
        if (comparison.Check is not { } check) yield break;
        foreach (var f in check.Findings) yield return new NoticeBlock(NoticeKind.Warning, f.Name.Replace('-', ' '), $"{f.Evidence} {f.Advice}");
        yield return new TableBlock(DiagnosisFiles.NetworkHeading, [.. DiagnosisFiles.NetworkColumns], [.. DiagnosisFiles.NetworkRows(check).Select(row => row.ToImmutableArray())]);
        yield return new TextBlock(DiagnosisFiles.NetworkLegend);
        yield return new TextBlock(DiagnosisFiles.NetworkViolation(check));
    }

    /// <summary>The shortest ends of the folders' paths that tell them apart.</summary>
    private static List<string> Names(string[] folders)
    {
        for (var parts = 1; ; parts++)
        {
            var names = folders.Select(f => string.Join('/', f.Split(Path.DirectorySeparatorChar).TakeLast(parts))).ToList();
            if (names.Distinct().Count() == names.Count || parts > 32) return names;
        }
    }
}
