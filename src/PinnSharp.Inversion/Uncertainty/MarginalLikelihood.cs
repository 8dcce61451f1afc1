using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// The strength of a quadratic prior ½γ²‖p(θ_k)‖² on one block of parameters, from the data: at the maximum of the marginal likelihood (Laplace's
/// approximation) γ²‖p‖² equals the number of penalised directions that the data determine (D. J. C. MacKay, Bayesian interpolation, Neural
/// Computation 4 (1992) 415–447).
/// </summary>
/// <remarks>
/// All other parameters are eliminated by a Schur complement S, which leaves a problem of the block's size k. There the estimate for another strength follows
/// from (S + tP) δ = (1 − t) g, P and g the prior's JᵀJ and gradient at the present strength, where the whole gradient vanishes.
/// </remarks>
public sealed partial class MarginalLikelihood
{
    private const double Ridge = 1e-11, Widest = 1e3;
    private const int Iterations = 60;
    private readonly int _k, _threads;
    private readonly double[] _schur, _prior;

    private MarginalLikelihood(int k, double[] schur, double[] prior, int threads) => (_k, _schur, _prior, _threads) = (k, schur, prior, threads);

    /// <summary>Eliminates all parameters but the block.</summary>
    /// <param name="gram">H = JᵀJ with the prior, n×n row-major, lower triangle; not changed.</param>
    /// <param name="n">n.</param>
    /// <param name="block">The block.</param>
    /// <param name="prior">P, the prior's part of H in the block, k×k row-major, lower triangle.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <param name="scales">Blocks whose sizes in H may differ by many orders, such as functions with strengths of their own: the ridge is relative to each. Null for one relative to all.</param>
    /// <returns>Null where H is not positive definite even with a ridge.</returns>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public static MarginalLikelihood? Of(double[] gram, int n, ParameterBlock block, ReadOnlySpan<double> prior, int threads = 1, ParameterLayout? scales = null)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentNullException.ThrowIfNull(block);
        var (first, k) = (block.Offset, block.Length);
        if (gram.Length != n * n || k * k != prior.Length || first + k > n || (scales is not null && scales.Count != n)) throw new ArgumentException("JᵀJ, the prior and the block do not fit.", nameof(gram));
        // The block goes last, so that its Schur complement is the last part of the factor.
        var order = Enumerable.Range(0, first).Concat(Enumerable.Range(first + k, n - first - k)).Concat(Enumerable.Range(first, k)).ToArray();
        var largest = new double[n];
        foreach (var own in scales?.Blocks ?? [new ParameterBlock("all", 0, n)])
            largest.AsSpan(own.Offset, own.Length).Fill(Enumerable.Range(own.Offset, own.Length).Select(i => gram[i * n + i]).DefaultIfEmpty(0).Max());
        var (w, factor) = (n - k, new double[n * n]);
        for (var ridge = Ridge; ridge < 1e-4; ridge *= 100)
        {
            double Added(int i) => ridge * largest[order[i]];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                    factor[i * n + j] = gram[Math.Max(order[i], order[j]) * n + Math.Min(order[i], order[j])];
                factor[i * n + i] += Added(i);
            }
            if (!Cholesky.Factor(factor, n, threads)) continue;
            var schur = new double[k * k];
            for (var i = 0; i < k; i++)
                for (var j = 0; j <= i; j++)
                    schur[i * k + j] = VectorKernels.Dot(factor.AsSpan((w + i) * n + w, j + 1), factor.AsSpan((w + j) * n + w, j + 1)) - prior[i * k + j];
            // The ridge counts as prior: directions on which nothing depends are not determined by the data.
            var padded = prior.ToArray();
            for (var i = 0; i < k; i++) (schur[i * k + i], padded[i * k + i]) = (schur[i * k + i] - Added(w + i), padded[i * k + i] + Added(w + i));
            return new MarginalLikelihood(k, schur, padded, threads);
        }
        return null;
    }

    /// <summary>tr((S + tP)⁻¹S): the number of directions of the block that the residuals, rather than the prior, determine.</summary>
    /// <param name="factor">t, the square of the strength relative to the present one.</param>
    /// <returns>Between 0 and k; NaN where S + tP is not positive definite.</returns>
    public double DeterminedDirections(double factor = 1)
    {
        var l = new double[_k * _k];
        return Factor(factor, l) ? _k - factor * Trace(l) : double.NaN;
    }

    /// <summary>The factor by which γ is to be multiplied for the largest marginal likelihood.</summary>
    /// <param name="gradient">g, the prior's gradient in the block, [k].</param>
    /// <param name="squares">γ²‖p‖² at present.</param>
    /// <param name="free">Directions that the prior leaves free: 1 for constants, and so on.</param>
    /// <param name="variance">Variance of the residuals; 1 for whitened ones.</param>
    /// <returns>At most 1000 either way; 1 where nothing can be said.</returns>
    public double StrengthFactor(ReadOnlySpan<double> gradient, double squares, int free, double variance = 1)
    {
        var (t, l, delta) = (1.0, new double[_k * _k], new double[_k]);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            if (!Factor(t, l)) break;
            for (var i = 0; i < _k; i++) delta[i] = (1 - t) * gradient[i];
            Cholesky.Solve(l, _k, delta);
            var size = Math.Max(squares + 2 * Dot(gradient, delta) + Quadratic(_prior, delta), 1e-12 * squares);
            var next = variance * Math.Max(_k - t * Trace(l) - free, 0.1) / size;
            if (!(next > 0) || !double.IsFinite(next)) break;
            next = Math.Clamp(next, 1 / (Widest * Widest), Widest * Widest);
            var change = Math.Log(next / t);
            if (Math.Abs(change) < 1e-3) break;
            // The fixed point is approached geometrically and from one side: longer steps are safe.
            t *= Math.Exp(Math.Abs(change) < 0.5 ? 1.8 * change : change);
        }
        return Math.Sqrt(t);
    }

    /// <summary>The linearised problem at another strength: χ² and the prior's size change by −2gᵀδ + δᵀSδ and 2gᵀδ + δᵀPδ, as the whole gradient vanishes at the present one.</summary>
    /// <param name="factor">t, the square of the strength relative to the present one.</param>
    /// <param name="gradient">g, the prior's gradient in the block, [k].</param>
    /// <param name="squares">‖p‖² at the present strength.</param>
    /// <param name="misfit">χ² at the present strength.</param>
    public StrengthPoint At(double factor, ReadOnlySpan<double> gradient, double squares, double misfit)
    {
        var (l, delta) = (new double[_k * _k], new double[_k]);
        if (!Factor(factor, l)) return new(factor, double.NaN, double.NaN, double.NaN);
        for (var i = 0; i < _k; i++) delta[i] = (1 - factor) * gradient[i];
        Cholesky.Solve(l, _k, delta);
        var along = Dot(gradient, delta);
        return new(factor, misfit - 2 * along + Quadratic(_schur, delta), squares + 2 * along + Quadratic(_prior, delta), _k - factor * Trace(l));
    }

    private bool Factor(double t, double[] l)
    {
        for (var i = 0; i < l.Length; i++) l[i] = _schur[i] + t * _prior[i];
        return Cholesky.Factor(l, _k, _threads);
    }

    private double Quadratic(double[] matrix, double[] x)
    {
        double sum = 0;
        for (var i = 0; i < _k; i++)
            sum += x[i] * (2 * Dot(matrix.AsSpan(i * _k, i), x.AsSpan(0, i)) + matrix[i * _k + i] * x[i]);
        return sum;
    }

    /// <summary>tr((LLᵀ)⁻¹P).</summary>
    private double Trace(double[] l)
    {
        double trace = 0;
        var column = new double[_k];
        for (var c = 0; c < _k; c++)
        {
            for (var i = 0; i < _k; i++) column[i] = _prior[Math.Max(i, c) * _k + Math.Min(i, c)];
            for (var i = 0; i < _k; i++) column[i] = (column[i] - Dot(l.AsSpan(i * _k, i), column.AsSpan(0, i))) / l[i * _k + i];
            for (var i = _k - 1; i >= c; i--)
            {
                column[i] /= l[i * _k + i];
                VectorKernels.AddScaled(-column[i], l.AsSpan(i * _k, i), column.AsSpan(0, i));
            }
            trace += column[c];
        }
        return trace;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => VectorKernels.Dot(a, b);
}
