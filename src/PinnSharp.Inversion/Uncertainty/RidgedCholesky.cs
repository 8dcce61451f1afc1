using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Cholesky factors of information matrices that may be singular to rounding: the diagonal is raised by as small a part as lets the factorisation end, relative to each parameter, whose information may
/// differ by many orders.
/// </summary>
public static class RidgedCholesky
{
    /// <summary>The part of each diagonal entry that is tried first.</summary>
    public const double Least = 1e-13;

    private const double Most = 1e-4, Floor = 1e-12;

    /// <summary>L with LLᵀ = A + ridge·diag(A), A some rows and columns of a matrix; an entry of the diagonal counts as no less than 1e-12 of the largest.</summary>
    /// <param name="matrix">n×n row-major, lower triangle; not changed.</param>
    /// <param name="n">n.</param>
    /// <param name="indices">The k rows and columns, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <returns>k×k, lower triangle; null where no ridge below 1e-4 is enough.</returns>
    public static double[]? Factor(ReadOnlySpan<double> matrix, int n, ReadOnlySpan<int> indices, int threads = 1)
    {
        var (k, largest) = (indices.Length, 0.0);
        foreach (var i in indices) largest = Math.Max(largest, matrix[i * n + i]);
        var (factor, floor) = (new double[k * k], largest > 0 ? Floor * largest : 1);
        for (var ridge = Least; ridge < Most; ridge *= 10)
        {
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j <= i; j++) factor[i * k + j] = matrix[indices[i] * n + indices[j]];
                factor[i * k + i] += ridge * Math.Max(factor[i * k + i], floor);
            }
            if (Cholesky.Factor(factor, k, threads)) return factor;
        }
        return null;
    }

    /// <summary>The same for the first rows and columns.</summary>
    /// <param name="matrix">n×n row-major, lower triangle; not changed.</param>
    /// <param name="n">n.</param>
    /// <param name="first">How many.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public static double[]? Factor(ReadOnlySpan<double> matrix, int n, int first, int threads = 1) => Factor(matrix, n, [.. Enumerable.Range(0, first)], threads);
}
