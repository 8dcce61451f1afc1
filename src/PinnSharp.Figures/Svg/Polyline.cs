using System.Globalization;
using System.Text;

namespace PinnSharp.Figures;

/// <summary>Curves in pixels: unbroken pieces, thinned where many points fall on one pixel, as path data.</summary>
internal static class Polyline
{
    /// <summary>The unbroken pieces of a curve.</summary>
    public static List<List<(double X, double Y)>> Pieces(IReadOnlyList<double> xs, IReadOnlyList<double> ys, AxisTransform x, AxisTransform y)
    {
        var pieces = new List<List<(double X, double Y)>>();
        var open = false;
        for (var i = 0; i < xs.Count; i++)
        {
            if (!x.Accepts(xs[i]) || !y.Accepts(ys[i]))
            {
                open = false;
                continue;
            }

            if (!open)
            {
                pieces.Add([]);
                open = true;
            }

            pieces[^1].Add((x.Position(xs[i]), y.Position(ys[i])));
        }

        return pieces;
    }

    /// <summary>
    /// At most four points for each run of points on one pixel column: the first, the lowest, the highest and the last, in their order.
    /// What is drawn stays the same to a pixel.
    /// </summary>
    public static List<(double X, double Y)> Thin(List<(double X, double Y)> points, double width)
    {
        if (points.Count <= 4 * width)
        {
            return points;
        }

        var thin = new List<(double X, double Y)>();
        for (int i = 0, end; i < points.Count; i = end)
        {
            var column = Math.Floor(points[i].X);
            var (low, high) = (i, i);
            for (end = i + 1; end < points.Count && Math.Floor(points[end].X) == column; end++)
            {
                low = points[end].Y < points[low].Y ? end : low;
                high = points[end].Y > points[high].Y ? end : high;
            }

            var previous = -1;
            foreach (var k in (ReadOnlySpan<int>)[i, Math.Min(low, high), Math.Max(low, high), end - 1])
            {
                if (k > previous)
                {
                    thin.Add(points[k]);
                    previous = k;
                }
            }
        }

        return thin;
    }

    public static string Path(IEnumerable<(double X, double Y)> points, bool closed = false)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{SvgWriter.Number(x)} {SvgWriter.Number(y)}");
        }

        return closed ? path.Append('Z').ToString() : path.ToString();
    }
}
