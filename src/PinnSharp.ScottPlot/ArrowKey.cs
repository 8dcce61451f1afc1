using ScottPlot;
using SkiaSharp;

namespace PinnSharp.Figures;

/// <summary>An arrow of a length in a legend, barbs as on the map.</summary>
internal sealed class ArrowKey(double length) : IMarker
{
    public double Length => length;

    public void Render(SKCanvas canvas, ScottPlot.Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var path = new SKPath();
        foreach (var (start, stroke) in ArrowStrokes.Of((center.X - (length / 2), center.Y), (center.X + (length / 2), center.Y)).SelectMany(s => s.Select((p, i) => (i == 0, p))))
        {
            var point = new SKPoint((float)stroke.X, (float)stroke.Y);
            if (start)
            {
                path.MoveTo(point);
            }
            else
            {
                path.LineTo(point);
            }
        }

        Drawing.DrawPath(canvas, paint, path, markerStyle.LineStyle);
    }
}
