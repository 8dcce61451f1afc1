using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Gauss–Newton standard deviations of linear functionals gᵀθ, such as the values of a network at a point.</summary>
/// <remarks>
/// <para>With JᵀJ = [A B; Bᵀ C], A = LLᵀ and V = −A⁻¹B the direction in which the last k parameters take the others along, the variance is
/// ‖L⁻¹g_w‖² + hᵀS⁻¹h with h = g_k + Vᵀg_w, the deviation by the others alone and that by the last k. With k = 0 it is gᵀ(JᵀJ)⁻¹g.</para>
/// <para>S = Σ over the data of (Jv_i)(Jv_j), as in <see cref="GaussNewtonCovariance.OfData"/>: what a finite network breaks of the equations when the
/// parameters move is no knowledge of them.</para>
/// <para>Redundant weights make A and S singular to rounding; they are factored with a ridge (<see cref="RidgedCholesky"/>). A functional that the residuals leave open gets a large deviation, not an infinite one.</para>
/// </remarks>
public sealed class FunctionalDeviations
{
    private readonly int _n, _first;
    private readonly double[]? _others, _last;
    private readonly double[] _along;
    private readonly double _variance;

    private FunctionalDeviations(int n, int first, double[]? others, double[] along, double[]? last, double variance) =>
        (_n, _first, _others, _along, _last, _variance) = (n, first, others, along, last, variance);

    /// <summary>gᵀ(JᵀJ)⁻¹g: all residuals count alike.</summary>
    /// <param name="gram">JᵀJ at the solution, n×n row-major, lower triangle; not changed.</param>
    /// <param name="n">n.</param>
    /// <param name="variance">σ²: 1 for whitened residuals.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static FunctionalDeviations OfAll(ReadOnlySpan<double> gram, int n, double variance = 1, int threads = 1)
    {
        if (gram.Length != n * n || n == 0) throw new ArgumentException($"JᵀJ has {gram.Length} entries, not {n}×{n}.", nameof(gram));
        return new FunctionalDeviations(n, n, RidgedCholesky.Factor(gram, n, n, threads), [], [], variance);
    }

    /// <summary>Whitened data, and other residuals that only tie the first parameters to the last.</summary>
    /// <param name="data">The data and prior knowledge alone: gives their part of J.</param>
    /// <param name="theta">The solution.</param>
    /// <param name="gram">JᵀJ of all residuals there, n×n row-major, lower triangle; not changed.</param>
    /// <param name="first">n − k, index of the first of the last parameters.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">Lengths or indices do not fit.</exception>
    public static FunctionalDeviations OfData(ILeastSquares data, ReadOnlySpan<double> theta, ReadOnlySpan<double> gram, int first, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (n, k) = (data.Parameters.Count, data.Parameters.Count - first);
        if (gram.Length != n * n || n == 0) throw new ArgumentException($"JᵀJ has {gram.Length} entries, not {n}×{n}.", nameof(gram));
        if (first < 0 || first > n) throw new ArgumentException($"The last parameters begin at {first}, outside of 0 … {n}.", nameof(first));
        var along = new double[k * first];
        if (RidgedCholesky.Factor(gram, n, first, threads) is not { } others) return new FunctionalDeviations(n, first, null, along, null, 1);
        var (residuals, direction, information) = (new double[k][], new double[n], new double[k * k]);
        for (var c = 0; c < k; c++)
        {
            var v = along.AsSpan(c * first, first);
            for (var i = 0; i < first; i++) v[i] = -gram[(first + c) * n + i];
            Cholesky.Solve(others, first, v);
            v.CopyTo(direction);
            direction.AsSpan(first).Clear();
            direction[first + c] = 1;
            data.Multiply(theta, direction, residuals[c] = new double[data.Residuals.Count]);
            for (var b = 0; b <= c; b++) information[c * k + b] = VectorKernels.Dot(residuals[c], residuals[b]);
        }
        return new FunctionalDeviations(n, first, others, along, RidgedCholesky.Factor(information, k, k, threads), 1);
    }

    /// <summary>The standard deviations.</summary>
    /// <param name="functionals">g, count×n row-major.</param>
    /// <returns>One for each functional; infinite where JᵀJ is not finite.</returns>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public double[] Of(ReadOnlySpan<double> functionals)
    {
        if (functionals.Length % _n != 0) throw new ArgumentException($"{functionals.Length} entries are not functionals of {_n} parameters.", nameof(functionals));
        var (deviations, k) = (new double[functionals.Length / _n], _n - _first);
        deviations.AsSpan().Fill(double.PositiveInfinity);
        if (_others is null || _last is null) return deviations;
        var (column, rest) = (new double[_first], new double[k]);
        for (var f = 0; f < deviations.Length; f++)
        {
            var g = functionals.Slice(f * _n, _n);
            for (var c = 0; c < k; c++) rest[c] = g[_first + c] + VectorKernels.Dot(_along.AsSpan(c * _first, _first), g[.._first]);
            g[.._first].CopyTo(column);
            deviations[f] = Math.Sqrt(_variance * (SolvedSquare(_others, column) + SolvedSquare(_last, rest)));
        }
        return deviations;
    }

    /// <summary>‖L⁻¹x‖²; x is overwritten.</summary>
    private static double SolvedSquare(double[] factor, double[] x)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] = (x[i] - VectorKernels.Dot(factor.AsSpan(i * x.Length, i), x.AsSpan(0, i))) / factor[i * x.Length + i];
        return VectorKernels.Dot(x, x);
    }
}
