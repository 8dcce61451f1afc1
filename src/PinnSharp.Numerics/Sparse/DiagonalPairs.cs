namespace PinnSharp.Numerics;

/// <summary>
/// What an ordering does about zeros on the diagonal: the unknown of such a row (a pressure, a multiplier) is ordered together with, and behind, a neighbour whose elimination
/// makes its diagonal nonzero (Duff and Reid's pivots of order two, known beforehand; cf. Duff and Pralet, SIAM J. Matrix Anal. Appl. 27, 2005).
/// </summary>
internal static class DiagonalPairs
{
    /// <summary>Below this, in a matrix whose rows and columns are scaled to a largest entry of about 1, a diagonal counts as zero.</summary>
    private const double Small = 1e-8;

    /// <summary>Whether a matrix has zeros on its diagonal and less than half of the other entries have partners across it: then rows had better be permuted.</summary>
    public static bool LackSymmetry(SparseMatrix a, double[] values)
    {
        var diagonal = Diagonal(a, values);
        if (Array.TrueForAll(diagonal, d => Math.Abs(d) > Small)) return false;
        int partners = 0, others = 0;
        for (var i = 0; i < a.Rows; i++)
        for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
            if (a.ColumnIndices[p] is var j && j != i)
            {
                others++;
                if (Array.BinarySearch(a.ColumnIndices, a.RowStarts[j], a.RowStarts[j + 1] - a.RowStarts[j], i) >= 0) partners++;
            }
        return 2 * partners < others;
    }

    /// <summary>The order of elimination.</summary>
    public static int[] Order(SparseMatrix a, double[] values, Graph graph)
    {
        var n = a.Rows;
        var diagonal = Diagonal(a, values);
        var partner = new int[n];
        Array.Fill(partner, -1);
        for (var i = 0; i < n; i++)
        {
            if (Math.Abs(diagonal[i]) > Small) continue;
            var largest = 0.0;
            for (var p = a.RowStarts[i]; p < a.RowStarts[i + 1]; p++)
            {
                var j = a.ColumnIndices[p];
                if (j == i || partner[j] >= 0 || Math.Abs(diagonal[j]) <= Small) continue;
                var back = Array.BinarySearch(a.ColumnIndices, a.RowStarts[j], a.RowStarts[j + 1] - a.RowStarts[j], i);
                if (back < 0 || Math.Abs(values[p] * values[back]) <= largest) continue;
                largest = Math.Abs(values[p] * values[back]);
                partner[i] = j;
            }
            if (partner[i] >= 0) partner[partner[i]] = i;
        }
        if (Array.TrueForAll(partner, p => p < 0)) return MinimumDegree.Order(graph, LuAnalysis.Ones(n));

        // Pairs become one node of weight two.
        var node = new int[n];
        var members = new List<(int First, int Second)>(n);
        for (var i = 0; i < n; i++)
        {
            if (partner[i] >= 0 && Math.Abs(diagonal[i]) <= Small) continue;
            node[i] = members.Count;
            if (partner[i] >= 0) node[partner[i]] = members.Count;
            members.Add((i, partner[i]));
        }
        var order = new int[n];
        var count = 0;
        foreach (var k in MinimumDegree.Order(Graph.Of(a, node, node, members.Count), [.. members.Select(m => m.Second < 0 ? 1 : 2)]))
        {
            order[count++] = members[k].First;
            if (members[k].Second >= 0) order[count++] = members[k].Second;
        }
        return order;
    }

    private static double[] Diagonal(SparseMatrix a, double[] values)
    {
        var diagonal = new double[a.Rows];
        for (var i = 0; i < a.Rows; i++)
        {
            var p = Array.BinarySearch(a.ColumnIndices, a.RowStarts[i], a.RowStarts[i + 1] - a.RowStarts[i], i);
            if (p >= 0) diagonal[i] = values[p];
        }
        return diagonal;
    }
}
