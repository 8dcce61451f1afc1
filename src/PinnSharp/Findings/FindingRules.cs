using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Names what is wrong with the answer of a run, from its report and its residuals. Of runs that ended as they should, one in a thousand is accused by its residuals: all their checks together
/// have this level (Bonferroni).
/// </summary>
internal sealed class FindingRules
{
    /// <summary>The probability that the residuals of a right model are accused.</summary>
    public const double Level = 1e-3;

    /// <summary>An unknown is hardly known whose 95 % interval spans a factor of ten, four times its size, or four fifths of its bounds.</summary>
    private const double Factor = 10, Size = 4, PartOfBounds = 0.8;

    /// <summary>As a part of the bounds, the distance at which an estimate is at one; of an unbounded positive unknown the factor by which it has run off.</summary>
    private const double AtBound = 1e-3, RunOff = 1e6;

    /// <summary>Exact data missed by this part of their spread, noisy ones of unknown level of which this part is not explained, and the part of the data that a fit leaves to the noise.</summary>
    private const double Missed = 0.01, Unexplained = 0.9, LeastFree = 0.1;

    /// <summary>The part of its size by which a constraint may be violated between its places.</summary>
    private const double Violated = 0.02;

    /// <summary>How far means of counts and probabilities may be out of their range by rounding.</summary>
    private const double OutOfRange = 1e-6;

    /// <summary>Standard deviations by which an estimate may miss its truth, and by which a change of the discretisation or of the weight may move it.</summary>
    private const double Off = 5, Moved = 1;

    private readonly RunResult _result;
    private readonly InversionReport _report;
    private readonly ImmutableArray<(UnknownEstimate Found, UnknownScalar Declared)> _scalars;

    private FindingRules(RunResult result)
    {
        (_result, _report) = (result, result.Report);
        _scalars = [.. _report.Unknowns.Zip(result.Experiment.Problem.Unknowns).Where(p => !p.Second.IsNoiseLevel)];
    }

    /// <summary>What is wrong with the answer of a run; nothing of one that diverged or was stopped, whose message says so.</summary>
    /// <param name="result">The run.</param>
    /// <param name="disagreement">What several starts found.</param>
    public static ImmutableArray<Finding> Of(RunResult result, Finding? disagreement) => result.Status is RunStatus.Diverged or RunStatus.Stopped ? [] : [.. new FindingRules(result).All(disagreement)];

    private bool IsStalled => _result.Status == RunStatus.Stalled;

