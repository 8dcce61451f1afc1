using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Intervals or triangles that fill a domain of space. Edges that approximate a circle are curved: the map of a cell is
/// x(λ) = Σ λᵢ vᵢ + Σ_{a&lt;b} 4 λ_a λ_b β_ab with β_ab the way from the middle of the chord to the middle of the arc, zero for all other edges, which is
/// the isoparametric map of order 2. Arrays are not to be changed.
/// </summary>
public sealed class Mesh
{
    private readonly Dictionary<(int A, int B), (double X, double Y)> _bends = [];
    private readonly bool[] _curved;
    private readonly Lazy<PointLocator> _locator;

    /// <summary>A mesh of vertices and cells. Cells of negative orientation are turned.</summary>
    /// <param name="dimension">1 or 2.</param>
    /// <param name="vertices">Coordinates, row-major [count × dimension].</param>
    /// <param name="cells">Vertices of the cells, row-major [count × (dimension + 1)].</param>
    /// <param name="arcs">Edges, smaller vertex first, that are arcs of the circle of a disc.</param>
    /// <exception cref="ArgumentException">A cell has no volume, or more than two cells share a facet.</exception>
    public Mesh(int dimension, double[] vertices, int[] cells, IReadOnlyDictionary<(int A, int B), BallShape>? arcs = null) : this(dimension, vertices, cells, arcs, true) { }

    private Mesh(int dimension, double[] vertices, int[] cells, IReadOnlyDictionary<(int A, int B), BallShape>? arcs, bool checks)
    {
        if (dimension is not (1 or 2)) throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Finite elements take one or two space dimensions.");
        (Dimension, Vertices, Cells, Arcs) = (dimension, vertices, (int[])cells.Clone(), arcs ?? new Dictionary<(int, int), BallShape>());
        foreach (var (edge, disc) in Arcs) _bends[edge] = Bend(edge, disc);
        _curved = [.. Enumerable.Range(0, CellCount).Select(c => Edges(c).Any(e => _bends.ContainsKey(e)))];
        for (var c = 0; c < CellCount; c++)
        {
            Orient(c);
            if (checks && !(LeastJacobian(c) > 0)) throw new ArgumentException($"Cell {c} of the mesh has no volume.");
        }
        (FacetCells, FacetSides) = FindBoundary();
        _locator = new(() => new(this));
    }

    /// <summary>Number of space coordinates: 1, cells are intervals, or 2, triangles.</summary>
    public int Dimension { get; }

    /// <summary>Coordinates of the vertices, row-major [count × dimension].</summary>
    public double[] Vertices { get; }

    /// <summary>Vertices of the cells, row-major [count × (dimension + 1)], of positive orientation.</summary>
    public int[] Cells { get; }

    /// <summary>Edges, smaller vertex first, that are arcs of a disc's circle.</summary>
    public IReadOnlyDictionary<(int A, int B), BallShape> Arcs { get; }

    /// <summary>The cell of each boundary facet.</summary>
    public int[] FacetCells { get; }

    /// <summary>Which of its cell's facets each boundary facet is: the one opposite this vertex of the cell (0 … dimension).</summary>
    public int[] FacetSides { get; }

    /// <summary>Number of vertices.</summary>
    public int VertexCount => Vertices.Length / Dimension;

    /// <summary>Number of cells.</summary>
    public int CellCount => Cells.Length / (Dimension + 1);

    /// <summary>Number of boundary facets: ends of intervals, edges of triangles.</summary>
    public int FacetCount => FacetCells.Length;

    /// <summary>The vertices of a cell.</summary>
    public ReadOnlySpan<int> Cell(int cell) => Cells.AsSpan(cell * (Dimension + 1), Dimension + 1);

    /// <summary>A vertex's coordinates.</summary>
    public ReadOnlySpan<double> Vertex(int vertex) => Vertices.AsSpan(vertex * Dimension, Dimension);

    /// <summary>Whether a cell has a curved edge; if not, its Jacobian is constant.</summary>
    public bool IsCurved(int cell) => _curved[cell];

    /// <summary>The longest edge of the mesh, chords of arcs included.</summary>
    public double Size => Enumerable.Range(0, CellCount).Max(c => Edges(c).Max(e => Distance(Vertex(e.A), Vertex(e.B))));

