using System.Collections.Immutable;
using PinnSharp.Figures;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>How well data, equations and conditions hold, as tables.</summary>
internal static class FitSection
{
    /// <summary>The misfit of each observation, and whether its residuals are what the noise says.</summary>
    public static TableBlock Observations(RunResult result) => new("How well the data are met; p-values below 0.001 say that residuals are not what the noise model says.",
        ["observation", "data", "rms misfit", "χ²", "noise level", .. Enum.GetValues<ResidualTest>().Select(t => $"p, {Name(t)}")],
        [.. result.Report.Observations.Select(o => (ImmutableArray<string>)
        [
            o.Name, $"{o.Count}", Numbers.Short(o.Rmse, 3) + (o.Noise == "log-normal" ? " (of logarithms)" : ""), o.IsExact ? "–" : Numbers.Short(o.Chi2, 4),
            o.Sigma is not { } sigma ? "–" : o.SigmaStd is null ? Numbers.Short(sigma, 3) : Numbers.WithError(sigma, o.SigmaStd),
            .. Enum.GetValues<ResidualTest>().Select(t => Numbers.Short(result.Checks.FirstOrDefault(c => c.Observation == o.Name && c.Test == t)?.PValue, 2)),
        ])]);

    /// <summary>Equations, conditions, constraints and errors against the truth.</summary>
    public static IEnumerable<ReportBlock> Terms(RunResult result)
    {
        var report = result.Report;
        ImmutableArray<ImmutableArray<string>> rows =
        [
            .. report.Equations.Where(e => e.Rms is not null).Select(e => (ImmutableArray<string>)[e.Name, "equation", Numbers.Short(e.Rms, 3), $"weight {Numbers.Short(e.Weight, 3)}"]),
            .. report.Conditions.Where(c => c.Rms is not null).Select(c => (ImmutableArray<string>)[c.Name, "condition", Numbers.Short(c.Rms, 3), c.Exact == true ? "held exactly" : ""]),
            .. report.Constraints.Select(c => (ImmutableArray<string>)[c.Name, "constraint", Numbers.Short(c.Violation, 3), c.IsActive ? "active" : "makes no difference"]),
            .. report.Functions.Where(f => f.RelativeL2 is not null).Select(f => (ImmutableArray<string>)[f.Name, "function", Numbers.Short(f.RelativeL2, 3), "relative L² error"]),
            .. report.Fields.Where(f => f.RelativeL2 is not null).Select(f => (ImmutableArray<string>)[f.Name, "field", Numbers.Short(f.RelativeL2, 3), "relative L² error"]),
        ];
        if (report.Discretisation is { } d) yield return new TextBlock(Discretised(d));
        if (!rows.IsEmpty) yield return new TableBlock("Root mean square of equations and conditions in their own scales, the largest violation of constraints, and errors where the truth is known.", ["term", "kind", "size", ""], rows);
    }

    /// <summary>How the estimates moved with the weight of the equations.</summary>
    public static IEnumerable<ReportBlock> Moves(RunResult result)
    {
        if (result.Report.Continuation is not { Length: > 1 } levels) yield break;
        yield return new TableBlock("How the estimates moved as the equations weighed more: they should have come to rest.", ["weight", "equations' rms", .. levels[0].Estimates.Select(e => e.Name)],
            [.. levels.Select(l => (ImmutableArray<string>)[Numbers.Short(l.Weight, 3), Numbers.Short(l.Rms, 3), .. l.Estimates.Select(e => Numbers.WithError(e.Value, e.Std))])]);
    }

    /// <summary>Verdicts with their evidence, combinations that are determined, and where to learn more.</summary>
    public static IEnumerable<ReportBlock> Determined(RunResult result)
    {
        if (StoredDiagnosis.Read(result.Folder) is { } diagnosis)
        {
            yield return new TableBlock("What the data determine, by finite elements: derivatives, profile likelihoods and other optima.", ["unknown", "by finite elements", "verdict", "evidence"],
                [.. diagnosis.Verdicts.Select(v => (ImmutableArray<string>)[v.Unknown, Numbers.Short(v.Value), v.Verdict, string.Join("; ", v.Evidence)])]);
            if (!diagnosis.Combinations.IsEmpty) yield return new TextBlock($"Determined combinations: {string.Join(", ", diagnosis.Combinations.Select(c => $"{c.Text} = {Numbers.Short(c.Value)}"))}.");
            yield break;
        }
        if (result.Verdicts is { IsEmpty: false } verdicts)
            yield return new TableBlock("What the data determine, by derivatives at the answer alone. 'pinnsharp diagnose' looks further: profile likelihoods, other answers, what to measure next.", ["unknown", "verdict", "evidence"],
                [.. verdicts.Select(v => (ImmutableArray<string>)[v.Name, v.Text, string.Join("; ", v.Evidence)])]);
        else if (result.Experiment.Problem.Unknowns.Any(u => !u.IsNoiseLevel))
            yield return new TextBlock("There are no verdicts: the run did not converge, or it has no covariance.");
        if (result.Report.StrongestCorrelation is { } pair) yield return new TextBlock($"The strongest correlation: {Numbers.Short(pair.Value, 3)}, of {pair.First} and {pair.Second}.");
    }

    private static string Discretised(Discretisation d) => $"{d.Coefficients:N0} coefficients{(d.Steps > 1 ? $" in {d.Steps:N0} steps" : "")}"
        + (d.Moved is { } moved ? $"; the last of {d.Refinements} refinements moved the estimates by {Numbers.Short(moved, 2)} standard deviations." : ".");

    private static string Name(ResidualTest test) => $"{test}".ToLowerInvariant();
}
