using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>What is assumed beforehand of an unknown function k: of its transformed values, the logarithm of a positive one, the logit of one with bounds, and the value of any other.</summary>
public abstract record FunctionPrior
{
    /// <summary>A penalty with the strength that the data are most likely with.</summary>
    /// <param name="kind">The penalty.</param>
    public static FunctionPrior Of(Regulariser kind) => new Regularisation(kind);
}

/// <summary>A penalty on the deviation from the constant that the search starts from, over variables scaled to an extent of 1 and as a mean over them.</summary>
/// <param name="Kind">The penalty.</param>
public sealed record Regularisation(Regulariser Kind) : FunctionPrior
{
    /// <summary>How strong it is.</summary>
    public PriorStrength Strength { get; init; } = new(StrengthRule.Evidence);

    /// <summary>
    /// ε of √(|∇k|² + ε²) and √(k² + ε²), by which total variation and sparsity are differentiable, as a part of the root mean square of ∇k or k at the estimates.
    /// </summary>
    public double Epsilon { get; init; } = 0.1;
}

/// <summary>
/// A Gaussian prior with Matérn covariance of smoothness ν = 2 − d/2 in d variables (P. Whittle, Biometrika 41 (1954) 434–449): the solution of
/// (δ − γΔ)k = white noise, so that its precision is (δ − γΔ)². Its strength is given by the standard deviation, not found from the data.
/// </summary>
/// <param name="Length">The correlation length ℓ in each variable's own unit, the distance over which the correlation falls to about 0.13.</param>
/// <param name="Std">The standard deviation of the transformed value at each place.</param>
/// <param name="Mean">The mean of the transformed value; null for that of the initial value.</param>
public sealed record WhittleMatern(ImmutableArray<double> Length, double Std, double? Mean) : FunctionPrior
{
    /// <inheritdoc/>
    public bool Equals(WhittleMatern? other) => other is not null && Length.SequenceEqual(other.Length) && Std.Equals(other.Std) && Mean.Equals(other.Mean);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length.Length, Std, Mean);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"whittle-matern {string.Join(' ', Length.Select(l => FormattableString.Invariant($"{l:R}")))} {Std:R} {Mean:R}");
}
