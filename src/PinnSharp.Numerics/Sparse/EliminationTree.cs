namespace PinnSharp.Numerics;

/// <summary>
/// The elimination tree of a graph in a given order (Liu, SIAM J. Matrix Anal. Appl. 11, 1990): the parent of node k is the first later node that its elimination
/// changes. Nodes are renumbered in postorder, so that every subtree is contiguous and ends with its root.
/// </summary>
internal sealed class EliminationTree
{
    /// <summary>The tree of a graph whose node <paramref name="order"/>[k] is eliminated as the k-th.</summary>
    public EliminationTree(Graph graph, int[] order)
    {
        var n = order.Length;
        var position = Inverse(order);
        var parent = new int[n];
        var ancestor = new int[n];
        for (var k = 0; k < n; k++)
        {
            (parent[k], ancestor[k]) = (-1, -1);
            for (var p = graph.Starts[order[k]]; p < graph.Starts[order[k] + 1]; p++)
                for (var i = position[graph.Neighbours[p]]; i >= 0 && i < k;)
                {
                    var up = ancestor[i];
                    ancestor[i] = k;
                    if (up < 0) parent[i] = k;
                    i = up;
                }
        }
        var post = Postorder(parent);
        var rank = Inverse(post);
        Order = new int[n];
        Parents = new int[n];
        for (var k = 0; k < n; k++) (Order[k], Parents[k]) = (order[post[k]], parent[post[k]] < 0 ? -1 : rank[parent[post[k]]]);
        Counts = Count(graph);
    }

    /// <summary>[nodes]: the order of elimination, in postorder.</summary>
    public int[] Order { get; }

    /// <summary>[nodes]: the parent of the k-th in that order; −1 for a root.</summary>
    public int[] Parents { get; }

    /// <summary>[nodes]: entries of the k-th column of the factor, the diagonal's included.</summary>
    public int[] Counts { get; }

    /// <summary>The children before their parent, subtree after subtree, for parents that follow their children.</summary>
    public static int[] Postorder(int[] parents)
    {
        var n = parents.Length;
        int[] head = Filled(n + 1), sibling = Filled(n), post = new int[n];
        for (var k = n - 1; k >= 0; k--)
        {
            var parent = parents[k] < 0 ? n : parents[k];
            (sibling[k], head[parent]) = (head[parent], k);
        }
        var stack = new Stack<int>();
        var count = 0;
        for (var root = head[n]; root >= 0; root = sibling[root])
        {
            stack.Push(root);
            while (stack.TryPeek(out var k))
                if (head[k] >= 0)
                {
                    stack.Push(head[k]);
                    head[k] = sibling[head[k]];
                }
                else
                    post[count++] = stack.Pop();
        }
        return post;
    }

    public static int[] Inverse(int[] permutation)
    {
        var inverse = new int[permutation.Length];
        for (var k = 0; k < inverse.Length; k++) inverse[permutation[k]] = k;
        return inverse;
    }

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }

    /// <summary>Row k of the factor has its entries on the paths from the neighbours of k up to k.</summary>
    private int[] Count(Graph graph)
    {
        var position = Inverse(Order);
        var counts = new int[Order.Length];
        var seen = Filled(Order.Length);
        for (var k = 0; k < Order.Length; k++)
        {
            counts[k] = 1;
            seen[k] = k;
            for (var p = graph.Starts[Order[k]]; p < graph.Starts[Order[k] + 1]; p++)
                for (var i = position[graph.Neighbours[p]]; i < k && seen[i] != k; i = Parents[i])
                {
                    counts[i]++;
                    seen[i] = k;
                }
        }
        return counts;
    }
}
