using PinnSharp.Problems;
using Corner = NetTopologySuite.Geometries.Coordinate;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Triangles of good shape that fill an outline. Delaunay refinement (Ruppert, "A Delaunay refinement algorithm for quality 2-dimensional mesh
/// generation", 1995): pieces of the outline with a vertex within the circle on them as diameter are halved; the centre of the circle
/// of a triangle that is too large or has too small an angle becomes a vertex unless it is within such a circle, which halves that piece instead. At
/// corners below 60° pieces are cut at powers of two of the distance. It begins with a triangular lattice, which leaves little to refine.
/// </summary>
internal sealed class Triangulator
{
    private const double SmallestAngle = 26, MostPoints = 500_000, MostPasses = 100;
    private readonly Func<double, double, double> _size;
    private readonly Dictionary<(int A, int B), (BallShape? Disc, bool IsBoundary)> _pieces = [];
    private readonly HashSet<int> _sharp = [];
    private readonly Queue<(int A, int B)> _suspects = [];
    private readonly double _least;

    /// <param name="outline">The outline's curves.</param>
    /// <param name="size">The length of edges wanted at a place.</param>
    /// <param name="lower">The lower corner of a box around the outline.</param>
    /// <param name="upper">Its upper corner.</param>
    public Triangulator(List<(Curve Curve, bool IsBoundary)> outline, Func<double, double, double> size, (double X, double Y) lower, (double X, double Y) upper)
    {
        (_size, Mesh, _least) = (size, new(lower, upper), 1e-8 * Curve.Distance(lower, upper));
        var ways = new Dictionary<int, List<double[]>>();
        foreach (var (curve, boundary) in outline)
        {
            var places = Places(curve);
            var vertices = places.Select((s, i) => Insert(i == 0 ? curve.A : i == places.Length - 1 ? curve.B : curve.At(s))).ToArray();
            for (var i = 1; i < vertices.Length; i++) Add(vertices[i - 1], vertices[i], (curve.Disc, boundary));
            Way(vertices[0], curve.Normal(0), 1);
            Way(vertices[^1], curve.Normal(1), -1);
        }
        foreach (var (vertex, all) in ways)
            for (var i = 0; i < all.Count; i++)
                for (var j = 0; j < i; j++)
                    if (all[i][0] * all[j][0] + all[i][1] * all[j][1] > 0.5) _sharp.Add(vertex);

        // A line's normal is its direction turned clockwise, a circle's too: turned back it points along the curve.
        void Way(int vertex, double[] normal, int sign)
        {
            if (!ways.TryGetValue(vertex, out var list)) ways[vertex] = list = [];
            list.Add([-sign * normal[1], sign * normal[0]]);
        }
    }

    /// <summary>The triangulation of the outline's box.</summary>
    public Delaunay Mesh { get; }

    /// <summary>The pieces of the outline, smaller vertex first, and what they are.</summary>
    public IReadOnlyDictionary<(int A, int B), (BallShape? Disc, bool IsBoundary)> Pieces => _pieces;

    /// <summary>Corners below 60°, at which angles cannot be held.</summary>
    public IReadOnlySet<int> Sharp => _sharp;

    /// <summary>Adds vertices until all triangles inside are good.</summary>
    /// <param name="lattice">Places to begin with, used where they are inside and not close to the outline.</param>
    public void Refine(IEnumerable<(double X, double Y)> lattice)
    {
        Enforce();
        var inside = Inside(Mesh, _pieces);
        var start = lattice.Where(p => IsClear(p, inside)).ToList();
        foreach (var (x, y) in start) Try(new(x, y), -1);
        var changed = true;
        for (var pass = 0; changed && pass < MostPasses; pass++)
        {
            changed = false;
            inside = Inside(Mesh, _pieces);
            var bad = new List<(double Badness, int T, int A, int B, int C)>();
            for (var t = 0; t < inside.Length; t++)
                if (inside[t] && Badness(t) is var badness and > 1) bad.Add((badness, t, Mesh.Vertex(t, 0), Mesh.Vertex(t, 1), Mesh.Vertex(t, 2)));
            foreach (var (_, t, a, b, c) in bad.OrderByDescending(b => b.Badness).ThenBy(b => b.T))
            {
                if (!Mesh.IsTriangle(t) || (Mesh.Vertex(t, 0), Mesh.Vertex(t, 1), Mesh.Vertex(t, 2)) != (a, b, c)) continue;
                changed |= Try(Circle(a, b, c).Centre, a);
            }
        }
    }

    /// <summary>Halves pieces and refines anew.</summary>
    public void Halve(IEnumerable<(int A, int B)> pieces)
    {
        foreach (var e in pieces.ToList()) Split(e);
        Refine([]);
    }

    /// <summary>Which triangles are inside: those beyond an odd number of boundary pieces.</summary>
    public static bool[] Inside(Delaunay mesh, IReadOnlyDictionary<(int A, int B), (BallShape? Disc, bool IsBoundary)> pieces)
    {
        var (inside, seen, stack) = (new bool[mesh.Places], new bool[mesh.Places], new Stack<int>());
        var first = Enumerable.Range(0, mesh.Places).First(t => mesh.IsTriangle(t) && Enumerable.Range(0, 3).Any(k => mesh.Neighbour(t, k) < 0));
        seen[first] = true;
        stack.Push(first);
        while (stack.TryPop(out var t))
            for (var k = 0; k < 3; k++)
            {
                var n = mesh.Neighbour(t, k);
                if (n < 0 || seen[n]) continue;
                seen[n] = true;
                inside[n] = inside[t] ^ (pieces.TryGetValue(FiniteElements.Mesh.Edge(mesh.Vertex(t, k + 1), mesh.Vertex(t, k + 2)), out var piece) && piece.IsBoundary);
                stack.Push(n);
            }
        return inside;
    }

    /// <summary>Parameters of the places where a curve is cut: as the size asks, arcs at least every 30° and once, so that no two pieces have the same ends.</summary>
    private double[] Places(Curve curve)
    {
        double Density(double s)
        {
            var (x, y) = curve.At(s);
            return Math.Max(curve.Length / _size(x, y), curve.Sweep / (Math.PI / 6));
        }
        var sum = Enumerable.Range(0, 200).Sum(k => Density((k + 0.5) / 200)) / 200;
        return Grading.Density(0, 1, (int)Math.Max(curve.IsClosed ? 3 : curve.Disc is null ? 1 : 2, Math.Ceiling(sum - 1e-6)), Density);
    }

    /// <summary>Whether a place is inside and a little away from the vertices and pieces about it.</summary>
    private bool IsClear((double X, double Y) place, bool[] inside)
    {
        var p = new Corner(place.X, place.Y);
        var (t, far) = (Mesh.Hole(p)[0], 0.6 * _size(p.X, p.Y));
        if (!inside[t]) return false;
        foreach (var hole in Mesh.Hole(p))
            for (var k = 0; k < 3; k++)
            {
                var (a, b) = (Mesh.Vertex(hole, k), Mesh.Vertex(hole, k + 1));
                if (Mesh[a].Distance(p) < far) return false;
                if (_pieces.ContainsKey(FiniteElements.Mesh.Edge(a, b)) && NetTopologySuite.Algorithm.DistanceComputer.PointToSegment(p, Mesh[a], Mesh[b]) < far) return false;
            }
        return true;
    }

    /// <summary>Makes a place a vertex, or halves the pieces that it is too close to; whether anything was done.</summary>
    private bool Try(Corner p, int near)
    {
        if (!(p.X >= Mesh.Lower.X && p.X <= Mesh.Upper.X && p.Y >= Mesh.Lower.Y && p.Y <= Mesh.Upper.Y)) return false; // of a triangle flat to rounding
        var crowded = PiecesOf(Mesh.Hole(p, near)).Where(e => IsWithin(p, e.A, e.B)).ToList();
        if (crowded.Count == 0)
        {
            var before = Mesh.Count;
            Insert((p.X, p.Y), near);
            Enforce();
            return Mesh.Count > before;
        }
        var changed = false;
        foreach (var e in crowded)
            if (_pieces.ContainsKey(e) && Mesh[e.A].Distance(Mesh[e.B]) > 1e-4 * _size(p.X, p.Y) && !(_sharp.Contains(e.A) && _sharp.Contains(e.B)))
            {
                Split(e);
                changed = true;
            }
        Enforce();
        return changed;
    }

    private List<(int A, int B)> PiecesOf(IReadOnlyList<int> triangles)
    {
        var found = new List<(int, int)>();
        foreach (var t in triangles)
            for (var k = 0; k < 3; k++)
                if (FiniteElements.Mesh.Edge(Mesh.Vertex(t, k), Mesh.Vertex(t, k + 1)) is var e && _pieces.ContainsKey(e) && !found.Contains(e)) found.Add(e);
        return found;
    }

    private int Insert((double X, double Y) place, int near = -1)
    {
        var p = new Corner(place.X, place.Y);
        foreach (var e in PiecesOf(Mesh.Hole(p, near))) _suspects.Enqueue(e);
        if (Mesh.Count > MostPoints) throw new InputException(FormattableString.Invariant($"The mesh would have more than {MostPoints:N0} vertices, the last at ({place.X:G6}, {place.Y:G6}); take a larger size."));
        return Mesh.Insert(p, near);
    }

    /// <summary>Halves pieces until each is an edge with no vertex within its circle.</summary>
    private void Enforce()
    {
        while (_suspects.TryDequeue(out var e))
        {
            if (!_pieces.ContainsKey(e)) continue;
            var length = Mesh[e.A].Distance(Mesh[e.B]);
            if (length < _least) throw new InputException(FormattableString.Invariant($"The domain has a gap or corner too thin to be meshed, at ({Mesh[e.A].X:G6}, {Mesh[e.A].Y:G6})."));
            if (Mesh.Across(e.A, e.B) is not var (left, right) || Crowds(left) || Crowds(right)) Split(e);

            bool Crowds(int v) => v >= Delaunay.Helpers && IsWithin(Mesh[v], e.A, e.B);
        }
    }

    /// <summary>Whether a place is within the circle that has a piece as diameter: it sees the piece under more than 90°.</summary>
    private bool IsWithin(Corner p, int a, int b) =>
        (Mesh[a].X - p.X) * (Mesh[b].X - p.X) + (Mesh[a].Y - p.Y) * (Mesh[b].Y - p.Y) < -1e-12 * Math.Pow(Mesh[a].Distance(Mesh[b]), 2);

    private void Split((int A, int B) e)
    {
        var kind = _pieces[e];
        var (a, b) = _sharp.Contains(e.B) && !_sharp.Contains(e.A) ? (e.B, e.A) : e;
        var part = 0.5;
        var length = Mesh[a].Distance(Mesh[b]);
        if (_sharp.Contains(a) && !_sharp.Contains(b)) part = Math.Pow(2, Math.Round(Math.Log2(length / 2))) / length;
        var (x, y) = (Mesh[a].X + part * (Mesh[b].X - Mesh[a].X), Mesh[a].Y + part * (Mesh[b].Y - Mesh[a].Y));
        if (kind.Disc is { } disc)
        {
            // At the angle that has this part of the chord's length as its own chord.
            var (from, to) = (Angle(a), Angle(b));
            var sweep = Math.IEEERemainder(to - from, 2 * Math.PI);
            var angle = from + (part == 0.5 ? sweep / 2 : Math.Sign(sweep) * 2 * Math.Asin(part * length / (2 * disc.Radius)));
            (x, y) = (disc.Center[0] + disc.Radius * Math.Cos(angle), disc.Center[1] + disc.Radius * Math.Sin(angle));

            double Angle(int v) => Math.Atan2(Mesh[v].Y - disc.Center[1], Mesh[v].X - disc.Center[0]);
        }
        _pieces.Remove(e);
        var middle = Insert((x, y), a);
        Add(a, middle, kind);
        Add(middle, b, kind);
    }

    private void Add(int a, int b, (BallShape?, bool) kind)
    {
        var e = FiniteElements.Mesh.Edge(a, b);
        _pieces[e] = kind;
        _suspects.Enqueue(e);
    }

    /// <summary>Above 1 for a triangle that is too large or too thin.</summary>
    private double Badness(int t)
    {
        int[] v = [Mesh.Vertex(t, 0), Mesh.Vertex(t, 1), Mesh.Vertex(t, 2)];
        var (centre, radius) = Circle(v[0], v[1], v[2]);
        // An equilateral triangle with edges of the size has the radius size/√3.
        var size = _size((Mesh[v[0]].X + Mesh[v[1]].X + Mesh[v[2]].X) / 3, (Mesh[v[0]].Y + Mesh[v[1]].Y + Mesh[v[2]].Y) / 3);
        var large = radius / (size * 1.25 / Math.Sqrt(3));
        var k = Enumerable.Range(0, 3).MinBy(k => Mesh[v[(k + 1) % 3]].Distance(Mesh[v[(k + 2) % 3]]));
        var (p, q) = (v[(k + 1) % 3], v[(k + 2) % 3]);
        var shortest = Mesh[p].Distance(Mesh[q]);
        // Nothing can be done about an angle that is the outline's own.
        if (shortest < 1e-5 * size || _sharp.Contains(v[k]) || _sharp.Any(c => Math.Abs(Mesh[c].Distance(Mesh[p]) - Mesh[c].Distance(Mesh[q])) < 1e-6 * shortest)) return large;
        return Math.Max(large, 2 * radius * Math.Sin(SmallestAngle * Math.PI / 180) / shortest);
    }

    private (Corner Centre, double Radius) Circle(int a, int b, int c)
    {
        var (bx, by, cx, cy) = (Mesh[b].X - Mesh[a].X, Mesh[b].Y - Mesh[a].Y, Mesh[c].X - Mesh[a].X, Mesh[c].Y - Mesh[a].Y);
        var (bb, cc, d) = (bx * bx + by * by, cx * cx + cy * cy, 2 * (bx * cy - by * cx));
        var (x, y) = ((cy * bb - by * cc) / d, (bx * cc - cx * bb) / d);
        return (new(Mesh[a].X + x, Mesh[a].Y + y), Math.Sqrt(x * x + y * y));
    }
}
