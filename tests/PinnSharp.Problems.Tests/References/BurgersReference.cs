namespace PinnSharp.Problems.Tests;

/// <summary>
/// <c>burgers.csv</c>: u_t + u u_x = ν u_xx, u(0, x) = −sin πx, ν = 0.01/π, by the Cole–Hopf transformation:
/// u = −∫ sin π(x − η) w dη / ∫ w dη with w = exp(−cos π(x − η)/(2πν) − η²/(4νt)). The integrands are entire and decay as a Gaussian, so that the
/// trapezium rule in η/√(4νt) converges faster than any power; a step half as long says so.
/// </summary>
internal static class BurgersReference
{
    private const double Nu = 0.01 / Math.PI, Reach = 14;
    private const int Count = 2000;

    /// <summary>u(x, t), t &gt; 0.</summary>
    /// <param name="x">x.</param>
    /// <param name="t">t.</param>
    /// <param name="step">The rule's step in η/√(4νt).</param>
    public static double Value(double x, double t, double step = 0.01)
    {
        var (numerator, denominator) = (0.0, 0.0);
        var width = Math.Sqrt(4 * Nu * t);
        var nodes = Enumerable.Range(-(int)(Reach / step), 2 * (int)(Reach / step) + 1).Select(k => k * step).ToArray();
        var exponents = nodes.Select(s => -double.CosPi(x - width * s) / (2 * Math.PI * Nu) - s * s).ToArray();
        var largest = exponents.Max();
        for (var k = 0; k < nodes.Length; k++)
        {
            var weight = Math.Exp(exponents[k] - largest);
            numerator -= weight * double.SinPi(x - width * nodes[k]);
            denominator += weight;
        }
        return numerator / denominator;
    }

    /// <summary>Rows (x, t, u, noise): uniform points of four decimals, standard normal noise of four decimals.</summary>
    public static double[][] Rows()
    {
        var (points, noise) = (new RandomSource(1, "burgers/points"), new RandomSource(1, "burgers/noise"));
        return [.. Enumerable.Range(0, Count).Select(_ =>
        {
            var (x, t) = (Math.Round(2 * points.NextUniform() - 1, 4), Math.Round(points.NextUniform(), 4));
            t = Math.Max(t, 1e-4);
            return new[] { x, t, Value(x, t), Math.Round(noise.NextNormal(), 4) };
        })];
    }
}
