using System.Collections.Immutable;
using MathNet.Numerics;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// Whether residuals are what the noise model says: of the stated size, normal, and of data near each other not alike. What a fit takes of the residuals is counted: p-values hold for fitted
/// parameters and few data.
/// </summary>
/// <remarks>
/// Sources: P. A. P. Moran, Notes on continuous stochastic phenomena, Biometrika 37 (1950) 17–23; A. D. Cliff, J. K. Ord, Spatial Processes, Pion 1981 (residuals of regression);
/// J. Durbin, G. S. Watson, Testing for serial correlation in least squares regression, Biometrika 37 (1950) 409–428.
/// </remarks>
public static class ResidualChecks
{
    /// <summary>Fewest data whose correlation is looked at.</summary>
    public const int Fewest = 8;

    private const double NormalityAt5Percent = 0.752, LeastFree = 0.5, LeastPart = 1e-3;

    /// <summary>All checks that apply.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="samples">Its residuals, those of exact data left out.</param>
    public static ImmutableArray<ResidualCheck> Of(InverseProblem problem, IEnumerable<ResidualSample> samples)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(samples);
        return [.. samples.Where(s => s.Whitened.All(double.IsFinite) && s.Whitened.Any(x => x != 0)).SelectMany(s => Of(problem, s))];
    }

    private static IEnumerable<ResidualCheck> Of(InverseProblem problem, ResidualSample sample)
    {
        var (n, covariance) = (sample.Count, sample.Covariance());
        if (sample.IsLevelKnown && Size(sample, covariance) is { } size) yield return size;
        if (n < Fewest || n - sample.Leverage < n / 2.0) yield break;
        var (a, p) = AndersonDarling.Test([.. sample.Whitened.Select((r, i) => r / Math.Sqrt(Math.Max(covariance?[i * n + i] ?? 1, LeastPart)))]);
        yield return new(sample.Data.Observation, ResidualTest.Normality, n, a, NormalityAt5Percent, p);
        if (Neighbours.InTime(problem, sample.Data.Points) is { } successors) yield return Correlation(sample, covariance, ResidualTest.Time, successors);
        if (!problem.Observations.First(o => o.Name == sample.Data.Observation).IsAverage && Neighbours.InSpace(problem, sample.Data.Points) is { } near)
            yield return Correlation(sample, covariance, ResidualTest.Space, near);
    }

    /// <summary>χ², of mean tr C and variance 2 tr C², as a multiple of a χ² variable; too small only where C is known.</summary>
    private static ResidualCheck? Size(ResidualSample sample, double[]? covariance)
    {
        var (n, chi2) = (sample.Count, sample.Whitened.Sum(r => r * r));
        var mean = n - sample.Leverage;
        var square = covariance is null ? mean : VectorKernels.SumOfSquares(covariance);
        if (mean < LeastFree) return null;
        var (shape, half) = (mean * mean / square / 2, chi2 * mean / square / 2);
        var upper = SpecialFunctions.GammaUpperRegularized(shape, half);
        var lower = sample.IsTakenKnown ? SpecialFunctions.GammaLowerRegularized(shape, half) : 1;
        return new(sample.Data.Observation, ResidualTest.Size, n, chi2, mean, Math.Min(1, 2 * Math.Min(upper, lower)));
    }

    private static ResidualCheck Correlation(ResidualSample sample, double[]? covariance, ResidualTest test, List<(int I, int J, double Weight)> edges)
    {
        var (n, r, total) = (sample.Count, sample.Whitened, edges.Sum(e => 2 * e.Weight));
        var ratio = edges.Sum(e => 2 * e.Weight * r[e.I] * r[e.J]) / r.Sum(x => x * x);
        var (tail, mean) = QuadraticForm.Ratio(edges, covariance, n, ratio);
        return new(sample.Data.Observation, test, n, ratio * n / total, mean * n / total, tail);
    }
}
