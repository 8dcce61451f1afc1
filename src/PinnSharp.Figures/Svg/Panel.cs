using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>One figure laid out in a rectangle: margins from the text that must fit, then axes, marks, legend and colour bar.</summary>
internal sealed class Panel
{
    private const double BarGap = 14;
    private const double LowestBar = 90;
    private readonly Figure _figure;
    private readonly double _size;
    private readonly ImmutableArray<(Mark Mark, Ink Ink)> _marks;
    private readonly HeatMap? _map;
    private readonly AxisRange _values;
    private readonly bool _empty;
    private double _width;
    private double _height;
    private Legend _legend;
    private (double X, double Y)? _legendInside;
    private List<string> _title = [];
    private TickRow _xTicks = TickRow.None;
    private Ticks _yTicks = new([], []);
    private Ticks _valueTicks = new([], []);

    public Panel(Figure figure, double width, double height, double fontSize)
    {
        (_figure, _size) = (figure, fontSize);
        (var x, var y, _empty) = Extents.Of(figure);
        X = new(figure.X.Scale, x, 0, 1);
        Y = new(figure.Y.Scale, y, 1, 0);
        _map = figure.Marks.OfType<HeatMap>().FirstOrDefault();
        _values = _map is null ? default : Extents.OfValues(_map);
        _marks = InkCycle.Of(figure.Marks);
        _legend = new([], fontSize, X, Y);
        Arrange(width, height, default);
    }

    public double Width => _width;

    public double Height => _height;

    public Box Box { get; private set; }

    /// <summary>The place of the axes, before equal scales made them smaller.</summary>
    public Box Frame { get; private set; }

    public AxisTransform X { get; private set; }

    public AxisTransform Y { get; private set; }

    /// <summary>Whether it is part of a joined figure.</summary>
    public bool IsPart => _figure.X.IsHidden || _figure.Y.IsHidden;

    public bool IsBlank => _figure.IsBlank;

    /// <summary>Whether no mark has anything to show.</summary>
    public bool IsEmpty => _empty;

    public TickRow XTicks => _xTicks;

    public Ticks YTicks => _yTicks;

    /// <summary>The ticks of the colour bar.</summary>
    public Ticks ValueTicks => _valueTicks;

    /// <summary>The space beside the place of the axes.</summary>
    public Insets Margins => IsBlank ? default : new(Frame.Left, Frame.Top, _width - Frame.Right, _height - Frame.Bottom);

    /// <summary>Height over width of the axes that equal scales ask for; null without.</summary>
    public double? Aspect => _figure is { EqualScales: true, X.Scale: AxisScale.Linear, Y.Scale: AxisScale.Linear }
        ? (Y.Range.Upper - Y.Range.Lower) / (X.Range.Upper - X.Range.Lower) : null;

    private double LegendWidth { get; set; }

    private double TitleSize => 1.12 * _size;

    /// <summary>Finds the margins, at least these: panels above and beside one another share theirs.</summary>
    public void Arrange(double width, double height, Insets least)
    {
        (_width, _height) = (width, height);
        Arrange(least, legendAbove: 0);
        _legend = new(_marks, _size, X, Y);
        if (_legend.IsEmpty)
        {
            return;
        }

        LegendWidth = Math.Max(Frame.Width, _width - Frame.Left - 8);
        _legendInside = _map is null ? _legend.Inside(Box, [.. _marks.SelectMany(m => MarkPainter.Footprint(m.Mark, X, Y))]) : null;
        if (_legendInside is null)
        {
            Arrange(least, _legend.HeightAbove(LegendWidth));
            _legend = new(_marks, _size, X, Y);
        }
    }

