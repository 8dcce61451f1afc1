using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Density e^(−|e|/b)/(2b), e = y − μ. Rows of s² = b·max(|e|, εb) end at least absolute deviations, smoothed within εb (majorise and minimise).</summary>
internal sealed class LaplaceDistribution(double scale) : NoiseDistribution
{
    /// <summary>ε.</summary>
    public const double Smoothing = 1e-3;

    public override double LevelInformation => 1;

    public override double Working(double y, double mu) => scale * Math.Sqrt(Math.Max(Math.Abs(y - mu) / scale, Smoothing));

    public override double Information(double mu) => scale;

    public override double NegativeLogLikelihood(double y, double mu) => Math.Abs(y - mu) / scale + Math.Log(2 * scale);

    public override double Draw(double mu, RandomSource random)
    {
        var u = 2 * random.NextUniform() - 1;
        return mu - scale * Math.Sign(u) * Math.Log(1 - Math.Abs(u));
    }

    public override (double Below, double At, double Above) Probabilities(double y, double mu)
    {
        var tail = Math.Exp(-Math.Abs(y - mu) / scale) / 2;
        return y < mu ? (tail, 0, 1 - tail) : (1 - tail, 0, tail);
    }
}
