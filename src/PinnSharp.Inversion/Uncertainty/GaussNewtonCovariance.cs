using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using Cholesky = PinnSharp.Numerics.Cholesky;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Gauss–Newton covariance of the last k of n parameters: with JᵀJ = [A B; Bᵀ C], the others are eliminated by the Schur complement
/// S = C − BᵀA⁻¹B, and the covariance is σ²S⁻¹.
/// </summary>
/// <remarks>
/// <para>S = C − XᵀX with LX = B and A = LLᵀ, one Cholesky factorisation. Network weights are redundant, so A may be singular to rounding:
/// then, and only then, A's diagonal is raised by the part <see cref="Ridge"/>, about n rounding errors, of itself.</para>
/// <para>A direction in which S, scaled to C, is zero to rounding has unbounded variance. A parameter whose variance comes from such directions
/// to more than a thousandth is undetermined: its standard deviation is null.</para>
/// <para>Without the matrix, column c of S is found from the least-squares problem min ‖J_c − J_w x‖ over all others, by conjugate gradients: S is what the
/// residuals of these problems have in common. Stopped early they are too long, so that standard deviations come from below; one that was still
/// growing at the last iteration is null.</para>
/// <para>Source: Å. Björck, Numerical Methods for Least Squares Problems, SIAM 1996, chapters 2 and 7.</para>
/// </remarks>
public sealed class GaussNewtonCovariance
{
    private const double Epsilon = 2.220446049250313e-16;
    private readonly double[] covariance;

    private GaussNewtonCovariance(double[] covariance, double[] information, double ridge)
    {
        this.covariance = covariance;
        Information = information;
        Ridge = ridge;
        Count = (int)Math.Sqrt(covariance.Length);
    }

    /// <summary>k.</summary>
    public int Count { get; }

    /// <summary>S, k×k row-major: what the residuals tell about the parameters once all others are free.</summary>
    public double[] Information { get; }

    /// <summary>σ², so that the inverse of the covariance is S/σ²; null where S is not all that is known: conjugate gradients had not settled, or the data say nothing of a parameter.</summary>
    public double? Variance { get; private init; } = 1;

    /// <summary>The part by which the diagonal of A was raised; 0 if that was not needed.</summary>
    public double Ridge { get; }

    /// <summary>Covariance of parameters i and j of the block; infinite for i = j and NaN otherwise if one of them is undetermined.</summary>
    /// <param name="i">Index in the block.</param>
    /// <param name="j">Index in the block.</param>
    public double this[int i, int j] => covariance[i * Count + j];

    /// <summary>Standard deviation of parameter i of the block, null if it is undetermined.</summary>
    /// <param name="i">Index in the block.</param>
    public double? StandardDeviation(int i) => double.IsFinite(this[i, i]) ? Math.Sqrt(this[i, i]) : null;

    /// <summary>The 95 % interval value ± 1.96 standard deviations; the whole line if undetermined.</summary>
    /// <param name="value">The estimate.</param>
    /// <param name="standardDeviation">Its standard deviation, null if undetermined.</param>
    public static (double Lower, double Upper) Interval95(double value, double? standardDeviation)
    {
        var half = standardDeviation is { } s ? 1.959963984540054 * s : double.PositiveInfinity;
        return (value - half, value + half);
    }

    /// <summary>The noise variance s² = 2·cost/(m − n) of residuals that were not whitened; null without degrees of freedom.</summary>
    /// <param name="cost">½‖r‖² at the solution.</param>
    /// <param name="residuals">m.</param>
    /// <param name="parameters">n, those that are determined.</param>
    public static double? NoiseVariance(double cost, int residuals, int parameters) =>
        residuals > parameters ? 2 * cost / (residuals - parameters) : null;

