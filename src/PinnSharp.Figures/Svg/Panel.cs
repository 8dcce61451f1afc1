using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>One figure laid out in a rectangle: margins from the text that must fit, then axes, marks, legend and colour bar.</summary>
internal sealed class Panel
{
    private const double TickLength = 4;
    private const double BarGap = 14;
    private const double SmallestCaption = 0.7;
    private readonly Figure _figure;
    private readonly double _width;
    private readonly double _height;
    private readonly double _size;
    private readonly ImmutableArray<(Mark Mark, Ink Ink)> _marks;
    private readonly HeatMap? _map;
    private readonly AxisRange _values;
    private readonly Legend _legend;
    private readonly bool _empty;
    private (double X, double Y)? _legendInside;
    private List<string> _title = [];
    private Ticks _xTicks = new([], []);
    private Ticks _yTicks = new([], []);
    private Ticks _valueTicks = new([], []);

    public Panel(Figure figure, double width, double height, double fontSize)
    {
        (_figure, _width, _height, _size) = (figure, width, height, fontSize);
        (var x, var y, _empty) = Extents.Of(figure);
        X = new(figure.X.Scale, x, 0, 1);
        Y = new(figure.Y.Scale, y, 1, 0);
        _map = figure.Marks.OfType<HeatMap>().FirstOrDefault();
        _values = _map is null ? default : Extents.OfValues(_map);
        _marks = InkCycle.Of(figure.Marks);
        _legend = new(_marks, fontSize);
        Arrange(0, 0);
    }

    public Box Box { get; private set; }

    public AxisTransform X { get; private set; }

    public AxisTransform Y { get; private set; }

    public double LeftMargin => Box.Left;

    public double RightMargin => _width - Box.Right;

    private double TitleSize => 1.12 * _size;

    private double TurnedLength => _height - 16;

    private RichText YCaption => Fitted(_figure.Y, _yTicks, TurnedLength);

    private RichText ValueCaption => _map is null ? RichText.Empty : Fitted(_map.Value, _valueTicks, TurnedLength);

    /// <summary>An axis in words: scale, range, and the pixels at its ends.</summary>
    public static string Data(AxisTransform axis) => string.Create(CultureInfo.InvariantCulture,
        $"{(axis.Scale == AxisScale.Linear ? "linear" : "log")} {axis.Range.Lower:R} {axis.Range.Upper:R} {SvgWriter.Number(axis.Start)} {SvgWriter.Number(axis.End)}");

    /// <summary>Finds the margins, at least these: panels above one another share theirs.</summary>
    public void Arrange(double left, double right)
    {
        Arrange(left, right, legendAbove: false);
        if (!_legend.IsEmpty)
        {
            var obstacles = _marks.SelectMany(m => MarkPainter.Footprint(m.Mark, X, Y)).ToList();
            _legendInside = _map is null ? _legend.Inside(Box, obstacles) : null;
            if (_legendInside is null)
            {
                Arrange(left, right, legendAbove: true);
            }
        }
    }

    public void Draw(SvgWriter svg, string id)
    {
        for (var i = 0; i < _title.Count; i++)
        {
            svg.Label(_title[i], Box.Left, 8 + (TitleSize * (0.9 + (1.3 * i))), TitleSize, svg.Foreground, weight: "600");
        }

        using (svg.Open("clipPath", ("id", id + "-clip")))
        {
            svg.Leaf("rect", ("x", Box.Left), ("y", Box.Top), ("width", Box.Width), ("height", Box.Height));
        }

        if (_map is null)
        {
            DrawGrid(svg);
        }
        else
        {
            var painter = new HeatMapPainter(svg, _map, _values);
            painter.DrawCells(X, Y, id + "-clip");
            var bar = new Box(Box.Right + BarGap, Box.Top, Box.Right + BarGap + HeatMapPainter.BarWidth, Box.Bottom);
            painter.DrawBar(bar, _valueTicks, _size, id + "-colours");
            DrawTurned(svg, ValueCaption, _width - (0.55 * _size));
        }

        DrawAxes(svg);
        var marks = new MarkPainter(svg, X, Y, id + "-clip");
        foreach (var (mark, ink) in _marks.Where(m => m.Mark is not HeatMap))
        {
            marks.Draw(mark, ink);
        }

        if (_empty)
        {
            svg.Label("no data", (Box.Left + Box.Right) / 2, (Box.Top + Box.Bottom) / 2, TitleSize, svg.Muted, "middle");
        }

        if (_legendInside is { } place)
        {
            _legend.DrawInside(svg, place.X, place.Y);
        }
        else if (!_legend.IsEmpty)
        {
            _legend.DrawAbove(svg, Box.Left, Box.Top - _legend.HeightAbove(Box.Width) - 2, Box.Width);
        }
    }

