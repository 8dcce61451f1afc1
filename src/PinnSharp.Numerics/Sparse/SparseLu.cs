using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>
/// Solves sparse linear systems, unsymmetric or indefinite ones too, by factorisation: P·R·A·C·Q = L·U with powers of two R and C that bring the largest entries of rows and columns to about 1,
/// and permutations P and Q. The multifrontal method (Duff and Reid, ACM Trans. Math. Softw. 9, 1983; 10, 1984) on the pattern of A + Aᵀ in the order of approximate minimum degree; pivots
/// are sought within the fronts, on the diagonal first, and pivots too small are delayed to larger fronts, so that the factorisation is stable for any values. Zeros on the diagonal are foreseen by the order.
/// Results are the same bit for bit whatever the number of threads. Solving is safe from several threads at once, as long as none factors.
/// </summary>
public sealed class SparseLu
{
    /// <summary>Right-hand sides that are solved for at once.</summary>
    private const int Lanes = 8;

    private readonly LuAnalysis analysis;
    private readonly LuFactors factors;
    private readonly double[] rowScale, columnScale;
    private readonly SparseMatrix scaled;
    private readonly double contraction = 0.5;
    private readonly Lock measuring = new();
    private bool valid;

    /// <summary>Analyses the pattern of a matrix and factors it.</summary>
    /// <param name="a">A square matrix, which is not kept.</param>
    /// <param name="threads">Threads to use, the caller's included.</param>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    /// <exception cref="SingularMatrixException">The matrix is singular, or has an entry that is not finite.</exception>
    public SparseLu(SparseMatrix a, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a.Rows != a.Columns) throw new ArgumentException($"A matrix of {a.Rows} rows and {a.Columns} columns has no factorisation for solving.", nameof(a));
        (rowScale, columnScale) = (new double[a.Rows], new double[a.Rows]);
        scaled = new SparseMatrix(a.Rows, a.Rows, a.RowStarts, a.ColumnIndices, new double[a.Values.Length]);
        Scale(a.Values);
        analysis = new LuAnalysis(scaled, scaled.Values);
        factors = new LuFactors(analysis);
        Factor(threads);
    }

    private SparseLu(SparseLu other, LuFactors factors, double[] rowScale, double[] columnScale, SparseMatrix scaled, double contraction)
    {
        (analysis, this.factors, this.rowScale, this.columnScale, this.scaled, this.contraction) = (other.analysis, factors, rowScale, columnScale, scaled, contraction);
        (valid, Entries, Delays) = (other.valid, other.Entries, other.Delays);
    }

    /// <summary>Rows and columns.</summary>
    public int Size => scaled.Rows;

    /// <summary>Entries of L and U together, explicit zeros included.</summary>
    public long Entries { get; private set; }

    /// <summary>Floating-point operations of the factorisation, those for delayed pivots left out.</summary>
    public double Operations => factors.Operations;

    /// <summary>How many times a pivot was delayed from a front to the next: the order did not suit the values where this is large.</summary>
    public int Delays { get; private set; }

    /// <summary>Steps of iterative refinement that all solutions since the last factorisation took; none where pivots are as good as they should be.</summary>
    public int Refinements { get; private set; }

    /// <summary>The largest backward error of all solutions since the last factorisation.</summary>
    public double BackwardError { get; private set; }

    /// <summary>Bytes of a <see cref="Copy"/>, about.</summary>
    public long Bytes => 8 * (Entries + scaled.Values.Length + 3L * Size);

    /// <summary>The factors as they are now in memory of their own, so that later factorisations here leave them alone; only the analysis is shared.</summary>
    /// <param name="into">An earlier copy that is needed no more: its memory is used again where it suffices.</param>
    public SparseLu Copy(SparseLu? into = null) =>
        new(this, new LuFactors(factors, into?.factors), [.. rowScale], [.. columnScale], new SparseMatrix(scaled, [.. scaled.Values]), contraction);

    /// <summary>
    /// Solves with a matrix near the one that was factored: by its factors, which are shared, and refinement, as long as each step of it lessens the error a hundredfold.
    /// <see cref="BackwardError"/> tells afterwards whether the matrix was near enough. Good until this one factors again.
    /// </summary>
    /// <param name="a">A matrix of the same pattern, which is not kept.</param>
    /// <exception cref="ArgumentException">The pattern is another one.</exception>
    public SparseLu Near(SparseMatrix a)
    {
        CheckPattern(a);
        var near = new SparseLu(this, factors, rowScale, columnScale, new SparseMatrix(scaled, new double[a.Values.Length]), 0.01);
        near.Apply(a.Values);
        return near;
    }

    /// <summary>Factors another matrix of the same pattern: only the analysis is taken over, pivots are chosen anew.</summary>
    /// <param name="a">A matrix, which is not kept.</param>
    /// <param name="threads">Threads to use, the caller's included.</param>
    /// <exception cref="ArgumentException">The pattern is another one.</exception>
    /// <exception cref="SingularMatrixException">The matrix is singular, or has an entry that is not finite; nothing can be solved until a factorisation succeeds.</exception>
    public void Refactor(SparseMatrix a, int threads = 1)
    {
        CheckPattern(a);
        (valid, Refinements, BackwardError) = (false, 0, 0);
        Scale(a.Values);
        Factor(threads);
    }

    /// <summary>Solves A·x = b in place, with iterative refinement where the residual asks for it.</summary>
    /// <param name="b">One or several right-hand sides, each n contiguous entries; overwritten by the solutions.</param>
    /// <param name="threads">Threads over which several right-hand sides are spread.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="b"/> is no multiple of n.</exception>
    /// <exception cref="InvalidOperationException">The last factorisation did not succeed.</exception>
    public void Solve(Span<double> b, int threads = 1) => SolveAll(b, threads, transposed: false);

    /// <summary>Solves Aᵀ·x = b in place, with iterative refinement where the residual asks for it.</summary>
    /// <param name="b">One or several right-hand sides, each n contiguous entries; overwritten by the solutions.</param>
    /// <param name="threads">Threads over which several right-hand sides are spread.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="b"/> is no multiple of n.</exception>
    /// <exception cref="InvalidOperationException">The last factorisation did not succeed.</exception>
    public void SolveTransposed(Span<double> b, int threads = 1) => SolveAll(b, threads, transposed: true);

    private void CheckPattern(SparseMatrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a.Columns != Size || !Same(a.RowStarts, scaled.RowStarts) || !Same(a.ColumnIndices, scaled.ColumnIndices))
            throw new ArgumentException("The matrix has not the pattern of the one that was analysed.", nameof(a));
    }

    private static bool Same(int[] a, int[] b) => ReferenceEquals(a, b) || a.AsSpan().SequenceEqual(b);

    /// <summary>Rows first, then columns, to a largest entry in [1, 2); powers of two, so that nothing is rounded.</summary>
    private void Scale(double[] values)
    {
        Array.Clear(columnScale);
        for (var i = 0; i < Size; i++)
        {
            var largest = 0.0;
            for (var p = scaled.RowStarts[i]; p < scaled.RowStarts[i + 1]; p++)
            {
                if (!double.IsFinite(values[p]))
                    throw new SingularMatrixException($"The entry in row {i} and column {scaled.ColumnIndices[p]} is {values[p]}.", i, scaled.ColumnIndices[p]);
                largest = Math.Max(largest, Math.Abs(values[p]));
            }
            if (largest == 0) throw new SingularMatrixException($"Row {i} has no nonzero entry.", i, -1);
            var scale = rowScale[i] = Math.ScaleB(1, -Math.ILogB(largest));
            for (var p = scaled.RowStarts[i]; p < scaled.RowStarts[i + 1]; p++)
                columnScale[scaled.ColumnIndices[p]] = Math.Max(columnScale[scaled.ColumnIndices[p]], Math.Abs(values[p] * scale));
        }
        for (var j = 0; j < Size; j++)
        {
            if (columnScale[j] == 0) throw new SingularMatrixException($"Column {j} has no nonzero entry.", -1, j);
            columnScale[j] = Math.ScaleB(1, -Math.ILogB(columnScale[j]));
        }
        Apply(values);
    }

    private void Apply(double[] values)
    {
        for (var i = 0; i < Size; i++)
        for (var p = scaled.RowStarts[i]; p < scaled.RowStarts[i + 1]; p++)
            scaled.Values[p] = values[p] * rowScale[i] * columnScale[scaled.ColumnIndices[p]];
    }

    private void Factor(int threads)
    {
        factors.Factor(scaled.Values, threads);
        (Entries, Delays) = (0, 0);
        for (var s = 0; s < factors.Fronts.Length; s++)
        {
            ref readonly var front = ref factors.Fronts[s];
            Entries += (2L * front.Size - front.Pivots) * front.Pivots;
            Delays += front.Delayed;
            if (front.Delayed == 0 || analysis.Tree.Parents[s] >= 0) continue;
            var row = Array.IndexOf(analysis.RowPosition, front.Rows[front.Pivots]);
            var column = Array.IndexOf(analysis.ColumnPosition, front.Columns[front.Pivots]);
            throw new SingularMatrixException($"The matrix is singular up to rounding: row {row} depends on others, and unknown {column} is not determined "
                + $"(one of {front.Delayed} each).", row, column);
        }
        valid = true;
    }

    private void SolveAll(Span<double> b, int threads, bool transposed)
    {
        if (!valid) throw new InvalidOperationException("The last factorisation did not succeed.");
        if (Size == 0 || b.Length == 0) return;
        var count = b.Length / Size;
        if (count * Size != b.Length) throw new ArgumentException($"The right-hand sides have {b.Length} entries, which is no multiple of {Size}.", nameof(b));
        var blocks = (count + Lanes - 1) / Lanes;
        unsafe
        {
            fixed (double* pointer = b)
            {
                var (start, next) = ((nint)pointer, 0);
                Workers.Run(Math.Clamp(blocks, 1, threads), _ =>
                {
                    for (var k = Interlocked.Increment(ref next) - 1; k < blocks; k = Interlocked.Increment(ref next) - 1)
                    {
                        var first = k * Lanes;
                        SolveBlock(new Span<double>((double*)start + (nint)first * Size, Math.Min(Lanes, count - first) * Size), transposed);
                    }
                });
            }
        }
    }

    /// <summary>No more right-hand sides than fit the lanes.</summary>
    private void SolveBlock(Span<double> b, bool transposed)
    {
        var (before, after) = transposed ? (columnScale, rowScale) : (rowScale, columnScale);
        for (var k = 0; k < b.Length; k += Size)
        for (var i = 0; i < Size; i++)
            b[k + i] *= before[i];
        var rented = ArrayPool<double>.Shared.Rent(b.Length);
        var x = rented.AsSpan(0, b.Length);
        Substitute(b, x, transposed);
        var refinement = new Refinement(scaled, transposed, contraction);
        for (var k = 0; k < b.Length; k += Size)
        {
            var one = x.Slice(k, Size);
            var (steps, error) = refinement.Improve(b.Slice(k, Size), one, (residual, change) => Substitute(residual, change, transposed));
            lock (measuring) (Refinements, BackwardError) = (Refinements + steps, Math.Max(BackwardError, error));
            for (var i = 0; i < Size; i++) b[k + i] = one[i] * after[i];
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Solutions with the factors alone.</summary>
    private void Substitute(ReadOnlySpan<double> b, Span<double> x, bool transposed)
    {
        if (b.Length == Size) Substitute<double, OneLane>(b, x, transposed);
        else Substitute<Vector512<double>, EightLanes>(b, x, transposed);
    }

    private void Substitute<T, TLanes>(ReadOnlySpan<double> b, Span<double> x, bool transposed) where T : unmanaged where TLanes : ILuLanes<T>
    {
        var (from, to) = transposed ? (analysis.ColumnPosition, analysis.RowPosition) : (analysis.RowPosition, analysis.ColumnPosition);
        var (count, lanes) = (b.Length / Size, Unsafe.SizeOf<T>() / sizeof(double));
        T[] rights = ArrayPool<T>.Shared.Rent(Size), solutions = ArrayPool<T>.Shared.Rent(Size);
        Span<double> r = MemoryMarshal.Cast<T, double>(rights.AsSpan(0, Size)), s = MemoryMarshal.Cast<T, double>(solutions.AsSpan(0, Size));
        if (count < lanes) r.Clear();
        for (var k = 0; k < count; k++)
        for (var i = 0; i < Size; i++)
            r[from[i] * lanes + k] = b[k * Size + i];
        if (transposed) LuSubstitution<T, TLanes>.SolveTransposed(factors, analysis.Tree, rights, solutions);
        else LuSubstitution<T, TLanes>.Solve(factors, analysis.Tree, rights, solutions);
        for (var k = 0; k < count; k++)
        for (var i = 0; i < Size; i++)
            x[k * Size + i] = s[to[i] * lanes + k];
        ArrayPool<T>.Shared.Return(rights);
        ArrayPool<T>.Shared.Return(solutions);
    }
}
