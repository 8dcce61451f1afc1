namespace PinnSharp.Figures;

/// <summary>The values of a heat map as they are drawn: continued a little beyond an outline, so that what is cut along it leaves no gap.</summary>
internal static class HeatGrid
{
    private const int Passes = 2;

    /// <summary>Values of the cells [rows × columns].</summary>
    public static double[] Cells(HeatMap map)
    {
        if (map.Outline.IsEmpty)
        {
            return [.. map.Cells];
        }

        if (map.Nodes.IsEmpty)
        {
            return Continued([.. map.Cells], map.Columns);
        }

        var n = map.Columns + 1;
        var v = Continued([.. map.Nodes], n);
        return [.. from row in Enumerable.Range(0, map.Rows)
                   from column in Enumerable.Range(0, map.Columns)
                   let i = (row * n) + column
                   select 0.25 * (v[i] + v[i + 1] + v[i + n] + v[i + n + 1])];
    }

    /// <summary>Parts a cell between nodes is drawn in along an axis of so many, so that they are hardly seen.</summary>
    public static int Parts(int cells) => Math.Max(1, (int)Math.Round(160.0 / cells));

    /// <summary>Values of the parts of cells between nodes, by bilinear interpolation [rows·parts × columns·parts].</summary>
    public static double[] Refined(HeatMap map)
    {
        var (n, p, q) = (map.Columns + 1, Parts(map.Columns), Parts(map.Rows));
        double[] v = map.Outline.IsEmpty ? [.. map.Nodes] : Continued([.. map.Nodes], n);
        var fine = new double[map.Columns * p * map.Rows * q];
        for (var k = 0; k < fine.Length; k++)
        {
            var (column, row) = (k % (map.Columns * p), k / (map.Columns * p));
            var (i, s, t) = ((row / q * n) + (column / p), ((column % p) + 0.5) / p, ((row % q) + 0.5) / q);
            fine[k] = ((1 - t) * (((1 - s) * v[i]) + (s * v[i + 1]))) + (t * (((1 - s) * v[i + n]) + (s * v[i + n + 1])));
        }

        return fine;
    }

    /// <summary>Curves in data units on which the map has the level.</summary>
    public static List<List<(double X, double Y)>> Contour(HeatMap map, double level)
    {
        var (columns, rows, values) = map.Nodes.IsEmpty ? (map.Columns, map.Rows, map.Cells) : (map.Columns + 1, map.Rows + 1, map.Nodes);
        double[] v = map.Outline.IsEmpty ? [.. values] : Continued([.. values], columns);
        double[] x = Places(map.X, columns), y = Places(map.Y, rows);
        if (map.Nodes.IsEmpty)
        {
            (x, y, v) = (Widened(map.X, x), Widened(map.Y, y), Widened(v, columns));
        }

        return map.Value.Scale == AxisScale.Linear
            ? Contouring.Of(x, y, v, level)
            : Contouring.Of(x, y, [.. v.Select(s => s > 0 ? Math.Log(s) : double.NaN)], Math.Log(level));

        double[] Places(AxisRange range, int count) => [.. Enumerable.Range(0, count).Select(i => range.Lower
            + ((range.Upper - range.Lower) * (map.Nodes.IsEmpty ? (i + 0.5) / count : (double)i / (count - 1))))];
    }

    /// <summary>Whether a point lies within an odd number of rings.</summary>
    public static bool Contains(HeatMap map, double x, double y)
    {
        var inside = map.Outline.IsEmpty;
        foreach (var ring in map.Outline)
        {
            for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
            {
                var (p, q) = (ring[i], ring[j]);
                inside ^= p.Y > y != q.Y > y && x < p.X + ((q.X - p.X) * (y - p.Y) / (q.Y - p.Y));
            }
        }

        return inside;
    }

    // Holes beside values take the mean of what the neighbours in the eight directions say, each in a straight line where it can.
    private static double[] Continued(double[] values, int columns)
    {
        var rows = values.Length / columns;
        for (var pass = 0; pass < Passes; pass++)
        {
            var known = (double[])values.Clone();
            for (var k = 0; k < values.Length; k++)
            {
                if (!double.IsFinite(known[k]))
                {
                    values[k] = Estimate(known, k % columns, k / columns);
                }
            }
        }

        return values;

        double Estimate(double[] known, int i, int j)
        {
            var (sum, count) = (0.0, 0);
            for (var d = 0; d < 9; d++)
            {
                var (dx, dy) = ((d % 3) - 1, (d / 3) - 1);
                var (near, far) = (At(known, i + dx, j + dy), At(known, i + (2 * dx), j + (2 * dy)));
                if (double.IsFinite(near))
                {
                    (sum, count) = (sum + (double.IsFinite(far) ? (2 * near) - far : near), count + 1);
                }
            }

            return count == 0 ? double.NaN : sum / count;
        }

        double At(double[] v, int i, int j) => i >= 0 && j >= 0 && i < columns && j < rows ? v[(j * columns) + i] : double.NaN;
    }

    // Half a cell further, to the edge of the map, in a straight line.
    private static double[] Widened(AxisRange range, double[] places) => [range.Lower, .. places, range.Upper];

    private static double[] Widened(double[] v, int columns)
    {
        var rows = v.Length / columns;
        return [.. from j in Enumerable.Range(-1, rows + 2) from i in Enumerable.Range(-1, columns + 2) select At(i, j)];

        double At(int i, int j)
        {
            var (p, q) = (Math.Clamp(i, 0, columns - 1), Math.Clamp(j, 0, rows - 1));
            var (r, s) = (i == p || columns < 2 ? p : i < p ? 1 : columns - 2, j == q || rows < 2 ? q : j < q ? 1 : rows - 2);
            var value = v[(q * columns) + p];
            return value + (i == p ? 0 : 0.5 * (value - v[(q * columns) + r])) + (j == q ? 0 : 0.5 * (value - v[(s * columns) + p]));
        }
    }
}
