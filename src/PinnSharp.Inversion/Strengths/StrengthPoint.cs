namespace PinnSharp.Inversion;

/// <summary>A linearised problem at another strength of one quadratic prior.</summary>
/// <param name="Factor">t, the square of the strength relative to the present one.</param>
/// <param name="Misfit">χ² of all other residuals.</param>
/// <param name="Size">‖p‖² of the prior, at the present strength.</param>
/// <param name="Determined">Directions of the prior's block that the residuals determine, tr((S + tP)⁻¹S).</param>
public readonly record struct StrengthPoint(double Factor, double Misfit, double Size, double Determined);
