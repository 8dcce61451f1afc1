using System.Runtime.CompilerServices;

namespace PinnSharp.Numerics;

/// <summary>
/// The Gram matrix JᵀJ of a Jacobian that is never held as a whole: some of its rows are packed, their products accumulated, then come the next.
/// Rows arrive in panels, parameter-major: J[row, w] stands at <c>panel[w·stride + row]</c>, rows contiguous.
/// Results are the same bit for bit whatever the number of threads.
/// </summary>
public sealed unsafe class Gram
{
    /// <summary>Rows of J per pass over a tile: 24 × 128 values stay in the first-level cache.</summary>
    private const int Depth = 128;

    /// <summary>Panels along the side of a tile: 192 × 192 sums stay in the second-level cache.</summary>
    private const int Side = 8;

    private readonly int n, panels;
    private readonly Memory<double> memory;

    /// <summary>Makes room for packed rows.</summary>
    /// <param name="n">Parameters.</param>
    /// <param name="capacity">Rows packed at once; 1,024 is enough to hide the reading and writing of the sums.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative or <paramref name="capacity"/> not positive.</exception>
    public Gram(int n, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (this.n, Capacity, panels) = (n, capacity, Panel.Count(n));
        memory = AlignedMemory.Allocate(checked(panels * Panel.Rows * capacity));
    }

    /// <summary>Rows packed at once.</summary>
    public int Capacity { get; }

    /// <summary>Packs some rows; different rows may be packed by different threads at the same time.</summary>
    /// <param name="panel">[n][stride]; what lies beyond <paramref name="rows"/> in a line is not read.</param>
    /// <param name="stride">Distance between the parameters' lines, at least <paramref name="rows"/>.</param>
    /// <param name="first">Where they go.</param>
    /// <param name="rows">How many.</param>
    /// <exception cref="ArgumentException">The span is too short, or <paramref name="stride"/> less than <paramref name="rows"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rows do not lie within <see cref="Capacity"/>.</exception>
    public void Pack(ReadOnlySpan<double> panel, int stride, int first, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + rows, Capacity, nameof(rows));
        if (stride < rows) throw new ArgumentException($"The stride {stride} is less than the number of rows, {rows}.", nameof(stride));
        if (n > 0 && panel.Length < (n - 1L) * stride + rows)
            throw new ArgumentException($"A panel of {n} × {rows} with stride {stride} needs {(n - 1L) * stride + rows} entries, not {panel.Length}.", nameof(panel));
        fixed (double* source = panel, packed = memory.Span)
            for (var p = 0; p < panels; p++)
                Panel.Pack(source + (nint)p * Panel.Rows * stride, stride, Math.Min(Panel.Rows, n - p * Panel.Rows), rows,
                    packed + ((nint)p * Capacity + first) * Panel.Rows);
    }

    /// <summary>gram[i, j] += Σ_row J[row, i] · J[row, j] for j ≤ i, over the packed rows (n²·rows floating-point operations).</summary>
    /// <param name="rows">The rows 0 … <paramref name="rows"/> − 1.</param>
    /// <param name="gram">n × n row-major; only the lower triangle is read and written.</param>
    /// <param name="threads">Threads to use, the caller's included.</param>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer rows.</exception>
    public void Accumulate(int rows, Span<double> gram, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Capacity);
        if (gram.Length < (long)n * n) throw new ArgumentException($"The Gram matrix needs {(long)n * n} entries, not {gram.Length}.", nameof(gram));
        if (n == 0 || rows == 0) return;
        if ((long)n * n * rows < 1_000_000) threads = 1;
        fixed (double* packed = memory.Span, target = gram)
            Workers.Run(threads, new Product(packed, n, rows, Capacity, target).Work);
    }

    /// <summary>The tiles, which the workers claim one after the other.</summary>
    private sealed class Product(double* packed, int n, int rows, int capacity, double* gram)
    {
        private readonly int panels = Panel.Count(n);
        private int nextTile;

        public void Work(int worker)
        {
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

        private double* At(int p) => packed + (nint)p * Panel.Rows * capacity;

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
