namespace PinnSharp.Figures;

/// <summary>Draws grid lines, spines, ticks and captions of one panel.</summary>
internal sealed class AxisPainter(SvgWriter svg, Box box, double size)
{
    public const double TickLength = 4;

    public void Grid(AxisTransform x, Ticks xTicks, AxisTransform y, Ticks yTicks)
    {
        var path = string.Concat(xTicks.Major.Select(t => Vertical(x, t.Value, box.Top, box.Bottom)))
            + string.Concat(yTicks.Major.Select(t => Horizontal(y, t.Value, box.Left, box.Right)));
        if (path.Length > 0)
        {
            svg.Leaf("path", ("class", "s-grid"), ("d", path), ("stroke", svg.Theme.Grid), ("stroke-width", 1.0));
        }
    }

    public void X(Axis axis, AxisTransform x, Ticks ticks, bool turned, Caption caption)
    {
        using var group = Open("x", axis, x);
        Spine(string.Concat(ticks.Major.Select(t => Vertical(x, t.Value, box.Bottom, box.Bottom + TickLength)))
            + string.Concat(ticks.Minor.Select(v => Vertical(x, v, box.Bottom, box.Bottom + (TickLength / 2)))), axis.IsHidden, (box.Left, box.Bottom), (box.Right, box.Bottom));
        foreach (var tick in ticks.Major)
        {
            var at = x.Position(tick.Value);
            if (turned)
            {
                svg.Label(tick.Label, at + (0.35 * size), box.Bottom + TickLength + 4, size, svg.Foreground, "end", angle: -90);
            }
            else
            {
                svg.Label(tick.Label, at, box.Bottom + TickLength + 3 + size, size, svg.Foreground, "middle");
            }
        }

        caption.Draw(svg);
    }

    public void Y(Axis axis, AxisTransform y, Ticks ticks, Caption caption)
    {
        using var group = Open("y", axis, y);
        Spine(string.Concat(ticks.Major.Select(t => Horizontal(y, t.Value, box.Left - TickLength, box.Left)))
            + string.Concat(ticks.Minor.Select(v => Horizontal(y, v, box.Left - (TickLength / 2), box.Left))), axis.IsHidden, (box.Left, box.Top), (box.Left, box.Bottom));
        foreach (var tick in ticks.Major)
        {
            svg.Label(tick.Label, box.Left - TickLength - 4, y.Position(tick.Value) + (0.35 * size), size, svg.Foreground, "end");
        }

        caption.Draw(svg);
    }

    /// <summary>The sides opposite the axes.</summary>
    public void Frame() => Spine("", false, (box.Left, box.Top), (box.Right, box.Top), (box.Right, box.Bottom));

    private SvgWriter.Scope Open(string name, Axis axis, AxisTransform transform) =>
        svg.Open("g", [("class", "axis " + name), ("data-axis", InteractiveData.Axis(transform)), .. svg.Interactive ? InteractiveData.Of(axis) : []]);

    private void Spine(string ticks, bool faint, params (double X, double Y)[] line)
    {
        var paint = faint ? svg.Grid : svg.Foreground;
        svg.Leaf("path", ("class", "s-" + paint.Name), ("d", Polyline.Path(line) + ticks), ("fill", "none"), ("stroke", paint.Fallback), ("stroke-width", 1.0), ("stroke-linecap", "square"));
    }

    private static string Vertical(AxisTransform axis, double value, double from, double to)
    {
        var x = SvgWriter.Snap(axis.Position(value));
        return Polyline.Path([(x, from), (x, to)]);
    }

    private static string Horizontal(AxisTransform axis, double value, double from, double to)
    {
        var y = SvgWriter.Snap(axis.Position(value));
        return Polyline.Path([(from, y), (to, y)]);
    }
}
