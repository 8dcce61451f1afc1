using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// How one datum y scatters about its prediction μ, at a given level. Optimisers see rows (μ − y)/s only; s is the <see cref="Working"/> deviation at the last predictions and is found anew
/// from time to time (iterated reweighting), which ends at the most likely μ. Standard deviations are by the <see cref="Information"/> deviation.
/// </summary>
/// <remarks>
/// For log-normal noise y and μ are logarithms. Sources: R. W. M. Wedderburn, Quasi-likelihood functions, generalized linear models, and the Gauss–Newton method, Biometrika 61 (1974) 439–447;
/// K. L. Lange, R. J. A. Little, J. M. G. Taylor, Robust statistical modeling using the t distribution, J. Am. Stat. Assoc. 84 (1989) 881–896; P. K. Dunn, G. K. Smyth, Randomized quantile
/// residuals, J. Comput. Graph. Stat. 5 (1996) 236–244.
/// </remarks>
public abstract class NoiseDistribution
{
    /// <summary>Least probability of which a quantile is taken: 37 deviations.</summary>
    private const double LeastProbability = 1e-300;

    /// <summary>The distribution of a noise model.</summary>
    /// <param name="noise">The model; exact data are taken for Gaussian ones.</param>
    /// <param name="level">Its level; not used by those that have none.</param>
    /// <param name="size">The greatest |y|; deviations in proportion to μ are at least those at a millionth of it.</param>
    public static NoiseDistribution Of(Noise noise, double level, double size = 1) => noise switch
    {
        ProportionalNoise => new ProportionalDistribution(level, size),
        LaplaceNoise => new LaplaceDistribution(level),
        StudentTNoise t => new StudentTDistribution(level, t.Degrees),
        PoissonNoise => new PoissonDistribution(),
        BernoulliNoise => new BernoulliDistribution(),
        _ => new GaussianDistribution(level),
    };

    /// <summary>Whether deviations depend on predictions.</summary>
    public virtual bool IsReweighted => true;

    /// <summary>Fisher information on the logarithm of the level, of one datum; 0 without a level.</summary>
    public virtual double LevelInformation => 0;

    /// <summary>A μ by which rows are weighed before there are predictions worth the name.</summary>
    /// <param name="y">y.</param>
    public virtual double First(double y) => y;

    /// <summary>s at a prediction: −∂ ln p/∂μ = (μ − y)/s² (for noise in proportion to μ the quasi-likelihood's).</summary>
    /// <param name="y">y.</param>
    /// <param name="mu">μ.</param>
    public virtual double Working(double y, double mu) => Information(mu);

    /// <summary>1/√I(μ), I the Fisher information of a datum on μ.</summary>
    /// <param name="mu">μ.</param>
    public abstract double Information(double mu);

    /// <summary>−ln p(y|μ), constants included.</summary>
    /// <param name="y">y.</param>
    /// <param name="mu">μ.</param>
    public abstract double NegativeLogLikelihood(double y, double mu);

    /// <summary>A datum.</summary>
    /// <param name="mu">μ.</param>
    /// <param name="random">Uniform numbers.</param>
    public abstract double Draw(double mu, RandomSource random);

    /// <summary>P(Y &lt; y), P(Y = y) and P(Y &gt; y), the outer two exact where they are small.</summary>
    /// <param name="y">y.</param>
    /// <param name="mu">μ.</param>
    public abstract (double Below, double At, double Above) Probabilities(double y, double mu);

    /// <summary>Φ⁻¹(F(μ, y)) of the probability of less than y, standard normal where μ is right; of whole numbers a point within their step, at random.</summary>
    /// <param name="y">y.</param>
    /// <param name="mu">μ.</param>
    /// <param name="random">Asked only for whole numbers.</param>
    public virtual double Quantile(double y, double mu, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (below, at, above) = Probabilities(y, mu);
        var part = at > 0 ? random.NextUniform() : 0;
        var (left, right) = (below + part * at, above + (1 - part) * at);
        return left < right ? NormalDistribution.Quantile(Math.Max(left, LeastProbability)) : -NormalDistribution.Quantile(Math.Max(right, LeastProbability));
    }

    /// <summary>The quantiles of data, those of whole numbers at random but the same for the same name and data.</summary>
    /// <param name="name">Of the observation.</param>
    /// <param name="values">y.</param>
    /// <param name="predictions">μ.</param>
    public double[] Quantiles(string name, ReadOnlySpan<double> values, ReadOnlySpan<double> predictions)
    {
        var (seed, result) = (0UL, new double[values.Length]);
        foreach (var y in values) seed = seed * 31 + BitConverter.DoubleToUInt64Bits(y);
        var random = new RandomSource(seed, name + "/quantiles");
        for (var i = 0; i < result.Length; i++) result[i] = Quantile(values[i], predictions[i], random);
        return result;
    }
}
