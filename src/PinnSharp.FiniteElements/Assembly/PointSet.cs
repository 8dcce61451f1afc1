namespace PinnSharp.FiniteElements;

/// <summary>Points of space, each in a cell, with the basis functions of all states there: of a quadrature over cells or facets, nodes, or where something is observed.</summary>
internal sealed class PointSet
{
    private PointSet(SystemLayout layout, IReadOnlyList<(int Cell, double[] Local)> places, double[] weights, double[]? normals, int group)
    {
        (Count, Dimension, Weights, Normals, Group) = (places.Count, layout.Space.Length, weights, normals, group);
        Places = new double[Count * Dimension];
        if (layout.Mesh is not { } mesh)
        {
            Tables = [.. layout.States.Select(_ => BasisTable.OfPoint(Count))];
            return;
        }
        var inverse = new double[Dimension * Dimension];
        for (var i = 0; i < Count; i++) mesh.Map(places[i].Cell, places[i].Local, Places.AsSpan(i * Dimension, Dimension), inverse);
        var tables = layout.Spaces.Distinct().ToDictionary(s => s!, s => BasisTable.Of(s!, places));
        Tables = [.. layout.Spaces.Select(s => tables[s!])];
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>d, the number of space coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Where they are, [points × d].</summary>
    public double[] Places { get; }

    /// <summary>Weights of a quadrature; 1 otherwise.</summary>
    public double[] Weights { get; }

    /// <summary>Outward normals, [points × d], on a boundary.</summary>
    public double[]? Normals { get; }

    /// <summary>Points that follow each other in one cell.</summary>
    public int Group { get; }

    /// <summary>The basis functions of each state.</summary>
    public BasisTable[] Tables { get; }

    /// <summary>A quadrature over all cells; the one point of a system without space.</summary>
    public static PointSet OfCells(SystemLayout layout, int degree)
    {
        if (layout.Mesh is not { } mesh) return new(layout, [(0, [])], [1], null, 1);
        var rule = Quadrature.Of(mesh.Dimension, degree);
        var (places, weights) = (new List<(int, double[])>(), new List<double>());
        double[] point = new double[mesh.Dimension], inverse = new double[mesh.Dimension * mesh.Dimension];
        for (var c = 0; c < mesh.CellCount; c++)
            for (var q = 0; q < rule.Count; q++)
            {
                places.Add((c, rule[q].ToArray()));
                weights.Add(rule.Weights[q] * mesh.Map(c, rule[q], point, inverse));
            }
        return new(layout, places, [.. weights], null, rule.Count);
    }

    /// <summary>A quadrature over some boundary facets.</summary>
    public static PointSet OfFacets(SystemLayout layout, IReadOnlyList<int> facets, int degree)
    {
        var mesh = layout.Mesh!;
        var rule = Quadrature.Of(mesh.Dimension - 1, degree);
        var (places, weights, normals) = (new List<(int, double[])>(), new List<double>(), new List<double>());
        foreach (var facet in facets)
            for (var q = 0; q < rule.Count; q++)
            {
                var (local, normal) = (new double[mesh.Dimension], new double[mesh.Dimension]);
                weights.Add(rule.Weights[q] * mesh.MapFacet(facet, rule[q], local, normal));
                places.Add((mesh.FacetCells[facet], local));
                normals.AddRange(normal);
            }
        return new(layout, places, [.. weights], [.. normals], rule.Count);
    }

    /// <summary>Given places; one outside the mesh is taken at the nearest place of it.</summary>
    /// <param name="layout">The system.</param>
    /// <param name="points">[points × d].</param>
    /// <param name="count">Number of points.</param>
    /// <param name="normals">A normal at each, where there is one.</param>
    public static PointSet At(SystemLayout layout, ReadOnlySpan<double> points, int count, double[]? normals = null)
    {
        var (d, places) = (layout.Space.Length, new List<(int, double[])>());
        for (var i = 0; i < count; i++)
        {
            var local = new double[d];
            places.Add((layout.Mesh?.Locate(points.Slice(i * d, d), local).Cell ?? 0, local));
        }
        return new(layout, places, [.. Enumerable.Repeat(1.0, count)], normals, 1);
    }
}
