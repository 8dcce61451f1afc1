namespace PinnSharp.Numerics;

/// <summary>
/// Approximate minimum degree (Amestoy, Davis and Duff, SIAM J. Matrix Anal. Appl. 17, 1996): eliminates, one after the other, the node with the fewest
/// neighbours in the graph that elimination leaves. The graph is kept as a quotient graph: an eliminated node becomes an <i>element</i>, the clique of its
/// neighbours; elements that lie within a new one are absorbed; nodes with equal neighbours are merged; degrees are bounded from above instead of counted.
/// Nodes with far more neighbours than others come last.
/// </summary>
internal sealed class MinimumDegree
{
    private readonly int n;
    private readonly int[] start, length, elements, weight, degree, mark, next, nextMerged, lastMerged, hashOf, sequence;
    private readonly DegreeLists lists;
    private int[] memory;
    private int free, stamp = 2, remaining, pivots, largest;

    private MinimumDegree(Graph graph, int[] weights)
    {
        n = graph.Nodes;
        memory = new int[graph.Neighbours.Length + graph.Starts[n] / 4 + n + 8];
        free = graph.Starts[n];
        Array.Copy(graph.Neighbours, memory, free);
        start = graph.Starts[..n];
        length = new int[n];
        elements = new int[n];
        weight = (int[])weights.Clone();
        degree = new int[n];
        mark = new int[n];
        next = new int[n];
        nextMerged = new int[n];
        lastMerged = new int[n];
        hashOf = new int[n];
        sequence = new int[n];
        remaining = weights.Sum();
        lists = new DegreeLists(remaining, next, new int[n]);
        Array.Fill(mark, 1);
        Array.Fill(nextMerged, -1);
        for (var i = 0; i < n; i++) (lastMerged[i], length[i]) = (i, graph.Starts[i + 1] - graph.Starts[i]);
    }

    /// <summary>The nodes in the order of elimination.</summary>
    /// <param name="graph">Who is joined to whom.</param>
    /// <param name="weights">Unknowns that each node stands for.</param>
    public static int[] Order(Graph graph, int[] weights)
    {
        var run = new MinimumDegree(graph, weights);
        var dense = run.Insert();
        while (run.pivots < run.n && run.lists.TakeSmallest() is var node and >= 0) run.Eliminate(node);
        var order = new int[run.n];
        var count = 0;
        foreach (var pivot in run.sequence.AsSpan(0, run.pivots))
            for (var i = pivot; i >= 0; i = run.nextMerged[i]) order[count++] = i;
        foreach (var i in dense) order[count++] = i;
        return order;
    }

    /// <summary>Puts the nodes into the lists of their degrees, but for dense ones, which are returned.</summary>
    private List<int> Insert()
    {
        var dense = new List<int>();
        var limit = Math.Max(16, 10 * Math.Sqrt(n));
        for (var i = 0; i < n; i++)
            if (length[i] > limit)
                dense.Add(i);
        foreach (var i in dense) (remaining, weight[i]) = (remaining - weight[i], 0);
        for (var i = n - 1; i >= 0; i--)
            if (weight[i] > 0)
            {
                for (var p = start[i]; p < start[i] + length[i]; p++) degree[i] += weight[memory[p]];
                lists.Insert(i, degree[i]);
            }
        return dense;
    }

    private void Eliminate(int pivot)
    {
        sequence[pivots++] = pivot;
        remaining -= weight[pivot];
        var clique = Clique(pivot);
        largest = Math.Max(largest, clique);
        if (stamp > int.MaxValue / 2)
        {
            for (var i = 0; i < n; i++)
                if (mark[i] != 0)
                    mark[i] = 1;
            stamp = 2;
        }
        // mark[e] − stamp becomes the weight of what element e has outside the clique.
        for (var q = start[pivot]; q < start[pivot] + length[pivot]; q++)
        {
            var i = memory[q];
            for (var p = start[i]; p < start[i] + elements[i]; p++)
            {
                var e = memory[p];
                if (mark[e] >= stamp) mark[e] += weight[i];
                else if (mark[e] != 0) mark[e] = degree[e] + stamp + weight[i];
            }
        }
        Prune(pivot, ref clique);
        degree[pivot] = clique;
        mark[pivot] = 1;
        stamp += largest + 1;
        MergeEqual(pivot);
        Reinsert(pivot, clique);
    }

