using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>The answer: each unknown with its interval, unit and verdict, and what is wrong with it beside it.</summary>
internal static class AnswerSection
{
    /// <summary>The answer of a run.</summary>
    public static ReportSection Of(RunResult result)
    {
        var diagnosis = StoredDiagnosis.Read(result.Folder);
        return new("The answer",
        [
            .. Status(result),
            new AnswerBlock([.. result.Report.Unknowns.Select(u => Scalar(result, u, diagnosis)), .. result.Report.Functions.Select(f => Function(result, f))]),
            .. Notices(result, diagnosis?.Findings is { IsEmpty: false } found ? [.. found, .. result.Findings.Where(f => found.All(g => g.Failure != f.Failure))] : result.Findings),
        ]);
    }

    /// <summary>The method in words.</summary>
    public static string MethodOf(RunResult result) => (result.Solution.Method == "fem" ? "Finite elements with an exact adjoint" : "Physics-informed neural network")
        + (result.Engine == "cpu" ? "" : $", by {result.Engine}");

    /// <summary>What is wrong with an answer; slow convergence is said where the run did not converge.</summary>
    public static IEnumerable<ReportBlock> Notices(RunResult result, IEnumerable<Finding> findings) => findings.Where(f => result.Status == RunStatus.Converged || f.Failure != Failure.SlowConvergence).Select(f => new NoticeBlock(NoticeKind.Warning, f.Name.Replace('-', ' '), $"{f.Evidence} {f.Advice}"));

    private static IEnumerable<ReportBlock> Status(RunResult result)
    {
        if (result.Status != RunStatus.Converged)
            yield return new NoticeBlock(result.Status == RunStatus.Diverged ? NoticeKind.Problem : NoticeKind.Warning, $"The run did not converge: {ResultJson.Name(result.Status)}",
                result.Message + (result.Report.Unknowns.Any(u => u.Std is not null) ? " Deviations and intervals hold for a converged run; here they do not say how far off the estimates are." : ""));
        else if (result.Findings.IsEmpty)
            yield return new NoticeBlock(NoticeKind.Good, "Converged", Sentence(result.Message) + " Nothing was found wrong with the answer.");
    }

    private static Answer Scalar(RunResult result, UnknownEstimate u, StoredDiagnosis? diagnosis)
    {
        var local = result.Verdicts.FirstOrDefault(v => v.Name == u.Name);
        var stored = diagnosis?.Verdicts.FirstOrDefault(v => v.Unknown == u.Name);
        // A diagnosis is of the answer by finite elements, which a network that went astray does not share.
        var shared = stored is not null && result.Status == RunStatus.Converged && (u.Std is null || Math.Abs(stored.Value - u.Value) <= 2 * u.Std);
        var floor = u.Std is null && result.Experiment.Problem.Unknowns.First(x => x.Name == u.Name).IsNoiseLevel;
        var verdict = shared ? stored!.Verdict : local?.Text ?? (u.Std is null && !floor ? "not determined" : null);
        string Bound(double? bound, double open) => Math.Abs(bound ?? open) > 100 * Math.Abs(u.Value) ? Numbers.Short(bound ?? open, 3) : Numbers.Matching(bound ?? open, u.Std);
        return new()
        {
            Name = u.Name,
            Symbol = MathMl.Symbol(u.Name),
            Value = Numbers.Matching(u.Value, u.Std),
            Uncertainty = u.Std is { } s ? Numbers.Short(s, 2) : null,
            Interval = u.Std is null ? null : $"{Bound(u.Lower, double.NegativeInfinity)} to {Bound(u.Upper, double.PositiveInfinity)}",
            Unit = u.Unit,
            Verdict = verdict,
            Standing = verdict is null ? NoticeKind.Note : verdict.StartsWith("determined", StringComparison.Ordinal) ? NoticeKind.Good
                : verdict.StartsWith("weakly", StringComparison.Ordinal) ? NoticeKind.Warning : NoticeKind.Problem,
            Truth = u.Truth is { } truth ? FormattableString.Invariant($"{truth:g6}") : null,
            Note = floor ? "held at its floor"
                : stored is not null && !shared ? $"by finite elements {Numbers.Short(stored.Value)}: {stored.Verdict}"
                : stored is { Evidence: [var evidence, ..] } ? evidence : u.FromPrior is { } prior && prior > 0.05 ? $"{Numbers.Short(100 * prior, 2)} % of what is known of it is the prior's" : null,
        };
    }

    private static Answer Function(RunResult result, FunctionEstimate f)
    {
        var symbol = result.Experiment.Problem.UnknownFields.First(u => u.Name == f.Name).Symbol;
        return new()
        {
            Name = f.Name,
            Symbol = MathMl.Symbol(f.Name),
            Standing = NoticeKind.Note,
            Value = $"a function of {string.Join(", ", symbol.Over.Select(c => c.Name))}",
            Unit = f.Unit,
            Truth = f.RelativeL2 is { } error ? $"relative L² error {Numbers.Short(error, 2)}" : null,
            Note = $"drawn below, its numbers are in {RunFolder.FieldsFile}",
        };
    }

    private static string Sentence(string message) => message.Length == 0 ? "" : char.ToUpperInvariant(message[0]) + message[1..] + (message[^1] is '.' or '!' or '?' ? "" : ".");
}
