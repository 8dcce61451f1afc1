using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>One observation fitted alone.</summary>
/// <param name="Observation">Its name.</param>
/// <param name="Status">How that run ended.</param>
/// <param name="Unknowns">What it says of the unknown scalars.</param>
public sealed record GroupFit(string Observation, RunStatus Status, ImmutableArray<UnknownEstimate> Unknowns);

/// <summary>What two observations, each fitted alone, say of an unknown.</summary>
/// <param name="Unknown">Its name.</param>
/// <param name="First">One observation.</param>
/// <param name="Second">The other.</param>
/// <param name="FirstValue">The estimate by the first.</param>
/// <param name="SecondValue">That by the second.</param>
/// <param name="StandardErrors">
/// Their distance in standard errors √(s₁² + s₂²), in the unknown's internal variable: of the logarithm for a positive one.
/// </param>
/// <param name="PValue">The probability of this or more where one model holds for both: of Student's t with the lesser n − k of those whose noise level is an unknown, otherwise normal.</param>
public sealed record GroupContrast(string Unknown, string First, string Second, double FirstValue, double SecondValue, double StandardErrors, double PValue);

/// <summary>
/// Whether the observations agree with each other: each is fitted alone by finite elements, from the estimates of all together, and the estimates are compared. Data of different observations are
/// independent, so estimates that lie further apart than chance allows mean that one model does not hold for all.
/// </summary>
public sealed record GroupConsistency
{
    private GroupConsistency(ImmutableArray<GroupFit> groups, ImmutableArray<GroupContrast> contrasts) => (Groups, Contrasts) = (groups, contrasts);

    /// <summary>The observations with noise and more data than unknowns; none where there is one of them only.</summary>
    public ImmutableArray<GroupFit> Groups { get; }

    /// <summary>Each unknown that two observations determine, the worst first.</summary>
    public ImmutableArray<GroupContrast> Contrasts { get; }

    /// <summary>A contradiction, at a level of 0.001 for all comparisons together; null where there is none.</summary>
    public Finding? Finding => Contrasts.Where(c => c.PValue * Contrasts.Length < FindingRules.Level).ToList() is { Count: > 0 } worst
        ? new(Failure.WrongModel, string.Join(' ', worst.Select(c => FormattableString.Invariant(
                $"{c.Unknown} is {c.FirstValue:g4} by {c.First} alone and {c.SecondValue:g4} by {c.Second} alone, {c.StandardErrors:f1} standard errors apart ({FindingRules.P(c.PValue)})."))),
            "One model does not hold for these observations together: let the unknown differ between them, look for what the equations leave out, and check places, units and columns.")
        : null;

    /// <summary>Fits each observation alone.</summary>
    /// <param name="experiment">The experiment; its method does not matter.</param>
    /// <param name="together">Its result with all observations, by either method, where the fits begin.</param>
    /// <param name="progress">Told how the runs are going.</param>
    /// <param name="cancellation">Stops with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">Finite elements cannot take the problem.</exception>
    public static GroupConsistency Of(Experiment experiment, RunResult together, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(together);
        var problem = experiment.Problem;
        var scalars = problem.Unknowns.Where(u => !u.IsNoiseLevel).ToList();
        var names = experiment.Data.Where(d => d.Noise is not ExactData && d.Count > scalars.Count).Select(d => d.Observation).ToList();
        if (names.Count < 2 || scalars.Count == 0) return new([], []);
        var fits = names.Select(name =>
        {
            cancellation.ThrowIfCancellationRequested();
            var result = Alone(experiment, together, name).Run(null, progress, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new GroupFit(name, result.Status, [.. result.Report.Unknowns.Where(u => scalars.Any(s => s.Name == u.Name))]);
        }).ToImmutableArray();
        var sound = fits.Where(f => f.Status == RunStatus.Converged).ToList();
        return new(fits, [.. from i in Enumerable.Range(0, sound.Count)
                             from j in Enumerable.Range(0, i)
                             from unknown in scalars
                             let contrast = Compare(unknown, sound[j], sound[i], name => Freedom(experiment, name, fits.First(f => f.Observation == name)))
                             where contrast is not null
                             orderby contrast.PValue
                             select contrast]);
    }

    /// <summary>The experiment with one observation, beginning at the estimates.</summary>
    private static Experiment Alone(Experiment experiment, RunResult together, string name)
    {
        var data = experiment.Data.First(d => d.Observation == name);
        var coarser = (together.Solution as FiniteElementSolution)?.Coarser;
        return experiment with
        {
            Method = Method.FiniteElements,
            Starts = 1,
            Declared = null,
            // What is fine enough for all data is so for some of them, which say less.
            IsRefined = coarser is null,
            FiniteElements = coarser?.Model.Options ?? experiment.FiniteElements,
            Data = [data],
            Problem = experiment.Problem with
            {
                Observations = [.. experiment.Problem.Observations.Where(o => o.Name == name)],
                Unknowns = [.. experiment.Problem.Unknowns.Where(u => !u.IsNoiseLevel || u.Name == Level(data)).Select(u => u with { Initial = Inside(u, together[u.Name].Value) })],
            },
        };
    }

    private static GroupContrast? Compare(UnknownScalar unknown, GroupFit first, GroupFit second, Func<string, double?> freedom)
    {
        var (a, b) = (first.Unknowns.First(u => u.Name == unknown.Name), second.Unknowns.First(u => u.Name == unknown.Name));
        if (FindingRules.IsHardlyKnown(a, unknown) || FindingRules.IsHardlyKnown(b, unknown) || a.Std is not > 0 || b.Std is not > 0) return null;
        var transform = UnknownTransform.Of(unknown);
        var (x, y) = (transform.ToInternal(a.Value), transform.ToInternal(b.Value));
        var (s, t) = (a.Std.Value / Math.Abs(transform.Slope(x)), b.Std.Value / Math.Abs(transform.Slope(y)));
        var errors = Math.Abs(x - y) / Math.Sqrt(s * s + t * t);
        if (!double.IsFinite(errors)) return null;
        var degrees = Math.Min(freedom(first.Observation) ?? double.PositiveInfinity, freedom(second.Observation) ?? double.PositiveInfinity);
        return new(unknown.Name, first.Observation, second.Observation, a.Value, b.Value, errors, 2 * (double.IsFinite(degrees) ? StudentT.CDF(0, 1, degrees, -errors) : Normal.CDF(0, 1, -errors)));
    }

    /// <summary>n − k, where the noise level was found from n data; otherwise null.</summary>
    private static double? Freedom(Experiment experiment, string name, GroupFit fit)
    {
        var data = experiment.Data.First(d => d.Observation == name);
        return Level(data) is null ? null : data.Count - fit.Unknowns.Count(u => u.Std is not null);
    }

    private static string? Level(MeasuredData data) => data.Noise.UnknownLevel;

    /// <summary>An estimate as an initial value, strictly within bounds.</summary>
    internal static double Inside(UnknownScalar unknown, double value) => unknown.Bounds is { } b
        ? Math.Clamp(value, b.Lower + 1e-6 * (b.Upper - b.Lower), b.Upper - 1e-6 * (b.Upper - b.Lower)) : unknown.Positive ? Math.Max(value, double.Epsilon) : value;
}
