using System.Buffers;

namespace PinnSharp.Numerics;

/// <summary>
/// Iterative refinement: the residual of a solution is solved for, and the result subtracted, as long as the componentwise backward error max_i |b − A·x|_i / (|A|·|x| + |b|)_i
/// (Oettli and Prager) is above rounding and falls fast enough each time (Arioli, Demmel and Duff, SIAM J. Matrix Anal. Appl. 10, 1989).
/// </summary>
/// <param name="a">A.</param>
/// <param name="transposed">Whether Aᵀ stands in its place.</param>
/// <param name="contraction">To which part of itself the error has to fall in a step for another one to follow.</param>
internal sealed class Refinement(SparseMatrix a, bool transposed, double contraction)
{
    /// <summary>Backward errors below are those of any good solution.</summary>
    private const double Enough = 1e-14;

    /// <summary>Rows whose terms are smaller than this part of the largest ones are measured by it.</summary>
    private const double Negligible = 1e-6;

    private const int MostSteps = 5;

    /// <summary>A solution with the factors at hand: from a right-hand side to x.</summary>
    public delegate void Solver(ReadOnlySpan<double> b, Span<double> x);

    /// <summary>Improves a solution x of A·x = b; returns the number of steps and the backward error.</summary>
    public (int Steps, double Error) Improve(ReadOnlySpan<double> b, Span<double> x, Solver solve)
    {
        var n = b.Length;
        var memory = ArrayPool<double>.Shared.Rent(3 * n);
        Span<double> residual = memory.AsSpan(0, n), size = memory.AsSpan(n, n), change = memory.AsSpan(2 * n, n);
        var error = Residual(b, x, residual, size);
        var steps = 0;
        while (steps < MostSteps && error > Enough)
        {
            steps++;
            solve(residual, change);
            for (var i = 0; i < n; i++) x[i] += change[i];
            var now = Residual(b, x, residual, size);
            if (!(now < error))
                for (var i = 0; i < n; i++)
                    x[i] -= change[i];
            var enough = !(now < contraction * error);
            error = now < error ? now : error;
            if (enough) break;
        }
        ArrayPool<double>.Shared.Return(memory);
        return (steps, error);
    }

    /// <summary>residual = b − A·x; returns the backward error.</summary>
    private double Residual(ReadOnlySpan<double> b, ReadOnlySpan<double> x, Span<double> residual, Span<double> size)
    {
        for (var i = 0; i < b.Length; i++) (residual[i], size[i]) = (b[i], Math.Abs(b[i]));
        for (var i = 0; i < b.Length; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
        {
            var j = a.ColumnIndices[p];
            var (to, from) = transposed ? (j, i) : (i, j);
            var term = a.Values[p] * x[from];
            residual[to] -= term;
            size[to] += Math.Abs(term);
        }
        double error = 0, floor = 0;
        foreach (var s in size) floor = Math.Max(floor, Negligible * s);
        for (var i = 0; i < b.Length; i++)
            if (residual[i] != 0)
                error = Math.Max(error, Math.Abs(residual[i]) / Math.Max(size[i], floor));
        return error;
    }
}
