using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>What was found of one unknown scalar.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Std">Its standard deviation from the Gauss–Newton matrix, null if the data leave it open.</param>
/// <param name="Lower">Lower end of the 95 % interval, null if unbounded.</param>
/// <param name="Upper">Upper end, null if unbounded.</param>
/// <param name="Unit">Its unit, if declared.</param>
/// <param name="Truth">Its true value, if declared.</param>
public sealed record UnknownEstimate(string Name, double Value, double? Std, double? Lower, double? Upper, string? Unit, double? Truth)
{
    /// <summary>The part of <see cref="Std"/> that is the data's, where another part is the discretisation's; null where it is all of it.</summary>
    public double? OfData { get; init; }

    /// <summary>The part of what is known of it that its prior contributes, 1 where the data say nothing (<see cref="ScalarPriorRow.Share"/>); null without a prior.</summary>
    public double? FromPrior { get; init; }

    /// <summary>|value − truth|/|truth|; the absolute error where the truth is 0.</summary>
    public double? RelativeError => Truth is { } t ? Math.Abs(Value - t) / (t == 0 ? 1 : Math.Abs(t)) : null;

    /// <summary>θ = g(η) with the interval g(η ± 1.96 s) and the standard deviation g′(η)·s.</summary>
    /// <param name="unknown">The unknown.</param>
    /// <param name="transform">g.</param>
    /// <param name="eta">η.</param>
    /// <param name="deviation">s; null where the data leave η open.</param>
    public static UnknownEstimate Of(UnknownScalar unknown, UnknownTransform transform, double eta, double? deviation)
    {
        ArgumentNullException.ThrowIfNull(unknown);
        ArgumentNullException.ThrowIfNull(transform);
        var value = transform.ToPhysical(eta);
        if (deviation is not { } s) return new(unknown.Name, value, null, null, null, unknown.Unit, unknown.Truth);
        var (lower, upper) = GaussNewtonCovariance.Interval95(eta, s);
        return new(unknown.Name, value, Finite(transform.Slope(eta) * s), Finite(transform.ToPhysical(lower)), Finite(transform.ToPhysical(upper)), unknown.Unit, unknown.Truth)
        {
            FromPrior = ScalarPriorRow.Share(unknown, transform, eta, s),
        };
    }

    /// <summary>σ with the standard deviation σs, and for ln σ the interval ± 1.96 s; none where it is only the initial value.</summary>
    /// <param name="unknown">The noise level.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="relative">s, see <see cref="NoiseLevels.LevelDeviation"/>.</param>
    /// <param name="isEstimated">Whether it was estimated.</param>
    public static UnknownEstimate OfNoiseLevel(UnknownScalar unknown, double sigma, double relative, bool isEstimated)
    {
        ArgumentNullException.ThrowIfNull(unknown);
        if (!isEstimated) return new(unknown.Name, sigma, null, null, null, unknown.Unit, unknown.Truth);
        var (lower, upper) = GaussNewtonCovariance.Interval95(Math.Log(sigma), relative);
        return new(unknown.Name, sigma, sigma * relative, Math.Exp(lower), Math.Exp(upper), unknown.Unit, unknown.Truth);
    }

    private static double? Finite(double x) => double.IsFinite(x) ? x : null;
}

/// <summary>What was found of one field.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RelativeL2">‖u − truth‖/‖truth‖ over the domain, null without a truth.</param>
public sealed record FieldEstimate(string Name, double? RelativeL2);

/// <summary>What was found of an unknown function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RelativeL2">‖k − truth‖/‖truth‖ over the domain (of a function of fields over the values that the fields take), null without a truth.</param>
/// <param name="Unit">Its unit, if declared.</param>
public sealed record FunctionEstimate(string Name, double? RelativeL2, string? Unit);

/// <summary>How one observation is met.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">Number of data.</param>
/// <param name="Rmse">Root mean square of data minus prediction, in the data's unit (of the logarithm for log-normal noise).</param>
/// <param name="Chi2">Sum of squared standardised residuals (<see cref="NoiseLevels.Chi2"/>); null for exact data.</param>
/// <param name="Sigma">The noise level, given or estimated; null where the noise has none.</param>
/// <param name="SigmaStd">Standard deviation of an estimated level, σ/√(2n) for Gaussian noise; otherwise null.</param>
public sealed record ObservationFit(string Name, int Count, double Rmse, double? Chi2, double? Sigma, double? SigmaStd)
{
    /// <summary>The noise model, as in problems; "exact" where none is stated.</summary>
    public string Noise { get; init; } = "exact";

    /// <summary>ln p of the data, of logarithms for log-normal noise; null for exact data. That of Gaussian noise where nothing else is given.</summary>
    public double? LogLikelihood { get; init; } = -0.5 * Chi2 - Count * Math.Log((Sigma ?? 1) * Math.Sqrt(2 * Math.PI));

