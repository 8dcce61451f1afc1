using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Draws the marks of one panel.</summary>
internal sealed class MarkPainter(SvgWriter svg, AxisTransform x, AxisTransform y, string clip)
{
    public const double LineWidth = 1.75;
    public const double RuleWidth = 1.25;
    public const double BandOpacity = 0.22;
    public const double BarOpacity = 0.45;
    private const int Few = 200;
    private const int Crowd = 5000;

    private double Width => x.End - x.Start;

    public void Draw(Mark mark, Ink ink)
    {
        var paint = Paint.Of(svg.Theme, ink);
        var name = mark.GetType().Name.ToLowerInvariant();
        using var group = svg.Open("g", [("class", "mark " + name), ("clip-path", mark is Scatter or Stems or Arrows ? null : $"url(#{clip})"),
            .. svg.Interactive ? InteractiveData.Of(mark) : []]);
        if (!string.IsNullOrEmpty(mark.Label))
        {
            svg.Line("title", mark.Label);
        }

        switch (mark)
        {
            case Lines lines:
                Curve(lines, paint);
                break;
            case Band band:
                Area(band, paint);
                break;
            case Scatter scatter:
                Points(scatter, paint);
                break;
            case HorizontalRule rule when y.Shows(rule.Y):
                var level = y.Position(rule.Y);
                Stroke(svg, Polyline.Path([(x.Start, level), (x.End, level)]), paint, rule.Dash, RuleWidth);
                break;
            case VerticalRule rule when x.Shows(rule.X):
                var place = x.Position(rule.X);
                Stroke(svg, Polyline.Path([(place, y.Start), (place, y.End)]), paint, rule.Dash, RuleWidth);
                break;
            case Bars bars:
                Blocks(bars, paint);
                break;
            case Stems stems:
                Stalks(stems, paint);
                break;
            case Arrows arrows:
                ArrowField.Draw(svg, new ArrowField(arrows, x, y).Shown(), paint, halo: true);
                break;
        }
    }

    /// <summary>Pixels the mark covers, close enough together to find a free corner for a legend.</summary>
    public static IEnumerable<(double X, double Y)> Footprint(Mark mark, AxisTransform x, AxisTransform y)
    {
        switch (mark)
        {
            case Lines lines:
                return Along(lines.X, lines.Y);
            case Band band:
                return Along(band.X, band.Lower).Concat(Along(band.X, band.Upper))
                    .Concat(Along(band.X, [.. band.Lower.Zip(band.Upper, (l, u) => 0.5 * (l + u))]));
            case Scatter scatter:
                var errors = Enumerable.Range(0, scatter.Lower.Length).SelectMany(i => Between(
                    x.Inner(scatter.X[i]), y.Inner(scatter.Lower[i]), x.Inner(scatter.X[i]), y.Inner(scatter.Upper[i])));
                return Polyline.Pieces(scatter.X, scatter.Y, x, y).SelectMany(p => p).Concat(errors);
            case HorizontalRule rule when y.Shows(rule.Y):
                return Between(x.Start, y.Position(rule.Y), x.End, y.Position(rule.Y));
            case VerticalRule rule when x.Shows(rule.X):
                return Between(x.Position(rule.X), y.Start, x.Position(rule.X), y.End);
            case Stems stems:
                return Enumerable.Range(0, stems.X.Length).Where(i => x.Shows(stems.X[i]) && y.Accepts(stems.Y[i]))
                    .SelectMany(i => Between(x.Position(stems.X[i]), y.Ground, x.Position(stems.X[i]), y.Inner(stems.Y[i])));
            case Bars bars:
                return Enumerable.Range(0, bars.Heights.Length).Where(i => y.Accepts(bars.Heights[i])).SelectMany(i =>
                {
                    var (left, right, top) = (x.Inner(bars.Edges[i]), x.Inner(bars.Edges[i + 1]), y.Inner(bars.Heights[i]));
                    return Between(left, y.Ground, left, top).Concat(Between(left, top, right, top)).Concat(Between(right, top, right, y.Ground));
                });
            case Arrows arrows:
                return new ArrowField(arrows, x, y).Shown().SelectMany(a => Between(a.From.X, a.From.Y, a.To.X, a.To.Y));
            default:
                return [];
        }

        IEnumerable<(double X, double Y)> Along(ImmutableArray<double> xs, ImmutableArray<double> ys) =>
            Polyline.Pieces(xs, ys, x, y).Select(p => Polyline.Thin(p, x.End - x.Start)).SelectMany(p => p.Count == 1
                ? p
                : p.Zip(p.Skip(1)).SelectMany(s => Between(s.First.X, s.First.Y, s.Second.X, s.Second.Y)));
    }

