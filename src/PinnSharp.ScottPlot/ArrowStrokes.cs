namespace PinnSharp.Figures;

/// <summary>The strokes of an arrow in pixels: the shaft, and the barbs in one stroke.</summary>
internal static class ArrowStrokes
{
    public static (double X, double Y)[][] Of((double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = double.Hypot(dx, dy);
        var barb = Math.Clamp(0.35 * length, 1, 7) / length;
        var (x, y) = (to.X - (barb * dx), to.Y - (barb * dy));
        return [[from, to], [(x - (0.45 * barb * dy), y + (0.45 * barb * dx)), to, (x + (0.45 * barb * dy), y - (0.45 * barb * dx))]];
    }
}
