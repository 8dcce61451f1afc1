namespace PinnSharp.FiniteElements;

/// <summary>Meshes of intervals and rectangles.</summary>
public static class StructuredMeshes
{
    /// <summary>The intervals between points.</summary>
    /// <param name="points">At least two, increasing.</param>
    public static Mesh Interval(IReadOnlyList<double> points) =>
        new(1, [.. Increasing(points)], [.. Enumerable.Range(0, points.Count - 1).SelectMany(i => new[] { i, i + 1 })]);

    /// <summary>
    /// The rectangles of a grid, each cut in two by the diagonal that points from the middle of the grid to its nearest corner, so that no triangle
    /// has two edges on the boundary (grids of 2 × 2 rectangles and more).
    /// </summary>
    /// <param name="x">The grid's lines across the first coordinate; at least two, increasing.</param>
    /// <param name="y">Across the second.</param>
    public static Mesh Rectangle(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Increasing(x);
        Increasing(y);
        var (n, m) = (x.Count - 1, y.Count - 1);
        var cells = new List<int>(6 * n * m);
        for (var j = 0; j < m; j++)
            for (var i = 0; i < n; i++)
            {
                var (a, b) = (j * (n + 1) + i, (j + 1) * (n + 1) + i);
                cells.AddRange(2 * i < n == 2 * j < m ? [a, a + 1, b + 1, a, b + 1, b] : [a, a + 1, b, a + 1, b + 1, b]);
            }
        return new(2, [.. from v in y from u in x from coordinate in new[] { u, v } select coordinate], [.. cells]);
    }

    private static IReadOnlyList<double> Increasing(IReadOnlyList<double> points)
    {
        if (points.Count < 2 || Enumerable.Range(1, points.Count - 1).Any(i => !(points[i] > points[i - 1])))
            throw new ArgumentException("At least two points are needed, and they must increase.", nameof(points));
        return points;
    }
}
