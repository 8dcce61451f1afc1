using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>The residuals of one observation after a fit: r = (F − y)/σ for Gaussian noise, otherwise <see cref="NoiseLevels.Quantiles"/>. Where model and noise are right, r ~ N(0, I − UUᵀ): a fit takes from the residuals what it can follow.</summary>
/// <param name="Data">The data.</param>
/// <param name="Whitened">r, one a datum.</param>
/// <param name="IsLevelKnown">Whether σ was stated, rather than found from these residuals.</param>
/// <param name="Taken">U, [count × k] row-major; none (k = 0) where the fit's part is not known. UUᵀ are the leverages.</param>
public sealed record ResidualSample(MeasuredData Data, double[] Whitened, bool IsLevelKnown, double[] Taken)
{
    private const int MostDense = 2000;

    /// <summary>(F − y) by information deviations; <see cref="Whitened"/> for Gaussian noise.</summary>
    public double[] Standardised { get; init; } = Whitened;

    /// <summary>n.</summary>
    public int Count => Whitened.Length;

    /// <summary>Whether <see cref="Taken"/> is known; where it is not, residuals may be smaller than the noise by any amount.</summary>
    public bool IsTakenKnown { get; init; } = true;

    /// <summary>Σ of the leverages, ‖U‖².</summary>
    public double Leverage => VectorKernels.SumOfSquares(Taken);

    /// <summary>C = I − UUᵀ, n×n row-major; null for the identity, and for more than <see cref="MostDense"/> data, of which a fit takes a small part only.</summary>
    internal double[]? Covariance()
    {
        var (n, k) = (Count, Count == 0 ? 0 : Taken.Length / Count);
        if (k == 0 || n > MostDense) return null;
        var covariance = new double[n * n];
        // The rows of U are the lines of a panel for UUᵀ as they are.
        var gram = new Gram(n, k);
        gram.Pack(Taken, k, 0, k);
        gram.Accumulate(k, covariance);
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) covariance[i * n + j] = covariance[j * n + i] = (i == j ? 1 : 0) - covariance[i * n + j];
        return covariance;
    }

    /// <summary>The samples of a fit: U = JL⁻ᵀ with LLᵀ = JᵀJ over data and what is assumed beforehand, for the rows of each observation with noise.</summary>
    /// <param name="problem">Data whitened by information deviations, and penalties.</param>
    /// <param name="theta">The fit.</param>
    /// <param name="data">The data.</param>
    /// <param name="noise">Which have noise, and which level is known.</param>
    /// <param name="residuals">r of an observation.</param>
    /// <param name="gram">JᵀJ, n×n, lower triangle; null to leave out U.</param>
    public static ImmutableArray<ResidualSample> Of(ILeastSquares problem, double[] theta, ImmutableArray<MeasuredData> data, NoiseLevels noise, Func<string, double[]> residuals, double[]? gram)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(residuals);
        var (n, r) = (theta.Length, new double[problem.Residuals.Count]);
        problem.Residual(theta, r);
        var factor = gram is null || n == 0 ? null : RidgedCholesky.Factor(gram, n, n);
        return [.. data.Where(d => noise.IsWhitened(d.Observation)).Select(d =>
        {
            var term = problem.Residuals[d.Observation];
            var rows = new double[factor is null ? 0 : term.Count * n];
            if (factor is not null) problem.Rows(theta, term.Offset, term.Count, rows);
            for (var i = 0; i < rows.Length; i += n) Cholesky.SolveLower(factor!, n, rows.AsSpan(i, n));
            return new ResidualSample(d, residuals(d.Observation), noise.UnknownOf(d.Observation) < 0, rows) { IsTakenKnown = factor is not null || n == 0, Standardised = r[term.Offset..(term.Offset + term.Count)] };
        })];
    }
}
