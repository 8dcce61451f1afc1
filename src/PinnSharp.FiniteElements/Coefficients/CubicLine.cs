namespace PinnSharp.FiniteElements;

/// <summary>
/// Cubic B-splines with equal knots on an interval: twice continuously differentiable, so that Newton's method sees smooth constitutive laws. Outside of the interval
/// the functions go on as straight lines.
/// </summary>
/// <param name="lower">The interval's lower end.</param>
/// <param name="upper">Its upper end.</param>
/// <param name="intervals">Number of intervals, at least 1.</param>
/// <remarks>Source: C. de Boor, A Practical Guide to Splines, Springer 1978.</remarks>
public sealed class CubicLine(double lower, double upper, int intervals)
{
    /// <summary>Number of splines.</summary>
    public int Count => intervals + 3;

    /// <summary>The interval.</summary>
    public (double Lower, double Upper) Interval => (lower, upper);

    /// <summary>The four splines that are not zero at a place, or a derivative of theirs.</summary>
    /// <param name="x">The place.</param>
    /// <param name="order">The derivative's order.</param>
    /// <param name="weights">Takes four numbers.</param>
    /// <returns>The number of the first of them.</returns>
    public int Weights(double x, int order, Span<double> weights)
    {
        var h = (upper - lower) / intervals;
        var inside = Math.Clamp(x, lower, upper);
        var first = Math.Clamp((int)((inside - lower) / h), 0, intervals - 1);
        var s = (inside - lower) / h - first;
        if (inside == x || order > 1)
        {
            Spline(s, inside == x ? order : 4, h, weights);
            return first;
        }
        Span<double> slope = stackalloc double[4];
        Spline(s, 1, h, slope);
        if (order == 1) slope.CopyTo(weights);
        else
        {
            Spline(s, 0, h, weights);
            for (var i = 0; i < 4; i++) weights[i] += (x - inside) * slope[i];
        }
        return first;
    }

    private static void Spline(double s, int order, double h, Span<double> w)
    {
        var r = 1 - s;
        (w[0], w[1], w[2], w[3]) = order switch
        {
            0 => (r * r * r / 6, (4 - 6 * s * s + 3 * s * s * s) / 6, (4 - 6 * r * r + 3 * r * r * r) / 6, s * s * s / 6),
            1 => (-r * r / 2 / h, (-4 * s + 3 * s * s) / 2 / h, (4 * r - 3 * r * r) / 2 / h, s * s / 2 / h),
            2 => (r / h / h, (3 * s - 2) / h / h, (3 * r - 2) / h / h, s / h / h),
            3 => (-1 / h / h / h, 3 / h / h / h, -3 / h / h / h, 1 / h / h / h),
            _ => (0, 0, 0, 0),
        };
    }
}
