namespace PinnSharp.Problems;

/// <summary>Something measured.</summary>
/// <param name="Of">The observed expression.</param>
/// <param name="Data">Where the values come from.</param>
public sealed record ObservationDeclaration(SourceText Of, DataDeclaration Data)
{
    /// <summary>How the values scatter; exact where it is null.</summary>
    public NoiseDeclaration? Noise { get; init; }
}

/// <summary>A kind of noise model.</summary>
public enum NoiseKind
{
    /// <summary>y = μ + σ ε.</summary>
    Gaussian,

    /// <summary>y = μ + σ ε with σ a fraction of the noise-free data's standard deviation.</summary>
    Relative,

    /// <summary>y = μ + c|μ| ε.</summary>
    Proportional,

    /// <summary>ln y = ln μ + σ ε.</summary>
    LogNormal,

    /// <summary>Density e^(−|y − μ|/b)/(2b).</summary>
    Laplace,

    /// <summary>(y − μ)/σ is Student's t.</summary>
    StudentT,

    /// <summary>Counts of mean μ.</summary>
    Poisson,

    /// <summary>0 or 1, the latter with probability μ.</summary>
    Bernoulli,
}

/// <summary>A noise model.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Level">σ, b, c or the fraction: a number, a constant expression or, but for the fraction, the name of an unknown. Null for counts and for 0 and 1, which have none.</param>
/// <param name="Degrees">Student's degrees of freedom, a constant expression; 4 where it is null.</param>
public sealed record NoiseDeclaration(NoiseKind Kind, SourceText? Level = null, SourceText? Degrees = null)
{
    /// <summary>y = μ + σ ε.</summary>
    public static NoiseDeclaration Gaussian(SourceText sigma) => new(NoiseKind.Gaussian, sigma);

    /// <summary>y = μ + σ ε with σ a fraction of the noise-free data's standard deviation.</summary>
    public static NoiseDeclaration GaussianRelative(SourceText fraction) => new(NoiseKind.Relative, fraction);

    /// <summary>y = μ + c|μ| ε.</summary>
    public static NoiseDeclaration Proportional(SourceText part) => new(NoiseKind.Proportional, part);

    /// <summary>ln y = ln μ + σ ε.</summary>
    public static NoiseDeclaration LogNormal(SourceText sigma) => new(NoiseKind.LogNormal, sigma);

    /// <summary>Density e^(−|y − μ|/b)/(2b).</summary>
    public static NoiseDeclaration Laplace(SourceText scale) => new(NoiseKind.Laplace, scale);

    /// <summary>(y − μ)/σ is Student's t.</summary>
    public static NoiseDeclaration StudentT(SourceText sigma, SourceText? degrees = null) => new(NoiseKind.StudentT, sigma, degrees);

    /// <summary>Counts of mean μ.</summary>
    public static NoiseDeclaration Poisson { get; } = new(NoiseKind.Poisson);

    /// <summary>0 or 1, the latter with probability μ.</summary>
    public static NoiseDeclaration Bernoulli { get; } = new(NoiseKind.Bernoulli);
}
