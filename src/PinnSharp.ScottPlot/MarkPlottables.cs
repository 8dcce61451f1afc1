using System.Collections.Immutable;
using ScottPlot;
using ScottPlot.DataSources;
using ScottPlot.Plottables;

namespace PinnSharp.Figures;

/// <summary>Marks as what ScottPlot draws, in the coordinates of its axes.</summary>
internal sealed class MarkPlottables(PlotAxis x, PlotAxis y, PlotColours colours)
{
    private const double ContourOpacity = 0.75;

    /// <summary>What shows a mark, first at the bottom.</summary>
    /// <exception cref="NotSupportedException">The mark is of an unknown kind.</exception>
    public IEnumerable<IPlottable> Of(Mark mark, Ink ink)
    {
        var colour = colours[ink];
        return mark switch
        {
            Lines lines => Curve(lines, colour),
            Band band => Area(band, colour),
            Scatter scatter => Points(scatter, colour),
            Bars bars => [Blocks(bars, colour)],
            Stems stems => Stalks(stems, colour),
            Arrows arrows => Field(arrows, colour),
            HeatMap map => Map(map),
            HorizontalRule rule => y.Transform.Shows(rule.Y) ? [new HorizontalLine { Y = y.Of(rule.Y), LineStyle = Line(MarkPainter.RuleWidth, colour, rule.Dash) }] : [],
            VerticalRule rule => x.Transform.Shows(rule.X) ? [new VerticalLine { X = x.Of(rule.X), LineStyle = Line(MarkPainter.RuleWidth, colour, rule.Dash) }] : [],
            _ => throw new NotSupportedException($"ScottPlot's renderer does not draw marks of the kind {mark.GetType().Name}."),
        };
    }

    /// <summary>A stroke; dashes are as long as in SVG.</summary>
    public static LineStyle Line(double width, Color colour, Dash dash) => new((float)width, colour)
    {
        StrokeJoin = SkiaSharp.SKStrokeJoin.Round,
        StrokeCap = dash is Dash.Solid or Dash.Dotted ? SkiaSharp.SKStrokeCap.Round : SkiaSharp.SKStrokeCap.Butt,
        Pattern = dash switch
        {
            Dash.Dashed => new([6, 4], 0, nameof(Dash.Dashed)),
            Dash.Dotted => new([0.1f, 4], 0, nameof(Dash.Dotted)),
            Dash.DashDotted => new([7, 3, 1.5f, 3], 0, nameof(Dash.DashDotted)),
            _ => LinePattern.Solid,
        },
    };

    /// <summary>The symbol of a point, of this radius.</summary>
    public MarkerStyle Symbol(Marker marker, double radius, Color colour, bool halo)
    {
        var shape = marker switch
        {
            Marker.Square => MarkerShape.FilledSquare,
            Marker.Triangle => MarkerShape.FilledTriangleUp,
            Marker.Diamond => MarkerShape.FilledDiamond,
            Marker.Cross => MarkerShape.Eks,
            _ => MarkerShape.FilledCircle,
        };
        return new(shape, (float)(2 * radius), colour)
        {
            LineWidth = 1.4f,
            OutlineColor = colours.Background,
            OutlineWidth = halo && marker != Marker.Cross ? 0.8f : 0,
        };
    }

    private IEnumerable<IPlottable> Curve(Lines lines, Color colour)
    {
        Coordinates[] places = [.. lines.X.Select((v, i) => Place(v, lines.Y[i]))];
        yield return Stroke(places, Line(MarkPainter.LineWidth, colour, lines.Dash));
        // A point between gaps has no line.
        Coordinates[] alone = [.. places.Where((p, i) => Is(i) && !Is(i - 1) && !Is(i + 1))];
        if (alone.Length > 0)
        {
            yield return new Markers(new ScatterSourceCoordinatesArray(alone)) { MarkerStyle = Symbol(Marker.Circle, MarkPainter.LineWidth, colour, halo: false) };
        }

        bool Is(int i) => i >= 0 && i < places.Length && places[i].AreReal;
    }

    private IEnumerable<IPlottable> Area(Band band, Color colour)
    {
        // An interval that reaches below what a logarithmic axis can show reaches its lower end.
        var least = y.Transform.Range.Lower;
        var lower = y.Transform.Scale == AxisScale.Linear ? band.Lower : [.. band.Lower.Select(v => v < least ? least : v)];
        var (bottom, top) = (new List<Coordinates>(), new List<Coordinates>());
        for (var i = 0; i <= band.X.Length; i++)
        {
            if (i < band.X.Length && Place(band.X[i], lower[i]) is { AreReal: true } below && Place(band.X[i], band.Upper[i]) is { AreReal: true } above)
            {
                bottom.Add(below);
                top.Add(above);
            }
            else if (bottom.Count > 0)
            {
                yield return new Polygon([.. top, .. bottom.AsEnumerable().Reverse()])
                {
                    FillColor = colour.WithOpacity(MarkPainter.BandOpacity),
                    LineStyle = LineStyle.None,
                    MarkerStyle = MarkerStyle.None,
                };
                bottom.Clear();
                top.Clear();
            }
        }
    }