    /// <summary>Covariance of the parameters first … n−1.</summary>
    /// <param name="gram">JᵀJ at the solution, n×n row-major, lower triangle; not changed. Non-finite entries leave everything undetermined.</param>
    /// <param name="n">n.</param>
    /// <param name="first">n − k, index of the block's first parameter.</param>
    /// <param name="variance">σ²: 1 for whitened residuals, or <see cref="NoiseVariance"/>.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">Lengths or indices do not fit.</exception>
    public static GaussNewtonCovariance OfLast(ReadOnlySpan<double> gram, int n, int first, double variance = 1, int threads = 1)
    {
        if (gram.Length != n * n) throw new ArgumentException($"JᵀJ has {gram.Length} entries, not {n}×{n}.", nameof(gram));
        if (first < 0 || first > n) throw new ArgumentException($"The block begins at {first}, outside of 0 … {n}.", nameof(first));
        var k = n - first;
        var (schur, ridge, _, _) = Schur(gram, n, first, threads);
        return new GaussNewtonCovariance(Invert(n, Squares(gram, n, first), schur, variance), schur, ridge) { Variance = variance };
    }

    /// <summary>
    /// The same with whitened data, where the other residuals (equations) only tie the eliminated parameters to the block: with v_j the direction in which
    /// parameter j takes the eliminated ones along, S = Σ over the data of (Jv_i)(Jv_j). What the equations' own rows Jv add is either the part of S that a finite
    /// weight hides in them, which is small, or the failure of a network to follow the solution, which grows with the weight without bound and is no knowledge of
    /// the parameters. So their part μ of S, direction by direction, counts as μ/(1 + (10 μ)²), and wholly only for a parameter of which the data say
    /// nothing at all.
    /// </summary>
    /// <param name="problem">Gives J.</param>
    /// <param name="theta">The solution.</param>
    /// <param name="gram">JᵀJ there, n×n row-major, lower triangle; not changed.</param>
    /// <param name="first">n − k, index of the block's first parameter.</param>
    /// <param name="isData">Whether the residuals of a term are data or prior knowledge.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">Lengths or indices do not fit.</exception>
    public static GaussNewtonCovariance OfData(
        ILeastSquares problem, ReadOnlySpan<double> theta, ReadOnlySpan<double> gram, int first, Func<ResidualTerm, bool> isData, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var n = problem.Parameters.Count;
        if (gram.Length != n * n) throw new ArgumentException($"JᵀJ has {gram.Length} entries, not {n}×{n}.", nameof(gram));
        if (first < 0 || first > n) throw new ArgumentException($"The block begins at {first}, outside of 0 … {n}.", nameof(first));
        var k = n - first;
        var (whole, ridge, factor, x) = Schur(gram, n, first, threads);
        if (k == 0 || !TensorPrimitives.IsFiniteAll<double>(whole)) return new GaussNewtonCovariance(Open(k), whole, ridge);
        var (along, direction) = (new double[k][], new double[n]);
        for (var c = 0; c < k; c++)
        {
            x.AsSpan(c * first, first).CopyTo(direction);
            Cholesky.SolveLowerTransposed(factor, first, direction.AsSpan(0, first));
            TensorPrimitives.Negate(direction.AsSpan(0, first), direction.AsSpan(0, first));
            direction.AsSpan(first).Clear();
            direction[first + c] = 1;
            problem.Multiply(theta, direction, along[c] = new double[problem.Residuals.Count]);
        }
        var data = problem.Residuals.Terms.Where(isData).ToArray();
        var schur = new double[k * k];
        for (var a = 0; a < k; a++)
            for (var b = 0; b < k; b++)
                schur[a * k + b] = Product(data, along[a], along[b]);
        var squares = Squares(gram, n, first);
        AddSmall(problem.Residuals.Terms.Where(t => !isData(t)).ToArray(), along, schur);
        bool[] silent = [.. squares.Select((s, i) => !(schur[i * k + i] > 10 * Math.Max(n, 10) * Epsilon * s))];
        double[] own = [.. squares.Select((s, i) => silent[i] ? s : schur[i * k + i])];
        var (covariance, all) = (Invert(n, own, schur, 1), Invert(n, squares, whole, 1));
        for (var a = 0; a < k; a++)
            for (var b = 0; b < k; b++)
                if (silent[a] || silent[b]) covariance[a * k + b] = all[a * k + b];
        return new GaussNewtonCovariance(covariance, schur, ridge) { Variance = silent.Contains(true) ? null : 1 };
    }

