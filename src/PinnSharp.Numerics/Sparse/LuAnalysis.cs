namespace PinnSharp.Numerics;

/// <summary>All that a factorisation can know from the pattern of a matrix and from where its diagonal is zero: order, fronts, and where each entry goes.</summary>
internal sealed class LuAnalysis
{
    public LuAnalysis(SparseMatrix a, double[] scaled)
    {
        (RowStarts, ColumnIndices) = (a.RowStarts, a.ColumnIndices);
        var n = a.Rows;
        // Nodes are columns; a row belongs to the node of the column on whose diagonal it stands.
        var nodeOfColumn = Enumerable.Range(0, n).ToArray();
        var nodeOfRow = DiagonalPairs.LackSymmetry(a, scaled) ? EliminationTree.Inverse(RowMatching.Find(a, scaled)) : nodeOfColumn;
        var graph = Graph.Of(a, nodeOfRow, nodeOfColumn, n);
        var order = nodeOfRow != nodeOfColumn ? MinimumDegree.Order(graph, Ones(n)) : DiagonalPairs.Order(a, scaled, graph);
        Tree = new FrontTree(graph, order);
        ColumnPosition = EliminationTree.Inverse(Tree.Order);
        RowPosition = [.. nodeOfRow.Select(node => ColumnPosition[node])];
        Relative = new int[Tree.Count][];
        EntryStarts = new int[Tree.Count + 1];
        Entries = new int[a.ColumnIndices.Length];
        EntryRows = new int[Entries.Length];
        EntryColumns = new int[Entries.Length];
        Distribute(a);
    }

    /// <summary>The pattern that was analysed.</summary>
    public int[] RowStarts { get; }

    /// <summary>The pattern that was analysed.</summary>
    public int[] ColumnIndices { get; }

    /// <summary>The fronts.</summary>
    public FrontTree Tree { get; }

    /// <summary>[rows]: when the pivot is eliminated on whose diagonal a row stands.</summary>
    public int[] RowPosition { get; }

    /// <summary>[columns]: when a column is eliminated.</summary>
    public int[] ColumnPosition { get; }

    /// <summary>[fronts][updates]: where, in the parent's front, a front's updates go.</summary>
    public int[][] Relative { get; }

    /// <summary>[fronts + 1]: where each front's entries start.</summary>
    public int[] EntryStarts { get; }

    /// <summary>[entries]: the entries of the matrix, front by front.</summary>
    public int[] Entries { get; }

    /// <summary>[entries]: the row of its front to which each belongs.</summary>
    public int[] EntryRows { get; }

    /// <summary>[entries]: the column of its front to which each belongs.</summary>
    public int[] EntryColumns { get; }

    public static int[] Ones(int n)
    {
        var ones = new int[n];
        Array.Fill(ones, 1);
        return ones;
    }

    private void Distribute(SparseMatrix a)
    {
        var frontOf = new int[a.Rows];
        for (var s = 0; s < Tree.Count; s++) frontOf.AsSpan(Tree.First[s], Tree.First[s + 1] - Tree.First[s]).Fill(s);
        for (var i = 0; i < a.Rows; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
            EntryStarts[frontOf[Math.Min(RowPosition[i], ColumnPosition[a.ColumnIndices[p]])] + 1]++;
        for (var s = 0; s < Tree.Count; s++) EntryStarts[s + 1] += EntryStarts[s];
        var next = EntryStarts[..Tree.Count];
        for (var i = 0; i < a.Rows; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
        {
            int row = RowPosition[i], column = ColumnPosition[a.ColumnIndices[p]];
            var at = next[frontOf[Math.Min(row, column)]]++;
            (Entries[at], EntryRows[at], EntryColumns[at]) = (p, row, column);
        }

        // From positions in the order to positions in the fronts.
        var local = new int[a.Rows];
        var lastChild = new int[Tree.Count];
        var sibling = new int[Tree.Count];
        Array.Fill(lastChild, -1);
        for (var s = 0; s < Tree.Count; s++)
        {
            int first = Tree.First[s], pivots = Tree.First[s + 1] - first;
            for (var k = 0; k < pivots; k++) local[first + k] = k;
            for (var k = 0; k < Tree.Updates[s].Length; k++) local[Tree.Updates[s][k]] = pivots + k;
            for (var p = EntryStarts[s]; p < EntryStarts[s + 1]; p++) (EntryRows[p], EntryColumns[p]) = (local[EntryRows[p]], local[EntryColumns[p]]);
            for (var child = lastChild[s]; child >= 0; child = sibling[child])
            {
                var updates = Tree.Updates[child];
                var relative = Relative[child] = new int[updates.Length];
                for (var k = 0; k < updates.Length; k++) relative[k] = local[updates[k]];
            }
            if (Tree.Parents[s] >= 0) (sibling[s], lastChild[Tree.Parents[s]]) = (lastChild[Tree.Parents[s]], s);
            Relative[s] = [];
        }
    }
}
