namespace PinnSharp.Inversion;

/// <summary>
/// The corner of the L-curve, ln ‖p‖ over ln √χ² as t varies: the largest curvature (P. C. Hansen, Analysis of discrete ill-posed problems by means of the L-curve, SIAM Review 34 (1992) 561–580).
/// </summary>
public static class LCurve
{
    private const double Step = 0.2;

    /// <summary>t at the corner.</summary>
    /// <param name="at">The linearised problem at t.</param>
    public static double Factor(Func<double, StrengthPoint> at)
    {
        var known = new Dictionary<double, (double X, double Y)>();
        return StrengthSearch.Least(s => -Curvature(Point, s));

        (double X, double Y) Point(double s) => known.TryGetValue(s, out var point) ? point : known[s] = at(Math.Exp(s)) is var p ? (Math.Log(p.Misfit) / 2, Math.Log(p.Size) / 2) : default;
    }

    /// <summary>(x′y″ − x″y′)/(x′² + y′²)^(3/2) by central differences.</summary>
    private static double Curvature(Func<double, (double X, double Y)> point, double s)
    {
        var (a, b, c) = (point(s - Step), point(s), point(s + Step));
        var (x, y) = ((c.X - a.X) / (2 * Step), (c.Y - a.Y) / (2 * Step));
        var (xx, yy) = ((a.X - 2 * b.X + c.X) / (Step * Step), (a.Y - 2 * b.Y + c.Y) / (Step * Step));
        return (x * yy - xx * y) / Math.Pow(x * x + y * y, 1.5);
    }
}
