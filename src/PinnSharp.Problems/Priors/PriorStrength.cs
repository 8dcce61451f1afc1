namespace PinnSharp.Problems;

/// <summary>How the strength γ of a penalty ½γ²‖p‖² is chosen.</summary>
/// <param name="Rule">By what rule.</param>
/// <param name="Value">γ, where it is given.</param>
public sealed record PriorStrength(StrengthRule Rule, double Value = double.NaN);

/// <summary>Rules by which the strength of a penalty is chosen.</summary>
public enum StrengthRule
{
    /// <summary>The largest marginal likelihood (MacKay 1992).</summary>
    Evidence,

    /// <summary>χ² equal to the number of data, which needs noise of known size (Morozov 1966).</summary>
    Discrepancy,

    /// <summary>Generalised cross-validation (Golub, Heath and Wahba 1979).</summary>
    CrossValidation,

    /// <summary>The corner of the curve of the penalty over χ², both logarithmic (Hansen 1992).</summary>
    LCurve,

    /// <summary>A number.</summary>
    Given,
}
