namespace PinnSharp.Problems.Tests;

/// <summary>Power series.</summary>
internal static class Series
{
    /// <summary>Σ cₙ hⁿ by Horner's rule.</summary>
    public static double Sum(double[] coefficients, double h)
    {
        var sum = 0.0;
        for (var n = coefficients.Length - 1; n >= 0; n--) sum = sum * h + coefficients[n];
        return sum;
    }
}
