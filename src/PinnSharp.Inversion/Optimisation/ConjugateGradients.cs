using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Linear algebra with JᵀJ by products J·v and Jᵀ·w alone.</summary>
internal static class ConjugateGradients
{
    /// <summary>
    /// x ≈ (JᵀJ + μD)⁻¹b from x = 0 by conjugate gradients preconditioned by D, until the residual, in the norm of D⁻¹, is the part η of b. Every iterate
    /// minimises the quadratic over a Krylov space, so that any of them is a direction of descent.
    /// </summary>
    /// <param name="problem">Gives J.</param>
    /// <param name="theta">θ.</param>
    /// <param name="b">b; overwritten by the residual.</param>
    /// <param name="mu">μ.</param>
    /// <param name="d">D &gt; 0.</param>
    /// <param name="forcing">η.</param>
    /// <param name="most">Most iterations, of one J·v and one Jᵀ·w each.</param>
    /// <param name="x">The solution.</param>
    /// <returns>Iterations.</returns>
    /// <remarks>Source: M. Hestenes, E. Stiefel, J. Res. Nat. Bur. Standards 49 (1952).</remarks>
    public static int Solve(ILeastSquares problem, double[] theta, double[] b, double mu, double[] d, double forcing, int most, double[] x)
    {
        var n = b.Length;
        double[] z = new double[n], p = new double[n], q = new double[n], jp = new double[problem.Residuals.Count];
        Array.Clear(x);
        TensorPrimitives.Divide(b, d, z);
        z.CopyTo(p, 0);
        var bz = VectorKernels.Dot(b, z);
        var target = forcing * forcing * bz;
        for (var k = 0; k < most; k++)
        {
            if (!(bz > target)) return k;
            problem.Multiply(theta, p, jp);
            problem.MultiplyTransposed(theta, jp, q);
            var curvature = VectorKernels.SumOfSquares(jp);
            for (var i = 0; i < n; i++)
            {
                q[i] += mu * d[i] * p[i];
                curvature += mu * d[i] * p[i] * p[i];
            }
            var alpha = bz / curvature;
            if (!(curvature > 0) || !double.IsFinite(alpha)) return k;
            VectorKernels.AddScaled(alpha, p, x);
            VectorKernels.AddScaled(-alpha, q, b);
            TensorPrimitives.Divide(b, d, z);
            var next = VectorKernels.Dot(b, z);
            TensorPrimitives.MultiplyAdd(p, next / bz, z, p);
            bz = next;
        }
        return most;
    }

    /// <summary>Hutchinson's estimate of diag(JᵀJ): the mean of (Jᵀz)² over vectors z of random signs, with relative variance at most 2/probes.</summary>
    /// <param name="problem">Gives J.</param>
    /// <param name="theta">θ.</param>
    /// <param name="probes">Number of vectors z.</param>
    /// <param name="seed">Decides their signs.</param>
    /// <param name="diagonal">The estimate.</param>
    /// <remarks>Source: M. F. Hutchinson, Commun. Stat. Simul. Comput. 18 (1989); C. Bekas, E. Kokiopoulou, Y. Saad, Appl. Numer. Math. 57 (2007).</remarks>
    public static void EstimateDiagonal(ILeastSquares problem, double[] theta, int probes, ulong seed, double[] diagonal)
    {
        double[] z = new double[problem.Residuals.Count], product = new double[diagonal.Length];
        Array.Clear(diagonal);
        for (var probe = 0; probe < probes; probe++)
        {
            ulong state = (seed << 16) + (ulong)probe, bits = 0;
            for (var i = 0; i < z.Length; i++, bits >>= 1)
            {
                if (i % 64 == 0) bits = SplitMix(ref state);
                z[i] = (bits & 1) == 0 ? 1 : -1;
            }
            problem.MultiplyTransposed(theta, z, product);
            for (var j = 0; j < diagonal.Length; j++) diagonal[j] += product[j] * product[j] / probes;
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
