namespace PinnSharp.Numerics;

/// <summary>
/// A sparse matrix by compressed rows: the entries of row i are <see cref="Values"/>[p] in the columns <see cref="ColumnIndices"/>[p],
/// <see cref="RowStarts"/>[i] ≤ p &lt; <see cref="RowStarts"/>[i + 1], columns ascending. The pattern is fixed, the values may be changed.
/// </summary>
public sealed class SparseMatrix
{
    /// <summary>Takes the arrays as they are, without copying.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="rowStarts">[rows + 1], ascending from 0.</param>
    /// <param name="columnIndices">[entries], strictly ascending in each row.</param>
    /// <param name="values">[entries].</param>
    /// <exception cref="ArgumentException">The arrays do not describe such a matrix.</exception>
    public SparseMatrix(int rows, int columns, int[] rowStarts, int[] columnIndices, double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentNullException.ThrowIfNull(rowStarts);
        ArgumentNullException.ThrowIfNull(columnIndices);
        ArgumentNullException.ThrowIfNull(values);
        if (rowStarts.Length != rows + 1 || rowStarts[0] != 0 || rowStarts[rows] != columnIndices.Length)
            throw new ArgumentException($"{rows} rows need {rows + 1} starts from 0 to the number of entries, {columnIndices.Length}.", nameof(rowStarts));
        if (values.Length != columnIndices.Length)
            throw new ArgumentException($"{columnIndices.Length} entries need as many values, not {values.Length}.", nameof(values));
        for (var i = 0; i < rows; i++)
        {
            if (rowStarts[i + 1] < rowStarts[i]) throw new ArgumentException($"Row {i} ends before it starts.", nameof(rowStarts));
            for (int p = rowStarts[i], last = -1; p < rowStarts[i + 1]; last = columnIndices[p++])
                if (columnIndices[p] <= last || columnIndices[p] >= columns)
                    throw new ArgumentException($"Row {i} has column {columnIndices[p]} behind column {last} of {columns}: columns must ascend.", nameof(columnIndices));
        }
        (Rows, Columns, RowStarts, ColumnIndices, Values) = (rows, columns, rowStarts, columnIndices, values);
    }

    /// <summary>Other values in the pattern of a matrix, which is shared.</summary>
    internal SparseMatrix(SparseMatrix pattern, double[] values) =>
        (Rows, Columns, RowStarts, ColumnIndices, Values) = (pattern.Rows, pattern.Columns, pattern.RowStarts, pattern.ColumnIndices, values);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>[Rows + 1]: where each row starts.</summary>
    public int[] RowStarts { get; }

    /// <summary>[entries]: the column of each entry.</summary>
    public int[] ColumnIndices { get; }

    /// <summary>[entries]: the value of each entry.</summary>
    public double[] Values { get; }

    /// <summary>y = A·x.</summary>
    /// <param name="x">[Columns].</param>
    /// <param name="y">[Rows], overwritten; not the memory of x.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Multiply(ReadOnlySpan<double> x, Span<double> y)
    {
        Check(x, Columns, y, Rows);
        for (var i = 0; i < y.Length; i++)
        {
            double even = 0, odd = 0;
            int p = RowStarts[i], end = RowStarts[i + 1];
            for (; p + 1 < end; p += 2)
            {
                even += Values[p] * x[ColumnIndices[p]];
                odd += Values[p + 1] * x[ColumnIndices[p + 1]];
            }
            if (p < end) even += Values[p] * x[ColumnIndices[p]];
            y[i] = even + odd;
        }
    }

    /// <summary>y = Aᵀ·x.</summary>
    /// <param name="x">[Rows].</param>
    /// <param name="y">[Columns], overwritten; not the memory of x.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void MultiplyTransposed(ReadOnlySpan<double> x, Span<double> y)
    {
        Check(x, Rows, y, Columns);
        y.Clear();
        for (var i = 0; i < x.Length; i++)
        for (var p = RowStarts[i]; p < RowStarts[i + 1]; p++)
            y[ColumnIndices[p]] += Values[p] * x[i];
    }

    private static void Check(ReadOnlySpan<double> x, int from, Span<double> y, int to)
    {
        if (x.Length != from) throw new ArgumentException($"The vector has {x.Length} entries, not {from}.", nameof(x));
        if (y.Length != to) throw new ArgumentException($"The result has {y.Length} entries, not {to}.", nameof(y));
    }
}
