namespace PinnSharp.Problems;

/// <summary>How a measured value y scatters about the observed expression μ.</summary>
public abstract record Noise;

/// <summary>y = μ: exact data, or data whose scatter is not stated.</summary>
public sealed record ExactData : Noise;

/// <summary>y = μ + σ ε with ε standard normal, independent.</summary>
/// <param name="Level">σ, in the data's own unit.</param>
public sealed record GaussianNoise(NoiseLevel Level) : Noise;

/// <summary>ln y = ln μ + σ ε with ε standard normal, independent; y and μ are positive.</summary>
/// <param name="Level">σ, of the logarithm.</param>
public sealed record LogNormalNoise(NoiseLevel Level) : Noise;
