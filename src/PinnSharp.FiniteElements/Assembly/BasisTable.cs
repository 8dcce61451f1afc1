namespace PinnSharp.FiniteElements;

/// <summary>The basis functions of a space at some points; points follow each other in memory, so that blocks of them are vectors.</summary>
/// <param name="Nodes">n, the number that are not zero at a point.</param>
/// <param name="Count">Number of points.</param>
/// <param name="Dofs">Their degrees of freedom, [n × points].</param>
/// <param name="Values">Their values, [n × points].</param>
/// <param name="Gradients">Their gradients, [d × n × points].</param>
internal sealed record BasisTable(int Nodes, int Count, int[] Dofs, double[] Values, double[] Gradients)
{
    /// <summary>The table of a system without space: one degree of freedom.</summary>
    public static BasisTable OfPoint(int points) => new(1, points, new int[points], [.. Enumerable.Repeat(1.0, points)], []);

    /// <summary>The basis functions at places given by cell and reference point.</summary>
    public static BasisTable Of(Space space, IReadOnlyList<(int Cell, double[] Local)> places)
    {
        var (n, d, count) = (space.Element.Count, space.Mesh.Dimension, places.Count);
        var table = new BasisTable(n, count, new int[count * n], new double[count * n], new double[count * n * d]);
        Span<double> values = stackalloc double[n], gradients = stackalloc double[n * d];
        for (var i = 0; i < count; i++)
        {
            var dofs = space.Dofs(places[i].Cell);
            space.Weights(places[i].Cell, places[i].Local, values, gradients);
            for (var k = 0; k < n; k++)
            {
                (table.Dofs[k * count + i], table.Values[k * count + i]) = (dofs[k], values[k]);
                for (var axis = 0; axis < d; axis++) table.Gradients[(axis * n + k) * count + i] = gradients[k * d + axis];
            }
        }
        return table;
    }

    /// <summary>The degrees of freedom of a node at a block of points.</summary>
    public ReadOnlySpan<int> DofsOf(int node, int first, int lanes) => Dofs.AsSpan(node * Count + first, lanes);

    /// <summary>A node's function at a block of points, or its derivative along an axis; −1 for the value.</summary>
    public ReadOnlySpan<double> Basis(int node, int axis, int first, int lanes) => axis < 0 ? Values.AsSpan(node * Count + first, lanes) : Gradients.AsSpan((axis * Nodes + node) * Count + first, lanes);

    /// <summary>A node's numbers of a vector at a block of points.</summary>
    public void Gather(int node, int first, ReadOnlySpan<double> vector, Span<double> values)
    {
        var dofs = DofsOf(node, first, values.Length);
        for (var l = 0; l < dofs.Length; l++) values[l] = vector[dofs[l]];
    }
}