    /// <summary>S + C U diag(μ/(1 + 100 μ²)) UᵀCᵀ, where S = CCᵀ and C⁻¹LC⁻ᵀ = U diag(μ) Uᵀ; S as it is where it is not positive definite.</summary>
    private static void AddSmall(ResidualTerm[] terms, double[][] along, double[] schur)
    {
        var k = along.Length;
        double[] scale = [.. Enumerable.Range(0, k).Select(i => schur[i * k + i] > 0 ? Math.Sqrt(schur[i * k + i]) : 1)];
        var s = Matrix<double>.Build.Dense(k, k, (a, b) => schur[a * k + b] / (scale[a] * scale[b]));
        if (!(s.Evd(Symmetricity.Symmetric).EigenValues.Min(z => z.Real) > 1e-12)) return;
        var c = s.Cholesky().Factor;
        var l = Matrix<double>.Build.Dense(k, k, (a, b) => Product(terms, along[a], along[b]) / (scale[a] * scale[b]));
        var parts = c.Solve(c.Solve(l).Transpose()).Evd(Symmetricity.Symmetric);
        var basis = c * parts.EigenVectors;
        for (var e = 0; e < k; e++)
            if (parts.EigenValues[e].Real is > 0 and var mu)
                for (var a = 0; a < k; a++)
                    for (var b = 0; b < k; b++)
                        schur[a * k + b] += scale[a] * scale[b] * mu / (1 + 100 * mu * mu) * basis[a, e] * basis[b, e];
    }

    private static double Product(ResidualTerm[] terms, double[] a, double[] b) => terms.Sum(t => Dot(a.AsSpan(t.Offset, t.Count), b.AsSpan(t.Offset, t.Count)));

    private static double[] Squares(ReadOnlySpan<double> gram, int n, int first)
    {
        var squares = new double[n - first];
        for (var i = 0; i < squares.Length; i++) squares[i] = gram[(first + i) * n + first + i];
        return squares;
    }

    /// <summary>Covariance of the parameters first … n−1 by products with J alone, for more parameters than a matrix can hold.</summary>
    /// <param name="problem">Gives J.</param>
    /// <param name="theta">The solution.</param>
    /// <param name="first">n − k, index of the block's first parameter.</param>
    /// <param name="variance">σ²: 1 for whitened residuals, or <see cref="NoiseVariance"/>.</param>
    /// <param name="iterations">Most iterations of conjugate gradients for each of the k parameters, of one J·v and one Jᵀ·w each.</param>
    /// <param name="tolerance">Settled when a variance grew in the last third of its iterations by less than this part of itself.</param>
    /// <param name="isData">Whether the residuals of a term count, as in <see cref="OfData"/>; all of them where null.</param>
    /// <exception cref="ArgumentException">Lengths or indices do not fit.</exception>
    public static GaussNewtonCovariance ByConjugateGradients(ILeastSquares problem, double[] theta, int first, double variance = 1, int iterations = 3000,
        double tolerance = 1e-3, Func<ResidualTerm, bool>? isData = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var n = problem.Parameters.Count;
        if (first < 0 || first > n) throw new ArgumentException($"The block begins at {first}, outside of 0 … {n}.", nameof(first));
        var k = n - first;
        var (residuals, squares, schur) = (new double[k][], new double[k], new double[k * k]);
        var elimination = new Elimination(problem, theta, first);
        var settled = true;
        var terms = problem.Residuals.Terms.Where(t => isData?.Invoke(t) ?? true).ToArray();
        for (var a = 0; a < k; a++)
        {
            (residuals[a], squares[a], var done) = elimination.Residual(first + a, iterations, tolerance);
            settled &= done;
            for (var b = 0; b <= a; b++) schur[a * k + b] = schur[b * k + a] = Product(terms, residuals[a], residuals[b]);
            if (isData is not null && schur[a * k + a] > 0) squares[a] = schur[a * k + a];
        }
        return new GaussNewtonCovariance(settled ? Invert(n, squares, schur, variance) : Open(k), schur, 0) { Variance = settled ? variance : null };
    }