    /// <summary>Whether no noise is stated.</summary>
    public bool IsExact => Chi2 is null;
}

/// <summary>
/// How one equation or condition holds at points that were not trained on. Finite elements have no such residual: they solve the weak form to rounding, and what they leave out is the
/// <see cref="InversionReport.Discretisation"/>'s.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Rms">Root mean square of its residual in the equilibrated scale; null for finite elements.</param>
/// <param name="Weight">λ; null for finite elements.</param>
/// <param name="Exact">Whether it holds whatever the weights, because it is built into the networks; null for finite elements.</param>
public sealed record EquationFit(string Name, double? Rms, double? Weight, bool? Exact);

/// <summary>How one constraint holds, at places at which it was not asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Violation">The greatest c above zero, or |c| of an equality, in its own unit.</param>
/// <param name="Size">The size of c, by which the violation is small or not.</param>
/// <param name="IsActive">Whether the answer would be another without it. Deviations and intervals are then those of what it leaves free.</param>
public sealed record ConstraintFit(string Name, double Violation, double Size, bool IsActive)
{
    /// <summary>How many places a constraint is judged at for each at which it is asked for.</summary>
    public const int Density = 4;

    /// <summary>Judges a constraint by c at other places.</summary>
    /// <param name="constraint">The constraint.</param>
    /// <param name="c">c there.</param>
    /// <param name="state">The augmented Lagrangian at the end.</param>
    /// <param name="index">The constraint's number.</param>
    public static ConstraintFit Of(Constraint constraint, IEnumerable<double> c, AugmentedLagrangian state, int index)
    {
        ArgumentNullException.ThrowIfNull(constraint);
        ArgumentNullException.ThrowIfNull(state);
        return new(constraint.Name, c.Max(x => constraint.IsEquality ? Math.Abs(x) : Math.Max(x, 0)), state.Sizes[index], state.IsActive(index));
    }
}

/// <summary>One level of the continuation in the problem's own variables.</summary>
/// <param name="Weight">λ.</param>
/// <param name="Iterations">Iterations spent at it.</param>
/// <param name="Cost">½‖r‖² at its end.</param>
/// <param name="Rms">Root mean square of equations and conditions at points not trained on.</param>
/// <param name="Estimates">Value and standard deviation of each unknown; null where undetermined.</param>
public sealed record LevelReport(double Weight, int Iterations, double Cost, double Rms, ImmutableArray<(string Name, double Value, double? Std)> Estimates);

/// <summary>How two unknown scalars go together.</summary>
/// <param name="First">One.</param>
/// <param name="Second">The other.</param>
/// <param name="Value">The correlation of their internal variables.</param>
public sealed record CorrelatedPair(string First, string Second, double Value)
{
    /// <summary>The pair of greatest correlation; null where there are no two that the data determine.</summary>
    /// <param name="covariance">Of the scalars.</param>
    /// <param name="names">Theirs, in the covariance's order.</param>
    public static CorrelatedPair? Strongest(GaussNewtonCovariance covariance, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        ArgumentNullException.ThrowIfNull(names);
        return Enumerable.Range(0, covariance.Count).SelectMany(i => Enumerable.Range(0, i).Select(j =>
                new CorrelatedPair(names[j], names[i], covariance[i, j] / Math.Sqrt(covariance[i, i] * covariance[j, j])))).Where(c => double.IsFinite(c.Value))
            .MaxBy(c => Math.Abs(c.Value));
    }
}

/// <summary>The outcome of a run.</summary>
public sealed record InversionReport
{
    /// <summary>The unknown scalars, noise levels included, in the order of the problem.</summary>
    public required ImmutableArray<UnknownEstimate> Unknowns { get; init; }

    /// <summary>The unknown functions, in the order of the problem.</summary>
    public required ImmutableArray<FunctionEstimate> Functions { get; init; }

    /// <summary>The fields.</summary>
    public required ImmutableArray<FieldEstimate> Fields { get; init; }

    /// <summary>The observations.</summary>
    public required ImmutableArray<ObservationFit> Observations { get; init; }

    /// <summary>The equations.</summary>
    public required ImmutableArray<EquationFit> Equations { get; init; }

    /// <summary>The conditions.</summary>
    public required ImmutableArray<EquationFit> Conditions { get; init; }

    /// <summary>The constraints.</summary>
    public ImmutableArray<ConstraintFit> Constraints { get; init; } = [];

    /// <summary>How the estimates moved with the equation weight; empty for finite elements.</summary>
    public required ImmutableArray<LevelReport> Continuation { get; init; }

    /// <summary>The two scalars that are told apart least; null where there are no two.</summary>
    public CorrelatedPair? StrongestCorrelation { get; init; }

    /// <summary>What the data say of the numbers, noise levels left out; null where it is not known.</summary>
    public ScalarInformation? Information { get; init; }

    /// <summary>How fine the discretisation is; null for networks.</summary>
    public Discretisation? Discretisation { get; init; }
}