    /// <summary>The volume (length, area) by a quadrature that is exact for the cells' maps.</summary>
    public double Volume
    {
        get
        {
            var rule = Quadrature.Of(Dimension, 4);
            Span<double> point = stackalloc double[Dimension], inverse = stackalloc double[Dimension * Dimension];
            var sum = 0.0;
            for (var c = 0; c < CellCount; c++)
                for (var q = 0; q < rule.Count; q++) sum += rule.Weights[q] * Map(c, rule[q], point, inverse);
            return sum;
        }
    }

    /// <summary>A cell's map from the reference cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="local">ξ, d numbers.</param>
    /// <param name="point">Takes x(ξ).</param>
    /// <param name="inverse">Takes ∂ξ/∂x, row-major [d × d]: ∂φ/∂x_i = Σ_j ∂φ/∂ξ_j inverse[j d + i].</param>
    /// <returns>det ∂x/∂ξ, positive: dx = det · dξ.</returns>
    public double Map(int cell, ReadOnlySpan<double> local, Span<double> point, Span<double> inverse)
    {
        var v = Cell(cell);
        if (Dimension == 1)
        {
            var (a, b) = (Vertices[v[0]], Vertices[v[1]]);
            (point[0], inverse[0]) = (a + (b - a) * local[0], 1 / (b - a));
            return b - a;
        }
        ReadOnlySpan<double> p = Vertex(v[0]), q = Vertex(v[1]), r = Vertex(v[2]);
        var (s, t) = (local[0], local[1]);
        var (xs, ys, xt, yt) = (q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]);
        (point[0], point[1]) = (p[0] + s * xs + t * xt, p[1] + s * ys + t * yt);
        if (_curved[cell])
        {
            Span<double> lambda = [1 - s - t, s, t];
            for (var side = 0; side < 3; side++)
            {
                var (a, b) = ((side + 1) % 3, (side + 2) % 3);
                if (!_bends.TryGetValue(Edge(v[a], v[b]), out var bend)) continue;
                // ∂λ₀ = (−1, −1), ∂λ₁ = (1, 0), ∂λ₂ = (0, 1)
                double Slope(int i, int j) => i == 0 ? -1 : i == j ? 1 : 0;
                var (w, ws, wt) = (4 * lambda[a] * lambda[b],
                    4 * (Slope(a, 1) * lambda[b] + lambda[a] * Slope(b, 1)), 4 * (Slope(a, 2) * lambda[b] + lambda[a] * Slope(b, 2)));
                (point[0], xs, xt) = (point[0] + w * bend.X, xs + ws * bend.X, xt + wt * bend.X);
                (point[1], ys, yt) = (point[1] + w * bend.Y, ys + ws * bend.Y, yt + wt * bend.Y);
            }
        }
        var det = xs * yt - xt * ys;
        (inverse[0], inverse[1], inverse[2], inverse[3]) = (yt / det, -xt / det, -ys / det, xs / det);
        return det;
    }

    /// <summary>The vertices of a boundary facet: one in one dimension, in two those of the edge, the cell on its left.</summary>
    public ReadOnlySpan<int> Facet(int facet)
    {
        var v = Cell(FacetCells[facet]);
        var side = FacetSides[facet];
        return Dimension == 1 ? new[] { v[1 - side] } : new[] { v[(side + 1) % 3], v[(side + 2) % 3] };
    }

    /// <summary>A boundary facet's map from the reference facet (a point; the interval 0 ≤ s ≤ 1 from its first vertex to its second).</summary>
    /// <param name="facet">The facet.</param>
    /// <param name="along">s; empty in one dimension.</param>
    /// <param name="local">Takes ξ in the facet's cell.</param>
    /// <param name="normal">Takes the outward unit normal.</param>
    /// <returns>The length of ∂x/∂s (dS = that · ds); 1 in one dimension.</returns>
    public double MapFacet(int facet, ReadOnlySpan<double> along, Span<double> local, Span<double> normal)
    {
        var side = FacetSides[facet];
        if (Dimension == 1)
        {
            (local[0], normal[0]) = (1 - side, side == 0 ? 1 : -1);
            return 1;
        }
        var s = along[0];
        var ends = Facet(facet);
        local.Clear();
        var (first, second) = ((side + 1) % 3, (side + 2) % 3);
        if (first > 0) local[first - 1] = 1 - s;
        if (second > 0) local[second - 1] = s;
        ReadOnlySpan<double> a = Vertex(ends[0]), b = Vertex(ends[1]);
        _bends.TryGetValue(Edge(ends[0], ends[1]), out var bend);
        var (x, y) = (b[0] - a[0] + 4 * (1 - 2 * s) * bend.X, b[1] - a[1] + 4 * (1 - 2 * s) * bend.Y);
        var length = Math.Sqrt(x * x + y * y);
        (normal[0], normal[1]) = (y / length, -x / length);
        return length;
    }

    /// <summary>The middle of an edge, on its circle where it is an arc.</summary>
    public double[] Middle(int a, int b)
    {
        ReadOnlySpan<double> p = Vertex(a), q = Vertex(b);
        if (Dimension == 1) return [(p[0] + q[0]) / 2];
        if (Arcs.TryGetValue(Edge(a, b), out var disc)) return OnCircle(p, q, disc);
        return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    }

    /// <summary>
    /// The boundary facets of a part of the boundary: those whose middle lies in it. A region that changes with time is taken at one time.
    /// </summary>
    /// <param name="region">On a face of the box or the boundary of a shape, narrowed or not; a region with volume takes the facets in its closure.</param>
    /// <param name="time">The time; the middle of the region's interval if not said.</param>
    public int[] FacetsOn(Region region, double? time = null) => [.. Enumerable.Range(0, FacetCount).Where(f =>
    {
        var v = Facet(f);
        return region.ContainsPlace(v.Length == 1 ? Vertex(v[0]) : Middle(v[0], v[1]), time);
    })];

    /// <summary>The cell that holds a point, or the nearest one, and where in the cell the point or the nearest place to it is.</summary>
    /// <param name="point">d numbers.</param>
    /// <param name="local">Takes ξ.</param>
    /// <returns>The cell, and how far outside the mesh the point lies; 0 inside.</returns>
    public (int Cell, double Distance) Locate(ReadOnlySpan<double> point, Span<double> local) => _locator.Value.Locate(point, local);

    /// <summary>Every cell cut at the middles of its edges into 2 or 4; middles of arcs are put on their circle.</summary>
    public Mesh Refine()
    {
        var (vertices, cells, arcs) = (Vertices.ToList(), new List<int>(), new Dictionary<(int, int), BallShape>());
        var middles = new Dictionary<(int A, int B), int>();
        int Between(int a, int b)
        {
            if (middles.TryGetValue(Edge(a, b), out var middle)) return middle;
            middle = vertices.Count / Dimension;
            vertices.AddRange(Middle(a, b));
            if (Arcs.TryGetValue(Edge(a, b), out var disc)) arcs[Edge(a, middle)] = arcs[Edge(b, middle)] = disc;
            return middles[Edge(a, b)] = middle;
        }
        for (var c = 0; c < CellCount; c++)
        {
            var v = Cell(c);
            var ab = Between(v[0], v[1]);
            if (Dimension == 1)
            {
                cells.AddRange([v[0], ab, ab, v[1]]);
                continue;
            }
            var (bc, ca) = (Between(v[1], v[2]), Between(v[2], v[0]));
            cells.AddRange([v[0], ab, ca, ab, v[1], bc, ca, bc, v[2], ab, bc, ca]);
        }
        return new(Dimension, [.. vertices], [.. cells], arcs);
    }

    /// <summary>The key of an edge: its smaller vertex first.</summary>
    internal static (int A, int B) Edge(int a, int b) => a < b ? (a, b) : (b, a);

    internal static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        a.Length == 1 ? Math.Abs(a[0] - b[0]) : Math.Sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]));

    private (int A, int B)[] Edges(int cell)
    {
        var v = Cell(cell);
        return Dimension == 1 ? [Edge(v[0], v[1])] : [Edge(v[1], v[2]), Edge(v[2], v[0]), Edge(v[0], v[1])];
    }

    private (double X, double Y) Bend((int A, int B) edge, BallShape disc)
    {
        ReadOnlySpan<double> p = Vertex(edge.A), q = Vertex(edge.B);
        var middle = OnCircle(p, q, disc);
        return (middle[0] - (p[0] + q[0]) / 2, middle[1] - (p[1] + q[1]) / 2);
    }

    private static double[] OnCircle(ReadOnlySpan<double> p, ReadOnlySpan<double> q, BallShape disc)
    {
        var (x, y) = ((p[0] + q[0]) / 2 - disc.Center[0], (p[1] + q[1]) / 2 - disc.Center[1]);
        var factor = disc.Radius / Math.Sqrt(x * x + y * y);
        return [disc.Center[0] + factor * x, disc.Center[1] + factor * y];
    }

    /// <summary>The arcs of cells that their bends fold, or nearly (det ∂x/∂ξ not above 1/1000 of what it is with straight edges), such as at a cusp.</summary>
    internal static HashSet<(int A, int B)> Folded(double[] vertices, int[] cells, IReadOnlyDictionary<(int A, int B), BallShape> arcs)
    {
        var mesh = new Mesh(2, vertices, cells, arcs, false);
        return [.. Enumerable.Range(0, mesh.CellCount).Where(mesh.IsCurved).Where(c => !(mesh.LeastJacobian(c) > 1e-3 * mesh.Area(c))).SelectMany(mesh.Edges).Where(arcs.ContainsKey)];
    }

    private void Orient(int cell)
    {
        var v = Cells.AsSpan(cell * (Dimension + 1), Dimension + 1);
        if (Area(cell) < 0) (v[Dimension - 1], v[Dimension]) = (v[Dimension], v[Dimension - 1]);
    }

    /// <summary>A lower bound of det ∂x/∂ξ over a cell: as it is of degree 2, the least of its coefficients of Bernstein's polynomials.</summary>
    private double LeastJacobian(int cell)
    {
        Span<double> point = stackalloc double[Dimension], inverse = stackalloc double[Dimension * Dimension];
        if (!_curved[cell]) return Map(cell, point, point, inverse);
        var corners = new[] { At(cell, 0, 0), At(cell, 1, 0), At(cell, 0, 1) };
        var (between, least) = (new[] { At(cell, 0.5, 0.5), At(cell, 0, 0.5), At(cell, 0.5, 0) }, corners.Min());
        for (var k = 0; k < 3; k++) least = Math.Min(least, 2 * between[k] - (corners[(k + 1) % 3] + corners[(k + 2) % 3]) / 2);
        return least;

        double At(int c, double s, double t) => Map(c, [s, t], stackalloc double[2], stackalloc double[4]);
    }

    /// <summary>det ∂x/∂ξ of a cell with its edges straight.</summary>
    private double Area(int cell)
    {
        var v = Cell(cell);
        return Dimension == 1 ? Vertices[v[1]] - Vertices[v[0]] : Area(Vertex(v[0]), Vertex(v[1]), Vertex(v[2]));
    }

    private static double Area(ReadOnlySpan<double> p, ReadOnlySpan<double> q, ReadOnlySpan<double> r) =>
        (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1]);

    private (int[] Cells, int[] Sides) FindBoundary()
    {
        var sides = new Dictionary<(int, int), (int Cell, int Side, int Times)>();
        for (var c = 0; c < CellCount; c++)
            for (var side = 0; side <= Dimension; side++)
            {
                var v = Cell(c);
                var key = Dimension == 1 ? (v[1 - side], 0) : Edge(v[(side + 1) % 3], v[(side + 2) % 3]);
                var times = sides.TryGetValue(key, out var before) ? before.Times + 1 : 1;
                if (times > 2) throw new ArgumentException($"More than two cells of the mesh share a facet of cell {c}.");
                sides[key] = (c, side, times);
            }
        var boundary = sides.Values.Where(s => s.Times == 1).OrderBy(s => s.Cell).ThenBy(s => s.Side).ToList();
        return ([.. boundary.Select(s => s.Cell)], [.. boundary.Select(s => s.Side)]);
    }
}