    /// <summary>
    /// Makes the element of a pivot: its neighbours, direct ones and those through its elements, which are absorbed. Members have negative weights from now on
    /// and are out of the lists. Returns their weight.
    /// </summary>
    private int Clique(int pivot)
    {
        var total = 0;
        int own = start[pivot] + elements[pivot], end = start[pivot] + length[pivot], eliminated = weight[pivot];
        var room = length[pivot] - elements[pivot];
        for (var p = start[pivot]; p < own; p++) room += length[memory[p]];
        if (free + room > memory.Length) Array.Resize(ref memory, Math.Max(free + room, memory.Length * 2));
        weight[pivot] = 0;
        var first = free;
        for (var p = start[pivot]; p < own; p++)
        {
            var e = memory[p];
            for (var q = start[e]; q < start[e] + length[e]; q++) Take(memory[q]);
            (mark[e], length[e]) = (0, 0);
        }
        for (var p = own; p < end; p++) Take(memory[p]);
        (start[pivot], length[pivot], elements[pivot]) = (first, free - first, -1);
        return total;

        void Take(int i)
        {
            if (weight[i] <= 0) return;
            total += weight[i];
            weight[i] = -weight[i];
            memory[free++] = i;
            lists.Remove(i, degree[i]);
        }
    }

    /// <summary>Each member of the clique: drops elements and neighbours that the clique covers, bounds the degree, and eliminates it at once if nothing is left.</summary>
    private void Prune(int pivot, ref int clique)
    {
        for (var q = start[pivot]; q < start[pivot] + length[pivot]; q++)
        {
            var i = memory[q];
            int first = start[i], put = first, external = 0, end = first + length[i];
            var hash = 0u;
            for (var p = first; p < first + elements[i]; p++)
            {
                var e = memory[p];
                if (mark[e] == 0) continue;
                var outside = mark[e] - stamp;
                if (outside == 0)
                {
                    mark[e] = 0;
                    continue;
                }
                external += outside;
                memory[put++] = e;
                hash += (uint)e;
            }
            var kept = put;
            for (var p = first + elements[i]; p < end; p++)
            {
                var j = memory[p];
                if (weight[j] <= 0) continue;
                external += weight[j];
                memory[put++] = j;
                hash += (uint)j;
            }
            if (external == 0)
            {
                clique += weight[i];
                remaining += weight[i];
                Merge(pivot, i);
                continue;
            }
            // The new element goes first: what stood there moves behind, and the first neighbour to the end. There is room, as something was dropped.
            degree[i] = Math.Min(degree[i], external);
            memory[put] = memory[kept];
            memory[kept] = memory[first];
            memory[first] = pivot;
            elements[i] = kept - first + 1;
            length[i] = put - first + 1;
            hashOf[i] = (int)(hash % (uint)n);
        }
    }

    private void Merge(int into, int i)
    {
        weight[i] = 0;
        elements[i] = -1;
        length[i] = 0;
        nextMerged[lastMerged[into]] = i;
        lastMerged[into] = lastMerged[i];
    }

    /// <summary>Members with the same elements and neighbours will stay equal: they become one.</summary>
    private void MergeEqual(int pivot)
    {
        // Chains of equal hashes; the links are free, since the members are in no list.
        for (var q = start[pivot]; q < start[pivot] + length[pivot]; q++)
        {
            var i = memory[q];
            if (weight[i] >= 0) continue;
            next[i] = lists.Hash[hashOf[i]];
            lists.Hash[hashOf[i]] = i;
        }
        for (var q = start[pivot]; q < start[pivot] + length[pivot]; q++)
        {
            var i = memory[q];
            if (weight[i] >= 0) continue;
            i = lists.Hash[hashOf[i]];
            lists.Hash[hashOf[memory[q]]] = -1;
            for (; i >= 0 && next[i] >= 0; i = next[i], stamp++)
            {
                for (var p = start[i] + 1; p < start[i] + length[i]; p++) mark[memory[p]] = stamp;
                for (int last = i, j = next[i]; j >= 0; j = next[j])
                    if (Equal(i, j))
                    {
                        weight[i] += weight[j];
                        Merge(i, j);
                        next[last] = next[j];
                    }
                    else
                        last = j;
            }
        }
    }

    private bool Equal(int i, int j)
    {
        if (length[i] != length[j] || elements[i] != elements[j]) return false;
        for (var p = start[j] + 1; p < start[j] + length[j]; p++)
            if (mark[memory[p]] != stamp)
                return false;
        return true;
    }

    /// <summary>Back into the lists, with the clique's other members counted as neighbours.</summary>
    private void Reinsert(int pivot, int clique)
    {
        var put = start[pivot];
        for (var q = start[pivot]; q < start[pivot] + length[pivot]; q++)
        {
            var i = memory[q];
            if (weight[i] >= 0) continue;
            weight[i] = -weight[i];
            degree[i] = Math.Max(0, Math.Min(degree[i] + clique - weight[i], remaining - weight[i]));
            lists.Insert(i, degree[i]);
            memory[put++] = i;
        }
        length[pivot] = put - start[pivot];
        free = put;
        if (length[pivot] == 0) mark[pivot] = 0;
    }
}
