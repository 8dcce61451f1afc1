namespace PinnSharp.Numerics;

/// <summary>
/// Where a sparse matrix has entries, made from a list of (row, column) pairs in which pairs may repeat, and the way from the list to the matrix:
/// pair k belongs to entry <see cref="Scatter"/>[k]. Made once for a mesh; matrices are then refilled without searching.
/// </summary>
public sealed class SparsePattern
{
    /// <summary>Sorts the pairs and merges equal ones (linear time: by columns first, then, stably, by rows).</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="rowIndices">The row of each pair.</param>
    /// <param name="columnIndices">The column of each pair.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair lies outside the matrix.</exception>
    public SparsePattern(int rows, int columns, ReadOnlySpan<int> rowIndices, ReadOnlySpan<int> columnIndices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (rowIndices.Length != columnIndices.Length)
            throw new ArgumentException($"{rowIndices.Length} rows are paired with {columnIndices.Length} columns.", nameof(columnIndices));
        (Rows, Columns) = (rows, columns);
        var identity = new int[rowIndices.Length];
        for (var k = 0; k < identity.Length; k++) identity[k] = k;
        var sorted = Sort(Sort(identity, columnIndices, columns), rowIndices, rows);

        RowStarts = new int[rows + 1];
        Scatter = new int[sorted.Length];
        var entries = new int[sorted.Length];
        int count = 0, lastRow = -1, lastColumn = -1;
        foreach (var k in sorted)
        {
            int row = rowIndices[k], column = columnIndices[k];
            if (row != lastRow || column != lastColumn)
            {
                entries[count++] = column;
                RowStarts[row + 1]++;
                (lastRow, lastColumn) = (row, column);
            }
            Scatter[k] = count - 1;
        }
        for (var i = 0; i < rows; i++) RowStarts[i + 1] += RowStarts[i];
        ColumnIndices = entries[..count];
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>[Rows + 1]: where each row starts.</summary>
    public int[] RowStarts { get; }

    /// <summary>[entries]: the column of each entry, ascending in each row.</summary>
    public int[] ColumnIndices { get; }

    /// <summary>[pairs]: the entry of each pair of the list.</summary>
    public int[] Scatter { get; }

    /// <summary>A matrix of zeros with this pattern; all of them share the arrays of the pattern.</summary>
    public SparseMatrix CreateMatrix() => new(Rows, Columns, RowStarts, ColumnIndices, new double[ColumnIndices.Length]);

    /// <summary>Adds numbers given in the order of the list: values[Scatter[first + k]] += x[k].</summary>
    /// <param name="x">Some numbers.</param>
    /// <param name="first">The pair to which the first of them belongs.</param>
    /// <param name="values">The values of a matrix with this pattern.</param>
    /// <exception cref="ArgumentException">There are fewer pairs, or <paramref name="values"/> has another length.</exception>
    public void Add(ReadOnlySpan<double> x, int first, Span<double> values)
    {
        if (first < 0 || x.Length > Scatter.Length - first) throw new ArgumentException($"Pairs {first} to {first + x.Length} are wanted of {Scatter.Length}.", nameof(x));
        if (values.Length != ColumnIndices.Length) throw new ArgumentException($"The matrix has {ColumnIndices.Length} entries, not {values.Length}.", nameof(values));
        for (var k = 0; k < x.Length; k++) values[Scatter[first + k]] += x[k];
    }

    private static int[] Sort(int[] order, ReadOnlySpan<int> keys, int range)
    {
        var next = new int[range + 1];
        foreach (var key in keys)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(key);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(key, range);
            next[key + 1]++;
        }
        for (var i = 0; i < range; i++) next[i + 1] += next[i];
        var sorted = new int[order.Length];
        foreach (var k in order) sorted[next[keys[k]]++] = k;
        return sorted;
    }
}
