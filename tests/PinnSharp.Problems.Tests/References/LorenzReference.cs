namespace PinnSharp.Problems.Tests;

/// <summary>
/// <c>lorenz.csv</c>: x′ = σ(y − x), y′ = x(ρ − z) − y, z′ = xy − βz with σ, ρ, β = 10, 15, 8/3 from (−8, 7, 27), by its Taylor series: the
/// equations give the coefficients one after the other, products by Cauchy's rule. At a step of 1/64, order 30
/// leaves only rounding.
/// </summary>
internal static class LorenzReference
{
    private const int Order = 30;

    /// <summary>Rows (t, x, y, z) at t = 0, 1/8, … 3.</summary>
    /// <param name="steps">Steps in each eighth.</param>
    public static double[][] Rows(int steps = 8)
    {
        var (rows, state) = (new List<double[]>(), new[] { -8.0, 7, 27 });
        for (var i = 0; i <= 24; i++)
        {
            rows.Add([i / 8.0, .. state]);
            for (var k = 0; k < steps; k++) state = Step(state, 0.125 / steps);
        }
        return [.. rows];
    }

    private static double[] Step(double[] state, double h)
    {
        double[] x = new double[Order + 1], y = new double[Order + 1], z = new double[Order + 1];
        (x[0], y[0], z[0]) = (state[0], state[1], state[2]);
        for (var n = 0; n < Order; n++)
        {
            double xy = 0, xz = 0;
            for (var j = 0; j <= n; j++)
            {
                xy += x[j] * y[n - j];
                xz += x[j] * z[n - j];
            }
            x[n + 1] = 10 * (y[n] - x[n]) / (n + 1);
            y[n + 1] = (15 * x[n] - xz - y[n]) / (n + 1);
            z[n + 1] = (xy - 8.0 / 3 * z[n]) / (n + 1);
        }
        return [Series.Sum(x, h), Series.Sum(y, h), Series.Sum(z, h)];
    }
}
