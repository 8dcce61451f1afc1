namespace PinnSharp.Numerics;

/// <summary>An undirected graph without loops: the neighbours of node i are <see cref="Neighbours"/>[p], <see cref="Starts"/>[i] ≤ p &lt; <see cref="Starts"/>[i + 1].</summary>
internal sealed class Graph(int[] starts, int[] neighbours)
{
    public int Nodes => Starts.Length - 1;

    public int[] Starts { get; } = starts;

    public int[] Neighbours { get; } = neighbours;

    /// <summary>
    /// The graph of A + Aᵀ, rows renamed and nodes merged: an entry (i, j) joins nodeOfRow[i] with nodeOfColumn[j].
    /// </summary>
    public static Graph Of(SparseMatrix a, int[] nodeOfRow, int[] nodeOfColumn, int nodes)
    {
        var starts = new int[nodes + 1];
        for (var i = 0; i < a.Rows; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
        {
            int u = nodeOfRow[i], v = nodeOfColumn[a.ColumnIndices[p]];
            if (u == v) continue;
            starts[u + 1]++;
            starts[v + 1]++;
        }
        for (var i = 0; i < nodes; i++) starts[i + 1] += starts[i];
        var all = new int[starts[nodes]];
        var next = starts[..nodes];
        for (var i = 0; i < a.Rows; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
        {
            int u = nodeOfRow[i], v = nodeOfColumn[a.ColumnIndices[p]];
            if (u == v) continue;
            all[next[u]++] = v;
            all[next[v]++] = u;
        }

        // Edges found twice are kept once.
        var seen = new int[nodes];
        Array.Fill(seen, -1);
        var count = 0;
        for (var u = 0; u < nodes; u++)
        {
            int first = starts[u], end = next[u];
            starts[u] = count;
            for (var p = first; p < end; p++)
                if (seen[all[p]] != u)
                {
                    seen[all[p]] = u;
                    all[count++] = all[p];
                }
        }
        starts[nodes] = count;
        return new Graph(starts, all);
    }
}
