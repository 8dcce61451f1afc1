namespace PinnSharp.Numerics;

/// <summary>
/// A permutation of the rows that puts nonzero entries on the diagonal, large ones first: the largest entries of rows are taken greedily, the rest is completed by augmenting paths
/// (Duff, ACM Trans. Math. Softw. 7, 1981).
/// </summary>
internal static class RowMatching
{
    /// <summary>The row for each column.</summary>
    /// <param name="a">A square matrix.</param>
    /// <param name="values">Its values, scaled.</param>
    /// <exception cref="SingularMatrixException">There is no such permutation: some rows have all their entries in fewer columns than they are.</exception>
    public static int[] Find(SparseMatrix a, double[] values)
    {
        var n = a.Rows;
        int[] rowOf = new int[n], columnOf = new int[n];
        Array.Fill(rowOf, -1);
        Array.Fill(columnOf, -1);
        for (var i = 0; i < n; i++)
        {
            var best = -1;
            for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
                if (rowOf[a.ColumnIndices[p]] < 0 && values[p] != 0 && (best < 0 || Math.Abs(values[p]) > Math.Abs(values[best])))
                    best = p;
            if (best >= 0) (columnOf[i], rowOf[a.ColumnIndices[best]]) = (a.ColumnIndices[best], i);
        }
        var visited = new int[n];
        var next = new int[n];
        var free = new int[n];
        Array.Fill(visited, -1);
        Array.Copy(a.RowStarts, free, n);
        var path = new Stack<int>();
        for (var i = 0; i < n; i++)
            if (columnOf[i] < 0 && !Augment(i))
                throw new SingularMatrixException($"The matrix is singular whatever its values: row {i} and others have nonzero entries in too few columns.", i, -1);
        return rowOf;

        bool Augment(int root)
        {
            path.Clear();
            path.Push(root);
            visited[root] = root;
            next[root] = a.RowStarts[root];
            while (path.TryPeek(out var i))
            {
                for (; free[i] < a.RowStarts[i + 1]; free[i]++)
                {
                    var column = a.ColumnIndices[free[i]];
                    if (values[free[i]] == 0 || rowOf[column] >= 0) continue;
                    // Each row on the path gives its column to the row before it.
                    while (path.TryPop(out var row))
                    {
                        (rowOf[column], var old) = (row, columnOf[row]);
                        columnOf[row] = column;
                        column = old;
                    }
                    return true;
                }
                var deeper = -1;
                for (; deeper < 0 && next[i] < a.RowStarts[i + 1]; next[i]++)
                    if (values[next[i]] != 0 && rowOf[a.ColumnIndices[next[i]]] is var other && visited[other] != root)
                        deeper = other;
                if (deeper < 0) path.Pop();
                else
                {
                    visited[deeper] = root;
                    next[deeper] = a.RowStarts[deeper];
                    path.Push(deeper);
                }
            }
            return false;
        }
    }
}
