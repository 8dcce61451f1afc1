namespace PinnSharp.Problems;

/// <summary>How a measured value y scatters about the observed expression μ, independently of other data.</summary>
/// <param name="Word">Its name in problems.</param>
public abstract record Noise(string Word)
{
    /// <summary>The unknown that is its level; null where it has none or a given one.</summary>
    public string? UnknownLevel => this is ScaledNoise { Level: NoiseLevel.Unknown u } ? u.Name : null;

    /// <summary>Whether μ must be positive.</summary>
    public bool IsOfPositive => this is LogNormalNoise or PoissonNoise;
}

/// <summary>y = μ: exact data, or data whose scatter is not stated.</summary>
public sealed record ExactData() : Noise("exact");

/// <summary>Noise with a level.</summary>
/// <param name="Word">Its name in problems.</param>
/// <param name="Level">σ, b or c.</param>
public abstract record ScaledNoise(string Word, NoiseLevel Level) : Noise(Word);

/// <summary>y = μ + σ ε with ε standard normal.</summary>
/// <param name="Level">σ, in the data's own unit.</param>
public sealed record GaussianNoise(NoiseLevel Level) : ScaledNoise("gaussian", Level);

/// <summary>ln y = ln μ + σ ε with ε standard normal; y and μ are positive.</summary>
/// <param name="Level">σ, of the logarithm.</param>
public sealed record LogNormalNoise(NoiseLevel Level) : ScaledNoise("log-normal", Level);

/// <summary>y = μ + c|μ| ε with ε standard normal.</summary>
/// <param name="Level">c, the part of μ.</param>
public sealed record ProportionalNoise(NoiseLevel Level) : ScaledNoise("proportional", Level);

/// <summary>Density e^(−|y − μ|/b)/(2b): large errors are more frequent than normal ones.</summary>
/// <param name="Level">b, in the data's own unit; the standard deviation is √2 b.</param>
public sealed record LaplaceNoise(NoiseLevel Level) : ScaledNoise("laplace", Level);

/// <summary>(y − μ)/σ has Student's t distribution of ν degrees of freedom: a few errors may be very large.</summary>
/// <param name="Level">σ, in the data's own unit.</param>
/// <param name="Degrees">ν &gt; 0.</param>
public sealed record StudentTNoise(NoiseLevel Level, double Degrees) : ScaledNoise("student-t", Level);

/// <summary>y is a count of mean μ &gt; 0: P(y) = μ^y e^(−μ)/y!.</summary>
public sealed record PoissonNoise() : Noise("poisson");

/// <summary>y is 1 with probability μ, otherwise 0.</summary>
public sealed record BernoulliNoise() : Noise("bernoulli");
