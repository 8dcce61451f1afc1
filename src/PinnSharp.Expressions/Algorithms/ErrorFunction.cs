namespace PinnSharp.Expressions;

/// <summary>The error function to about 1e-15.</summary>
internal static class ErrorFunction
{
    /// <summary>
    /// erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1)/(2n+1)!! below 2.5 (all terms positive), 1 − erfc x by its continued fraction above
    /// (Abramowitz and Stegun 7.1.6, 7.1.14).
    /// </summary>
    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (!(a < 6)) return double.IsNaN(x) ? x : Math.Sign(x);
        double value;
        if (a < 2.5)
        {
            double term = a, sum = a;
            for (var n = 1; term > 1e-17 * sum; n++) sum += term *= 2 * a * a / (2 * n + 1);
            value = 2 / Math.Sqrt(Math.PI) * Math.Exp(-a * a) * sum;
        }
        else
        {
            var tail = a;
            for (var n = 60; n > 0; n--) tail = a + n / 2.0 / tail;
            value = 1 - Math.Exp(-a * a) / (tail * Math.Sqrt(Math.PI));
        }
        return Math.CopySign(value, x);
    }
}
