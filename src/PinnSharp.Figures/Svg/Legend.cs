namespace PinnSharp.Figures;

/// <summary>The entries of a legend and where they stand: in a corner that hides nothing, or in rows above the axes.</summary>
internal sealed class Legend
{
    private const double Swatch = 22;
    private const double Gap = 6;
    private const double Padding = 6;
    private readonly double _size;
    private readonly List<(string Label, List<(Mark Mark, Ink Ink)> Marks)> _entries = [];

    public Legend(IEnumerable<(Mark Mark, Ink Ink)> marks, double size)
    {
        _size = size;
        foreach (var group in marks.Where(m => !string.IsNullOrEmpty(m.Mark.Label) && m.Mark is not HeatMap).GroupBy(m => m.Mark.Label!))
        {
            _entries.Add((group.Key, [.. group.OrderBy(m => m.Mark is Band ? 0 : m.Mark is Scatter ? 2 : 1)]));
        }
    }

    public bool IsEmpty => _entries.Count == 0;

    private double LineHeight => 1.45 * _size;

    private double InsideWidth => (2 * Padding) + Swatch + Gap + _entries.Max(e => TextMetrics.Width(e.Label, _size));

    private double InsideHeight => (2 * Padding) + (LineHeight * _entries.Count);

    /// <summary>The top left corner of a place inside the box that covers no obstacle; null if there is none.</summary>
    public (double X, double Y)? Inside(Box box, List<(double X, double Y)> obstacles)
    {
        const double Margin = 6;
        var (width, height) = (InsideWidth, InsideHeight);
        if (width > 0.6 * box.Width || height > 0.7 * box.Height)
        {
            return null;
        }

        var (left, right, centre) = (box.Left + Margin, box.Right - Margin - width, box.Left + ((box.Width - width) / 2));
        var (top, bottom, middle) = (box.Top + Margin, box.Bottom - Margin - height, box.Top + ((box.Height - height) / 2));
        foreach (var (x, y) in (ReadOnlySpan<(double, double)>)
            [(right, top), (left, top), (right, bottom), (left, bottom), (right, middle), (left, middle), (centre, top), (centre, bottom)])
        {
            if (!obstacles.Exists(p => p.X > x - 4 && p.X < x + width + 4 && p.Y > y - 4 && p.Y < y + height + 4))
            {
                return (x, y);
            }
        }

        return null;
    }

    /// <summary>The height of the rows above axes of this width.</summary>
    public double HeightAbove(double width) => IsEmpty ? 0 : (Rows(width).Count * LineHeight) + 4;

    public void DrawInside(SvgWriter svg, double x, double y)
    {
        using var group = svg.Open("g", ("class", "legend"));
        svg.Leaf("rect", ("x", x), ("y", y), ("width", InsideWidth), ("height", InsideHeight), ("rx", 3.0),
            ("class", "f-background"), ("fill", svg.Theme.Background), ("fill-opacity", 0.85));
        for (var i = 0; i < _entries.Count; i++)
        {
            DrawEntry(svg, _entries[i], x + Padding, y + Padding + (LineHeight * (i + 0.5)));
        }
    }

    public void DrawAbove(SvgWriter svg, double left, double top, double width)
    {
        using var group = svg.Open("g", ("class", "legend"));
        var rows = Rows(width);
        for (var row = 0; row < rows.Count; row++)
        {
            var x = left;
            foreach (var entry in rows[row])
            {
                DrawEntry(svg, entry, x, top + (LineHeight * (row + 0.5)));
                x += EntryWidth(entry.Label);
            }
        }
    }

    private double EntryWidth(string label) => Swatch + Gap + TextMetrics.Width(label, _size) + 16;

    private List<List<(string Label, List<(Mark Mark, Ink Ink)> Marks)>> Rows(double width)
    {
        var rows = new List<List<(string Label, List<(Mark Mark, Ink Ink)> Marks)>>();
        var used = double.PositiveInfinity;
        foreach (var entry in _entries)
        {
            used += EntryWidth(entry.Label);
            if (!(used - 16 <= width))
            {
                rows.Add([]);
                used = EntryWidth(entry.Label);
            }

            rows[^1].Add(entry);
        }

        return rows;
    }

    private void DrawEntry(SvgWriter svg, (string Label, List<(Mark Mark, Ink Ink)> Marks) entry, double x, double y)
    {
        foreach (var (mark, ink) in entry.Marks)
        {
            var paint = Paint.Of(svg.Theme, ink);
            switch (mark)
            {
                case Band:
                    svg.Leaf("rect", ("x", x), ("y", y - 5), ("width", Swatch), ("height", 10.0),
                        ("class", "f-" + paint.Name), ("fill", paint.Fallback), ("fill-opacity", MarkPainter.BandOpacity));
                    break;
                case Lines or HorizontalRule:
                    MarkPainter.Stroke(svg, Polyline.Path([(x, y), (x + Swatch, y)]), paint, mark is Lines l ? l.Dash : ((HorizontalRule)mark).Dash,
                        mark is Lines ? MarkPainter.LineWidth : MarkPainter.RuleWidth);
                    break;
                case Scatter scatter:
                    MarkPainter.Symbol(svg, scatter.Marker, x + (Swatch / 2), y, 3.2, paint, halo: false);
                    break;
            }
        }

        svg.Label(entry.Label, x + Swatch + Gap, y + (0.35 * _size), _size, svg.Foreground);
    }
}
