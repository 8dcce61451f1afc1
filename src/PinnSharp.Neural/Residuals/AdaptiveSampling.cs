using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>Chooses rows by their residuals: see <see cref="AdaptiveOptions"/>.</summary>
internal static class AdaptiveSampling
{
    /// <summary>
    /// Rows chosen one after the other with the probabilities that remain: those with the least −ln(uniform)/probability (Efraimidis and
    /// Spirakis, "Weighted random sampling with a reservoir", 2006).
    /// </summary>
    /// <param name="candidates">The rows to choose from.</param>
    /// <param name="residuals">r of each; what is not finite counts as zero.</param>
    /// <param name="count">How many.</param>
    /// <param name="options">k and c.</param>
    /// <param name="random">Uniform numbers, one a candidate.</param>
    public static TermRows Choose(TermRows candidates, double[] residuals, int count, AdaptiveOptions options, RandomSource random)
    {
        if (count >= candidates.Count) return candidates;
        double[] sizes = [.. residuals.Select(r => double.IsFinite(r) ? Math.Pow(Math.Abs(r), options.Exponent) : 0)];
        var mean = sizes.Average();
        double[] keys = [.. sizes.Select(size => -Math.Log(random.NextUniform()) / ((mean > 0 ? size / mean : 0) + options.Offset))];
        return candidates.Take([.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Take(count).Order()]);
    }
}
