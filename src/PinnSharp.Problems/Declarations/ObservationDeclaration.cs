namespace PinnSharp.Problems;

/// <summary>Something measured.</summary>
/// <param name="Of">The observed expression.</param>
/// <param name="Data">Where the values come from.</param>
public sealed record ObservationDeclaration(SourceText Of, DataDeclaration Data)
{
    /// <summary>How the values scatter; exact where it is null.</summary>
    public NoiseDeclaration? Noise { get; init; }
}

/// <summary>A noise model. σ is a number, a constant expression or the name of an unknown.</summary>
/// <param name="IsLogNormal">Log-normal rather than Gaussian.</param>
/// <param name="Sigma">σ.</param>
/// <param name="Relative">In place of σ, the fraction of the data's standard deviation.</param>
public sealed record NoiseDeclaration(bool IsLogNormal, SourceText? Sigma, SourceText? Relative)
{
    /// <summary>y = μ + σ ε.</summary>
    public static NoiseDeclaration Gaussian(SourceText sigma) => new(false, sigma, null);

    /// <summary>y = μ + σ ε with σ a fraction of the noise-free data's standard deviation.</summary>
    public static NoiseDeclaration GaussianRelative(SourceText fraction) => new(false, null, fraction);

    /// <summary>ln y = ln μ + σ ε.</summary>
    public static NoiseDeclaration LogNormal(SourceText sigma) => new(true, sigma, null);
}