    private IEnumerable<Finding> All(Finding? disagreement)
    {
        var missed = _report.Observations.Where(o => o.IsExact && o.Rmse > Missed * Spread(o)).ToList();
        var slow = IsStalled && disagreement is null && !(missed.Count > 0 && _report.Discretisation is not null);
        if (disagreement is not null) yield return disagreement;
        if (slow)
            yield return new(Failure.SlowConvergence, $"{_result.Message.TrimEnd('.')}.", "Give more iterations, initial values of the right order of magnitude, or several starts; simplify the equations.");
        if (slow)
        {
            if (LastMove() is { } move) yield return move;
            yield break;
        }
        foreach (var c in _report.Constraints.Where(c => c.Violation > Violated * c.Size))
            yield return new(Failure.ConstraintViolated, Text($"{c.Name} is violated by {c.Violation:g2}, {100 * c.Violation / c.Size:g2} % of its size, where it was not asked for."), "Give it more points, or a coarser function.");
        var checks = _result.Checks;
        var failed = checks.Where(c => c.PValue * checks.Length < Level).ToList();
        var misfit = failed.Where(c => c.Test == ResidualTest.Size && c.Statistic > c.Expected).ToList();
        var isPoor = misfit.Count > 0 || missed.Count > 0 || _report.Observations.Any(o => IsUnknownLevel(o) && o.Rmse > Unexplained * Spread(o));
        var atBound = _scalars.Where(s => IsAtBound(s.Found, s.Declared, isPoor)).ToList();
        var open = _scalars.Except(atBound).Where(s => s.Found.Std is null || (isPoor && IsHardlyKnown(s.Found, s.Declared))).ToList();
        var structured = failed.Where(c => c.Test is ResidualTest.Time or ResidualTest.Space).ToList();
        foreach (var outside in Outside()) yield return outside;
        if (misfit.Count + missed.Count + structured.Count > 0)
            yield return new(Failure.WrongModel, string.Join(' ', [.. misfit.Select(Misfit), .. missed.Select(o => Text($"{o.Name}: exact data are missed by {100 * o.Rmse / Spread(o):g2} % of their spread.")),
                .. structured.Select(Structure)]), "Look at the residuals for what the equations or conditions leave out, at units and columns of the data, and at the stated noise level."
                    + (atBound.Count + open.Count > 0 ? " The fit may also have ended at a poor local minimum: try other initial values." : ""));
        if (atBound.Count > 0)
            yield return new(Failure.AtBound, string.Join(' ', atBound.Select(s => BoundText(s.Found, s.Declared))),
                isPoor ? "The fit is poor there: try other initial values or several starts." : "The interval of this unknown says nothing there. Widen a bound that is not known for sure; leave out of the equations what the data do not tell from nothing.");
        if (open.Count > 0 && isPoor)
            yield return new(Failure.StationaryPoint, $"The fit is poor, and where it ended the data hardly depend on {Names(open)} (standard deviations: {string.Join(", ", open.Select(u => u.Found.Std is { } s ? Text($"{s:g2}") : "unbounded"))}).", "Try other initial values or several starts.");
        else if (open.Count > 0)
            yield return new(Failure.NonUnique, $"The data leave {Names(open)} open: at the estimates there are changes that leave all data as they are.",
                "Only combinations of unknowns may be determined. Make one of them a constant, or measure something that tells them apart.");
        if (Weak(isPoor, atBound) is { } weak) yield return weak;
        var scatter = failed.Where(c => c.Test == ResidualTest.Normality).ToList();
        if (scatter.Count > 0)
            yield return new(Failure.WrongNoise, string.Join(' ', scatter.Select(c => Text($"{c.Observation}: residuals are not normal, A*² = {c.Statistic:g3} where 5 % exceed {c.Expected:g3} ({P(c)})."))),
                "Look for outliers, for which student-t and laplace noise allow; noise that grows with the value is proportional or log-normal.");
        if (Overfitted(failed) is { } overfitted) yield return overfitted;
        if (Confidence(isPoor) is { } confidence) yield return confidence;
    }

    /// <summary>Probabilities beyond 0 and 1, and negative means of counts.</summary>
    private IEnumerable<Finding> Outside()
    {
        foreach (var data in _result.Experiment.Data.Where(d => d.Noise is BernoulliNoise or PoissonNoise))
        {
            var means = _result.Solution.Predict(_result.Experiment.Problem.Observations.First(o => o.Name == data.Observation).Of, data.Points);
            var isCount = data.Noise is PoissonNoise;
            var wrong = means.Where(m => m < -OutOfRange || (!isCount && m > 1 + OutOfRange)).ToList();
            if (wrong.Count > 0)
                yield return new(Failure.WrongModel, Text($"{data.Observation}: {(isCount ? "a mean of counts" : "a probability")} of {wrong.MaxBy(m => Math.Abs(m - 0.5)):g4} is predicted, {wrong.Count} of {means.Length} are {(isCount ? "negative" : "beyond 0 or 1")}, and such data tell nothing."),
                    isCount ? "Declare what is observed positive." : "Bound the unknowns it is made of, or write it as 1/(1 + exp(-…)).");
        }
    }

    private static string Misfit(ResidualCheck c) => Text($"{c.Observation}: χ² = {c.Statistic:g4} where {c.Expected:g4} is expected ({P(c)}).");

