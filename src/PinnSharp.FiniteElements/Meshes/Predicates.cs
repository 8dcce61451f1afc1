using System.Numerics;
using Corner = NetTopologySuite.Geometries.Coordinate;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Signs of the determinants that a triangulation rests on, exact for all finite numbers: in doubles where the bound of their rounding decides (Shewchuk, "Adaptive
/// precision floating-point arithmetic and fast robust geometric predicates", 1997), else in whole numbers, multiples of the smallest power of two that occurs.
/// </summary>
internal static class Predicates
{
    private const double Rounding = 1.0 / (1L << 53), OrientationBound = (3 + 16 * Rounding) * Rounding, CircleBound = (10 + 96 * Rounding) * Rounding;

    /// <summary>1 if a, b, c turn counter-clockwise, −1 if clockwise, 0 if they are on a line: the sign of (a − c) × (b − c).</summary>
    public static int Orientation(Corner a, Corner b, Corner c)
    {
        var (left, right) = ((a.X - c.X) * (b.Y - c.Y), (a.Y - c.Y) * (b.X - c.X));
        if (Math.Abs(left - right) > OrientationBound * (Math.Abs(left) + Math.Abs(right))) return Math.Sign(left - right);
        var p = Whole(a, b, c);
        return ((p[0] - p[4]) * (p[3] - p[5]) - (p[1] - p[5]) * (p[2] - p[4])).Sign;
    }

    /// <summary>1 if p is within the circle through a, b, c (counter-clockwise), −1 outside, 0 on it: the sign of the determinant of the rows (x, y, x² + y²) from p.</summary>
    public static int Circle(Corner a, Corner b, Corner c, Corner p)
    {
        var (ax, ay, bx, by, cx, cy) = (a.X - p.X, a.Y - p.Y, b.X - p.X, b.Y - p.Y, c.X - p.X, c.Y - p.Y);
        var (aa, bb, cc) = (ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy);
        var determinant = aa * (bx * cy - by * cx) + bb * (cx * ay - cy * ax) + cc * (ax * by - ay * bx);
        var size = aa * (Math.Abs(bx * cy) + Math.Abs(by * cx)) + bb * (Math.Abs(cx * ay) + Math.Abs(cy * ax)) + cc * (Math.Abs(ax * by) + Math.Abs(ay * bx));
        if (Math.Abs(determinant) > CircleBound * size) return Math.Sign(determinant);
        var w = Whole(a, b, c, p);
        var (x0, y0, x1, y1, x2, y2) = (w[0] - w[6], w[1] - w[7], w[2] - w[6], w[3] - w[7], w[4] - w[6], w[5] - w[7]);
        return ((x0 * x0 + y0 * y0) * (x1 * y2 - y1 * x2) + (x1 * x1 + y1 * y1) * (x2 * y0 - y2 * x0) + (x2 * x2 + y2 * y2) * (x0 * y1 - y0 * x1)).Sign;
    }

    /// <summary>The coordinates x₀, y₀, x₁, … as multiples of one power of two.</summary>
    private static BigInteger[] Whole(params ReadOnlySpan<Corner> points)
    {
        var parts = new (long Digits, int Power)[2 * points.Length];
        for (var i = 0; i < points.Length; i++) (parts[2 * i], parts[2 * i + 1]) = (Parts(points[i].X), Parts(points[i].Y));
        var least = parts.Where(p => p.Digits != 0).Select(p => p.Power).DefaultIfEmpty().Min();
        return [.. parts.Select(p => p.Digits == 0 ? BigInteger.Zero : (BigInteger)p.Digits << (p.Power - least))];
    }

    /// <summary>x = Digits · 2^Power, no trailing zeros.</summary>
    private static (long Digits, int Power) Parts(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var power = (int)(bits >> 52 & 0x7FF);
        var digits = bits & (1L << 52) - 1;
        (digits, power) = power == 0 ? (digits, -1074) : (digits | 1L << 52, power - 1075);
        var zeros = digits == 0 ? 0 : BitOperations.TrailingZeroCount(digits);
        return ((x < 0 ? -1 : 1) * (digits >> zeros), power + zeros);
    }
}
