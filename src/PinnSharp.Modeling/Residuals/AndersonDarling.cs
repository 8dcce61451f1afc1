using MathNet.Numerics;

namespace PinnSharp.Modeling;

/// <summary>
/// The Anderson–Darling test of normality, mean and variance unknown: A² = −n − (1/n)Σ(2i − 1)(ln Φ(z_i) + ln(1 − Φ(z_(n+1−i)))) of the ordered, standardised values, A*² = A²(1 + 0.75/n +
/// 2.25/n²), with its p-value.
/// </summary>
/// <remarks>Source: R. B. D'Agostino, M. A. Stephens, Goodness-of-Fit Techniques, Dekker 1986, table 4.9.</remarks>
public static class AndersonDarling
{
    /// <summary>Fewest values.</summary>
    public const int Fewest = 8;

    /// <summary>A*² and its p-value.</summary>
    /// <param name="values">At least <see cref="Fewest"/> values, not all equal.</param>
    public static (double Statistic, double PValue) Test(ReadOnlySpan<double> values)
    {
        var (sorted, n) = (values.ToArray(), values.Length);
        if (n < Fewest) throw new ArgumentException($"{n} values are fewer than {Fewest}.", nameof(values));
        Array.Sort(sorted);
        var mean = sorted.Average();
        var deviation = Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / (n - 1));
        var sum = 0.0;
        for (var i = 0; i < n; i++) sum += (2 * i + 1) * (LogNormal((sorted[i] - mean) / deviation) + LogNormal(-(sorted[n - 1 - i] - mean) / deviation));
        var a = (-n - sum / n) * (1 + 0.75 / n + 2.25 / ((double)n * n));
        var p = a switch
        {
            < 0.2 => 1 - Math.Exp(-13.436 + 101.14 * a - 223.73 * a * a),
            < 0.34 => 1 - Math.Exp(-8.318 + 42.796 * a - 59.938 * a * a),
            < 0.6 => Math.Exp(0.9177 - 4.279 * a - 1.38 * a * a),
            _ => Math.Exp(1.2937 - 5.709 * a + 0.0186 * Math.Min(a, 100) * Math.Min(a, 100)),
        };
        return (a, Math.Clamp(p, 0, 1));
    }

    /// <summary>ln Φ(z).</summary>
    private static double LogNormal(double z) => z > -30 ? Math.Log(SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2) : -z * z / 2 - Math.Log(-z * Math.Sqrt(2 * Math.PI));
}
