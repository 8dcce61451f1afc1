using MathNet.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>y = μ + σ ε.</summary>
internal sealed class GaussianDistribution(double sigma) : NoiseDistribution
{
    public override bool IsReweighted => false;

    public override double LevelInformation => 2;

    public override double Information(double mu) => sigma;

    public override double NegativeLogLikelihood(double y, double mu) => (y - mu) * (y - mu) / (2 * sigma * sigma) + Math.Log(sigma * Math.Sqrt(2 * Math.PI));

    public override double Draw(double mu, RandomSource random) => mu + sigma * random.NextNormal();

    public override (double Below, double At, double Above) Probabilities(double y, double mu) => Normal((y - mu) / sigma);

    public override double Quantile(double y, double mu, RandomSource random) => (y - mu) / sigma;

    /// <summary>Φ(z) and 1 − Φ(z).</summary>
    internal static (double Below, double At, double Above) Normal(double z) => (SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2, 0, SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2);
}
