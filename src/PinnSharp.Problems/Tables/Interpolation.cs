namespace PinnSharp.Problems;

/// <summary>What a table is between its points.</summary>
public enum Interpolation
{
    /// <summary>Straight lines: continuous, with one derivative (at a point that of the line to its right).</summary>
    Linear,

    /// <summary>Cubics with continuous slopes that rise and fall only where the points do; two derivatives, the second with jumps.</summary>
    Cubic,

    /// <summary>The value of the last point, from that point on (right-continuous) and beyond the last; no derivative.</summary>
    Step,
}
