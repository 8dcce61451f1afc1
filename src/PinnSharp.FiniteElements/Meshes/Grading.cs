namespace PinnSharp.FiniteElements;

/// <summary>Points that divide an interval a ≤ x ≤ b into n parts: n + 1 of them, the ends exact.</summary>
public static class Grading
{
    /// <summary>Equal parts.</summary>
    public static double[] Uniform(double a, double b, int n) => Ends(a, b, n, k => (double)k / n);

    /// <summary>Parts in geometric progression.</summary>
    /// <param name="a">Lower end.</param>
    /// <param name="b">Upper end.</param>
    /// <param name="n">Number of parts.</param>
    /// <param name="ratio">The length of the last part over that of the first: above 1 it is finer towards a, below towards b.</param>
    public static double[] Geometric(double a, double b, int n, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        var log = n > 1 ? Math.Log(ratio) / (n - 1) : 0;
        return log == 0 ? Uniform(a, b, n) : Ends(a, b, n, k => Expm1(k * log) / Expm1(n * log));
    }

    /// <summary>Parts that each hold the same part of ∫ density dx.</summary>
    /// <param name="a">Lower end.</param>
    /// <param name="b">Upper end.</param>
    /// <param name="n">Number of parts.</param>
    /// <param name="density">Points per length, up to a factor; positive. Integrated by the trapezoidal rule on 64 n parts.</param>
    public static double[] Density(double a, double b, int n, Func<double, double> density)
    {
        var fine = Uniform(a, b, 64 * n);
        var sum = new double[fine.Length];
        for (var k = 1; k < fine.Length; k++)
        {
            var part = (density(fine[k - 1]) + density(fine[k])) / 2;
            if (!(part > 0 && double.IsFinite(part))) throw new ArgumentException($"The density must be positive and finite, near {fine[k]} it is {part}.", nameof(density));
            sum[k] = sum[k - 1] + part * (fine[k] - fine[k - 1]);
        }
        return Ends(a, b, n, k =>
        {
            var wanted = sum[^1] * k / n;
            var at = Array.BinarySearch(sum, wanted);
            var i = Math.Clamp(at < 0 ? ~at : at, 1, sum.Length - 1);
            return (fine[i - 1] + (fine[i] - fine[i - 1]) * (wanted - sum[i - 1]) / (sum[i] - sum[i - 1]) - a) / (b - a);
        });
    }

    private static double[] Ends(double a, double b, int n, Func<int, double> part)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        if (!(b > a)) throw new ArgumentOutOfRangeException(nameof(b), b, "The upper end must be above the lower.");
        return [.. Enumerable.Range(0, n + 1).Select(k => k == 0 ? a : k == n ? b : a + (b - a) * part(k))];
    }

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;
}
