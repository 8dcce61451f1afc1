using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// What is known of a scalar θ beforehand as one Gaussian row, as if it had been measured: (θ − mean)/std, ln(θ/median)/sigma or θ/scale. It counts in the cost, in covariances and in verdicts, but is no
/// datum: not in χ², in noise levels or in checks of residuals.
/// </summary>
public static class ScalarPriorRow
{
    /// <summary>The name of the row's term.</summary>
    /// <param name="unknown">The unknown's name.</param>
    public static string Term(string unknown) => $"prior of {unknown}";

    /// <summary>The row.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="value">θ.</param>
    public static Expression Of(ScalarPrior prior, Expression value) => prior switch
    {
        NormalPrior p => (value - p.Mean) / p.Std,
        LogNormalPrior p => (Expression.Ln(value) - Math.Log(p.Median)) / p.Sigma,
        HalfNormalPrior p => value / p.Scale,
        _ => throw new ArgumentException($"'{prior}' is no row.", nameof(prior)),
    };

    /// <summary>The row and its derivative with respect to η, where θ = g(η).</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="transform">g.</param>
    /// <param name="eta">η.</param>
    public static (double Value, double Slope) At(ScalarPrior prior, UnknownTransform transform, double eta)
    {
        ArgumentNullException.ThrowIfNull(transform);
        var (theta, slope) = (transform.ToPhysical(eta), transform.Slope(eta));
        return prior switch
        {
            NormalPrior p => ((theta - p.Mean) / p.Std, slope / p.Std),
            LogNormalPrior p => (Math.Log(theta / p.Median) / p.Sigma, slope / theta / p.Sigma),
            HalfNormalPrior p => (theta / p.Scale, slope / p.Scale),
            _ => throw new ArgumentException($"'{prior}' is no row.", nameof(prior)),
        };
    }

    /// <summary>The part of what is known of η that its prior contributes: its information times the posterior variance, 1 where the data say nothing.</summary>
    /// <param name="unknown">The unknown.</param>
    /// <param name="transform">Its transform.</param>
    /// <param name="eta">η.</param>
    /// <param name="deviation">η's posterior standard deviation.</param>
    /// <returns>Null without a prior.</returns>
    public static double? Share(UnknownScalar unknown, UnknownTransform transform, double eta, double? deviation)
    {
        ArgumentNullException.ThrowIfNull(unknown);
        if (unknown.Prior is not { } prior || deviation is not { } s) return null;
        var part = At(prior, transform, eta).Slope * s;
        return double.IsFinite(part) ? Math.Min(1, part * part) : null;
    }
}
