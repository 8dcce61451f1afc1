namespace PinnSharp.FiniteElements;

/// <summary>Finds the cell of a point: equal bins over the mesh, each with the cells whose bounding box meets it.</summary>
internal sealed class PointLocator
{
    private const double Rounding = 1e-10;
    private readonly Mesh _mesh;
    private readonly double[] _lower, _step;
    private readonly int[] _counts;
    private readonly List<int>[] _bins;

    public PointLocator(Mesh mesh)
    {
        var d = mesh.Dimension;
        (_mesh, _lower, _step, _counts) = (mesh, new double[d], new double[d], new int[d]);
        var boxes = Enumerable.Range(0, mesh.CellCount).Select(c => Box(mesh, c)).ToArray();
        var perAxis = Math.Max(1, (int)Math.Pow(mesh.CellCount, 1.0 / d));
        for (var i = 0; i < d; i++)
        {
            _lower[i] = boxes.Min(b => b.Lower[i]);
            _counts[i] = perAxis;
            _step[i] = (boxes.Max(b => b.Upper[i]) - _lower[i]) / perAxis;
        }
        _bins = [.. Enumerable.Range(0, _counts.Aggregate(1, (a, b) => a * b)).Select(_ => new List<int>())];
        for (var c = 0; c < boxes.Length; c++)
        {
            var (x0, x1) = (Bin(boxes[c].Lower[0], 0), Bin(boxes[c].Upper[0], 0));
            var (y0, y1) = d == 1 ? (0, 0) : (Bin(boxes[c].Lower[1], 1), Bin(boxes[c].Upper[1], 1));
            for (var y = y0; y <= y1; y++)
                for (var x = x0; x <= x1; x++) _bins[y * _counts[0] + x].Add(c);
        }
    }

    public (int Cell, double Distance) Locate(ReadOnlySpan<double> point, Span<double> local)
    {
        var d = _mesh.Dimension;
        Span<double> trial = stackalloc double[d];
        var (best, deepest) = (-1, double.NegativeInfinity);
        foreach (var c in _bins[(d == 1 ? 0 : Bin(point[1], 1) * _counts[0]) + Bin(point[0], 0)])
        {
            var depth = Invert(c, point, trial);
            if (depth <= deepest) continue;
            (best, deepest) = (c, depth);
            trial.CopyTo(local);
            if (depth > 0) break;
        }
        return deepest >= -Rounding ? (best, 0) : Nearest(point, local);
    }

    /// <summary>ξ with x(ξ) = point by Newton's method; the smallest barycentric coordinate, −∞ where the method fails.</summary>
    private double Invert(int cell, ReadOnlySpan<double> point, Span<double> local)
    {
        var d = _mesh.Dimension;
        Span<double> at = stackalloc double[d], inverse = stackalloc double[d * d];
        local.Fill(1.0 / (d + 1));
        for (var k = 0; k < 30; k++)
        {
            if (!(_mesh.Map(cell, local, at, inverse) > 0)) return double.NegativeInfinity;
            var (step, far) = (0.0, 0.0);
            for (var j = 0; j < d; j++)
            {
                var move = 0.0;
                for (var i = 0; i < d; i++) move += inverse[j * d + i] * (point[i] - at[i]);
                local[j] += move;
                (step, far) = (Math.Max(step, Math.Abs(move)), Math.Max(far, Math.Abs(local[j])));
            }
            if (far > 3) return double.NegativeInfinity;
            if (!_mesh.IsCurved(cell) || step < 1e-14) break;
        }
        var (least, first) = (double.PositiveInfinity, 1.0);
        foreach (var x in local) (least, first) = (Math.Min(least, x), first - x);
        return Math.Min(least, first);
    }

    /// <summary>The nearest place on the boundary: on each facet by Newton's method for the foot of the point, kept on the facet.</summary>
    private (int Cell, double Distance) Nearest(ReadOnlySpan<double> point, Span<double> local)
    {
        var d = _mesh.Dimension;
        var (best, distance) = (-1, double.PositiveInfinity);
        Span<double> at = stackalloc double[d], trial = stackalloc double[d], normal = stackalloc double[d], inverse = stackalloc double[d * d];
        Span<double> along = stackalloc double[1];
        for (var f = 0; f < _mesh.FacetCount; f++)
        {
            along[0] = 0.5;
            var step = 1.0;
            for (var k = 0; k < 20; k++)
            {
                var length = _mesh.MapFacet(f, along, trial, normal);
                _mesh.Map(_mesh.FacetCells[f], trial, at, inverse);
                if (d == 1 || Math.Abs(step) < 1e-14) break;
                var s = Math.Clamp(along[0] + (-normal[1] * (point[0] - at[0]) + normal[0] * (point[1] - at[1])) / length, 0, 1);
                (step, along[0]) = (s - along[0], s);
            }
            var away = Mesh.Distance(point, at);
            if (away >= distance) continue;
            (best, distance) = (_mesh.FacetCells[f], away);
            trial.CopyTo(local);
        }
        return (best, distance);
    }

    private int Bin(double x, int axis) => (int)Math.Clamp((x - _lower[axis]) / _step[axis], 0, _counts[axis] - 1);

    /// <summary>A box around a cell: of its vertices and, twice as far as they bend, the middles of its edges.</summary>
    private static (double[] Lower, double[] Upper) Box(Mesh mesh, int cell)
    {
        var d = mesh.Dimension;
        var v = mesh.Cell(cell).ToArray();
        var points = v.Select(i => mesh.Vertex(i).ToArray()).ToList();
        if (mesh.IsCurved(cell))
            points.AddRange(from a in v from b in v where a < b let m = mesh.Middle(a, b) select m.Select((x, i) => 2 * x - (mesh.Vertex(a)[i] + mesh.Vertex(b)[i]) / 2).ToArray());
        return ([.. Enumerable.Range(0, d).Select(i => points.Min(p => p[i]))], [.. Enumerable.Range(0, d).Select(i => points.Max(p => p[i]))]);
    }
}