    private void Arrange(double left, double right, bool legendAbove)
    {
        var box = new Box(left, 0, _width - right, _height);
        for (var pass = 0; pass < 2; pass++)
        {
            _title = TextMetrics.Wrap(_figure.Title, TitleSize, _width - box.Left - 8);
            var top = 10 + (_title.Count == 0 ? 0 : (1.3 * TitleSize * _title.Count) + 4) + (legendAbove ? _legend.HeightAbove(box.Width) : 0);
            var bottom = _height - (TickLength + 3 + (1.2 * _size) + (Captions.Of(_figure.X, _xTicks).IsEmpty ? 0 : 1.5 * _size) + 6);
            bottom = Math.Max(bottom, top + 10);
            var rows = (int)Math.Clamp((bottom - top) / (3.6 * _size), 2, 8);
            _yTicks = Visible(_figure.Y) ? Ticks.For(Y.Scale, Y.Range, rows) : new([], []);
            _valueTicks = _map is null ? _valueTicks : Ticks.For(_map.Value.Scale, _values, rows);

            var newLeft = Math.Max(left, 8 + (YCaption.IsEmpty ? 0 : 1.6 * _size) + Widest(_yTicks) + TickLength + 4);
            var newRight = _map is null ? 12 : BarGap + HeatMapPainter.BarWidth + 7 + Widest(_valueTicks) + 8 + (ValueCaption.IsEmpty ? 0 : 1.5 * _size);
            newRight = Math.Max(right, newRight);
            _xTicks = Visible(_figure.X) ? FittingTicks(_width - newLeft - newRight) : new([], []);
            if (_xTicks.Major is [.., var last])
            {
                var overhang = (last.Label.Width(_size) / 2) - ((1 - X.Fraction(last.Value)) * (_width - newLeft - newRight));
                newRight = Math.Max(newRight, overhang + 4);
            }

            box = new Box(SvgWriter.Snap(newLeft), SvgWriter.Snap(top), SvgWriter.Snap(Math.Max(_width - newRight, newLeft + 10)), SvgWriter.Snap(bottom));
        }

        Box = box;
        X = X with { Start = box.Left, End = box.Right };
        Y = Y with { Start = box.Bottom, End = box.Top };

        double Widest(Ticks ticks) => ticks.Major.IsEmpty ? 0 : ticks.Major.Max(t => t.Label.Width(_size));
    }

    private bool Visible(Axis axis) => !_empty || axis.Range is not null;

    private Ticks FittingTicks(double width)
    {
        for (var target = (int)Math.Clamp(width / (5 * _size), 1, 10); ; target--)
        {
            var ticks = Ticks.For(X.Scale, X.Range, target);
            var centres = ticks.Major.Select(t => (At: X.Fraction(t.Value) * width, Half: t.Label.Width(_size) / 2)).ToList();
            if (target == 1 || centres.Zip(centres.Skip(1)).All(p => p.Second.At - p.First.At > p.First.Half + p.Second.Half + (0.8 * _size)))
            {
                return ticks;
            }
        }
    }

    private void DrawGrid(SvgWriter svg)
    {
        var path = string.Concat(_xTicks.Major.Select(t => Vertical(t.Value, Box.Top, Box.Bottom)))
            + string.Concat(_yTicks.Major.Select(t => Horizontal(t.Value, Box.Left, Box.Right)));
        if (path.Length > 0)
        {
            svg.Leaf("path", ("class", "s-grid"), ("d", path), ("stroke", svg.Theme.Grid), ("stroke-width", 1.0));
        }
    }

