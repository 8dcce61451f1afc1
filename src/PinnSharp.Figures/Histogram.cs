namespace PinnSharp.Figures;

/// <summary>Histograms of samples.</summary>
public static class Histogram
{
    private const int MostBins = 200;

    /// <summary>
    /// The share of the values in equal bins from the least to the greatest: as a density that integrates to 1, or as counts.
    /// </summary>
    /// <param name="values">The samples; those that are not finite are left out.</param>
    /// <param name="bins">
    /// How many bins; null for a width of 2·IQR/n^⅓ (D. Freedman and P. Diaconis, On the histogram as a density estimator: L₂ theory, 1981), at most 200.
    /// </param>
    /// <param name="counts">Whether heights are counts.</param>
    /// <exception cref="ArgumentException">There is less than one bin, or no finite value.</exception>
    public static Bars Of(IEnumerable<double> values, int? bins = null, bool counts = false)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0 || bins < 1)
        {
            throw new ArgumentException($"A histogram needs a finite value and a bin; there are {sorted.Length} and {bins?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "automatic"}.");
        }

        var (lower, upper) = (sorted[0], sorted[^1]);
        if (upper - lower <= 1e-11 * Math.Max(Math.Abs(lower), Math.Abs(upper)))
        {
            // All alike: one bar about the value.
            var half = lower == 0 ? 0.5 : 0.05 * Math.Abs(lower);
            return new([lower - half, upper + half], [counts ? sorted.Length : 1 / (upper - lower + (2 * half))]);
        }

        var width = 2 * (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / Math.Cbrt(sorted.Length);
        var count = bins ?? (width > 0 ? (int)Math.Clamp(Math.Ceiling((upper - lower) / width), 1, MostBins) : (int)Math.Ceiling(Math.Sqrt(Math.Min(sorted.Length, MostBins))));
        var heights = new double[count];
        foreach (var value in sorted)
        {
            heights[Math.Min((int)((value - lower) / (upper - lower) * count), count - 1)]++;
        }

        var unit = counts ? 1 : sorted.Length * (upper - lower) / count;
        return new(Enumerable.Range(0, count + 1).Select(i => lower + ((upper - lower) * i / count)), heights.Select(h => h / unit));
    }

    // Linear between order statistics.
    private static double Quantile(double[] sorted, double p)
    {
        var at = p * (sorted.Length - 1);
        var i = Math.Min((int)at, sorted.Length - 2);
        return i < 0 ? sorted[0] : sorted[i] + ((at - i) * (sorted[i + 1] - sorted[i]));
    }
}
