using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The continuous functions that are polynomials of an element on each cell of a mesh: u = Σ uᵢ φᵢ, with uᵢ the value at node i. Degrees of
/// freedom are numbered as the cells come upon them, so that those of a cell are close together where the mesh's cells are. Arrays are not to be changed.
/// </summary>
public sealed class Space
{
    private const double Rounding = 1e-9;
    private readonly int[] _vertexDofs;

    /// <param name="mesh">The mesh.</param>
    /// <param name="order">The order of the elements, 1 or 2.</param>
    /// <param name="periodic">Numbers of the coordinates that wrap: nodes at their upper end are those at the lower end.</param>
    /// <exception cref="ArgumentException">A node at one end of such a coordinate has no partner at the other.</exception>
    public Space(Mesh mesh, int order, IReadOnlyCollection<int>? periodic = null)
    {
        (Mesh, Element) = (mesh, new(mesh.Dimension, order));
        var (nodes, keys, positions) = (new int[mesh.CellCount * Element.Count], new Dictionary<(int, int), int>(), new List<double>());
        for (var c = 0; c < mesh.CellCount; c++)
            for (var n = 0; n < Element.Count; n++)
            {
                var v = mesh.Cell(c);
                var alpha = Element.Nodes[n];
                int first = alpha.IndexOf(alpha.First(a => a > 0)), last = alpha.Length - 1;
                while (alpha[last] == 0) last--;
                var key = Mesh.Edge(v[first], v[last]);
                if (!keys.TryGetValue(key, out var node))
                {
                    keys[key] = node = keys.Count;
                    positions.AddRange(first == last ? mesh.Vertex(v[first]) : mesh.Middle(v[first], v[last]));
                }
                nodes[c * Element.Count + n] = node;
            }
        var dofs = Identify([.. positions], mesh.Dimension, periodic ?? []);
        Count = dofs.Max() + 1;
        Nodes = new double[Count * mesh.Dimension];
        for (var node = dofs.Length - 1; node >= 0; node--)
            for (var i = 0; i < mesh.Dimension; i++) Nodes[dofs[node] * mesh.Dimension + i] = positions[node * mesh.Dimension + i];
        CellDofs = [.. nodes.Select(node => dofs[node])];
        _vertexDofs = [.. Enumerable.Range(0, mesh.VertexCount).Select(v => keys.TryGetValue((v, v), out var node) ? dofs[node] : -1)];
        FacetDofs = FindFacets();
    }

    /// <summary>The mesh.</summary>
    public Mesh Mesh { get; }

    /// <summary>The element.</summary>
    public LagrangeElement Element { get; }

    /// <summary>Number of degrees of freedom.</summary>
    public int Count { get; }

    /// <summary>The degrees of freedom of the cells, row-major [cells × element's nodes].</summary>
    public int[] CellDofs { get; }

    /// <summary>Those of the boundary facets, row-major [facets × nodes on a facet]: its vertices in the order of <see cref="Mesh.Facet"/>, then its middle.</summary>
    public int[] FacetDofs { get; }

    /// <summary>Where the nodes are, row-major [degrees of freedom × dimension]; of nodes that are one by periodicity, the one that comes first.</summary>
    public double[] Nodes { get; }

    /// <summary>The degrees of freedom of a cell.</summary>
    public ReadOnlySpan<int> Dofs(int cell) => CellDofs.AsSpan(cell * Element.Count, Element.Count);

    /// <summary>The degrees of freedom of a boundary facet.</summary>
    public ReadOnlySpan<int> DofsOfFacet(int facet) => FacetDofs.AsSpan(facet * (FacetDofs.Length / Mesh.FacetCount), FacetDofs.Length / Mesh.FacetCount);

    /// <summary>Where a node is.</summary>
    public ReadOnlySpan<double> Node(int dof) => Nodes.AsSpan(dof * Mesh.Dimension, Mesh.Dimension);

    /// <summary>The degree of freedom at a vertex of the mesh.</summary>
    public int DofOfVertex(int vertex) => _vertexDofs[vertex];

    /// <summary>
    /// The degrees of freedom of the nodes in a region, increasing: on a face or a boundary those of boundary facets, ends included; in a region
    /// that is one point the nearest.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="time">The time at which it is taken; the middle of its interval if not said.</param>
    public int[] DofsOn(Region region, double? time = null)
    {
        var fixedPlace = Enumerable.Range(0, region.Coordinates.Length).Where(i => !region.Coordinates[i].IsTime).Select(i => region.IsFixed(i) ? region.Lower[i] : double.NaN).ToArray();
        if (!fixedPlace.Any(double.IsNaN)) return [Enumerable.Range(0, Count).MinBy(dof => Mesh.Distance(Node(dof), fixedPlace))];
        if (region.Boundary is null && region.Normal is null) return [.. Enumerable.Range(0, Count).Where(dof => region.ContainsPlace(Node(dof), time))];
        // By places of facets, not of degrees of freedom: a periodic node has two.
        var found = new SortedSet<int>();
        var (closure, within) = (region.Closure, Mesh.FacetsOn(region, time).ToHashSet());
        for (var f = 0; f < Mesh.FacetCount; f++)
        {
            ReadOnlySpan<int> v = Mesh.Facet(f), dofs = DofsOfFacet(f);
            var here = within.Contains(f) ? closure : region;
            for (var n = 0; n < dofs.Length; n++)
                if (here.ContainsPlace(n < v.Length ? Mesh.Vertex(v[n]) : Mesh.Middle(v[0], v[1]), time)) found.Add(dofs[n]);
        }
        return [.. found];
    }