    /// <summary>Correlated residuals say less than independent ones: a mean of AR(1) noise has √((1 + ρ)/(1 − ρ)) times the deviation.</summary>
    private static string Structure(ResidualCheck c)
    {
        var rho = Math.Clamp(c.Statistic, 0, 0.95);
        return Text($"{c.Observation}: residuals of {(c.Test == ResidualTest.Time ? "successive data" : "neighbours")} are alike, correlation {c.Statistic:g2} where {c.Expected:f2} is expected ({P(c)})")
            + (c.Test == ResidualTest.Time ? Text($"; intervals that take them for independent are about {Math.Sqrt((1 + rho) / (1 - rho)):g2} times too narrow.") : ".");
    }

    private Finding? Overfitted(List<ResidualCheck> failed)
    {
        var small = failed.Where(c => c.Test == ResidualTest.Size && c.Statistic < c.Expected).Select(Misfit).ToList();
        var taken = _result.Residuals.Where(s => !s.IsLevelKnown && s.Count - s.Leverage < LeastFree * s.Count)
            .Select(s => Text($"{s.Data.Observation}: the fit takes {s.Leverage:g3} of {s.Count} data, which leaves too few to tell the noise by.")).ToList();
        var vanished = _report.Unknowns.Zip(_result.Experiment.Problem.Unknowns).Where(p => p.Second.IsNoiseLevel && p.First.Value < p.Second.Initial / RunOff)
            .Select(p => Text($"{p.First.Name} fell from {p.Second.Initial:g3} to {p.First.Value:g3}: hardly any noise is left.")).ToList();
        return small.Count + taken.Count + vanished.Count == 0 ? null : new(Failure.NoiseOverfitted, string.Join(' ', [.. small, .. taken, .. vanished]),
            "Either the stated noise level is too large, or unknown functions or the network follow the noise: state a smaller level, assume more smoothness, or give more data. Data without noise are declared without it.");
    }

    private Finding? Weak(bool isPoor, List<(UnknownEstimate Found, UnknownScalar Declared)> named)
    {
        var weak = isPoor ? [] : _scalars.Except(named).Where(s => IsHardlyKnown(s.Found, s.Declared)).ToList();
        if (weak.Count == 0) return null;
        var pair = _report.StrongestCorrelation is { } c && Math.Abs(c.Value) > 0.9 ? Text($" {c.First} and {c.Second} have correlation {c.Value:f4}.") : "";
        return new(Failure.IllConditioned, string.Join(' ', weak.Select(s => Text($"{s.Found.Name} is anywhere between {s.Found.Lower:g3} and {s.Found.Upper ?? double.PositiveInfinity:g3} (95 %)."))) + pair,
            "Measure more, more precisely, or where this unknown matters; or make an unknown that goes with it a constant.");
    }

    private Finding? Confidence(bool isPoor)
    {
        var isNoisy = _report.Observations.Any(o => !o.IsExact);
        var off = isPoor || !isNoisy ? [] : _scalars.Where(s => s.Found is { Std: > 0, Truth: not null } && Distance(s.Found, s.Declared) > Off)
            .Select(s => Text($"{s.Found.Name} misses its declared truth by {Distance(s.Found, s.Declared):g3} standard deviations.")).ToList();
        if (off.Count > 0)
            return new(Failure.FalseConfidence, string.Join(' ', off), "The declared truth does not belong to these data, or the answer is another minimum: try several starts, and compare with the other method.");
        return isNoisy && _report.Discretisation is { Moved: > Moved and var moved }
            ? new(Failure.FalseConfidence, Text($"The last refinement of the discretisation still moved an estimate by {moved:g2} standard deviations."), "Give finer elements or a smaller tolerance of steps in time.")
            : null;
    }

