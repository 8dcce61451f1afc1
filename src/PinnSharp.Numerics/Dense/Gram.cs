using System.Runtime.CompilerServices;

namespace PinnSharp.Numerics;

/// <summary>
/// Products of a Jacobian with itself and with a residual, accumulated from panels so that the Jacobian is never held as a whole.
/// A panel holds some rows of J parameter-major: J[row, w] stands at <c>panel[w·stride + row]</c>, rows contiguous.
/// Results are the same bit for bit whatever the number of threads.
/// </summary>
public static unsafe class Gram
{
    /// <summary>Rows of J packed at once.</summary>
    private const int Chunk = 1024;

    /// <summary>Rows of J per pass over a tile: 24 × 128 values stay in the first-level cache.</summary>
    private const int Depth = 128;

    /// <summary>Panels along the side of a tile: 192 × 192 sums stay in the second-level cache.</summary>
    private const int Side = 8;

    /// <summary>
    /// gram += P·Pᵀ, that is, gram[i, j] += Σ_row panel[i·stride + row] · panel[j·stride + row] for j ≤ i (n²·rows floating-point operations).
    /// </summary>
    /// <param name="panel">[n][stride]; what lies beyond <paramref name="rows"/> in a line is not read.</param>
    /// <param name="n">Parameters.</param>
    /// <param name="rows">Rows of J in this panel; 64 to 1,024 at once is fastest.</param>
    /// <param name="stride">Distance between the parameters' lines, at least <paramref name="rows"/>.</param>
    /// <param name="gram">n × n row-major; only the lower triangle is read and written.</param>
    /// <param name="threads">Threads to use, the caller's included.</param>
    /// <exception cref="ArgumentException">A span is too short, or <paramref name="stride"/> less than <paramref name="rows"/>.</exception>
    public static void Accumulate(ReadOnlySpan<double> panel, int n, int rows, int stride, Span<double> gram, int threads = 1)
    {
        CheckPanel(panel, n, rows, stride);
        if (gram.Length < (long)n * n) throw new ArgumentException($"The Gram matrix needs {(long)n * n} entries, not {gram.Length}.", nameof(gram));
        if (n == 0 || rows == 0) return;
        if ((long)n * n * rows < 1_000_000) threads = 1;
        var panels = Panel.Count(n);
        var depth = Math.Min(rows, Chunk);
        var buffer = Panel.Rent((nint)panels * Panel.Rows * depth);
        fixed (double* source = panel, target = gram, packed = buffer)
            for (var first = 0; first < rows; first += depth)
            {
                var product = new Product(source + first, n, Math.Min(depth, rows - first), stride, Panel.Align(packed), target);
                Workers.Run(threads, product.Work);
            }
        Panel.Return(buffer);
    }

    /// <summary>gradient += P·r, that is, gradient[w] += Σ_row panel[w·stride + row] · residual[row].</summary>
    /// <param name="panel">[n][stride], as for <see cref="Accumulate"/>.</param>
    /// <param name="n">Parameters.</param>
    /// <param name="rows">Rows of J in this panel.</param>
    /// <param name="stride">Distance between the parameters' lines, at least <paramref name="rows"/>.</param>
    /// <param name="residual">[rows].</param>
    /// <param name="gradient">[n].</param>
    /// <param name="threads">Threads to use, the caller's included.</param>
    /// <exception cref="ArgumentException">A span is too short, or <paramref name="stride"/> less than <paramref name="rows"/>.</exception>
    public static void AddProduct(
        ReadOnlySpan<double> panel, int n, int rows, int stride, ReadOnlySpan<double> residual, Span<double> gradient, int threads = 1)
    {
        CheckPanel(panel, n, rows, stride);
        if (residual.Length < rows) throw new ArgumentException($"The residual needs {rows} entries, not {residual.Length}.", nameof(residual));
        if (gradient.Length < n) throw new ArgumentException($"The gradient needs {n} entries, not {gradient.Length}.", nameof(gradient));
        if ((long)n * rows < 100_000) threads = 1;
        fixed (double* source = panel, right = residual, sums = gradient)
        {
            double* p = source, r = right, g = sums;
            Workers.Run(threads, worker =>
            {
                for (var w = n * worker / threads; w < n * (worker + 1) / threads; w++)
                    g[w] += VectorKernels.Dot(new(p + (nint)w * stride, rows), new(r, rows));
            });
        }
    }

