namespace PinnSharp.Modeling;

/// <summary>How fine a discretisation is, and what its last refinement changed: an estimate a posteriori of its error, from above where it converges.</summary>
/// <param name="Coefficients">Coefficients of the fields, at a moment.</param>
/// <param name="Steps">Steps in time; 1 for a steady problem.</param>
/// <param name="Refinements">How often cells were halved; null where there are none, as in an ordinary differential equation.</param>
/// <param name="Moved">The greatest change of an unknown number by the last refinement, in its standard deviations; null without a refinement.</param>
/// <param name="MovedData">The root mean square change of what is predicted for the data by the last refinement, at the same values of the unknowns, in σ. Where no unknown is a number,
/// and none is made, by one that is only tried; null without one.</param>
public sealed record Discretisation(int Coefficients, int Steps, int? Refinements, double? Moved, double? MovedData)
{
    /// <summary>Estimates that move by no more standard deviations have settled.</summary>
    public const double SmallMove = 0.1;

    /// <summary>Whether the last refinement left the estimates where they were; null without a refinement.</summary>
    public bool? IsSettled => Moved is { } moved ? moved <= SmallMove : null;
}
