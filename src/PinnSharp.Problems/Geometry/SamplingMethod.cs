namespace PinnSharp.Problems;

/// <summary>How points are spread over a region.</summary>
public enum SamplingMethod
{
    /// <summary>Sobol's low-discrepancy sequence with a random digital shift.</summary>
    Sobol,
    /// <summary>Latin hypercube: one point in each of count slices of every coordinate.</summary>
    LatinHypercube,
    /// <summary>Centres of equal cells.</summary>
    Grid,
    /// <summary>Independent uniform points.</summary>
    Uniform,
}