    private static void CheckPanel(ReadOnlySpan<double> panel, int n, int rows, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (stride < rows) throw new ArgumentException($"The stride {stride} is less than the number of rows, {rows}.", nameof(stride));
        if (n > 0 && panel.Length < (n - 1L) * stride + rows)
            throw new ArgumentException($"A panel of {n} × {rows} with stride {stride} needs {(n - 1L) * stride + rows} entries, not {panel.Length}.", nameof(panel));
    }

    /// <summary>One chunk of rows: the workers first pack the panels together, then compute tiles.</summary>
    private sealed class Product(double* source, int n, int rows, nint stride, double* packed, double* gram)
    {
        private readonly int panels = Panel.Count(n);
        private int nextPanel, packedPanels, allPacked, nextTile;

        public void Work(int worker)
        {
            for (int p; (p = Interlocked.Increment(ref nextPanel) - 1) < panels;)
            {
                Panel.Pack(source + p * Panel.Rows * stride, stride, Math.Min(Panel.Rows, n - p * Panel.Rows), rows, At(p));
                if (Interlocked.Increment(ref packedPanels) == panels) Volatile.Write(ref allPacked, 1);
            }
            Workers.WaitFor(ref allPacked);

            var ticket = 0;
            var mine = Interlocked.Increment(ref nextTile) - 1;
            for (var i = 0; i < panels; i += Side)
            for (var j = 0; j <= i; j += Side, ticket++)
                if (ticket == mine)
                {
                    Tile(i, j);
                    mine = Interlocked.Increment(ref nextTile) - 1;
                }
        }

        private double* At(int p) => packed + (nint)p * Panel.Rows * rows;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Tile(int firstI, int firstJ)
        {
            for (var k = 0; k < rows; k += Depth)
            {
                var depth = Math.Min(Depth, rows - k);
                for (var j = firstJ; j < Math.Min(firstJ + Side, panels); j++)
                for (var i = Math.Max(firstI, j); i < Math.Min(firstI + Side, panels); i++)
                for (var r = 0; r < Panel.Rows; r += MicroKernel.Rows)
                {
                    double* a = At(i) + k * Panel.Rows + r, b = At(j) + k * Panel.Rows;
                    // On their first use, the operands' next pass is fetched ahead.
                    var next = j == firstJ ? a + depth * Panel.Rows : i == firstI ? b + r + depth * Panel.Rows : a;
                    int row = i * Panel.Rows + r, column = j * Panel.Rows;
                    if (i > j && row + MicroKernel.Rows <= n)
                        MicroKernel.Multiply(a, b, depth, gram + (nint)row * n + column, n, 1, next);
                    else
                        Edge(a, b, depth, row, column, next);
                }
            }
        }

        /// <summary>A tile on the diagonal or across the last row: only what lies in the lower triangle is added.</summary>
        private void Edge(double* a, double* b, int depth, int row, int column, double* next)
        {
            var tile = stackalloc double[MicroKernel.Rows * Panel.Rows];
            MicroKernel.Multiply(a, b, depth, tile, Panel.Rows, 1, next);
            for (var r = 0; r < MicroKernel.Rows && row + r < n; r++)
            for (var c = 0; c < Panel.Rows && column + c <= row + r; c++)
                gram[(nint)(row + r) * n + column + c] += tile[r * Panel.Rows + c];
        }
    }
}
