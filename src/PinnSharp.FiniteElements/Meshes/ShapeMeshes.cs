using PinnSharp.Problems;
using Corner = NetTopologySuite.Geometries.Coordinate;
using Pieces = System.Collections.Generic.IReadOnlyDictionary<(int A, int B), (PinnSharp.Problems.BallShape? Disc, bool IsBoundary)>;

namespace PinnSharp.FiniteElements;

/// <summary>Meshes of plane shapes.</summary>
internal static class ShapeMeshes
{
    private const int Rounds = 8, Halvings = 3;

    /// <summary>
    /// Triangles of a shape: Delaunay refinement from a triangular lattice, then rounds in which each inner vertex goes to the mean of its neighbours
    /// where that makes the smallest angle about it larger, and the triangulation is made anew. Vertices and edges on the outline stay. Arcs that fold their cell, at
    /// cusps, are halved three times, which makes the way from the last of them to its chord 64 times smaller; that stays straight.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="size">The length of edges wanted at a place.</param>
    /// <param name="coarsest">The largest size.</param>
    /// <param name="interfaces">Shapes whose boundaries inside the shape edges are to lie on.</param>
    /// <param name="held">Places of the outline that are to be vertices.</param>
    public static Mesh Of(Shape shape, Func<double, double, double> size, double coarsest, IReadOnlyCollection<Shape> interfaces, IReadOnlyCollection<(double X, double Y)> held)
    {
        var ((x0, x1), (y0, y1)) = (shape.Extent(0), shape.Extent(1));
        var outline = Outline.Of(shape, interfaces, held, Curve.Distance((x0, y0), (x1, y1)));
        if (outline.Count == 0) throw new InputException("The domain is empty.");
        var triangulator = new Triangulator(outline, size, (x0, y0), (x1, y1));
        triangulator.Refine(Lattice(x0, x1, y0, y1, size, coarsest));
        for (var halvings = 0; ; halvings++)
        {
            var (vertices, cells, numbers) = Extract(Smoothed(triangulator), triangulator.Pieces);
            var arcs = triangulator.Pieces.Where(p => p.Value.Disc is not null).ToDictionary(p => Mesh.Edge(numbers[p.Key.A], numbers[p.Key.B]), p => p.Value.Disc!);
            var folded = Mesh.Folded(vertices, cells, arcs);
            if (halvings < Halvings && folded.Count > 0)
            {
                triangulator.Halve(triangulator.Pieces.Keys.Where(e => folded.Contains(Mesh.Edge(numbers[e.A], numbers[e.B]))));
                continue;
            }
            for (; folded.Count > 0; folded = Mesh.Folded(vertices, cells, arcs))
                foreach (var edge in folded) arcs.Remove(edge);
            return new(2, vertices, cells, arcs);
        }
    }

    /// <summary>A triangular lattice; where the size is smaller than at its coarsest, one of half the spacing, and so on.</summary>
    private static IEnumerable<(double X, double Y)> Lattice(double x0, double x1, double y0, double y1, Func<double, double, double> size, double coarsest)
    {
        for (var (h, level) = (coarsest, 0); level < 12; h /= 2, level++)
        {
            var any = false;
            var row = 0;
            for (var y = y0 + h / 2; y < y1; y += h * Math.Sqrt(3) / 2, row++)
                for (var x = x0 + h / 2 * (1 + row % 2); x < x1; x += h)
                {
                    var here = size(x, y);
                    any |= here < h / Math.Sqrt(2);
                    if (here >= h / Math.Sqrt(2) && (level == 0 || here < h * Math.Sqrt(2))) yield return (x, y);
                }
            if (!any) yield break;
        }
    }

    private static Delaunay Smoothed(Triangulator triangulator)
    {
        var (mesh, pieces) = (triangulator.Mesh, triangulator.Pieces);
        for (var round = 0; round < Rounds; round++)
        {
            var smooth = Smoothed(mesh, pieces);
            if (pieces.Keys.Any(e => smooth.Across(e.A, e.B) is null)) break;
            mesh = smooth;
        }
        return mesh;
    }

    private static Delaunay Smoothed(Delaunay mesh, Pieces pieces)
    {
        var inside = Triangulator.Inside(mesh, pieces);
        var places = Enumerable.Range(0, mesh.Count).Select(v => mesh[v].Copy()).ToArray();
        var stars = new List<(int A, int B)>?[mesh.Count];
        for (var t = 0; t < inside.Length; t++)
            for (var k = 0; inside[t] && k < 3; k++) (stars[mesh.Vertex(t, k)] ??= []).Add((mesh.Vertex(t, k + 1), mesh.Vertex(t, k + 2)));
        foreach (var (a, b) in pieces.Keys) stars[a] = stars[b] = null;
        for (var v = 0; v < stars.Length; v++)
        {
            if (stars[v] is not { } star) continue;
            var goal = new Corner(star.Average(e => places[e.A].X), star.Average(e => places[e.A].Y));
            if (star.Min(e => LeastAngle(goal, places[e.A], places[e.B])) > star.Min(e => LeastAngle(places[v], places[e.A], places[e.B]))) places[v] = goal;
        }
        var made = new Delaunay(mesh.Lower, mesh.Upper);
        foreach (var p in places.Skip(Delaunay.Helpers)) made.Insert(p);
        return made;
    }

    /// <summary>The smallest angle of a triangle; negative if it is turned over.</summary>
    private static double LeastAngle(Corner p, Corner q, Corner r)
    {
        return Math.Min(At(p, q, r), Math.Min(At(q, r, p), At(r, p, q)));

        static double At(Corner a, Corner b, Corner c) =>
            Math.Atan2((b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y), (b.X - a.X) * (c.X - a.X) + (b.Y - a.Y) * (c.Y - a.Y));
    }

    /// <summary>The triangles inside, in order along the longer side of the shape, vertices numbered as they come.</summary>
    private static (double[] Vertices, int[] Cells, Dictionary<int, int> Numbers) Extract(Delaunay mesh, Pieces pieces)
    {
        var inside = Triangulator.Inside(mesh, pieces);
        var triangles = Enumerable.Range(0, inside.Length).Where(t => inside[t]).Select(t => new[] { mesh.Vertex(t, 0), mesh.Vertex(t, 1), mesh.Vertex(t, 2) }).ToList();
        var used = triangles.SelectMany(t => t).Distinct().ToList();
        double Span(Func<Corner, double> coordinate) => used.Max(v => coordinate(mesh[v])) - used.Min(v => coordinate(mesh[v]));
        var wide = Span(p => p.X) >= Span(p => p.Y);
        var (numbers, vertices, cells) = (new Dictionary<int, int>(), new List<double>(), new List<int>());
        foreach (var triangle in triangles.OrderBy(t => t.Sum(v => wide ? mesh[v].X : mesh[v].Y)))
            foreach (var v in triangle)
            {
                if (numbers.TryAdd(v, numbers.Count)) vertices.AddRange([mesh[v].X, mesh[v].Y]);
                cells.Add(numbers[v]);
            }
        return ([.. vertices], [.. cells], numbers);
    }
}