    public static void Stroke(SvgWriter svg, string path, Paint paint, Dash dash, double width) =>
        svg.Leaf("path", ("d", path), ("fill", "none"), ("class", "s-" + paint.Name), ("stroke", paint.Fallback), ("stroke-width", width),
            ("stroke-linejoin", "round"), ("stroke-linecap", dash is Dash.Solid or Dash.Dotted ? "round" : "butt"),
            ("stroke-dasharray", dash switch { Dash.Dashed => "6 4", Dash.Dotted => "0.1 4", Dash.DashDotted => "7 3 1.5 3", _ => null }));

    public static void Symbol(SvgWriter svg, Marker marker, double x, double y, double r, Paint paint, bool halo)
    {
        var shape = Shape(marker, x, y, r);
        if (marker == Marker.Cross)
        {
            if (halo)
            {
                Stroke(svg, shape, svg.Background, Dash.Solid, 3);
            }

            Stroke(svg, shape, paint, Dash.Solid, 1.4);
            return;
        }

        var css = "f-" + paint.Name + (halo ? " s-background" : "");
        var (edge, width) = halo ? (svg.Theme.Background, (object)0.8) : (null, null);
        if (marker == Marker.Circle)
        {
            svg.Leaf("circle", ("cx", x), ("cy", y), ("r", r), ("class", css), ("fill", paint.Fallback), ("stroke", edge), ("stroke-width", width));
            return;
        }

        svg.Leaf("path", ("d", shape), ("class", css), ("fill", paint.Fallback), ("stroke", edge), ("stroke-width", width));
    }

    private void Curve(Lines lines, Paint paint)
    {
        foreach (var piece in Polyline.Pieces(lines.X, lines.Y, x, y))
        {
            if (piece.Count == 1)
            {
                svg.Leaf("circle", ("cx", piece[0].X), ("cy", piece[0].Y), ("r", LineWidth), ("class", "f-" + paint.Name), ("fill", paint.Fallback));
            }
            else
            {
                Stroke(svg, Polyline.Path(Polyline.Thin(piece, Width)), paint, lines.Dash, LineWidth);
            }
        }
    }

    private void Area(Band band, Paint paint)
    {
        // An interval that reaches below what a logarithmic axis can show reaches its lower end.
        var lower = y.Scale == AxisScale.Linear ? band.Lower : [.. band.Lower.Select(v => v < y.Range.Lower ? y.Range.Lower : v)];
        double[] gapped = [.. band.X.Select((v, i) => y.Accepts(lower[i]) && y.Accepts(band.Upper[i]) ? v : double.NaN)];
        foreach (var (bottom, top) in Polyline.Pieces(gapped, lower, x, y).Zip(Polyline.Pieces(gapped, band.Upper, x, y)))
        {
            var outline = Polyline.Thin(top, Width).Concat(Polyline.Thin(bottom, Width).AsEnumerable().Reverse());
            svg.Leaf("path", ("d", Polyline.Path(outline, closed: true)), ("class", "f-" + paint.Name), ("fill", paint.Fallback),
                ("fill-opacity", BandOpacity));
        }
    }

    private void Points(Scatter scatter, Paint paint)
    {
        int[] shown = [.. Enumerable.Range(0, scatter.X.Length).Where(i => x.Shows(scatter.X[i]) && y.Shows(scatter.Y[i]))];
        if (shown.Length > Crowd)
        {
            shown = [.. shown.DistinctBy(i => (Math.Floor(x.Position(scatter.X[i])), Math.Floor(y.Position(scatter.Y[i]))))];
        }

        // A crowd's points are smaller than a quarter of their distance.
        var radius = shown.Length <= Few ? 3.2 : Math.Clamp(0.25 * Math.Sqrt(Width * Math.Abs(y.End - y.Start) / shown.Length), 0.9, 2.4);
        foreach (var i in shown)
        {
            Bar(scatter, i, paint);
        }

        if (shown.Length <= Few)
        {
            foreach (var i in shown)
            {
                Symbol(svg, scatter.Marker, x.Position(scatter.X[i]), y.Position(scatter.Y[i]), radius, paint, halo: true);
            }

            return;
        }

        // One path: dots are strokes of no length with round ends.
        var path = string.Concat(shown.Select(i => Shape(scatter.Marker, x.Position(scatter.X[i]), y.Position(scatter.Y[i]), radius)));
        if (scatter.Marker is Marker.Circle or Marker.Cross)
        {
            Stroke(svg, path, paint, Dash.Solid, scatter.Marker == Marker.Circle ? 2 * radius : 0.6 * radius);
        }
        else
        {
            svg.Leaf("path", ("d", path), ("class", "f-" + paint.Name), ("fill", paint.Fallback));
        }
    }

