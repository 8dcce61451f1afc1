using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>The points and values of one observation; see <see cref="DataLoader"/>.</summary>
/// <param name="Observation">The observation's name.</param>
/// <param name="Count">Number of points.</param>
/// <param name="Points">Coordinates of the points, row-major [count × coordinates].</param>
/// <param name="Values">One measured value a point; positive for log-normal noise, whole numbers for counts.</param>
/// <param name="Noise">The noise model with a relative level resolved: its level is known or an unknown's.</param>
public sealed record MeasuredData(string Observation, int Count, double[] Points, double[] Values, Noise Noise)
{
    /// <summary>The values as they are compared with predictions: logarithms for log-normal noise.</summary>
    public double[] Compared => Noise is LogNormalNoise ? [.. Values.Select(y => Math.Log(y))] : Values;

    /// <summary>The standard deviation √(Σ (y − ȳ)²/n) of values.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var y in values) mean += y / values.Length;
        var sum = 0.0;
        foreach (var y in values) sum += (y - mean) * (y - mean);
        return Math.Sqrt(sum / values.Length);
    }
}
