using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>The entries of a legend and where they stand: in a corner that hides nothing, or in rows above the axes.</summary>
internal sealed class Legend
{
    private const double Gap = 6;
    private const double Padding = 6;
    private const double Room = 16;
    private const int Many = 8;
    private readonly double _size;
    private readonly List<Entry> _entries = [];

    /// <summary>The labels of the marks, and the keys of vector fields on these axes.</summary>
    public Legend(IEnumerable<(Mark Mark, Ink Ink)> marks, double size, AxisTransform x, AxisTransform y)
    {
        foreach (var group in marks.Where(m => m.Mark is not HeatMap && !string.IsNullOrEmpty(LabelOf(m.Mark, x, y).ToString())).GroupBy(m => LabelOf(m.Mark, x, y).ToString()))
        {
            var key = group.Select(m => m.Mark).OfType<Arrows>().Select(a => new ArrowField(a, x, y)).Select(f => f.Key * f.PixelsPerUnit).FirstOrDefault();
            _entries.Add(new(LabelOf(group.First().Mark, x, y), [.. group.OrderBy(m => m.Mark is Band or Bars ? 0 : m.Mark is Scatter or Stems ? 2 : 1)], key));
        }

        _size = _entries.Count > Many ? 0.85 * size : size;
    }

    public bool IsEmpty => _entries.Count == 0;

    private double LineHeight => 1.45 * _size;

    public double InsideWidth => (2 * Padding) + _entries.Max(Width);

    public double InsideHeight => (2 * Padding) + (LineHeight * _entries.Count);

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

    /// <summary>The width of the widest row above axes of this width.</summary>
    public double WidthAbove(double width) => IsEmpty ? 0 : Rows(width).Max(r => r.Sum(Width) + (Room * (r.Count - 1)));

    /// <summary>The height of the rows above axes of this width.</summary>
    public double HeightAbove(double width) => IsEmpty ? 0 : (Rows(width).Count * LineHeight) + 4;

    public void DrawInside(SvgWriter svg, double x, double y)
    {
        using var group = svg.Open("g", ("class", "legend"));
        svg.Leaf("rect", ("x", x), ("y", y), ("width", InsideWidth), ("height", InsideHeight), ("rx", 3.0),
            ("class", "f-background"), ("fill", svg.Theme.Background), ("fill-opacity", 0.85));
        for (var i = 0; i < _entries.Count; i++)
        {
            Draw(svg, _entries[i], x + Padding, y + Padding + (LineHeight * (i + 0.5)), double.PositiveInfinity);
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
                Draw(svg, entry, x, top + (LineHeight * (row + 0.5)), width);
                x += Width(entry) + Room;
            }
        }
    }

    private double Width(Entry entry) => entry.Swatch + Gap + entry.Label.Width(_size);

    private List<List<Entry>> Rows(double width)
    {
        var rows = new List<List<Entry>>();
        var used = double.PositiveInfinity;
        foreach (var entry in _entries)
        {
            used += Room + Width(entry);
            if (!(used <= width))
            {
                rows.Add([]);
                used = Width(entry);
            }

            rows[^1].Add(entry);
        }

        return rows;
    }

    /// <summary>The text of a mark's entry: its label, and of a vector field the length of the key.</summary>
    public static RichText LabelOf(Mark mark, AxisTransform x, AxisTransform y)
    {
        RichText label = mark.Label ?? "";
        if (mark is not Arrows arrows || new ArrowField(arrows, x, y) is not { PixelsPerUnit: > 0 } field)
        {
            return label;
        }

        var key = field.Key;
        var power = (int)Math.Floor(Math.Log10(key) + 1e-9);
        var number = power is > -4 and < 5 ? RichText.Number(key.ToString("0.####", CultureInfo.InvariantCulture))
            : (RichText)((key / Math.Pow(10, power)).ToString("0", CultureInfo.InvariantCulture) + "\u00d7") + RichText.Power(power);
        var unit = string.IsNullOrWhiteSpace(arrows.Unit) ? RichText.Empty : "\u00a0" + RichText.Unit(arrows.Unit.Trim());
        return (label.IsEmpty ? label : label + " ") + number + unit;
    }

    private void Draw(SvgWriter svg, Entry entry, double x, double y, double width)
    {
        foreach (var (mark, ink) in entry.Marks)
        {
            var paint = Paint.Of(svg.Theme, ink);
            var (middle, end) = (x + (entry.Swatch / 2), x + entry.Swatch);
            switch (mark)
            {
                case Band:
                    svg.Leaf("rect", ("x", x), ("y", y - 5), ("width", entry.Swatch), ("height", 10.0),
                        ("class", "f-" + paint.Name), ("fill", paint.Fallback), ("fill-opacity", MarkPainter.BandOpacity));
                    break;
                case Bars:
                    svg.Leaf("rect", ("x", middle - 5), ("y", y - 5), ("width", 10.0), ("height", 10.0), ("class", $"f-{paint.Name} s-{paint.Name}"),
                        ("fill", paint.Fallback), ("fill-opacity", MarkPainter.BarOpacity), ("stroke", paint.Fallback));
                    break;
                case Lines lines:
                    MarkPainter.Stroke(svg, Polyline.Path([(x, y), (end, y)]), paint, lines.Dash, MarkPainter.LineWidth);
                    break;
                case HorizontalRule rule:
                    MarkPainter.Stroke(svg, Polyline.Path([(x, y), (end, y)]), paint, rule.Dash, MarkPainter.RuleWidth);
                    break;
                case VerticalRule rule:
                    MarkPainter.Stroke(svg, Polyline.Path([(middle, y - (0.5 * _size)), (middle, y + (0.5 * _size))]), paint, rule.Dash, MarkPainter.RuleWidth);
                    break;
                case Stems stems:
                    MarkPainter.Stroke(svg, Polyline.Path([(middle, y + (0.5 * _size)), (middle, y - 2)]), paint, Dash.Solid, MarkPainter.RuleWidth);
                    MarkPainter.Symbol(svg, stems.Marker, middle, y - 2, 3.2, paint, halo: false);
                    break;
                case Scatter scatter:
                    MarkPainter.Symbol(svg, scatter.Marker, middle, y, 3.2, paint, halo: false);
                    break;
                case Arrows when entry.Key > 0:
                    ArrowField.Draw(svg, [((end - entry.Key, y), (end, y))], paint, halo: false);
                    break;
            }
        }

        var room = width - entry.Swatch - Gap;
        svg.Label(entry.Label.Width(_size) <= room ? entry.Label : TextMetrics.Cut(entry.Label.ToPlain(), _size, room), x + entry.Swatch + Gap, y + (0.35 * _size), _size, svg.Foreground);
    }

    /// <param name="Label">The text.</param>
    /// <param name="Marks">What it stands for, drawn one over another.</param>
    /// <param name="Key">The length of the arrow of a vector field, or zero.</param>
    private sealed record Entry(RichText Label, List<(Mark Mark, Ink Ink)> Marks, double Key)
    {
        public double Swatch => Math.Max(22, Key);
    }
}
