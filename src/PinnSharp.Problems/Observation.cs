using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>What was measured, how it scatters and where the values come from.</summary>
/// <param name="Name">Its name in the problem.</param>
/// <param name="Of">The observed expression. Definitions are inlined; constants and unknowns are parameters.</param>
/// <param name="Noise">The noise model.</param>
/// <param name="Source">Where the values come from.</param>
public sealed record Observation(string Name, Expression Of, Noise Noise, ObservationSource Source)
{
    /// <summary>Whether it depends on time alone, being made of averages over space: its data then have no place, and their space coordinates are those of the box's middle.</summary>
    public bool IsAverage => Of.IsAverage();
}
