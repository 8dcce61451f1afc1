using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// y = μ + c|μ| ε. Estimates are those of the quasi-likelihood, Σ(y − μ)/(cμ)² ∂μ = 0: what the size of the scatter itself says of μ, 2/μ² of information a datum beside 1/(cμ)², is left out,
/// so that they stay right where only mean and variance are, and c follows from all data as √(mean((y − μ)/μ)²).
/// </summary>
internal sealed class ProportionalDistribution(double part, double size) : NoiseDistribution
{
    private const double Least = 1e-6;

    public override double LevelInformation => 2;

    public override double Information(double mu) => part * Math.Max(Math.Abs(mu), Least * size);

    public override double NegativeLogLikelihood(double y, double mu) => At(mu).NegativeLogLikelihood(y, mu);

    public override double Draw(double mu, RandomSource random) => mu + part * Math.Abs(mu) * random.NextNormal();

    public override (double Below, double At, double Above) Probabilities(double y, double mu) => At(mu).Probabilities(y, mu);

    public override double Quantile(double y, double mu, RandomSource random) => At(mu).Quantile(y, mu, random);

    private GaussianDistribution At(double mu) => new(Information(mu));
}
