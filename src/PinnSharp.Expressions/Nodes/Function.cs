namespace PinnSharp.Expressions;

/// <summary>The elementary functions; √ is a power, division a power of −1.</summary>
public enum Function
{
    /// <summary>e^x.</summary>
    Exp,
    /// <summary>Natural logarithm.</summary>
    Ln,
    /// <summary>Decimal logarithm.</summary>
    Log10,
    /// <summary>sin x.</summary>
    Sin,
    /// <summary>cos x.</summary>
    Cos,
    /// <summary>tan x.</summary>
    Tan,
    /// <summary>Inverse sine.</summary>
    Asin,
    /// <summary>Inverse cosine.</summary>
    Acos,
    /// <summary>Inverse tangent.</summary>
    Atan,
    /// <summary>sinh x.</summary>
    Sinh,
    /// <summary>cosh x.</summary>
    Cosh,
    /// <summary>tanh x.</summary>
    Tanh,
    /// <summary>|x|; its derivative is sign(x).</summary>
    Abs,
    /// <summary>−1, 0 or 1; its derivative is taken as 0.</summary>
    Sign,
    /// <summary>The error function 2/√π ∫₀ˣ e^(−s²) ds.</summary>
    Erf,
    /// <summary>0 below 0, ½ at 0, 1 above; its derivative is taken as 0.</summary>
    Heaviside,
    /// <summary>The least of two or more arguments; where they are equal the derivative is the mean.</summary>
    Min,
    /// <summary>The greatest of two or more arguments; where they are equal the derivative is the mean.</summary>
    Max,
}
