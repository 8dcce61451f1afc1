using MathNet.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>(y − μ)/σ is Student's t of ν degrees of freedom. Rows of s² = σ²(ν + (e/σ)²)/(ν + 1), e = y − μ, are those of expectation and maximisation, with a normal of random variance.</summary>
internal sealed class StudentTDistribution(double sigma, double degrees) : NoiseDistribution
{
    public override double LevelInformation => 2 * degrees / (degrees + 3);

    public override double Working(double y, double mu) => sigma * Math.Sqrt((degrees + Square(y - mu)) / (degrees + 1));

    public override double Information(double mu) => sigma * Math.Sqrt((degrees + 3) / (degrees + 1));

    public override double NegativeLogLikelihood(double y, double mu) => (degrees + 1) / 2 * Math.Log(1 + Square(y - mu) / degrees)
        + SpecialFunctions.GammaLn(degrees / 2) - SpecialFunctions.GammaLn((degrees + 1) / 2) + Math.Log(sigma * Math.Sqrt(Math.PI * degrees));

    /// <summary>R. W. Bailey, Polar generation of random variates with the t-distribution, Math. Comp. 62 (1994) 779–781.</summary>
    public override double Draw(double mu, RandomSource random)
    {
        while (true)
        {
            var (u, v) = (2 * random.NextUniform() - 1, 2 * random.NextUniform() - 1);
            var w = u * u + v * v;
            if (w < 1) return mu + sigma * u * Math.Sqrt(degrees * (Math.Pow(w, -2 / degrees) - 1) / w);
        }
    }

    public override (double Below, double At, double Above) Probabilities(double y, double mu)
    {
        var tail = SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + Square(y - mu))) / 2;
        return y < mu ? (tail, 0, 1 - tail) : (1 - tail, 0, tail);
    }

    private double Square(double e) => e / sigma * (e / sigma);
}
