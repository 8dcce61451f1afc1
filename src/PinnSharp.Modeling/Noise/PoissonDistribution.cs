using MathNet.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>P(y) = μ^y e^(−μ)/y!. Deviations √μ are at least those of the mean 1e-6: a negative prediction is pulled back, and tells nothing.</summary>
internal sealed class PoissonDistribution : NoiseDistribution
{
    private const double Least = 1e-6;

    public override double First(double y) => y + 0.5;

    public override double Working(double y, double mu) => Math.Sqrt(Mean(mu));

    public override double Information(double mu) => mu < -Least ? double.PositiveInfinity : Working(0, mu);

    public override double NegativeLogLikelihood(double y, double mu) => Mean(mu) - y * Math.Log(Mean(mu)) + SpecialFunctions.GammaLn(y + 1);

    /// <summary>By the inverse of the distribution function, from a normal guess.</summary>
    public override double Draw(double mu, RandomSource random)
    {
        if (mu <= 0) return 0;
        var u = random.NextUniform();
        var y = Math.Max(0, Math.Floor(mu + Math.Sqrt(mu) * NormalDistribution.Quantile(u)));
        double Cumulative(double k) => k < 0 ? 0 : SpecialFunctions.GammaUpperRegularized(k + 1, mu);
        while (Cumulative(y) < u) y++;
        while (Cumulative(y - 1) >= u) y--;
        return y;
    }

    public override (double Below, double At, double Above) Probabilities(double y, double mu)
    {
        var mean = Mean(mu);
        return (y == 0 ? 0 : SpecialFunctions.GammaUpperRegularized(y, mean), Math.Exp(-NegativeLogLikelihood(y, mu)), SpecialFunctions.GammaLowerRegularized(y + 1, mean));
    }

    private static double Mean(double mu) => Math.Max(mu, Least);
}
