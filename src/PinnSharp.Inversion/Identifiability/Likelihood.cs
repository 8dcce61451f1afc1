using System.Collections.Immutable;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// −2 ln of a likelihood from whitened residuals: Σr², but n ln Σr² for data that share a noise level that is unknown, which then takes its most likely value at every θ.
/// </summary>
/// <param name="Shared">Terms of residuals that share an unknown level, level by level.</param>
/// <remarks>
/// The minimum over other parameters is sought at the levels of the optimum. With one level, and all data its own, that is the minimum for any level; otherwise a profile is too high by
/// what re-weighting would gain, and its interval too narrow by as much.
/// </remarks>
public sealed record Likelihood(ImmutableArray<ImmutableArray<string>> Shared)
{
    /// <summary>All noise levels known.</summary>
    public static Likelihood Known { get; } = new([]);

    /// <summary>−2 ln L, but for a constant.</summary>
    /// <param name="layout">The terms.</param>
    /// <param name="residual">r.</param>
    public double Deviance(ResidualLayout layout, ReadOnlySpan<double> residual)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var sums = new double[Shared.Length];
        var counts = new int[Shared.Length];
        double sum = 0;
        foreach (var term in layout.Terms)
        {
            var squares = VectorKernels.SumOfSquares(residual.Slice(term.Offset, term.Count));
            var level = -1;
            for (var i = 0; i < Shared.Length; i++)
                if (Shared[i].Contains(term.Name)) level = i;
            if (level < 0) sum += squares;
            else (sums[level], counts[level]) = (sums[level] + squares, counts[level] + term.Count);
        }
        for (var i = 0; i < sums.Length; i++)
            if (counts[i] > 0) sum += counts[i] * Math.Log(Math.Max(sums[i], 1e-300));
        return sum;
    }
}
