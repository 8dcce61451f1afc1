using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// The strength γ² of a quadratic prior ½γ²‖Rθ_k‖² on one block of parameters, from the data: at the maximum of the marginal likelihood (Laplace's
/// approximation) γ²‖Rθ_k‖² equals the number of penalised directions that the data determine (D. J. C. MacKay, Bayesian interpolation, Neural
/// Computation 4 (1992) 415–447).
/// </summary>
public static class MarginalLikelihood
{
    private const double Ridge = 1e-11;

    /// <summary>
    /// tr(H_kk⁻¹ S): the number of directions of the block that the residuals, rather than the prior, determine, once all other parameters are free.
    /// S is the Schur complement of JᵀJ without the prior. Directions on which nothing depends count as 0.
    /// </summary>
    /// <param name="gram">H = JᵀJ with the prior, n×n row-major, lower triangle; not changed.</param>
    /// <param name="n">n.</param>
    /// <param name="first">Index of the block's first parameter.</param>
    /// <param name="prior">The prior's part γ²RᵀR of the block, k×k row-major, lower triangle.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <returns>Between 0 and k; NaN where H is not positive definite even with a ridge.</returns>
    public static double DeterminedDirections(ReadOnlySpan<double> gram, int n, int first, ReadOnlySpan<double> prior, int threads = 1)
    {
        var k = (int)Math.Sqrt(prior.Length);
        if (gram.Length != n * n || k * k != prior.Length || first < 0 || first + k > n) throw new ArgumentException("JᵀJ, the prior and the block do not fit.", nameof(gram));
        // The block goes last, so that its Schur complement is the last part of the factor.
        var order = Enumerable.Range(0, first).Concat(Enumerable.Range(first + k, n - first - k)).Concat(Enumerable.Range(first, k)).ToArray();
        var largest = Enumerable.Range(0, n).Select(Diagonal(gram, n)).Max();
        var factor = new double[n * n];
        for (var ridge = Ridge; ridge < 1e-4; ridge *= 100)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var (a, b) = (Math.Max(order[i], order[j]), Math.Min(order[i], order[j]));
                    factor[i * n + j] = gram[a * n + b];
                }
                factor[i * n + i] += ridge * largest;
            }
            if (Cholesky.Factor(factor, n, threads)) return k - Trace(factor, n, k, prior, ridge * largest);
        }
        return double.NaN;
    }

    /// <summary>tr((LLᵀ)⁻¹(P + ρI)) for the last k×k part L of a factor.</summary>
    private static double Trace(double[] factor, int n, int k, ReadOnlySpan<double> prior, double ridge)
    {
        double trace = 0;
        var (column, w) = (new double[k], n - k);
        for (var c = 0; c < k; c++)
        {
            for (var i = 0; i < k; i++) column[i] = prior[Math.Max(i, c) * k + Math.Min(i, c)] + (i == c ? ridge : 0);
            for (var i = 0; i < k; i++)
                column[i] = (column[i] - VectorKernels.Dot(factor.AsSpan((w + i) * n + w, i), column.AsSpan(0, i))) / factor[(w + i) * n + w + i];
            for (var i = k - 1; i >= c; i--)
            {
                column[i] /= factor[(w + i) * n + w + i];
                VectorKernels.AddScaled(-column[i], factor.AsSpan((w + i) * n + w, i), column.AsSpan(0, i));
            }
            trace += column[c];
        }
        return trace;
    }

    private static Func<int, double> Diagonal(ReadOnlySpan<double> gram, int n)
    {
        var diagonal = new double[n];
        for (var i = 0; i < n; i++) diagonal[i] = gram[i * n + i];
        return i => diagonal[i];
    }
}