    /// <summary>Estimates that still moved with the weight by more than they are said to be uncertain.</summary>
    private Finding? LastMove()
    {
        if (_report.Continuation is not [.., var before, var last]) return null;
        var moves = before.Estimates.Zip(last.Estimates).Where(e => e.Second.Std is > 0 && Math.Abs(e.Second.Value - e.First.Value) > Moved * e.Second.Std)
            .Select(e => Text($"{e.Second.Name} moved from {e.First.Value:g4} to {e.Second.Value:g4}, {Math.Abs(e.Second.Value - e.First.Value) / e.Second.Std:g2} of its deviations, with the last weight.")).ToList();
        return moves.Count == 0 ? null : new(Failure.FalseConfidence, string.Join(' ', moves), "Do not trust the ± of this run: let it go on to larger weights, with more iterations or a larger network.");
    }

    /// <summary>|estimate − truth| in standard deviations, by the logarithm of a positive unknown if that is less.</summary>
    private static double Distance(UnknownEstimate u, UnknownScalar declared)
    {
        var plain = Math.Abs(u.Value - u.Truth!.Value) / u.Std!.Value;
        return declared.Positive && u.Truth > 0 ? Math.Min(plain, Math.Abs(Math.Log(u.Value / u.Truth.Value)) * u.Value / u.Std.Value) : plain;
    }

    /// <summary>Whether an interval is so wide that little is known.</summary>
    public static bool IsHardlyKnown(UnknownEstimate u, UnknownScalar declared) => u.Std is not null && declared switch
    {
        { Bounds: { } bounds } => Width(u) > PartOfBounds * (bounds.Upper - bounds.Lower),
        { Positive: true } => u.Upper is not { } b || b > Factor * (u.Lower ?? 0),
        _ => Width(u) > Size * Math.Max(Math.Abs(u.Value), Math.Abs(declared.Initial)),
    };

    private static double Width(UnknownEstimate u) => u is { Lower: { } a, Upper: { } b } ? b - a : double.PositiveInfinity;

    private static bool IsAtBound(UnknownEstimate u, UnknownScalar declared, bool isPoor) => declared switch
    {
        { Projected: true, Bounds: { } b } => Math.Min(u.Value - b.Lower, b.Upper - u.Value) <= AtBound * (b.Upper - b.Lower),
        { Bounds: { } b } => Math.Abs(UnknownTransform.Of(declared).ToInternal(u.Value)) > Math.Log(1 / AtBound) && (u.Value - b.Lower) * (b.Upper - u.Value) >= 0,
        { Positive: true } => Math.Abs(Math.Log(u.Value / declared.Initial)) > Math.Log(RunOff) && (isPoor || u.Std is null || IsHardlyKnown(u, declared)),
        _ => false,
    };

    private static string BoundText(UnknownEstimate u, UnknownScalar declared) => declared.Bounds is { } b
        ? Text($"{u.Name} = {u.Value:g4} is at the bound {(u.Value - b.Lower < b.Upper - u.Value ? b.Lower : b.Upper):g4}.")
        : Text($"{u.Name} ran off from {declared.Initial:g3} to {u.Value:g3}.");

    private static bool IsUnknownLevel(ObservationFit o) => o.SigmaStd is not null;

    private double Spread(ObservationFit o)
    {
        var data = _result.Experiment.Data.First(d => d.Observation == o.Name);
        var spread = MeasuredData.StandardDeviation(data.Compared);
        return spread > 0 ? spread : Math.Max(Math.Abs(data.Values[0]), double.Epsilon);
    }

    private static string Names(IEnumerable<(UnknownEstimate Found, UnknownScalar)> unknowns) => string.Join(", ", unknowns.Select(u => Text($"{u.Found.Name} = {u.Found.Value:g3}")));

    private static string P(ResidualCheck c) => P(c.PValue);

    /// <summary>A p-value in words.</summary>
    public static string P(double p) => p < 1e-30 ? "p < 1e-30" : Text($"p = {p:g1}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
