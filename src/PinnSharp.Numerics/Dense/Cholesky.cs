namespace PinnSharp.Numerics;

/// <summary>
/// Cholesky factorisation A = L·Lᵀ of a symmetric positive definite matrix, and what is solved with it. Matrices are n × n row-major, and only
/// their lower triangles are read and written. Results are the same bit for bit whatever the number of threads.
/// </summary>
/// <remarks>
/// With A partitioned into leading variables 1 and trailing variables 2, the trailing block L₂₂ of L is the Cholesky factor of the Schur
/// complement A₂₂ − A₂₁A₁₁⁻¹A₁₂: put the unknowns behind the network's weights, and (L₂₂L₂₂ᵀ)⁻¹ is their covariance with the weights eliminated.
/// </remarks>
public static unsafe class Cholesky
{
    /// <summary>
    /// Overwrites the lower triangle of A by L (n³/3 floating-point operations). Tiles of A are brought into the packed layout, updated by all
    /// tiles to their left, solved and written back; workers claim them in an order in which each depends only on earlier ones (a left-looking
    /// tile algorithm as in Buttari, Langou, Kurzak and Dongarra, Parallel Computing 35, 2009).
    /// </summary>
    /// <param name="a">n × n row-major; its upper triangle is neither read nor written.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="threads">Threads to use, the caller's included.</param>
    /// <returns>False if a pivot was not positive and finite; the lower triangle is then in no defined state.</returns>
    /// <exception cref="ArgumentException"><paramref name="a"/> has fewer than n² entries.</exception>
    public static bool Factor(Span<double> a, int n, int threads = 1)
    {
        CheckMatrix(a, n);
        if (n == 0) return true;
        var panels = Panel.Count(n);
        var buffer = Panel.Rent(CholeskyTiles.WorkspaceLength(panels));
        bool succeeded;
        fixed (double* matrix = a, workspace = buffer)
        {
            var tiles = new CholeskyTiles(matrix, n, Panel.Align(workspace));
            Workers.Run(Math.Min(threads, tiles.UsefulThreads), tiles.Work);
            succeeded = tiles.Succeeded;
        }
        Panel.Return(buffer);
        return succeeded;
    }

    /// <summary>Solves L·Lᵀ·x = b in place: forward, then back substitution (2n² operations a right-hand side).</summary>
    /// <param name="l">The factor from <see cref="Factor"/>.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="b">One or several right-hand sides, each n contiguous entries; overwritten by the solutions.</param>
    /// <param name="threads">Threads over which several right-hand sides are spread.</param>
    /// <exception cref="ArgumentException"><paramref name="l"/> has fewer than n² entries, or the length of <paramref name="b"/> is no multiple of n.</exception>
    public static void Solve(ReadOnlySpan<double> l, int n, Span<double> b, int threads = 1)
    {
        CheckMatrix(l, n);
        if (n == 0) return;
        var count = b.Length / n;
        if (count * n != b.Length) throw new ArgumentException($"The right-hand sides have {b.Length} entries, which is no multiple of {n}.", nameof(b));
        fixed (double* factor = l, right = b)
        {
            double* f = factor, x = right;
            var size = n;
            Workers.Run(Math.Clamp(count, 1, threads), worker =>
            {
                for (var i = worker; i < count; i += Math.Min(count, threads))
                {
                    var matrix = new ReadOnlySpan<double>(f, size * size);
                    var column = new Span<double>(x + (nint)i * size, size);
                    SolveLower(matrix, size, column);
                    SolveLowerTransposed(matrix, size, column);
                }
            });
        }
    }

    /// <summary>Solves L·x = b in place (forward substitution).</summary>
    /// <param name="l">The factor from <see cref="Factor"/>.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="b">One right-hand side; overwritten by the solution.</param>
    /// <exception cref="ArgumentException"><paramref name="l"/> has fewer than n² entries.</exception>
    public static void SolveLower(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        CheckMatrix(l, n);
        for (var i = 0; i < n; i++)
        {
            var row = l.Slice(i * n, i + 1);
            b[i] = (b[i] - VectorKernels.Dot(row[..i], b[..i])) / row[i];
        }
    }

    /// <summary>Solves Lᵀ·x = b in place (back substitution).</summary>
    /// <param name="l">The factor from <see cref="Factor"/>.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="b">One right-hand side; overwritten by the solution.</param>
    /// <exception cref="ArgumentException"><paramref name="l"/> has fewer than n² entries.</exception>
    public static void SolveLowerTransposed(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        CheckMatrix(l, n);
        for (var i = n - 1; i >= 0; i--)
        {
            var row = l.Slice(i * n, i + 1);
            b[i] /= row[i];
            VectorKernels.AddScaled(-b[i], row[..i], b[..i]);
        }
    }

    private static void CheckMatrix(ReadOnlySpan<double> a, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (a.Length < (long)n * n) throw new ArgumentException($"The matrix needs {(long)n * n} entries, not {a.Length}.", nameof(a));
    }
}
