namespace PinnSharp.Figures;

/// <summary>Draws the cells of a heat map: rectangles where there are few, one image where there are many; and its colour bar.</summary>
internal sealed class HeatMapPainter(SvgWriter svg, HeatMap map, AxisRange values)
{
    public const double BarWidth = 13;
    private const int FewCells = 1024;
    private readonly AxisTransform _value = new(map.Value.Scale, values, 0, 1);

    public void DrawCells(AxisTransform x, AxisTransform y, string clip)
    {
        using var group = svg.Open("g", ("class", "mark heatmap"), ("clip-path", $"url(#{clip})"));
        if (map.Cells.Length <= FewCells)
        {
            Rectangles(x, y);
        }
        else if (x.Scale == AxisScale.Linear && y.Scale == AxisScale.Linear)
        {
            Image(x, y, map.Columns, map.Rows, (column, row) => map.Cells[((map.Rows - 1 - row) * map.Columns) + column]);
        }
        else
        {
            // Cells are not equally large on a logarithmic axis: one pixel of the image for one of the screen.
            var (left, right, top, bottom) = Frame(x, y);
            var (columns, rows) = ((int)Math.Clamp(right - left, 1, 4096), (int)Math.Clamp(bottom - top, 1, 4096));
            Image(x, y, columns, rows, (column, row) =>
            {
                var i = Cell(map.X, map.Columns, x.Value(left + ((column + 0.5) * (right - left) / columns)));
                var j = Cell(map.Y, map.Rows, y.Value(top + ((row + 0.5) * (bottom - top) / rows)));
                return map.Cells[(j * map.Columns) + i];
            });
        }
    }

    public void DrawBar(Box bar, Ticks ticks, double size, string id)
    {
        using var group = svg.Open("g", ("class", "colour-bar"), ("data-value", Panel.Data(_value with { Start = bar.Bottom, End = bar.Top })));
        using (svg.Open("linearGradient", ("id", id), ("x1", 0.0), ("y1", 1.0), ("x2", 0.0), ("y2", 0.0)))
        {
            const int Stops = 32;
            for (var i = 0; i <= Stops; i++)
            {
                svg.Leaf("stop", ("offset", SvgOffset(i / (double)Stops)), ("stop-color", Hex(map.Colours[i / (double)Stops])));
            }
        }

        svg.Leaf("rect", ("x", bar.Left), ("y", bar.Top), ("width", bar.Width), ("height", bar.Height), ("fill", $"url(#{id})"));
        var position = new AxisTransform(map.Value.Scale, values, bar.Bottom, bar.Top);
        var marks = string.Concat(ticks.Major.Select(t => Polyline.Path(
            [(bar.Right, SvgWriter.Snap(position.Position(t.Value))), (bar.Right + 4, SvgWriter.Snap(position.Position(t.Value)))])));
        svg.Leaf("path", ("d", marks), ("class", "s-foreground"), ("stroke", svg.Theme.Foreground), ("stroke-width", 1.0));
        foreach (var tick in ticks.Major)
        {
            svg.Label(tick.Label, bar.Right + 7, position.Position(tick.Value) + (0.35 * size), size, svg.Foreground);
        }
    }

    private static string SvgOffset(double value) => value.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture);

    private static string Hex(uint colour) => $"#{colour:x6}";

    private static int Cell(AxisRange range, int count, double value) =>
        (int)Math.Clamp((value - range.Lower) / (range.Upper - range.Lower) * count, 0, count - 1);

    private (double Left, double Right, double Top, double Bottom) Frame(AxisTransform x, AxisTransform y) =>
        (At(x, map.X.Lower), At(x, map.X.Upper), At(y, map.Y.Upper), At(y, map.Y.Lower));

    // The edge of a map may lie at zero on a logarithmic axis.
    private static double At(AxisTransform axis, double value) => axis.Accepts(value) ? axis.Position(value) : axis.Start;

    private void Rectangles(AxisTransform x, AxisTransform y)
    {
        using var cells = svg.Open("g", ("shape-rendering", "crispEdges"));
        for (var i = 0; i < map.Cells.Length; i++)
        {
            if (!_value.Accepts(map.Cells[i]))
            {
                continue;
            }

            var (row, column) = (i / map.Columns, i % map.Columns);
            var (left, right) = (At(x, Edge(map.X, map.Columns, column)), At(x, Edge(map.X, map.Columns, column + 1)));
            var (bottom, top) = (At(y, Edge(map.Y, map.Rows, row)), At(y, Edge(map.Y, map.Rows, row + 1)));
            svg.Leaf("rect", ("x", left), ("y", top), ("width", right - left), ("height", bottom - top),
                ("fill", Hex(map.Colours[_value.Fraction(map.Cells[i])])));
        }
    }

    private static double Edge(AxisRange range, int count, int i) => range.Lower + ((range.Upper - range.Lower) * i / count);

    private void Image(AxisTransform x, AxisTransform y, int columns, int rows, Func<int, int, double> valueAt)
    {
        var pixels = new byte[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                // Index 0 is the hole: the map's two lowest colours, which no eye tells apart, share index 1.
                var value = valueAt(column, row);
                pixels[(row * columns) + column] = (byte)(_value.Accepts(value) ? Math.Max(1, ColourMap.IndexOf(_value.Fraction(value))) : 0);
            }
        }

        var (left, right, top, bottom) = Frame(x, y);
        svg.Leaf("image", ("x", left), ("y", top), ("width", right - left), ("height", bottom - top), ("preserveAspectRatio", "none"),
            ("style", "image-rendering:pixelated"),
            ("href", "data:image/png;base64," + Convert.ToBase64String(PngEncoder.Encode(columns, pixels, map.Colours.Entries.AsSpan()))));
    }
}
