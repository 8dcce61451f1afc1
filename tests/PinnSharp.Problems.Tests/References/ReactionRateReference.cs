namespace PinnSharp.Problems.Tests;

/// <summary>
/// <c>reaction-rate.csv</c>: 0.01 u″ − k u = sin 2πx, u(0) = u(1) = 0, k = 0.1 + e^{−(x − 0.5)²/(2·0.15²)}, by its Taylor series from point to point.
/// The solution is a particular one and a multiple of the homogeneous one, both from x = 0; the latter grows to some hundreds, so a few digits
/// of rounding are lost at most. k's own coefficients follow from b′ = −(x − 0.5)/0.15² b.
/// </summary>
internal static class ReactionRateReference
{
    private const int Order = 24, Intervals = 99;

    /// <summary>Rows (x, u) at x = i/99, i = 0 … 99.</summary>
    /// <param name="steps">Steps in each interval.</param>
    public static double[][] Rows(int steps = 1)
    {
        var (forced, free) = (March(1, 0, steps), March(0, 1, steps));
        var slope = -forced[^1] / free[^1];
        return [.. Enumerable.Range(0, Intervals + 1).Select(i => new[] { (double)i / Intervals, i is 0 or Intervals ? 0 : forced[i] + slope * free[i] })];
    }

    /// <summary>u at all points from u(0) = 0 and a slope there, with a part of the source.</summary>
    private static double[] March(double source, double slope, int steps)
    {
        var (values, u, du) = (new double[Intervals + 1], 0.0, slope);
        var h = 1.0 / (Intervals * steps);
        for (var k = 0; k < Intervals * steps; k++)
        {
            var c = Coefficients((double)k / (Intervals * steps), u, du, source);
            (u, du) = (Series.Sum(c, h), Series.Sum([.. c.Skip(1).Select((a, n) => (n + 1) * a)], h));
            if ((k + 1) % steps == 0) values[(k + 1) / steps] = u;
        }
        return values;
    }

    private static double[] Coefficients(double x, double u, double du, double source)
    {
        double[] b = new double[Order], s = new double[Order], c = new double[Order + 2];
        var d = x - 0.5;
        b[0] = Math.Exp(-d * d / (2 * 0.15 * 0.15));
        (s[0], s[1]) = (double.SinPi(2 * x), 2 * Math.PI * double.CosPi(2 * x));
        (c[0], c[1]) = (u, du);
        for (var n = 0; n < Order; n++)
        {
            if (n > 0) b[n] = -(d * b[n - 1] + (n > 1 ? b[n - 2] : 0)) / (0.15 * 0.15 * n);
            if (n > 1) s[n] = -4 * Math.PI * Math.PI * s[n - 2] / (n * (n - 1));
            var product = 0.1 * c[n];
            for (var j = 0; j <= n; j++) product += b[j] * c[n - j];
            c[n + 2] = 100 * (product + source * s[n]) / ((n + 2) * (n + 1));
        }
        return c;
    }
}
