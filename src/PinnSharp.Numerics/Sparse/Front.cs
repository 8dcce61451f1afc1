using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>
/// A front: a dense m × m matrix of which the first f rows and columns are complete and may be eliminated. F = L·U with U of unit diagonal, so that pivots are chosen along
/// rows, which are contiguous: a pivot must be at least <see cref="Threshold"/> times the largest entry of what is left of its row. The diagonal is taken if it is; else the largest complete
/// entry; else the row waits, and if elimination of the others does not help it is left to the parent's front.
/// </summary>
/// <param name="tiny">A row scaled to 1 in which no more than this is left depends on others, up to rounding.</param>
internal sealed unsafe class Front(double tiny)
{
    /// <summary>Least ratio of a pivot to the largest entry of its row: entries grow by no more than a factor 1 + 1/0.01 in a step.</summary>
    private const double Threshold = 0.01;

    /// <summary>Pivots eliminated together.</summary>
    private const int Block = 32;

    private readonly FrontProduct product = new();
    private Memory<double> memory;
    private double* f;
    private int size, complete;
    private nint stride;

    /// <summary>The matrix, row-major.</summary>
    public double* Values => f;

    /// <summary>Distance of its rows; eight numbers behind each are zero.</summary>
    public nint Stride => stride;

    /// <summary>Makes it a zero matrix.</summary>
    public void Reset(int rows, int completeRows)
    {
        (size, complete, stride) = (rows, completeRows, rows + 15 & ~7);
        var length = checked((int)(rows * stride));
        if (memory.Length < length) memory = AlignedMemory.Allocate(Math.Max(length, 2 * memory.Length));
        else memory.Span[..length].Clear();
        fixed (double* start = memory.Span) f = start;
    }

    /// <summary>
    /// Eliminates what can be; the pivots are moved to the front, and <paramref name="rows"/> and <paramref name="columns"/> with them. Then the first rows hold U, with the
    /// pivots and L's rows to their left, the rows below L and what is left for the parent. Returns the number of pivots.
    /// </summary>
    public int Factor(int[] rows, int[] columns)
    {
        int done = 0, candidates = complete, retryFrom = -1;
        while (true)
        {
            if (done == candidates)
            {
                if (candidates == complete || done == retryFrom) break;
                (retryFrom, candidates) = (done, complete);
            }
            int first = done, end = Math.Min(done + Block, candidates);
            done = Panel(first, end, rows, columns);
            if (done > first) Update(end, complete, first, done);
            for (var i = end - 1; i >= done; i--) Swap(i, --candidates, rows, columns);
        }
        for (var first = 0; first < done; first += FrontProduct.Depth) Update(complete, size, first, Math.Min(done, first + FrontProduct.Depth));
        return done;
    }

    /// <summary>Eliminates rows among first … end − 1 from each other; those without a pivot come last.</summary>
    private int Panel(int first, int end, int[] rows, int[] columns)
    {
        var done = first;
        for (var tried = done; tried < end;)
        {
            var column = PivotColumn(tried, done);
            if (column < 0)
            {
                tried++;
                continue;
            }
            if (tried != done)
            {
                Swap(tried, done, rows, columns);
                column = column == tried ? done : column == done ? tried : column;
            }
            if (column != done) SwapColumns(column, done, columns);
            var u = f + done * stride;
            Scale(u, 1 / u[done], done + 1, size);
            for (var i = done + 1; i < end; i++) EliminateOne(f + i * stride, u, done, size);
            tried = ++done;
        }
        return done;
    }

    /// <summary>A column whose entry in a row is large enough for a pivot; −1 if there is none.</summary>
    private int PivotColumn(int row, int done)
    {
        var a = f + row * stride;
        // What stands behind the row is zero.
        var largest = Vector512<double>.Zero;
        for (var j = done; j < size; j += 8) largest = Vector512.Max(largest, Vector512.Abs(Vector512.Load(a + j)));
        double limit = 0;
        for (var lane = 0; lane < 8; lane++) limit = Math.Max(limit, largest[lane]);
        limit = Math.Max(Threshold * limit, tiny);
        if (Math.Abs(a[row]) >= limit) return row;
        var best = -1;
        for (var j = done; j < complete; j++)
            if (Math.Abs(a[j]) >= limit)
                (best, limit) = (j, Math.Abs(a[j]));
        return best;
    }