    /// <summary>
    /// The basis functions that are not zero at a point of space, of the cell that holds it or, for a point outside, of the nearest at its nearest place.
    /// </summary>
    /// <param name="point">d numbers.</param>
    /// <param name="values">Takes the values, one a node of the element; may be empty.</param>
    /// <param name="gradients">Takes ∂φ/∂x, row-major [nodes × d]; may be empty.</param>
    /// <returns>The cell, whose <see cref="Dofs"/> these are, and how far outside the mesh the point is.</returns>
    public (int Cell, double Distance) Weights(ReadOnlySpan<double> point, Span<double> values, Span<double> gradients)
    {
        Span<double> local = stackalloc double[Mesh.Dimension];
        var found = Mesh.Locate(point, local);
        Weights(found.Cell, local, values, gradients);
        return found;
    }

    /// <summary>The basis functions of a cell at a point of the reference cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="local">ξ, d numbers.</param>
    /// <param name="values">Takes the values; may be empty.</param>
    /// <param name="gradients">Takes ∂φ/∂x, row-major [nodes × d]; may be empty.</param>
    public void Weights(int cell, ReadOnlySpan<double> local, Span<double> values, Span<double> gradients)
    {
        var d = Mesh.Dimension;
        Element.Evaluate(local, values, gradients);
        if (gradients.IsEmpty) return;
        Span<double> point = stackalloc double[d], inverse = stackalloc double[d * d], reference = stackalloc double[d];
        Mesh.Map(cell, local, point, inverse);
        for (var n = 0; n < Element.Count; n++)
        {
            var gradient = gradients.Slice(n * d, d);
            gradient.CopyTo(reference);
            gradient.Clear();
            for (var i = 0; i < d; i++)
                for (var j = 0; j < d; j++) gradient[i] += reference[j] * inverse[j * d + i];
        }
    }

    /// <summary>The function's value at a point of space.</summary>
    /// <param name="coefficients">Its values at the nodes.</param>
    /// <param name="point">d numbers.</param>
    public double Evaluate(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> point)
    {
        Span<double> values = stackalloc double[Element.Count];
        var (cell, _) = Weights(point, values, []);
        var dofs = Dofs(cell);
        var sum = 0.0;
        for (var n = 0; n < values.Length; n++) sum += coefficients[dofs[n]] * values[n];
        return sum;
    }

    /// <summary>A function's values at the nodes.</summary>
    /// <param name="function">Takes a place, d numbers.</param>
    public double[] Interpolate(Func<double[], double> function) => [.. Enumerable.Range(0, Count).Select(dof => function(Node(dof).ToArray()))];

    private int[] FindFacets()
    {
        var dofs = new List<int>();
        for (var f = 0; f < Mesh.FacetCount; f++)
        {
            var (cell, side) = (Mesh.FacetCells[f], Mesh.FacetSides[f]);
            foreach (var vertex in Mesh.Facet(f)) dofs.Add(DofOfVertex(vertex));
            for (var n = Mesh.Dimension + 1; Mesh.Dimension == 2 && n < Element.Count; n++)
                if (Element.Nodes[n][side] == 0) dofs.Add(Dofs(cell)[n]);
        }
        return [.. dofs];
    }

    /// <summary>Numbers of the nodes when those at the upper end of a periodic coordinate take the number of their partner; no number is left out.</summary>
    private static int[] Identify(double[] positions, int d, IReadOnlyCollection<int> periodic)
    {
        var partner = Enumerable.Range(0, positions.Length / d).ToArray();
        foreach (var axis in periodic)
        {
            var along = Enumerable.Range(0, partner.Length).Select(n => positions[n * d + axis]).ToArray();
            var (lower, upper, other) = (along.Min(), along.Max(), d - 1 - axis);
            var slack = Rounding * (upper - lower);
            double Across(int n) => d == 1 ? 0 : positions[n * d + other];
            var low = Enumerable.Range(0, partner.Length).Where(n => along[n] <= lower + slack).OrderBy(Across).ToArray();
            var high = Enumerable.Range(0, partner.Length).Where(n => along[n] >= upper - slack).OrderBy(Across).ToArray();
            for (var k = 0; k < Math.Max(low.Length, high.Length); k++)
                if (k >= low.Length || k >= high.Length || Math.Abs(Across(low[k]) - Across(high[k])) > slack)
                    throw new ArgumentException($"The nodes at the two ends of the periodic coordinate {axis} do not match: {low.Length} and {high.Length} of them.");
            for (var k = 0; k < low.Length; k++)
            {
                var (a, b) = (Root(partner, low[k]), Root(partner, high[k]));
                partner[Math.Max(a, b)] = Math.Min(a, b);
            }
        }
        var (numbers, next) = (new int[partner.Length], 0);
        for (var n = 0; n < partner.Length; n++) numbers[n] = partner[n] == n ? next++ : numbers[Root(partner, n)];
        return numbers;
    }

    private static int Root(int[] partner, int n)
    {
        while (partner[n] != n) n = partner[n];
        return n;
    }
}
