namespace PinnSharp.Figures;

/// <summary>Draws the cells of a heat map: rectangles where there are few, one image where there are many; and its colour bar. Contours and outline lie above the cells.</summary>
internal sealed class HeatMapPainter(SvgWriter svg, HeatMap map, AxisRange values)
{
    public const double BarWidth = 13;
    private const int FewCells = 1024;
    private const double ContourWidth = 0.8;
    private readonly AxisTransform _value = new(map.Value.Scale, values, 0, 1);
    private readonly double[] _cells = HeatGrid.Cells(map);

    public void Draw(AxisTransform x, AxisTransform y, string id)
    {
        using var group = svg.Open("g", [("class", "mark heatmap"), ("clip-path", $"url(#{id}-clip)"), .. svg.Interactive ? InteractiveData.Of(map, _cells, _value) : []]);
        string? outline = null;
        if (!map.Outline.IsEmpty)
        {
            outline = string.Concat(map.Outline.Select(ring => Polyline.Path(ring.Select(p => (At(x, p.X), At(y, p.Y))), closed: true)));
            using (svg.Open("clipPath", ("id", id + "-outline")))
            {
                svg.Leaf("path", ("d", outline), ("clip-rule", "evenodd"));
            }
        }

        using (svg.Open("g", ("clip-path", outline is null ? null : $"url(#{id}-outline)")))
        {
            DrawCells(x, y);
            foreach (var level in map.Contours.Where(_value.Shows))
            {
                var path = string.Concat(HeatGrid.Contour(map, level).SelectMany(c => Polyline.Pieces([.. c.Select(p => p.X)], [.. c.Select(p => p.Y)], x, y)).Select(c => Polyline.Path(c)));
                if (path.Length > 0)
                {
                    svg.Leaf("path", ("class", "contour"), ("data-level", InteractiveData.Number(level)), ("d", path), ("fill", "none"), ("stroke", Contrast(level)),
                        ("stroke-width", ContourWidth), ("stroke-opacity", 0.75), ("stroke-linejoin", "round"));
                }
            }
        }

        if (outline is not null)
        {
            svg.Leaf("path", ("class", "outline s-foreground"), ("d", outline), ("fill", "none"), ("stroke", svg.Theme.Foreground), ("stroke-width", 1.0), ("stroke-linejoin", "round"));
        }
    }

    private void DrawCells(AxisTransform x, AxisTransform y)
    {
        if (!map.Nodes.IsEmpty && x.Scale == AxisScale.Linear && y.Scale == AxisScale.Linear)
        {
            var (columns, rows) = (map.Columns * HeatGrid.Parts(map.Columns), map.Rows * HeatGrid.Parts(map.Rows));
            var fine = HeatGrid.Refined(map);
            Image(x, y, columns, rows, (column, row) => fine[((rows - 1 - row) * columns) + column]);
        }
        else if (map.Cells.Length <= FewCells)
        {
            Rectangles(x, y);
        }
        else if (x.Scale == AxisScale.Linear && y.Scale == AxisScale.Linear)
        {
            Image(x, y, map.Columns, map.Rows, (column, row) => _cells[((map.Rows - 1 - row) * map.Columns) + column]);
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
                return _cells[(j * map.Columns) + i];
            });
        }
    }

    public void DrawBar(Box bar, Ticks ticks, double size, string id)
    {
        using var group = svg.Open("g", ("class", "colour-bar"), ("data-value", InteractiveData.Axis(_value with { Start = bar.Bottom, End = bar.Top })));
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
        foreach (var level in map.Contours.Where(_value.Shows))
        {
            svg.Leaf("path", ("class", "level"), ("d", Polyline.Path([(bar.Left, position.Position(level)), (bar.Right, position.Position(level))])), ("fill", "none"),
                ("stroke", Contrast(level)), ("stroke-width", ContourWidth), ("stroke-opacity", 0.75));
        }

        var marks = string.Concat(ticks.Major.Select(t => Polyline.Path(
            [(bar.Right, SvgWriter.Snap(position.Position(t.Value))), (bar.Right + 4, SvgWriter.Snap(position.Position(t.Value)))])));
        svg.Leaf("path", ("d", marks), ("class", "s-foreground"), ("stroke", svg.Theme.Foreground), ("stroke-width", 1.0));
        foreach (var tick in ticks.Major)
        {
            svg.Label(tick.Label, bar.Right + 7, position.Position(tick.Value) + (0.35 * size), size, svg.Foreground);
        }
    }

    // Dark lines on light colours, light ones on dark.
    private string Contrast(double level) => ColourMap.FromRgb(map.Colours[_value.Fraction(level)]).L > 0.62 ? "#101418" : "#ffffff";

    private static string SvgOffset(double value) => value.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture);

    private static string Hex(uint colour) => $"#{colour:x6}";

    private static int Cell(AxisRange range, int count, double value) =>
        (int)Math.Clamp((value - range.Lower) / (range.Upper - range.Lower) * count, 0, count - 1);

    private (double Left, double Right, double Top, double Bottom) Frame(AxisTransform x, AxisTransform y) =>
        (At(x, map.X.Lower), At(x, map.X.Upper), At(y, map.Y.Upper), At(y, map.Y.Lower));

    // The edge of a map may lie at zero on a logarithmic axis.
    private static double At(AxisTransform axis, double value) => axis.Scale == AxisScale.Linear ? axis.Position(value) : axis.Inner(value);

    private void Rectangles(AxisTransform x, AxisTransform y)
    {
        using var cells = svg.Open("g", ("shape-rendering", "crispEdges"));
        for (var i = 0; i < _cells.Length; i++)
        {
            if (!_value.Accepts(_cells[i]))
            {
                continue;
            }

            var (row, column) = (i / map.Columns, i % map.Columns);
            var (left, right) = (At(x, Edge(map.X, map.Columns, column)), At(x, Edge(map.X, map.Columns, column + 1)));
            var (bottom, top) = (At(y, Edge(map.Y, map.Rows, row)), At(y, Edge(map.Y, map.Rows, row + 1)));
            svg.Leaf("rect", ("x", left), ("y", top), ("width", right - left), ("height", bottom - top),
                ("fill", Hex(map.Colours[_value.Fraction(_cells[i])])));
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