    private static string Shape(Marker marker, double x, double y, double r) => marker switch
    {
        Marker.Circle => Polyline.Path([(x, y), (x, y)]),
        Marker.Cross => Polyline.Path([(x - (0.8 * r), y - (0.8 * r)), (x + (0.8 * r), y + (0.8 * r))]) + Polyline.Path([(x - (0.8 * r), y + (0.8 * r)), (x + (0.8 * r), y - (0.8 * r))]),
        Marker.Square => Polyline.Path([(x - (0.9 * r), y - (0.9 * r)), (x + (0.9 * r), y - (0.9 * r)), (x + (0.9 * r), y + (0.9 * r)), (x - (0.9 * r), y + (0.9 * r))], closed: true),
        Marker.Triangle => Polyline.Path([(x, y - (1.2 * r)), (x + (1.1 * r), y + (0.8 * r)), (x - (1.1 * r), y + (0.8 * r))], closed: true),
        _ => Polyline.Path([(x, y - (1.3 * r)), (x + (1.3 * r), y), (x, y + (1.3 * r)), (x - (1.3 * r), y)], closed: true),
    };

    private void Bar(Scatter scatter, int i, Paint paint)
    {
        if (scatter.Lower.IsEmpty || double.IsNaN(scatter.Lower[i]) || double.IsNaN(scatter.Upper[i]))
        {
            return;
        }

        const double Cap = 3;
        var (centre, low, high) = (x.Position(scatter.X[i]), y.Inner(scatter.Lower[i]), y.Inner(scatter.Upper[i]));
        var path = Polyline.Path([(centre, low), (centre, high)]);
        foreach (var (end, value) in (ReadOnlySpan<(double, double)>)[(low, scatter.Lower[i]), (high, scatter.Upper[i])])
        {
            path += y.Shows(value) ? Polyline.Path([(centre - Cap, end), (centre + Cap, end)]) : "";
        }

        Stroke(svg, path, paint, Dash.Solid, 1.1);
    }

    private void Blocks(Bars bars, Paint paint)
    {
        for (var i = 0; i < bars.Heights.Length; i++)
        {
            if (!y.Accepts(bars.Heights[i]))
            {
                continue;
            }

            var (left, right, end) = (x.Inner(bars.Edges[i]), x.Inner(bars.Edges[i + 1]), y.Inner(bars.Heights[i]));
            svg.Leaf("rect", ("x", left), ("y", Math.Min(end, y.Ground)), ("width", right - left), ("height", Math.Abs(y.Ground - end)),
                ("class", $"f-{paint.Name} s-{paint.Name}"), ("fill", paint.Fallback), ("fill-opacity", BarOpacity), ("stroke", paint.Fallback), ("stroke-width", 1.0));
        }
    }

    private void Stalks(Stems stems, Paint paint)
    {
        int[] shown = [.. Enumerable.Range(0, stems.X.Length).Where(i => x.Shows(stems.X[i]) && y.Shows(stems.Y[i]))];
        if (shown.Length > 0)
        {
            Stroke(svg, string.Concat(shown.Select(i => Polyline.Path([(x.Position(stems.X[i]), y.Ground), (x.Position(stems.X[i]), y.Position(stems.Y[i]))]))), paint, Dash.Solid, RuleWidth);
        }

        foreach (var i in shown)
        {
            Symbol(svg, stems.Marker, x.Position(stems.X[i]), y.Position(stems.Y[i]), shown.Length <= 60 ? 3.6 : 2, paint, halo: false);
        }
    }

    private static IEnumerable<(double X, double Y)> Between(double x1, double y1, double x2, double y2)
    {
        var steps = (int)Math.Clamp(Math.Max(Math.Abs(x2 - x1), Math.Abs(y2 - y1)) / 4, 1, 500);
        for (var i = 0; i <= steps; i++)
        {
            yield return (x1 + ((x2 - x1) * i / steps), y1 + ((y2 - y1) * i / steps));
        }
    }
}