    /// <summary>Applies pivots first … end − 1 to rows from … to − 1.</summary>
    private void Update(int from, int to, int first, int end)
    {
        if (from == to) return;
        if ((long)(to - from) * (size - end) * (end - first) < 30_000 || size - end < 16)
        {
            for (var i = from; i < to; i++) Eliminate(f + i * stride, first, end, size + 7);
            return;
        }
        for (var i = from; i < to; i++) Eliminate(f + i * stride, first, end, end);
        product.Subtract(f, stride, from, to, first, end, size);
    }

    /// <summary>row[j] −= row[t]·U[t, j] for pivots t from <paramref name="first"/> to <paramref name="end"/> and j from t + 1; vectors end at <paramref name="limit"/>, the rest behind end is left alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eliminate(double* row, int first, int end, int limit)
    {
        var t = first;
        for (; t + 8 <= end; t += 8)
        {
            double* u0 = f + t * stride, u4 = u0 + 4 * stride;
            for (var s = 0; s < 7; s++)
            for (var r = s + 1; r < 8; r++)
                row[t + r] -= row[t + s] * u0[s * stride + t + r];
            Vector512<double> x0 = Vector512.Create(row[t]), x1 = Vector512.Create(row[t + 1]), x2 = Vector512.Create(row[t + 2]), x3 = Vector512.Create(row[t + 3]);
            Vector512<double> x4 = Vector512.Create(row[t + 4]), x5 = Vector512.Create(row[t + 5]), x6 = Vector512.Create(row[t + 6]), x7 = Vector512.Create(row[t + 7]);
            var j = t + 8;
            for (; j + 8 <= limit; j += 8)
            {
                var even = Vector512.MultiplyAddEstimate(x0, Vector512.Load(u0 + j), x1 * Vector512.Load(u0 + stride + j));
                var odd = Vector512.MultiplyAddEstimate(x2, Vector512.Load(u0 + 2 * stride + j), x3 * Vector512.Load(u0 + 3 * stride + j));
                even = Vector512.MultiplyAddEstimate(x4, Vector512.Load(u4 + j), even);
                odd = Vector512.MultiplyAddEstimate(x5, Vector512.Load(u4 + stride + j), odd);
                even = Vector512.MultiplyAddEstimate(x6, Vector512.Load(u4 + 2 * stride + j), even);
                odd = Vector512.MultiplyAddEstimate(x7, Vector512.Load(u4 + 3 * stride + j), odd);
                (Vector512.Load(row + j) - (even + odd)).Store(row + j);
            }
            for (; j < Math.Min(limit, end); j++)
                for (var s = 0; s < 8; s++)
                    row[j] -= row[t + s] * u0[s * stride + j];
        }
        for (; t < end; t++) EliminateOne(row, f + t * stride, t, Math.Min(limit, size));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EliminateOne(double* row, double* u, int t, int limit)
    {
        var j = t + 1;
        if (row[t] == 0) return;
        var x = Vector512.Create(row[t]);
        for (; j + 8 <= limit; j += 8) (Vector512.Load(row + j) - x * Vector512.Load(u + j)).Store(row + j);
        for (; j < limit; j++) row[j] -= row[t] * u[j];
    }

    private static void Scale(double* row, double factor, int from, int to)
    {
        for (; from + 8 <= to; from += 8) (Vector512.Load(row + from) * factor).Store(row + from);
        for (; from < to; from++) row[from] *= factor;
    }

    private void Swap(int i, int j, int[] rows, int[] columns)
    {
        if (i == j) return;
        double* a = f + i * stride, b = f + j * stride;
        for (var k = 0; k < size; k++) (a[k], b[k]) = (b[k], a[k]);
        (rows[i], rows[j]) = (rows[j], rows[i]);
        SwapColumns(i, j, columns);
    }

    private void SwapColumns(int i, int j, int[] columns)
    {
        for (var row = f; row < f + size * stride; row += stride) (row[i], row[j]) = (row[j], row[i]);
        (columns[i], columns[j]) = (columns[j], columns[i]);
    }
}
