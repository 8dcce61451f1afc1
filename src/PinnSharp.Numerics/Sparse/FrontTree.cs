namespace PinnSharp.Numerics;

/// <summary>
/// The assembly tree of the multifrontal method (Duff and Reid, ACM Trans. Math. Softw. 9, 1983): neighbouring columns of nearly equal structure are eliminated together
/// in one dense matrix, a front. Fronts are numbered in postorder; the pivots of front s are <see cref="First"/>[s] … <see cref="First"/>[s + 1] − 1.
/// </summary>
internal sealed class FrontTree
{
    public FrontTree(Graph graph, int[] order)
    {
        var tree = new EliminationTree(graph, order);
        var groups = Groups(tree);
        Merge(groups);

        // Renumber: what was merged goes to the front that it was merged into.
        var kept = groups.FindAll(g => g.Into == null);
        for (var i = 0; i < kept.Count; i++) kept[i].Number = i;
        var parents = kept.Select(g => g.Parent == null ? -1 : g.Parent.Final.Number).ToArray();
        var post = EliminationTree.Postorder(parents);
        var rank = EliminationTree.Inverse(post);
        Count = kept.Count;
        Parents = new int[Count];
        First = new int[Count + 1];
        for (var s = 0; s < Count; s++)
        {
            Parents[s] = parents[post[s]] < 0 ? -1 : rank[parents[post[s]]];
            First[s + 1] = First[s] + kept[post[s]].Columns;
        }
        var next = First[..Count];
        Order = new int[order.Length];
        foreach (var g in groups)
            for (var k = g.Start; k < g.End; k++)
                Order[next[rank[g.Final.Number]]++] = tree.Order[k];
        Updates = new int[Count][];
        Structure(graph);
    }

    /// <summary>Fronts.</summary>
    public int Count { get; }

    /// <summary>[nodes]: the order of elimination.</summary>
    public int[] Order { get; }

    /// <summary>[fronts + 1]: the first pivot of each.</summary>
    public int[] First { get; }

    /// <summary>[fronts]: who takes up what a front leaves; −1 for a root.</summary>
    public int[] Parents { get; }

    /// <summary>[fronts]: the later pivots that a front updates, ascending.</summary>
    public int[][] Updates { get; }

    /// <summary>A run of columns eliminated together, before merging.</summary>
    private sealed class Group
    {
        public int Start, End, Columns, Rows, Number;
        public long Zeros;
        public Group? Parent, Into;
        public List<Group> Children { get; } = [];

        public Group Final
        {
            get
            {
                var g = this;
                while (g.Into != null) g = g.Into;
                return g;
            }
        }
    }

    private static List<Group> Groups(EliminationTree tree)
    {
        var n = tree.Order.Length;
        var groups = new List<Group>();
        var of = new Group[n];
        for (var k = 0; k < n; k++)
        {
            if (k > 0 && tree.Parents[k - 1] == k && tree.Counts[k - 1] == tree.Counts[k] + 1) groups[^1].End++;
            else groups.Add(new Group { Start = k, End = k + 1 });
            of[k] = groups[^1];
        }
        foreach (var g in groups)
        {
            g.Columns = g.End - g.Start;
            g.Rows = tree.Counts[g.End - 1] - 1;
            if (tree.Parents[g.End - 1] >= 0) g.Parent = of[tree.Parents[g.End - 1]];
            g.Parent?.Children.Add(g);
        }
        return groups;
    }

    /// <summary>
    /// Joins fronts with their parents where that adds few explicit zeros (the fractions are CHOLMOD's: Chen, Davis, Hager and Rajamanickam, ACM Trans. Math. Softw. 35, 2008):
    /// larger dense matrices are worth some wasted work.
    /// </summary>
    private static void Merge(List<Group> groups)
    {
        foreach (var g in groups)
            for (var c = g.Children.Count - 1; c >= 0; c--)
            {
                var child = g.Children[c];
                var columns = child.Columns + g.Columns;
                var entries = Entries(columns, g.Rows);
                var zeros = entries - (Entries(child.Columns, child.Rows) - child.Zeros) - (Entries(g.Columns, g.Rows) - g.Zeros);
                var allowed = columns <= 4 ? 1 : columns <= 16 ? 0.6 : columns <= 48 ? 0.1 : 0.05;
                if (zeros > allowed * entries) continue;
                (child.Into, g.Columns, g.Zeros) = (g, columns, zeros);
            }
    }

    private static long Entries(long columns, long rows) => columns * (columns + 1) / 2 + columns * rows;

    /// <summary>What each front updates: later neighbours of its pivots, and what its children update.</summary>
    private void Structure(Graph graph)
    {
        var position = EliminationTree.Inverse(Order);
        var seen = new int[Order.Length];
        Array.Fill(seen, -1);
        var found = new List<int>();
        var children = new List<int>[Count];
        for (var s = 0; s < Count; s++)
        {
            found.Clear();
            var end = First[s + 1];
            for (var k = First[s]; k < end; k++)
            for (var p = graph.Starts[Order[k]]; p < graph.Starts[Order[k] + 1]; p++)
                Find(position[graph.Neighbours[p]]);
            foreach (var child in children[s] ?? [])
                foreach (var i in Updates[child])
                    Find(i);
            found.Sort();
            Updates[s] = [.. found];
            children[s] = null!;
            if (Parents[s] >= 0) (children[Parents[s]] ??= []).Add(s);

            void Find(int i)
            {
                if (i < end || seen[i] == s) return;
                seen[i] = s;
                found.Add(i);
            }
        }
    }
}
