using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>The strength of a penalty by its rule, in the linearisation at the estimates of the present one.</summary>
/// <param name="Likelihood">S and P of the function's block.</param>
/// <param name="Gradient">The penalty's gradient in the block.</param>
/// <param name="Squares">The penalty's rows, squared and summed.</param>
/// <param name="Free">Directions that it leaves free.</param>
public sealed record StrengthChoice(MarginalLikelihood Likelihood, double[] Gradient, double Squares, int Free)
{
    /// <summary>χ² of the data.</summary>
    public required double Misfit { get; init; }

    /// <summary>Number of data.</summary>
    public required int Count { get; init; }

    /// <summary>Directions that the data determine besides those of the block: the unknown numbers.</summary>
    public required int Others { get; init; }

    /// <summary>Variance of the residuals; 1 for whitened ones.</summary>
    public double Variance { get; init; } = 1;

    /// <summary>The factor by which γ is to be multiplied.</summary>
    /// <param name="rule">The rule.</param>
    public double Factor(StrengthRule rule) => rule switch
    {
        StrengthRule.Evidence => Likelihood.StrengthFactor(Gradient, Squares, Free, Variance),
        StrengthRule.Discrepancy => Math.Sqrt(DiscrepancyPrinciple.Factor(At, Count)),
        StrengthRule.CrossValidation => Math.Sqrt(CrossValidation.Factor(At, Count, Others)),
        StrengthRule.LCurve => Math.Sqrt(LCurve.Factor(At)),
        _ => 1,
    };

    private StrengthPoint At(double factor) => Likelihood.At(factor, Gradient, Squares, Misfit);
}
