namespace PinnSharp.Neural;

/// <summary>How a tensor library evaluates residuals.</summary>
public sealed record TensorOptions
{
    /// <summary>"cpu", "cuda" or "cuda:n"; null for CUDA where it is and the processor otherwise.</summary>
    public string? Device { get; init; }

    /// <summary>The numbers' format.</summary>
    public Precision Precision { get; init; }

    /// <summary>How networks are differentiated.</summary>
    public DerivativeMode Derivatives { get; init; }

    /// <summary>Rows that are evaluated together; null for as many as a fixed part of the memory holds. Results depend on it by rounding only.</summary>
    public int? Batch { get; init; }
}

/// <summary>The format of floating-point numbers.</summary>
public enum Precision
{
    /// <summary>64 bits, rounding 1e-16.</summary>
    Float64,

    /// <summary>32 bits, rounding 6e-8: faster, on most GPUs much so; residuals are that imprecise, normal equations are still summed and solved in 64 bits.</summary>
    Float32,
}

/// <summary>How derivatives with respect to coordinates are found.</summary>
public enum DerivativeMode
{
    /// <summary>All of them in one pass forward, as truncated Taylor series: one matrix product a layer.</summary>
    Taylor,

    /// <summary>Reverse differentiation, nested once for each order: the reference.</summary>
    Autograd,
}
