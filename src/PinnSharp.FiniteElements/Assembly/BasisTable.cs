namespace PinnSharp.FiniteElements;

/// <summary>The basis functions of a space at some points.</summary>
/// <param name="Nodes">n, the number that are not zero at a point.</param>
/// <param name="Dofs">Their degrees of freedom, [points × n].</param>
/// <param name="Values">Their values, [points × n].</param>
/// <param name="Gradients">Their gradients, [points × n × d].</param>
internal sealed record BasisTable(int Nodes, int[] Dofs, double[] Values, double[] Gradients)
{
    /// <summary>The table of a system without space: one degree of freedom.</summary>
    public static BasisTable OfPoint(int points) => new(1, new int[points], [.. Enumerable.Repeat(1.0, points)], []);

    /// <summary>The basis functions at places given by cell and reference point.</summary>
    public static BasisTable Of(Space space, IReadOnlyList<(int Cell, double[] Local)> places)
    {
        var (n, d) = (space.Element.Count, space.Mesh.Dimension);
        var (dofs, values, gradients) = (new int[places.Count * n], new double[places.Count * n], new double[places.Count * n * d]);
        for (var i = 0; i < places.Count; i++)
        {
            space.Dofs(places[i].Cell).CopyTo(dofs.AsSpan(i * n, n));
            space.Weights(places[i].Cell, places[i].Local, values.AsSpan(i * n, n), gradients.AsSpan(i * n * d, n * d));
        }
        return new(n, dofs, values, gradients);
    }
}
