using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>
/// Means over shapes by a fixed rule of points inside with weights that add up to one. Boxes: Gauss–Legendre products of 16, 8², 5³ points, exact to degree
/// 15, 15, 9 in each coordinate. Discs and balls: 6 × 12 points (radius², angle), exact to degree 11; 4 × 4 × 8 (radius, height, longitude), exact to degree 5.
/// Everything else: 32, 96, 128 points of Sobol's sequence inside, their weights changed as little as possible so that the moments to
/// degree 8, 6, 4 (or the highest below that leaves all weights positive) are those of 2¹⁷ points of the box around the shape, which are right to
/// about 1e-4 of the integrand's variation.
/// </summary>
internal static class ShapeQuadrature
{
    private const int Dense = 1 << 17, Highest = 9;

    /// <summary>The rule: points row-major [count × dimension], and weights.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dimension">Number of space coordinates.</param>
    /// <exception cref="InputException">The shape is empty or nearly so.</exception>
    public static (ImmutableArray<double> Points, ImmutableArray<double> Weights) Of(Shape shape, int dimension) => shape switch
    {
        BoxShape box => Box(box),
        BallShape ball when dimension == 1 => Box(new BoxShape([ball.Center[0] - ball.Radius], [ball.Center[0] + ball.Radius])),
        BallShape ball => dimension == 2 ? Disc(ball) : Ball(ball),
        _ => Fitted(shape, dimension),
    };

    private static (ImmutableArray<double>, ImmutableArray<double>) Box(BoxShape box)
    {
        var d = box.Lower.Length;
        var rule = GaussLegendre.Rule(d switch { 1 => 16, 2 => 8, _ => 5 });
        var (points, weights) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        for (var q = 0; q < (int)Math.Pow(rule.Length, d); q++)
        {
            var (rest, weight) = (q, 1.0);
            for (var i = 0; i < d; i++, rest /= rule.Length)
            {
                var (x, w) = rule[rest % rule.Length];
                points.Add(box.Lower[i] + x * (box.Upper[i] - box.Lower[i]));
                weight *= w;
            }
            weights.Add(weight);
        }
        return (points.ToImmutable(), weights.ToImmutable());
    }

    private static (ImmutableArray<double>, ImmutableArray<double>) Disc(BallShape disc)
    {
        const int Angles = 12;
        var all = from r in GaussLegendre.Rule(6)
                  from k in Enumerable.Range(0, Angles)
                  let radius = disc.Radius * Math.Sqrt(r.X)
                  let angle = 2 * Math.PI * (k + 0.5) / Angles
                  select (X: disc.Center[0] + radius * Math.Cos(angle), Y: disc.Center[1] + radius * Math.Sin(angle), W: r.W / Angles);
        return ([.. all.SelectMany(p => new[] { p.X, p.Y })], [.. all.Select(p => p.W)]);
    }

    private static (ImmutableArray<double>, ImmutableArray<double>) Ball(BallShape ball)
    {
        const int Longitudes = 8;
        var all = from r in GaussLegendre.Rule(4)
                  from h in GaussLegendre.Rule(4)
                  from k in Enumerable.Range(0, Longitudes)
                  let height = 2 * h.X - 1
                  let across = ball.Radius * r.X * Math.Sqrt(1 - height * height)
                  let angle = 2 * Math.PI * (k + 0.5) / Longitudes
                  select (X: ball.Center[0] + across * Math.Cos(angle), Y: ball.Center[1] + across * Math.Sin(angle), Z: ball.Center[2] + ball.Radius * r.X * height,
                      W: 3 * r.X * r.X * r.W * h.W / Longitudes);
        return ([.. all.SelectMany(p => new[] { p.X, p.Y, p.Z })], [.. all.Select(p => p.W)]);
    }

