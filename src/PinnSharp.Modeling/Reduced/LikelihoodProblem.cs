using PinnSharp.Inversion;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// −ln of the likelihood itself, for noise whose rows' deviations depend on predictions: the cost at θ is Σ −ln p(y|F(θ)) and that of penalties, but for a constant that makes it half the number of
/// data at the estimate. Its gradient is that of rows by working deviations at θ, JᵀJ the Fisher information (Fisher scoring), residuals are (F − y) by information deviations.
/// </summary>
/// <remarks>
/// Unknown levels take their most likely values at each θ. Data with noise in proportion to the prediction, and exact ones, keep the deviations of the estimate.
/// </remarks>
public sealed class LikelihoodProblem : ILeastSquares
{
    private readonly ReducedInversion _inversion;
    private readonly ReducedState _state;
    private readonly double[] _means;
    private readonly double _shift;

    /// <summary>The likelihood about an estimate.</summary>
    /// <param name="inversion">The inversion, with a model of its own.</param>
    /// <param name="state">The estimate.</param>
    public LikelihoodProblem(ReducedInversion inversion, ReducedState state)
    {
        ArgumentNullException.ThrowIfNull(inversion);
        ArgumentNullException.ThrowIfNull(state);
        (_inversion, _state) = (inversion, state);
        var problem = inversion.Problem(state);
        (Parameters, Residuals, _means) = (problem.Parameters, problem.Residuals, problem.Predictions(state.Theta));
        _shift = _means.Length / 2.0 - Cost(At(state.Theta));
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ResidualLayout Residuals { get; }

    /// <inheritdoc/>
    public double Residual(ReadOnlySpan<double> theta, Span<double> residual)
    {
        if (TryAt(theta) is not { } at) return Nothing(residual);
        _inversion.Information(at).Residual(theta, residual);
        return Cost(at) + _shift;
    }

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        if (TryAt(theta) is not { } at) return Nothing(gradient);
        _inversion.Problem(at).Gradient(theta, gradient);
        return Cost(at) + _shift;
    }

    /// <inheritdoc/>
    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        if (TryAt(theta) is not { } at) return Nothing(gradient);
        _inversion.Problem(at).Gradient(theta, gradient);
        _inversion.Information(at).NormalEquations(theta, gram, new double[theta.Length]);
        return Cost(at) + _shift;
    }

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => _inversion.Information(At(theta)).Multiply(theta, v, product);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product) => _inversion.Information(At(theta)).MultiplyTransposed(theta, w, product);

    /// <inheritdoc/>
    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows) => _inversion.Information(At(theta)).Rows(theta, first, count, rows);

    private static double Nothing(Span<double> result)
    {
        result.Fill(double.NaN);
        return double.NaN;
    }

    private ReducedState At(ReadOnlySpan<double> theta) => TryAt(theta) ?? throw new ArgumentException("The predictions are not finite.", nameof(theta));

    /// <summary>The state with rows weighed at a θ; null where predictions are not finite.</summary>
    private ReducedState? TryAt(ReadOnlySpan<double> theta)
    {
        var means = _inversion.Problem(_state).Predictions(theta);
        if (!means.All(double.IsFinite)) return null;
        foreach (var (data, rows) in _inversion.Rows)
            if (data.Noise is ProportionalNoise) _means.AsSpan(rows).CopyTo(means.AsSpan(rows));
        var at = _state with { Theta = theta.ToArray(), Means = means };
        return at with { Sigmas = _inversion.LevelsAt(_state, means) };
    }

    private double Cost(ReducedState at)
    {
        var (problem, noise) = (_inversion.Problem(at), _inversion.Noise);
        var (means, r) = (problem.Predictions(at.Theta), new double[problem.Residuals.Count]);
        problem.Residual(at.Theta, r);
        // Behind the data, constraints and penalties.
        var cost = VectorKernels.SumOfSquares(r.AsSpan(_inversion.Rows.Sum(d => d.Data.Count))) / 2;
        foreach (var (data, rows) in _inversion.Rows)
            cost += data.Noise is ExactData or ProportionalNoise ? VectorKernels.SumOfSquares(r.AsSpan(rows)) / 2 : noise.NegativeLogLikelihood(data.Observation, at.Sigmas, means.AsSpan(rows));
        return cost;
    }
}
