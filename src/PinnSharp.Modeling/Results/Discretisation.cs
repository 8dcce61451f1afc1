namespace PinnSharp.Modeling;

/// <summary>How fine a discretisation is, and what its last refinement changed: an estimate a posteriori of its error, from above where it converges.</summary>
/// <param name="Coefficients">Coefficients of the fields, at a moment.</param>
/// <param name="Steps">Steps in time; 1 for a steady problem.</param>
/// <param name="Refinements">How often cells were halved and the error of steps in time made smaller; null where there is nothing to refine.</param>
/// <param name="Moved">
/// The change of the unknowns by the last refinement, in standard deviations: the greatest of the numbers' changes and of the root mean squares over each function's coefficients; null without
/// a refinement.
/// </param>
/// <param name="MovedData">The root mean square change of what is predicted for the data by the last refinement, at the same values of the unknowns, in σ; null without one.</param>
public sealed record Discretisation(int Coefficients, int Steps, int? Refinements, double? Moved, double? MovedData)
{
    /// <summary>Estimates that move by no more standard deviations have settled.</summary>
    public const double SmallMove = 0.1;

    /// <summary>Whether the last refinement left the estimates where they were; null without a refinement.</summary>
    public bool? IsSettled => Moved is { } moved ? moved <= SmallMove : null;
}