    private static (ImmutableArray<double>, ImmutableArray<double>) Fitted(Shape shape, int d)
    {
        var (count, degree) = d switch { 1 => (32, 8), 2 => (96, 6), _ => (128, 4) };
        var extents = Enumerable.Range(0, d).Select(shape.Extent).ToArray();
        var orders = Orders(d, degree).ToArray();
        var (moments, values) = (new double[orders.Length], new double[orders.Length]);
        var (points, inside) = (new List<double>(), 0);
        var sequence = new Sobol(d, new RandomSource(0, "average"));
        double[] unit = new double[d], point = new double[d];
        for (var k = 0; k < Dense; k++)
        {
            sequence.Next(unit);
            for (var i = 0; i < d; i++) point[i] = extents[i].Lower + unit[i] * (extents[i].Upper - extents[i].Lower);
            if (shape.Level(point) >= 0) continue;
            if (inside++ < count) points.AddRange(point);
            Basis(orders, unit, values);
            for (var m = 0; m < moments.Length; m++) moments[m] += values[m];
        }
        if (inside < Dense / 1000) throw new InputException("The region is empty or nearly so, and has no mean.");
        var n = points.Count / d;
        var all = orders.Select(_ => new double[n]).ToArray();
        for (var q = 0; q < n; q++)
        {
            for (var i = 0; i < d; i++) unit[i] = (points[q * d + i] - extents[i].Lower) / (extents[i].Upper - extents[i].Lower);
            Basis(orders, unit, values);
            for (var m = 0; m < orders.Length; m++) all[m][q] = values[m];
        }
        double[] weights = [];
        do
            weights = Weights([.. Enumerable.Range(0, orders.Length).Where(m => orders[m].Sum() <= degree).Select(m => (all[m], moments[m] / inside))]);
        while (degree-- > 0 && weights.Min() <= 0);
        return ([.. points], [.. weights]);
    }

    /// <summary>The weights nearest to equal ones that have the given sums with given rows.</summary>
    private static double[] Weights((double[] Row, double Sum)[] wanted)
    {
        var n = wanted[0].Row.Length;
        var weights = Enumerable.Repeat(1.0 / n, n).ToArray();
        var rows = new List<double[]>();
        foreach (var (values, sum) in wanted)
        {
            // Gram and Schmidt, twice: each row made orthogonal to those before corrects the weights without undoing what they did.
            var row = (double[])values.Clone();
            var (missing, size) = (sum - Dot(row, weights), Math.Sqrt(Dot(row, row)));
            for (var pass = 0; pass < 2; pass++)
                foreach (var r in rows) Subtract(row, r, Dot(row, r));
            var length = Math.Sqrt(Dot(row, row));
            if (length < 1e-6 * size) continue;
            foreach (ref var x in row.AsSpan()) x /= length;
            Subtract(weights, row, -missing / length);
            rows.Add(row);
        }
        return weights;
    }

    private static IEnumerable<int[]> Orders(int d, int degree) => d == 0 ? [[]]
        : from first in Enumerable.Range(0, degree + 1) from rest in Orders(d - 1, degree - first) select (int[])[first, .. rest];

    /// <summary>Products of Legendre polynomials of the coordinates on [0, 1].</summary>
    private static void Basis(int[][] orders, double[] unit, double[] values)
    {
        Span<double> p = stackalloc double[unit.Length * Highest];
        for (var i = 0; i < unit.Length; i++)
        {
            var of = p[(i * Highest)..];
            var x = 2 * unit[i] - 1;
            (of[0], of[1]) = (1, x);
            for (var k = 1; k < Highest - 1; k++) of[k + 1] = ((2 * k + 1) * x * of[k] - k * of[k - 1]) / (k + 1);
        }
        for (var m = 0; m < orders.Length; m++)
        {
            values[m] = 1;
            for (var i = 0; i < unit.Length; i++) values[m] *= p[i * Highest + orders[m][i]];
        }
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static void Subtract(double[] x, double[] y, double factor)
    {
        for (var i = 0; i < x.Length; i++) x[i] -= factor * y[i];
    }
}
