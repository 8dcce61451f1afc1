namespace PinnSharp.Figures;

/// <summary>
/// Level sets on a rectangular grid by marching squares: straight through each cell between linear interpolations along its edges. At a saddle the bilinear
/// interpolant's own value there decides what is joined (G. Nielson and B. Hamann, The asymptotic decider, 1991). Cells with a corner that is not finite have none.
/// </summary>
internal static class Contouring
{
    /// <summary>The curves on which the values equal the level: open ones first, then closed ones, whose last point is their first.</summary>
    /// <param name="x">Abscissae of the grid [columns].</param>
    /// <param name="y">Ordinates of the grid [rows].</param>
    /// <param name="values">Values [rows × columns], row by row.</param>
    /// <param name="level">The level.</param>
    public static List<List<(double X, double Y)>> Of(double[] x, double[] y, double[] values, double level)
    {
        var links = new Dictionary<int, (int First, int Second)>();
        for (var j = 0; j + 1 < y.Length; j++)
        {
            for (var i = 0; i + 1 < x.Length; i++)
            {
                Cell(i, j);
            }
        }

        var curves = new List<List<(double X, double Y)>>();
        foreach (var start in links.Where(l => l.Value.Second < 0).Select(l => l.Key).ToList())
        {
            // The other end of a curve has been met with its first.
            if (links.ContainsKey(start))
            {
                Follow(start);
            }
        }

        while (links.Count > 0)
        {
            Follow(links.Keys.First());
        }

        return curves;

        void Cell(int i, int j)
        {
            var k = (j * x.Length) + i;
            var (a, b, c, d) = (values[k], values[k + 1], values[k + x.Length + 1], values[k + x.Length]);
            if (!double.IsFinite(a + b + c + d))
            {
                return;
            }

            // Edges by number: 2k along x from node k, 2k + 1 along y.
            var (bottom, right, top, left) = (2 * k, (2 * (k + 1)) + 1, 2 * (k + x.Length), (2 * k) + 1);
            var inside = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
            switch (inside is 5 or 10 ? inside : Math.Min(inside, 15 - inside))
            {
                case 1:
                    Link(left, bottom);
                    break;
                case 2:
                    Link(bottom, right);
                    break;
                case 3:
                    Link(left, right);
                    break;
                case 4:
                    Link(right, top);
                    break;
                case 6:
                    Link(bottom, top);
                    break;
                case 7:
                    Link(left, top);
                    break;
                case 5 or 10:
                    // Above the level at the saddle, the two corners above it are joined.
                    var saddle = (((a - level) * (c - level)) - ((b - level) * (d - level))) / (a + c - b - d);
                    if (saddle >= 0 == (inside == 5))
                    {
                        Link(bottom, right);
                        Link(left, top);
                    }
                    else
                    {
                        Link(left, bottom);
                        Link(right, top);
                    }

                    break;
            }
        }

        void Link(int e, int f)
        {
            Add(e, f);
            Add(f, e);

            void Add(int from, int to) => links[from] = links.TryGetValue(from, out var l) ? (l.First, to) : (to, -1);
        }

        void Follow(int start)
        {
            var curve = new List<(double X, double Y)>();
            for (int at = start, from = -1; ;)
            {
                curve.Add(Crossing(at));
                links.Remove(at, out var next);
                (from, at) = (at, next.First == from ? next.Second : next.First);
                if (at < 0 || at == start)
                {
                    curves.Add(at < 0 ? curve : [.. curve, curve[0]]);
                    return;
                }
            }
        }

        (double X, double Y) Crossing(int edge)
        {
            var k = edge / 2;
            var (i, j) = (k % x.Length, k / x.Length);
            var other = edge % 2 == 0 ? k + 1 : k + x.Length;
            var t = (level - values[k]) / (values[other] - values[k]);
            return edge % 2 == 0 ? (x[i] + (t * (x[i + 1] - x[i])), y[j]) : (x[i], y[j] + (t * (y[j + 1] - y[j])));
        }
    }
}