    public void Draw(SvgWriter svg, string id)
    {
        var shift = Box.Left - Frame.Left;
        var titleWidth = _title.Select(t => TextMetrics.Width(t, TitleSize)).DefaultIfEmpty(0).Max();
        for (var i = 0; i < _title.Count; i++)
        {
            svg.Label(_title[i], Box.Left + titleWidth <= _width - 8 ? Box.Left : Frame.Left, 8 + (TitleSize * (0.9 + (1.3 * i))), TitleSize, svg.Foreground, weight: "600");
        }

        using (svg.Open("clipPath", ("id", id + "-clip")))
        {
            svg.Leaf("rect", ("x", Box.Left), ("y", Box.Top), ("width", Box.Width), ("height", Box.Height));
        }

        var axes = new AxisPainter(svg, Box, _size);
        if (_map is null)
        {
            axes.Grid(X, _xTicks.Ticks, Y, _yTicks);
        }
        else
        {
            var painter = new HeatMapPainter(svg, _map, _values);
            painter.Draw(X, Y, id);
            painter.DrawBar(Bar, _valueTicks, _size, id + "-colours");
            ValueCaption().Draw(svg);
        }

        axes.X(_figure.X, X, _xTicks.Ticks, _xTicks.Turned, XCaption());
        axes.Y(_figure.Y, Y, _yTicks, Turned(_figure.Y, _yTicks, 8 + (0.9 * _size) + shift, 8));
        if (_map is not null)
        {
            axes.Frame();
        }

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
            var left = _legend.WidthAbove(LegendWidth) <= _width - Box.Left - 8 ? Box.Left : Frame.Left;
            _legend.DrawAbove(svg, left, Frame.Top - _legend.HeightAbove(LegendWidth) - 2, LegendWidth);
        }
    }

    private Box Bar => new(Box.Right + BarGap, Box.Top, Box.Right + BarGap + HeatMapPainter.BarWidth, Math.Max(Box.Bottom, Math.Min(Box.Top + LowestBar, Frame.Bottom)));

    private void Arrange(Insets least, double legendAbove)
    {
        Box = Frame = new Box(least.Left, least.Top, _width - least.Right, _height - least.Bottom);
        for (var pass = 0; pass < 3; pass++)
        {
            _title = TextMetrics.Wrap(_figure.Title, TitleSize, _width - Frame.Left - 8);
            var top = Math.Max(10, 0.6 * _size) + (_title.Count == 0 ? 0 : (1.3 * TitleSize * _title.Count) + 4) + legendAbove;
            var bottom = _figure.X.IsHidden ? 7 : AxisPainter.TickLength + 3 + _xTicks.Height(_size) + (Captions.Of(_figure.X, _xTicks.Ticks).IsEmpty ? 0 : 1.5 * _size) + 6;
            (top, bottom) = (Math.Max(top, least.Top), _height - Math.Max(bottom, least.Bottom));
            bottom = Math.Max(bottom, top + 10);
            _yTicks = Visible(_figure.Y) ? TickRow.Upright(_figure.Y, Y.Range, pass == 0 ? bottom - top : Box.Height, _size, 0.4 * _width) : TickRow.None.Ticks;
            _valueTicks = _map is null ? _valueTicks : TickRow.Upright(_map.Value, _values, pass == 0 ? bottom - top : Bar.Height, _size, 0.4 * _width);

            var left = _figure.Y.IsHidden ? 7 : 8 + (Captions.Of(_figure.Y, _yTicks).IsEmpty ? 0 : 1.6 * _size) + Widest(_yTicks) + AxisPainter.TickLength + 4;
            var right = _map is null ? (_figure.X.IsHidden ? 7 : 12)
                : BarGap + HeatMapPainter.BarWidth + 7 + Widest(_valueTicks) + 8 + (Captions.Of(_map.Value, _valueTicks).IsEmpty ? 0 : 1.5 * _size);
            (left, right) = (Math.Max(least.Left, left), Math.Max(least.Right, right));
            var inner = pass == 0 ? _width - left - right : Box.Width;
            _xTicks = Visible(_figure.X) ? TickRow.Along(_figure.X, X, inner, _size, 0.35 * _height) : TickRow.None;
            right = Math.Max(right, _xTicks.Overhang(X, inner, _size) + 4);
            Frame = new Box(SvgWriter.Snap(left), SvgWriter.Snap(top), SvgWriter.Snap(Math.Max(_width - right, left + 10)), SvgWriter.Snap(bottom));
            Box = Aspect is { } aspect ? Shrunk(aspect) : Frame;
        }

        X = X with { Start = Box.Left, End = Box.Right };
        Y = Y with { Start = Box.Bottom, End = Box.Top };

        double Widest(Ticks ticks) => ticks.Major.IsEmpty ? 0 : ticks.Major.Max(t => t.Label.Width(_size));
    }

    // The largest box of this height over width: in the middle, under the title.
    private Box Shrunk(double aspect)
    {
        var (width, height) = (Math.Max(Math.Min(Frame.Width, Frame.Height / aspect), 1), Math.Max(Math.Min(Frame.Height, Frame.Width * aspect), 1));
        var left = Frame.Left + Math.Floor((Frame.Width - width) / 2);
        return new Box(left, Frame.Top, left + width, Frame.Top + height);
    }

    private bool Visible(Axis axis) => !_empty || axis.Range is not null || !axis.Categories.IsEmpty;

    private Caption XCaption()
    {
        var centre = (Box.Left + Box.Right) / 2;
        var (text, size) = Caption.Fit(_figure.X, _xTicks.Ticks, _size, (2 * Math.Min(centre, _width - centre)) - 8);
        return new(text, centre, Box.Bottom + AxisPainter.TickLength + 3 + _xTicks.Height(_size) + (1.25 * _size), size, Turned: false);
    }

    private Caption ValueCaption()
    {
        var widest = _valueTicks.Major.IsEmpty ? 0 : _valueTicks.Major.Max(t => t.Label.Width(_size));
        return Turned(_map!.Value, _valueTicks, Math.Min(Bar.Right + 7 + widest + 8 + (0.95 * _size), _width - (0.5 * _size)), Frame.Top);
    }

    // Beside the middle of the axis where there is room, else as near to it as the panel allows.
    private Caption Turned(Axis axis, Ticks ticks, double x, double top)
    {
        var (text, size) = Caption.Fit(axis, ticks, _size, _height - top - 8);
        var half = text.Width(size) / 2;
        return new(text, x, Math.Clamp((Box.Top + Box.Bottom) / 2, Math.Min(top + half, _height / 2), Math.Max(_height - 8 - half, _height / 2)), size, Turned: true);
    }
}
