using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Gauss–Newton standard deviations of linear functionals gᵀθ, such as the values of a network at a point: σ²gᵀ(JᵀJ)⁻¹g.</summary>
/// <remarks>
/// JᵀJ of redundant weights is singular to rounding; its diagonal is then raised by <see cref="Ridge"/> of its largest entry, or more where that is
/// not enough. A functional that the residuals leave open gets a large deviation, not an infinite one.
/// </remarks>
public static class FunctionalDeviations
{
    /// <summary>The part of the largest diagonal entry by which the diagonal is raised.</summary>
    public const double Ridge = 1e-13;

    /// <summary>The standard deviations.</summary>
    /// <param name="gram">JᵀJ at the solution, n×n row-major, lower triangle; not changed.</param>
    /// <param name="n">n.</param>
    /// <param name="functionals">g, count×n row-major.</param>
    /// <param name="variance">σ²: 1 for whitened residuals.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <returns>One for each functional; infinite where JᵀJ is not finite.</returns>
    public static double[] Of(ReadOnlySpan<double> gram, int n, ReadOnlySpan<double> functionals, double variance = 1, int threads = 1)
    {
        if (gram.Length != n * n || n == 0 || functionals.Length % n != 0) throw new ArgumentException("JᵀJ and the functionals do not fit.", nameof(gram));
        var deviations = new double[functionals.Length / n];
        deviations.AsSpan().Fill(double.PositiveInfinity);
        double largest = 0;
        for (var i = 0; i < n; i++) largest = Math.Max(largest, gram[i * n + i]);
        var (factor, column) = (new double[n * n], new double[n]);
        for (var ridge = Ridge; ridge < 1e-4; ridge *= 10)
        {
            gram.CopyTo(factor);
            for (var i = 0; i < n; i++) factor[i * n + i] += ridge * largest;
            if (!Cholesky.Factor(factor, n, threads)) continue;
            for (var f = 0; f < deviations.Length; f++)
            {
                functionals.Slice(f * n, n).CopyTo(column);
                for (var i = 0; i < n; i++)
                    column[i] = (column[i] - VectorKernels.Dot(factor.AsSpan(i * n, i), column.AsSpan(0, i))) / factor[i * n + i];
                deviations[f] = Math.Sqrt(variance * VectorKernels.Dot(column, column));
            }
            break;
        }
        return deviations;
    }
}