    private IEnumerable<IPlottable> Points(Scatter scatter, Color colour)
    {
        int[] shown = [.. Enumerable.Range(0, scatter.X.Length).Where(i => x.Transform.Shows(scatter.X[i]) && y.Transform.Shows(scatter.Y[i]))];
        int[] bars = scatter.Lower.IsEmpty ? [] : [.. shown.Where(i => !double.IsNaN(scatter.Lower[i]) && !double.IsNaN(scatter.Upper[i]))];
        if (bars.Length > 0)
        {
            double[] middle = [.. bars.Select(i => y.Of(scatter.Y[i]))];
            yield return new ErrorBar([.. bars.Select(i => x.Of(scatter.X[i]))], middle, null, null,
                [.. bars.Select((i, k) => y.Inner(scatter.Upper[i]) - middle[k])], [.. bars.Select((i, k) => middle[k] - y.Inner(scatter.Lower[i]))])
            {
                LineStyle = Line(1.1, colour, Dash.Solid),
            };
        }

        Coordinates[] places = [.. shown.Select(i => Place(scatter.X[i], scatter.Y[i]))];
        var symbol = Symbol(scatter.Marker, shown.Length <= 200 ? 3.2 : shown.Length <= 2000 ? 2 : 1.3, colour, halo: shown.Length <= 200);
        if (scatter.Marker == Marker.Cross && shown.Length <= 200)
        {
            yield return Markers(places, new(symbol.Shape, symbol.Size, colours.Background) { LineWidth = 3 });
        }

        yield return Markers(places, symbol);
    }

    private BarPlot Blocks(Bars bars, Color colour) => new([.. Enumerable.Range(0, bars.Heights.Length).Where(i => y.Transform.Accepts(bars.Heights[i])).Select(i =>
    {
        var (left, right) = (x.Inner(bars.Edges[i]), x.Inner(bars.Edges[i + 1]));
        return new Bar
        {
            Position = 0.5 * (left + right),
            Size = right - left,
            Value = y.Inner(bars.Heights[i]),
            ValueBase = y.Ground,
            FillColor = colour.WithOpacity(MarkPainter.BarOpacity),
            LineStyle = Line(1, colour, Dash.Solid),
        };
    })]);

    private IEnumerable<IPlottable> Stalks(Stems stems, Color colour)
    {
        Coordinates[] shown = [.. Enumerable.Range(0, stems.X.Length).Where(i => x.Transform.Shows(stems.X[i]) && y.Transform.Shows(stems.Y[i])).Select(i => Place(stems.X[i], stems.Y[i]))];
        yield return Strokes(shown.Select(p => new[] { new Coordinates(p.X, y.Ground), p }), Line(MarkPainter.RuleWidth, colour, Dash.Solid));
        yield return Markers(shown, Symbol(stems.Marker, shown.Length <= 60 ? 3.6 : 2, colour, halo: false));
    }

    private IEnumerable<IPlottable> Field(Arrows arrows, Color colour)
    {
        Coordinates[][] strokes = [.. new ArrowField(arrows, x.Transform, y.Transform).Shown().SelectMany(a => ArrowStrokes.Of(a.From, a.To))
            .Select(s => s.Select(p => new Coordinates(x.OfPixel(p.X), y.OfPixel(p.Y))).ToArray())];
        yield return Strokes(strokes, Line(2.6, colours.Background, Dash.Solid));
        yield return Strokes(strokes, Line(1.2, colour, Dash.Solid));
    }

    private IEnumerable<IPlottable> Map(HeatMap map)
    {
        var range = Extents.OfValues(map);
        var value = new PlotAxis(new(map.Value.Scale, range, 0, 1));
        var (left, right, bottom, top, values) = HeatRaster.Of(map, x, y);
        yield return new Heatmap(values)
        {
            Colormap = new ColourScale(map.Colours),
            Rectangle = new CoordinateRect(left, right, bottom, top),
            ManualRange = new(value.Lower, value.Upper),
        };
        foreach (var level in map.Contours.Where(value.Transform.Shows))
        {
            var shade = ColourScale.Of(ColourMap.FromRgb(map.Colours[value.Transform.Fraction(level)]).L > 0.62 ? 0x101418u : 0xffffffu);
            var curves = HeatGrid.Contour(map, level).Select(c => c.Select(p => HeatGrid.Contains(map, p.X, p.Y) ? Place(p.X, p.Y) : Gap).ToArray());
            yield return Strokes(curves, Line(0.8, shade.WithOpacity(ContourOpacity), Dash.Solid));
        }

        if (!map.Outline.IsEmpty)
        {
            yield return Strokes(map.Outline.Select(ring => ring.Append(ring[0]).Select(p => Place(p.X, p.Y)).ToArray()), Line(1, colours.Foreground, Dash.Solid));
        }
    }

    private static Coordinates Gap { get; } = new(double.NaN, double.NaN);

    private Coordinates Place(double u, double v) => x.Of(u) is var p && y.Of(v) is var q && double.IsNaN(p + q) ? Gap : new(p, q);

    private static UnclippedMarkers Markers(IEnumerable<Coordinates> places, MarkerStyle style) => new([.. places]) { MarkerStyle = style };

    private static ScottPlot.Plottables.Scatter Strokes(IEnumerable<Coordinates[]> strokes, LineStyle style) => Stroke([.. strokes.SelectMany(s => s.Append(Gap))], style);

    /// <summary>A line with a gap at each coordinate that is not a number.</summary>
    private static ScottPlot.Plottables.Scatter Stroke(Coordinates[] places, LineStyle style) =>
        new(new ScatterSourceCoordinatesArray(places)) { LineStyle = style, MarkerStyle = MarkerStyle.None };
}
