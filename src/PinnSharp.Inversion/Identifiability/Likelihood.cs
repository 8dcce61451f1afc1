using System.Collections.Immutable;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// −2 ln of a likelihood from whitened residuals: Σr², but n ln Σr² for data that share a noise level that is unknown, which then takes its most likely value at every θ.
/// </summary>
/// <param name="Shared">Terms of residuals that share an unknown level, level by level.</param>
/// <remarks>
/// Where the other parameters are sought at the levels of the optimum, that is the minimum for any level only if there is one and all residuals are its own. Otherwise they are sought again with each level's residuals
/// multiplied by <see cref="Weights"/>, until that gains nothing.
/// </remarks>
public sealed record Likelihood(ImmutableArray<ImmutableArray<string>> Shared)
{
    /// <summary>For each level n, or n less what other parameters take of the data where the level is without bias, σ² = Σr²/n; the number of its residuals where there are none.</summary>
    public ImmutableArray<double> Counts { get; init; } = [];

    /// <summary>All noise levels known.</summary>
    public static Likelihood Known { get; } = new([]);

    /// <summary>That of a problem whose cost is −ln L itself, whatever its residuals.</summary>
    public static Likelihood OfCost { get; } = new([]) { IsCost = true };

    /// <summary>Whether the problem's cost is −ln L.</summary>
    public bool IsCost { get; private init; }

    /// <summary>−2 ln L, but for a constant.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">θ.</param>
    public double Deviance(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var r = new double[problem.Residuals.Count];
        var cost = problem.Residual(theta, r);
        return IsCost ? 2 * cost : Deviance(problem.Residuals, r);
    }

    /// <summary>The gradient of −ln L.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">θ.</param>
    public double[] Gradient(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var (r, gradient) = (new double[problem.Residuals.Count], new double[theta.Length]);
        if (IsCost)
        {
            problem.Gradient(theta, gradient);
            return gradient;
        }
        problem.Residual(theta, r);
        problem.MultiplyTransposed(theta, Slope(problem.Residuals, r), gradient);
        return gradient;
    }

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
            if (counts[i] > 0) sum += Count(i, counts[i]) * Math.Log(Math.Max(sums[i], 1e-300));
        return sum;
    }

    private double Count(int level, int residuals) => Counts.Length > level ? Counts[level] : residuals;

    /// <summary>Whether the minimum over parameters depends on the levels: there are several, or residuals beside those of one.</summary>
    /// <param name="layout">The terms.</param>
    public bool DependsOnLevels(ResidualLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return Shared.Length > 0 && layout.Terms.Any(t => t.Count > 0 && !Shared[0].Contains(t.Name));
    }

    /// <summary>For each term the factor √(Σr² at the optimum / Σr² here) by which its residuals count once its level has followed; 1 for those of known levels.</summary>
    /// <param name="layout">The terms.</param>
    /// <param name="optimum">r at the optimum.</param>
    /// <param name="residual">r here.</param>
    public double[] Weights(ResidualLayout layout, double[] optimum, double[] residual)
    {
        ArgumentNullException.ThrowIfNull(layout);
        double Sum(ImmutableArray<string> level, double[] r) => layout.Terms.Where(t => level.Contains(t.Name)).Sum(t => VectorKernels.SumOfSquares(r.AsSpan(t.Offset, t.Count)));
        return [.. layout.Terms.Select(t => Shared.FirstOrDefault(level => level.Contains(t.Name)) is { IsDefault: false } level && Sum(level, residual) is > 0 and var here && Sum(level, optimum) is > 0 and var best
            ? Math.Sqrt(best / here) : 1)];
    }

    /// <summary>−∂ ln L/∂r, half the derivative of <see cref="Deviance(ResidualLayout, ReadOnlySpan{double})"/>: r, but n r/Σr² where a level is shared.</summary>
    /// <param name="layout">The terms.</param>
    /// <param name="residual">r.</param>
    public double[] Slope(ResidualLayout layout, ReadOnlySpan<double> residual)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var slope = residual.ToArray();
        foreach (var (level, number) in Shared.Select((l, i) => (l, i)))
        {
            var terms = layout.Terms.Where(t => level.Contains(t.Name)).ToList();
            double sum = 0;
            foreach (var t in terms) sum += VectorKernels.SumOfSquares(residual.Slice(t.Offset, t.Count));
            foreach (var t in terms)
                for (var i = t.Offset; i < t.Offset + t.Count; i++) slope[i] *= Count(number, terms.Sum(x => x.Count)) / Math.Max(sum, 1e-300);
        }
        return slope;
    }
}