    private void DrawAxes(SvgWriter svg)
    {
        using (svg.Open("g", ("class", "axis x"), ("data-axis", Data(X))))
        {
            Spine(svg, string.Concat(_xTicks.Major.Select(t => Vertical(t.Value, Box.Bottom, Box.Bottom + TickLength)))
                + string.Concat(_xTicks.Minor.Select(v => Vertical(v, Box.Bottom, Box.Bottom + (TickLength / 2)))),
                [(Box.Left, Box.Bottom), (Box.Right, Box.Bottom)]);
            foreach (var tick in _xTicks.Major)
            {
                svg.Label(tick.Label, X.Position(tick.Value), Box.Bottom + TickLength + 3 + _size, _size, svg.Foreground, "middle");
            }

            var centre = (Box.Left + Box.Right) / 2;
            var length = (2 * Math.Min(centre, _width - centre)) - 8;
            var caption = Fitted(_figure.X, _xTicks, length);
            svg.Label(caption, centre, _height - 6 - (0.25 * _size), Shrunk(caption, length), svg.Foreground, "middle");
        }

        using (svg.Open("g", ("class", "axis y"), ("data-axis", Data(Y))))
        {
            Spine(svg, string.Concat(_yTicks.Major.Select(t => Horizontal(t.Value, Box.Left - TickLength, Box.Left)))
                + string.Concat(_yTicks.Minor.Select(v => Horizontal(v, Box.Left - (TickLength / 2), Box.Left))),
                [(Box.Left, Box.Top), (Box.Left, Box.Bottom)]);
            foreach (var tick in _yTicks.Major)
            {
                svg.Label(tick.Label, Box.Left - TickLength - 4, Y.Position(tick.Value) + (0.35 * _size), _size, svg.Foreground, "end");
            }

            DrawTurned(svg, YCaption, 8 + (0.9 * _size));
        }

        if (_map is not null)
        {
            Spine(svg, "", [(Box.Left, Box.Top), (Box.Right, Box.Top), (Box.Right, Box.Bottom)]);
        }
    }

    private static void Spine(SvgWriter svg, string ticks, (double X, double Y)[] line) =>
        svg.Leaf("path", ("class", "s-foreground"), ("d", Polyline.Path(line) + ticks), ("fill", "none"), ("stroke", svg.Theme.Foreground),
            ("stroke-width", 1.0), ("stroke-linecap", "square"));

    private void DrawTurned(SvgWriter svg, RichText caption, double x)
    {
        // Beside the middle of the axis where there is room, else as near to it as the panel allows.
        var size = Shrunk(caption, TurnedLength);
        var half = caption.Width(size) / 2;
        var y = Math.Clamp((Box.Top + Box.Bottom) / 2, Math.Min(8 + half, _height / 2), Math.Max(_height - 8 - half, _height / 2));
        svg.Label(caption, x, y, size, svg.Foreground, "middle", angle: -90);
    }

    private double Shrunk(RichText caption, double length) => _size * Math.Clamp(length / Math.Max(caption.Width(_size), 1), SmallestCaption, 1);

    // The caption with its label cut short where even small print is too long; the description has it in full.
    private RichText Fitted(Axis axis, Ticks ticks, double length)
    {
        var caption = Captions.Of(axis, ticks);
        for (var label = axis.Label; caption.Width(SmallestCaption * _size) > length && label.Length > 1;)
        {
            label = label[..^1];
            caption = Captions.Of(axis with { Label = label.TrimEnd() + "\u2026" }, ticks);
        }

        return caption;
    }

    private string Vertical(double value, double from, double to)
    {
        var x = SvgWriter.Snap(X.Position(value));
        return Polyline.Path([(x, from), (x, to)]);
    }

    private string Horizontal(double value, double from, double to)
    {
        var y = SvgWriter.Snap(Y.Position(value));
        return Polyline.Path([(from, y), (to, y)]);
    }
}
