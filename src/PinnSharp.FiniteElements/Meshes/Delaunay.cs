using Corner = NetTopologySuite.Geometries.Coordinate;

namespace PinnSharp.FiniteElements;

/// <summary>
/// A Delaunay triangulation that grows by points (Bowyer, "Computing Dirichlet tessellations", 1981; Watson, 1981): the triangles whose circle holds the new
/// point make way for a fan around it. Its first four vertices are the corners of a box far around all points. As the predicates are exact, the walk to a
/// point ends (it is acyclic in a Delaunay triangulation) and what makes way for it has no hole and is seen from it as a whole.
/// </summary>
internal sealed class Delaunay
{
    /// <summary>Number of the vertices that only serve the construction.</summary>
    public const int Helpers = 4;

    private readonly List<Corner> _points = [];
    private readonly List<int> _vertices = [], _neighbours = [], _hole = [];
    private readonly List<(int A, int B, int Outside)> _rim = [];
    private readonly HashSet<int> _inHole = [];
    private readonly Stack<int> _free = [];
    private readonly List<int> _triangleOf = [];
    private int _last;

    /// <param name="lower">The lower corner of a box that holds all points.</param>
    /// <param name="upper">Its upper corner.</param>
    public Delaunay((double X, double Y) lower, (double X, double Y) upper)
    {
        (Lower, Upper) = (lower, upper);
        var far = 20 * (upper.X - lower.X + upper.Y - lower.Y);
        foreach (var (x, y) in new[] { (lower.X - far, lower.Y - far), (upper.X + far, lower.Y - far), (upper.X + far, upper.Y + far), (lower.X - far, upper.Y + far) })
        {
            _points.Add(new(x, y));
            _triangleOf.Add(0);
        }
        _triangleOf[3] = 1;
        _vertices.AddRange([0, 1, 2, 0, 2, 3]);
        _neighbours.AddRange([-1, 1, -1, -1, -1, 0]); // across the edge opposite each vertex
    }

    /// <summary>The lower corner of the box that holds all points.</summary>
    public (double X, double Y) Lower { get; }

    /// <summary>Its upper corner.</summary>
    public (double X, double Y) Upper { get; }

    /// <summary>Number of vertices, with the helpers.</summary>
    public int Count => _points.Count;

    /// <summary>Number of places for triangles; some may be empty.</summary>
    public int Places => _vertices.Count / 3;

    /// <summary>Whether a place has a triangle.</summary>
    public bool IsTriangle(int t) => _vertices[3 * t] >= 0;

    /// <summary>A triangle's vertex, counter-clockwise; k is taken modulo 3.</summary>
    public int Vertex(int t, int k) => _vertices[3 * t + k % 3];

    /// <summary>The triangle across the edge opposite a vertex; −1 beyond the outermost.</summary>
    public int Neighbour(int t, int k) => _neighbours[3 * t + k % 3];

    /// <summary>A vertex's place.</summary>
    public Corner this[int vertex] => _points[vertex];

    /// <summary>The triangle that holds a point, by a walk from one at a vertex, or from the last.</summary>
    private int Locate(Corner p, int near)
    {
        var t = near < 0 ? _last : _triangleOf[near];
        while (true)
        {
            var k = 0;
            while (k < 3 && Predicates.Orientation(_points[Vertex(t, k + 1)], _points[Vertex(t, k + 2)], p) >= 0) k++;
            if (k == 3 || Neighbour(t, k) < 0) return _last = t;
            t = Neighbour(t, k);
        }
    }

    /// <summary>The triangles that would make way for a point, the one that holds it first; valid until the next call.</summary>
    /// <param name="p">The point.</param>
    /// <param name="near">A vertex near it, from where the search begins; −1 for the last change.</param>
    public IReadOnlyList<int> Hole(Corner p, int near = -1)
    {
        _hole.Clear();
        _inHole.Clear();
        _rim.Clear();
        _hole.Add(Locate(p, near));
        _inHole.Add(_hole[0]);
        for (var i = 0; i < _hole.Count; i++)
            for (var k = 0; k < 3; k++)
            {
                var n = Neighbour(_hole[i], k);
                if (n < 0 || _inHole.Contains(n) || !InCircle(n, p)) continue;
                _hole.Add(n);
                _inHole.Add(n);
            }
        return _hole;
    }

    /// <summary>Adds a point and returns its number, or that of the vertex it is.</summary>
    /// <param name="p">The point.</param>
    /// <param name="near">A vertex near it, from where the search begins; −1 for the last change.</param>
    public int Insert(Corner p, int near = -1)
    {
        var hole = Hole(p, near);
        foreach (var t in hole)
            for (var k = 0; k < 3; k++)
            {
                if (_points[Vertex(t, k)].Equals2D(p)) return Vertex(t, k);
                var n = Neighbour(t, k);
                if (n < 0 || !_inHole.Contains(n)) _rim.Add((Vertex(t, k + 1), Vertex(t, k + 2), n));
            }
        foreach (var t in hole)
        {
            _vertices[3 * t] = -1;
            _free.Push(t);
        }
        var vertex = _points.Count;
        _points.Add(p);
        _triangleOf.Add(-1);
        var (after, before) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var (a, b, outside) in _rim)
        {
            if (!_free.TryPop(out var t))
            {
                t = Places;
                _vertices.AddRange([0, 0, 0]);
                _neighbours.AddRange([0, 0, 0]);
            }
            (_vertices[3 * t], _vertices[3 * t + 1], _vertices[3 * t + 2]) = (vertex, a, b);
            (_neighbours[3 * t], _triangleOf[vertex], _triangleOf[a], _triangleOf[b], _last) = (outside, t, t, t, t);
            for (var k = 0; outside >= 0 && k < 3; k++)
                if (Vertex(outside, k + 1) == b && Vertex(outside, k + 2) == a) _neighbours[3 * outside + k] = t;
            (after[a], before[b]) = (t, t);
        }
        foreach (var t in after.Values) (_neighbours[3 * t + 1], _neighbours[3 * t + 2]) = (after[Vertex(t, 2)], before[Vertex(t, 1)]);
        return vertex;
    }

    /// <summary>The vertices that see an edge, opposite to it in its one or two triangles; null if it is none.</summary>
    public (int Left, int Right)? Across(int a, int b)
    {
        var (start, left, right) = (_triangleOf[a], -1, -1);
        var t = start;
        // Around a, counter-clockwise; helpers are never asked for, so that the way around is closed.
        do
        {
            var k = Vertex(t, 0) == a ? 0 : Vertex(t, 1) == a ? 1 : 2;
            if (Vertex(t, k + 1) == b) left = Vertex(t, k + 2);
            if (Vertex(t, k + 2) == b) right = Vertex(t, k + 1);
            t = Neighbour(t, k + 1);
        }
        while (t != start);
        return left < 0 ? null : (left, right);
    }

    private bool InCircle(int t, Corner p) => Predicates.Circle(_points[Vertex(t, 0)], _points[Vertex(t, 1)], _points[Vertex(t, 2)], p) > 0;
}
