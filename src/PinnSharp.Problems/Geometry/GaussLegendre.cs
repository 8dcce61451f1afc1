namespace PinnSharp.Problems;

/// <summary>Gauss–Legendre quadrature on [0, 1], exact for polynomials of degree 2n − 1.</summary>
internal static class GaussLegendre
{
    /// <summary>n points and their weights, which add up to one. Newton's method on P_n from Tricomi's guess.</summary>
    public static (double X, double W)[] Rule(int n)
    {
        var rule = new (double, double)[n];
        for (var i = 0; i < n; i++)
        {
            var (x, slope) = (Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), 0.0);
            for (var k = 0; k < 100; k++)
            {
                var (p, before) = (Legendre(n, x), Legendre(n - 1, x));
                slope = n * (before - x * p) / (1 - x * x);
                var step = p / slope;
                x -= step;
                if (Math.Abs(step) < 1e-15) break;
            }
            rule[i] = ((1 + x) / 2, 1 / ((1 - x * x) * slope * slope));
        }
        return rule;
    }

    /// <summary>The Legendre polynomial P_n(x).</summary>
    public static double Legendre(int n, double x)
    {
        var (p, before) = (1.0, 0.0);
        for (var k = 0; k < n; k++) (p, before) = (((2 * k + 1) * x * p - k * before) / (k + 1), p);
        return p;
    }
}