    private static (double[] Schur, double Ridge, double[] Factor, double[] Coupling) Schur(ReadOnlySpan<double> gram, int n, int w, int threads)
    {
        var k = n - w;
        var factor = new double[w * w];
        var ridge = 0.0;
        for (var attempt = 0; !Factor(gram, n, w, ridge, threads, factor); attempt++)
        {
            if (attempt == 12) { factor.AsSpan().Fill(double.NaN); break; }
            ridge = attempt == 0 ? Math.Max(n, 10) * Epsilon : 10 * ridge;
        }
        var x = new double[k * w];
        for (var c = 0; c < k; c++)
        {
            var column = x.AsSpan(c * w, w);
            for (var i = 0; i < w; i++)
                column[i] = (gram[(w + c) * n + i] - Dot(factor.AsSpan(i * w, i), column[..i])) / factor[i * w + i];
        }
        var schur = new double[k * k];
        for (var a = 0; a < k; a++)
            for (var b = 0; b <= a; b++)
                schur[a * k + b] = schur[b * k + a] = gram[(w + a) * n + w + b] - Dot(x.AsSpan(a * w, w), x.AsSpan(b * w, w));
        return (schur, ridge, factor, x);
    }

    // A + ridge·diag(A) = LLᵀ; false if a pivot is no more than rounding. A parameter that nothing depends on gets pivot 1.
    private static bool Factor(ReadOnlySpan<double> gram, int n, int w, double ridge, int threads, double[] factor)
    {
        for (var i = 0; i < w; i++)
        {
            gram.Slice(i * n, i + 1).CopyTo(factor.AsSpan(i * w));
            var d = factor[i * w + i];
            factor[i * w + i] = d == 0 ? 1 : d * (1 + ridge);
        }
        if (!Cholesky.Factor(factor, w, threads)) return false;
        if (ridge > 0) return true;
        for (var i = 0; i < w; i++)
        {
            var pivot = factor[i * w + i];
            if (!(pivot * pivot >= Math.Max(n, 10) * Epsilon * gram[i * n + i])) return false;
        }
        return true;
    }

    /// <summary>Nothing is determined.</summary>
    private static double[] Open(int k)
    {
        var covariance = new double[k * k];
        covariance.AsSpan().Fill(double.NaN);
        for (var i = 0; i < k; i++) covariance[i * k + i] = double.PositiveInfinity;
        return covariance;
    }

    private static double[] Invert(int n, double[] squares, double[] schur, double variance)
    {
        var k = squares.Length;
        var covariance = Open(k);
        if (k == 0 || !TensorPrimitives.IsFiniteAll<double>(schur)) return covariance;
        double[] scale = [.. squares.Select(d => d > 0 ? Math.Sqrt(d) : 1)];
        var scaled = Matrix<double>.Build.Dense(k, k, (i, j) => schur[i * k + j] / (scale[i] * scale[j]));
        var spectrum = scaled.Evd(Symmetricity.Symmetric);
        var rounding = 10 * Math.Max(n, 10) * Epsilon;
        var values = spectrum.EigenValues.Select(z => z.Real).ToArray();
        if (values.All(z => z > rounding))
        {
            var inverse = scaled.Cholesky().Solve(Matrix<double>.Build.DenseIdentity(k));
            for (var i = 0; i < k; i++)
                for (var j = 0; j < k; j++)
                    covariance[i * k + j] = variance * (inverse[i, j] + inverse[j, i]) / 2 / (scale[i] * scale[j]);
            return covariance;
        }
        var vectors = spectrum.EigenVectors;
        double Sum(int i, int j, bool null_) =>
            Enumerable.Range(0, k).Where(e => values[e] <= rounding == null_).Sum(e => vectors[i, e] * vectors[j, e] / Math.Max(values[e], rounding));
        var determined = Enumerable.Range(0, k).Where(i => Sum(i, i, true) <= 1e-3 * Sum(i, i, false)).ToArray();
        foreach (var i in determined)
            foreach (var j in determined)
                covariance[i * k + j] = variance * Sum(i, j, false) / (scale[i] * scale[j]);
        return covariance;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => VectorKernels.Dot(a, b);
}
