namespace PinnSharp.Problems;

/// <summary>The σ of a noise model.</summary>
public abstract record NoiseLevel
{
    private NoiseLevel() { }

    /// <summary>A given σ.</summary>
    public sealed record Known(double Sigma) : NoiseLevel;

    /// <summary>A given fraction of the standard deviation of the noise-free data (of the data themselves where they were measured).</summary>
    public sealed record Relative(double Fraction) : NoiseLevel;

    /// <summary>A σ that is itself an unknown; observations may share it.</summary>
    public sealed record Unknown(string Name) : NoiseLevel;
}
