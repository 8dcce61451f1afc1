namespace PinnSharp.Numerics;

/// <summary>Nodes by their degrees, in doubly linked lists.</summary>
/// <param name="most">No degree exceeds it.</param>
/// <param name="next">[nodes]: the links forward, which belong to the caller while a node is in no list.</param>
/// <param name="previous">[nodes]: the links back, likewise.</param>
internal sealed class DegreeLists(int most, int[] next, int[] previous)
{
    private readonly int[] heads = Filled(most + 1);
    private int smallest;

    /// <summary>[nodes]: −1 between uses; heads of other lists, for nodes in none of these.</summary>
    public int[] Hash { get; } = Filled(next.Length);

    public void Insert(int node, int degree)
    {
        var head = heads[degree];
        (next[node], previous[node], heads[degree]) = (head, -1, node);
        if (head >= 0) previous[head] = node;
        smallest = Math.Min(smallest, degree);
    }

    public void Remove(int node, int degree)
    {
        if (next[node] >= 0) previous[next[node]] = previous[node];
        if (previous[node] >= 0) next[previous[node]] = next[node];
        else heads[degree] = next[node];
    }

    /// <summary>Removes a node of the least degree; −1 if there is none.</summary>
    public int TakeSmallest()
    {
        while (smallest < heads.Length && heads[smallest] < 0) smallest++;
        if (smallest == heads.Length) return -1;
        var node = heads[smallest];
        Remove(node, smallest);
        return node;
    }

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }
}
