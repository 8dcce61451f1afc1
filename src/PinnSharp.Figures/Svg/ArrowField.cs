namespace PinnSharp.Figures;

/// <summary>The arrows of a vector field in pixels.</summary>
internal sealed class ArrowField
{
    /// <summary>The longest arrow of a legend.</summary>
    public const double LongestKey = 36;

    private readonly Arrows _arrows;
    private readonly AxisTransform _x;
    private readonly AxisTransform _y;
    private readonly int[] _shown;
    private readonly double _longest;

    public ArrowField(Arrows arrows, AxisTransform x, AxisTransform y)
    {
        (_arrows, _x, _y) = (arrows, x, y);
        _shown = Thinned([.. Enumerable.Range(0, arrows.X.Length).Where(i => x.Shows(arrows.X[i]) && y.Shows(arrows.Y[i]) && double.IsFinite(Length(i)))]);
        _longest = _shown.Select(Length).DefaultIfEmpty(0).Max();
        PixelsPerUnit = _longest > 0 ? 0.95 * Spacing() / _longest : 0;
    }

    /// <summary>Pixels for a length of one in the unit of the vectors; zero where there is none.</summary>
    public double PixelsPerUnit { get; }

    /// <summary>The round length of the legend's arrow: the greatest of 1, 2, 5 times a power of ten that is no longer than the longest arrow or <see cref="LongestKey"/>.</summary>
    public double Key
    {
        get
        {
            var most = Math.Min(LongestKey / PixelsPerUnit, _longest) * (1 + 1e-9);
            var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
            return power * (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1);
        }
    }

    /// <summary>Tails and heads; vectors shorter than a third of a pixel have none.</summary>
    public IEnumerable<((double X, double Y) From, (double X, double Y) To)> Shown()
    {
        foreach (var i in _shown)
        {
            var (dx, dy) = (_arrows.U[i] * _x.Slope(_arrows.X[i]), _arrows.V[i] * _y.Slope(_arrows.Y[i]));
            var (norm, length) = (double.Hypot(dx, dy), Length(i) * PixelsPerUnit);
            if (length >= 1.0 / 3 && norm > 0 && double.IsFinite(norm))
            {
                var (x, y) = (_x.Position(_arrows.X[i]), _y.Position(_arrows.Y[i]));
                var (a, b) = (0.5 * length * dx / norm, 0.5 * length * dy / norm);
                yield return ((x - a, y - b), (x + a, y + b));
            }
        }
    }

    /// <summary>Arrows as one path: a shaft and a head each.</summary>
    public static void Draw(SvgWriter svg, IEnumerable<((double X, double Y) From, (double X, double Y) To)> arrows, Paint paint, bool halo)
    {
        var path = string.Concat(arrows.Select(a => Path(a.From, a.To)));
        if (path.Length == 0)
        {
            return;
        }

        if (halo)
        {
            MarkPainter.Stroke(svg, path, svg.Background, Dash.Solid, 2.6);
        }

        MarkPainter.Stroke(svg, path, paint, Dash.Solid, 1.2);
    }

    private static string Path((double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = double.Hypot(dx, dy);
        var barb = Math.Clamp(0.35 * length, 1, 7) / length;
        var (x, y) = (to.X - (barb * dx), to.Y - (barb * dy));
        return Polyline.Path([from, to])
            + Polyline.Path([(x - (0.45 * barb * dy), y + (0.45 * barb * dx)), to, (x + (0.45 * barb * dy), y - (0.45 * barb * dx))]);
    }

    private double Length(int i) => double.Hypot(_arrows.U[i], _arrows.V[i]);

    // Of points closer than this the first is kept: on a grid every so many rows and columns.
    private int[] Thinned(int[] all)
    {
        const double Apart = 11;
        var kept = new List<int>();
        var places = new Dictionary<(int, int), List<(double X, double Y)>>();
        foreach (var i in all)
        {
            var (px, py) = (_x.Position(_arrows.X[i]), _y.Position(_arrows.Y[i]));
            var (column, row) = ((int)Math.Floor(px / Apart), (int)Math.Floor(py / Apart));
            if (Enumerable.Range(0, 9).All(d => !places.TryGetValue((column + (d % 3) - 1, row + (d / 3) - 1), out var near) || near.TrueForAll(q => Math.Max(Math.Abs(q.X - px), Math.Abs(q.Y - py)) >= Apart)))
            {
                kept.Add(i);
                (places.TryGetValue((column, row), out var here) ? here : places[(column, row)] = []).Add((px, py));
            }
        }

        return [.. kept];
    }

    // Pixels between neighbours: the median distance to the nearest one, in a sample.
    private double Spacing()
    {
        const int Sample = 64;
        (double X, double Y)[] places = [.. _shown.Select(i => (_x.Position(_arrows.X[i]), _y.Position(_arrows.Y[i])))];
        double[] nearest = [.. Enumerable.Range(0, places.Length).Where(i => i % ((places.Length / Sample) + 1) == 0)
            .Select(i => places.Where((_, j) => j != i).Select(q => double.Hypot(q.X - places[i].X, q.Y - places[i].Y)).Where(d => d > 0.5).DefaultIfEmpty(LongestKey).Min()).Order()];
        return nearest.Length == 0 ? LongestKey : Math.Clamp(nearest[nearest.Length / 2], 6, 80);
    }
}
