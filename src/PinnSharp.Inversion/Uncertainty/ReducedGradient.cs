using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// The gradient of φ(θ) = min over w of ½‖r(w, θ)‖² by implicit differentiation, near the minimum over w: with JᵀJ = [A B; Bᵀ C] and Jᵀr = (g_w, g_θ) it is g_θ − BᵀA⁻¹g_w, the gradient that is left once w
/// has followed. Where w is at its minimum it is g_θ.
/// </summary>
/// <remarks>Exact for residuals that are linear in w with a matrix that does not depend on θ; otherwise to first order in what is left of g_w, with Gauss–Newton's part of the second derivatives (G. H. Golub and
/// V. Pereyra, SIAM J. Numer. Anal. 10 (1973) 413–432).</remarks>
public static class ReducedGradient
{
    /// <summary>g_θ − BᵀA⁻¹g_w; NaN where A cannot be factored.</summary>
    /// <param name="gram">JᵀJ, n×n row-major, lower triangle; not changed.</param>
    /// <param name="gradient">Jᵀr, length n.</param>
    /// <param name="first">Index of the first of the last parameters, θ.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">Lengths or indices do not fit.</exception>
    public static double[] Of(ReadOnlySpan<double> gram, ReadOnlySpan<double> gradient, int first, int threads = 1)
    {
        var n = gradient.Length;
        if (gram.Length != n * n) throw new ArgumentException($"JᵀJ has {gram.Length} entries, not {n}×{n}.", nameof(gram));
        if (first < 0 || first > n) throw new ArgumentException($"The last parameters begin at {first}, outside of 0 … {n}.", nameof(first));
        var reduced = gradient[first..].ToArray();
        var w = gradient[..first].ToArray();
        if (RidgedCholesky.Factor(gram, n, first, threads) is not { } factor)
        {
            reduced.AsSpan().Fill(double.NaN);
            return reduced;
        }
        Cholesky.Solve(factor, first, w);
        for (var i = 0; i < reduced.Length; i++) reduced[i] -= VectorKernels.Dot(gram.Slice((first + i) * n, first), w);
        return reduced;
    }
}
