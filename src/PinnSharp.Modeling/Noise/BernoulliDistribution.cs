using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>y is 1 with probability μ, otherwise 0. Deviations √(μ(1 − μ)) are at least those of 1e-6 from 0 and 1: a prediction beyond them is pulled back, and tells nothing.</summary>
internal sealed class BernoulliDistribution : NoiseDistribution
{
    private const double Least = 1e-6;

    public override double First(double y) => (y + 0.5) / 2;

    public override double Working(double y, double mu) => Math.Sqrt(P(mu) * (1 - P(mu)));

    public override double Information(double mu) => mu is < -Least or > 1 + Least ? double.PositiveInfinity : Working(0, mu);

    public override double NegativeLogLikelihood(double y, double mu) => -Math.Log(y > 0 ? P(mu) : 1 - P(mu));

    public override double Draw(double mu, RandomSource random) => random.NextUniform() < mu ? 1 : 0;

    public override (double Below, double At, double Above) Probabilities(double y, double mu) => y > 0 ? (1 - P(mu), P(mu), 0) : (0, 1 - P(mu), P(mu));

    private static double P(double mu) => Math.Clamp(mu, Least, 1 - Least);
}
