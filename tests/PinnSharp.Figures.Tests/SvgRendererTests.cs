using System.Xml.Linq;

namespace PinnSharp.Figures.Tests;

public sealed class SvgRendererTests
{
    private static double[] Range(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    [Test]
    public void Points_lie_where_the_axes_say()
    {
        double[] x = [0.1, 1, 25, 300], y = [-2, 0.5, 3, 1];
        var drawing = new Drawing(new Figure { X = new("t", "d", AxisScale.Logarithmic), Y = new("s", "m"), Marks = [new Scatter(x, y)] });
        var points = drawing.Circles("scatter");
        for (var i = 0; i < x.Length; i++)
        {
            Assert.That(points[i].X, Is.EqualTo(x[i]).Within(0.02).Percent);
            Assert.That(points[i].Y, Is.EqualTo(y[i]).Within(2e-4));
        }
    }

    [Test]
    public void Lines_break_at_values_that_cannot_be_drawn()
    {
        double[] y = [1, 2, double.NaN, 4, double.PositiveInfinity, 6, 7, 8, 2e300, 0];
        var lines = new Lines(Range(10, i => i), y);
        var linear = new Drawing(new Figure { Marks = [lines] });
        Assert.That(Drawing.Paths(linear.Mark("lines")).Select(p => p.Count), Is.EqualTo(new[] { 2, 3 }));
        Assert.That(linear.Circles("lines").Select(p => p.X), Is.EqualTo(new[] { 3.0, 9.0 }).Within(1e-3), "a lone point is a dot");

        var logarithmic = new Drawing(new Figure { Y = new(Scale: AxisScale.Logarithmic), Marks = [lines] });
        Assert.That(logarithmic.Circles("lines").Select(p => p.X), Is.EqualTo(new[] { 3.0 }).Within(1e-3), "zero has no place on it");
        var (first, second) = (Drawing.Paths(logarithmic.Mark("lines"))[0].Select(logarithmic.Data), Drawing.Paths(logarithmic.Mark("lines"))[1].Select(logarithmic.Data));
        Assert.That(first.Concat(second).Select(p => p.Y), Is.EqualTo(new double[] { 1, 2, 6, 7, 8 }).Within(0.03).Percent);
    }

    [Test]
    public void A_hundred_thousand_points_are_thinned_and_keep_their_envelope()
    {
        var y = Range(100_000, i => Math.Sin(i * 1e-4) + (0.3 * Math.Sin(i * 1.7)));
        y[54_321] = 9;
        var drawing = new Drawing(new Figure { Marks = [new Lines(Range(y.Length, i => i), y)] });
        var path = Drawing.Paths(drawing.Mark("lines")).Single();
        Assert.That(path, Has.Count.LessThan(4 * 600));
        var back = path.ConvertAll(drawing.Data);
        Assert.That(back.Max(p => p.Y), Is.EqualTo(9).Within(0.01));
        Assert.That(back.Min(p => p.Y), Is.EqualTo(y.Min()).Within(0.01));
        Assert.That((back[0].X, back[^1].X), Is.EqualTo((0.0, 99_999.0)).Within(1));

        // In every tenth of the width: the same lowest and highest value, to a pixel.
        var pixel = (drawing.Axis("y").Range.Upper - drawing.Axis("y").Range.Lower) / (drawing.Axis("y").Start - drawing.Axis("y").End);
        for (var part = 0; part < 10; part++)
        {
            var shown = back.Where(p => p.X >= (part * 10_000) - 200 && p.X < ((part + 1) * 10_000) + 200).Select(p => p.Y).ToArray();
            var meant = y[(part * 10_000)..((part + 1) * 10_000)];
            Assert.That(shown.Max(), Is.GreaterThanOrEqualTo(meant.Max() - pixel));
            Assert.That(shown.Min(), Is.LessThanOrEqualTo(meant.Min() + pixel));
        }
    }

    [Test]
    public void Many_equal_points_are_drawn_once_a_pixel()
    {
        var drawing = new Drawing(new Figure { Marks = [new Scatter(Range(100_000, i => i % 100), Range(100_000, i => i % 7))] });
        var dots = Drawing.Paths(drawing.Mark("scatter"));
        Assert.That(dots, Has.Count.EqualTo(700));
        Assert.That(dots.Select(d => drawing.Data(d[0])).Select(p => (Math.Round(p.X), Math.Round(p.Y))).Distinct().Count(), Is.EqualTo(700));
        Assert.That(dots.Select(d => d[1]), Is.EqualTo(dots.Select(d => d[0])), "strokes of no length");

        foreach (var marker in Enum.GetValues<Marker>())
        {
            var marked = new Drawing(new Figure { Marks = [new Scatter(Range(1000, i => i % 40), Range(1000, i => i / 40)) { Marker = marker }] });
            var path = marked.Mark("scatter").Elements().Single(e => e.Name.LocalName == "path");
            Assert.That(Drawing.Paths(path).Count, Is.EqualTo(marker == Marker.Cross ? 2000 : 1000));
        }
    }

    [Test]
    public void Error_bars_reach_their_ends()
    {
        var figure = new Figure { Marks = [new Scatter([1, 2], [5, 6]).WithErrors([0.5, double.NaN])] };
        var drawing = new Drawing(figure);
        var bars = Drawing.Paths(drawing.Mark("scatter"));
        Assert.That(bars, Has.Count.EqualTo(3), "a bar with two caps; none where the error is not a number");
        Assert.That(bars[0].Select(p => drawing.Data(p).Y), Is.EqualTo(new[] { 4.5, 5.5 }).Within(1e-3));

        var logarithmic = new Drawing(figure with { Y = new(Scale: AxisScale.Logarithmic), Marks = [new Scatter([1], [5]).WithIntervals([-1], [9])] });
        bars = Drawing.Paths(logarithmic.Mark("scatter"));
        Assert.That(bars, Has.Count.EqualTo(2), "no cap where the bar leaves the axis");
        Assert.That(bars[0][0].Y, Is.EqualTo(logarithmic.Axis("y").Start));
    }

    [Test]
    public void Bands_enclose_their_interval()
    {
        var drawing = new Drawing(new Figure { Marks = [new Band([0, 1, 2, 3], [1, 2, double.NaN, 1], [2, 4, 5, 3])] });
        var areas = Drawing.Paths(drawing.Mark("band"));
        Assert.That(areas[0].Select(drawing.Data).Select(p => p.Y), Is.EqualTo(new double[] { 2, 4, 2, 1 }).Within(1e-2));
        Assert.That(areas[0].Select(drawing.Data).Select(p => p.X), Is.EqualTo(new double[] { 0, 1, 1, 0 }).Within(1e-2));
    }

    [Test]
    public void Rules_span_the_width_and_widen_the_axis()
    {
        var drawing = new Drawing(new Figure { Marks = [new Lines([0, 1], [0, 1]), new HorizontalRule(5) { Label = "truth" }] });
        var rule = Drawing.Paths(drawing.Mark("horizontalrule")).Single().ConvertAll(drawing.Data);
        Assert.That(rule.Select(p => p.X), Is.EqualTo(new double[] { 0, 1 }).Within(1e-6));
        Assert.That(rule.Select(p => p.Y), Is.All.EqualTo(5).Within(0.01));
    }

    [TestCase(0.0, -1, 1)]
    [TestCase(7.0, 6.65, 7.35)]
    [TestCase(-1e-9, -1.05e-9, -0.95e-9)]
    [TestCase(1e-320, -1, 1)]
    [TestCase(1e299, 0.95e299, 1.05e299)]
    public void Constant_data_have_room_around_them(double value, double lower, double upper)
    {
        // The second value differs by rounding only.
        var axis = new Drawing(new Figure { Marks = [new Lines([1, 2], [value, value * (1 + 1e-13)])] }).Axis("y");
        Assert.That(axis.Range.Lower, Is.EqualTo(lower).Within(1e-9).Percent);
        Assert.That(axis.Range.Upper, Is.EqualTo(upper).Within(1e-9).Percent);
    }

    [Test]
    public void A_single_point_stands_in_the_middle()
    {
        foreach (var scale in Enum.GetValues<AxisScale>())
        {
            var drawing = new Drawing(new Figure { X = new(Scale: scale), Y = new(Scale: scale), Marks = [new Scatter([3], [7])] });
            var (x, y) = (drawing.Axis("x"), drawing.Axis("y"));
            var dot = drawing.Mark("scatter").Descendants().Single(e => e.Name.LocalName == "circle");
            Assert.That(Drawing.Number(dot, "cx"), Is.EqualTo((x.Start + x.End) / 2).Within(0.01));
            Assert.That(Drawing.Number(dot, "cy"), Is.EqualTo((y.Start + y.End) / 2).Within(0.01));
            Assert.That(drawing.XLabels, Is.Not.Empty);
        }
    }

    [Test]
    public void Figures_without_data_say_so()
    {
        Figure[] figures =
        [
            new(), new() { Marks = [new Lines([], [])] }, new() { Marks = [new Scatter([1, double.NaN], [double.NaN, 1])] },
            new() { Y = new(Scale: AxisScale.Logarithmic), Marks = [new Lines([1, 2], [0, -1])] },
            new() { Marks = [new HeatMap(new(0, 1), new(0, 1), 2, [double.NaN, double.NaN])] },
        ];
        foreach (var figure in figures)
        {
            Assert.That(new Drawing(figure).Texts, Does.Contain("no data"));
        }

        Assert.That(new Drawing(SvgRenderer.Render(new FigureGrid())).Texts, Does.Contain("no data"));
        Assert.That(new Drawing(new Figure { Marks = [new Scatter([1], [1])] }).Texts, Does.Not.Contain("no data"));
    }

    [TestCase(1e-299)]
    [TestCase(1e299)]
    public void Extreme_magnitudes_keep_their_shape(double size)
    {
        var drawing = new Drawing(new Figure { Marks = [new Lines([-size, 0, size], [0, size, -size])] });
        Assert.That(Drawing.Paths(drawing.Mark("lines")).Single().Select(p => drawing.Data(p).Y / size), Is.EqualTo(new double[] { 0, 1, -1 }).Within(0.01));
        Assert.That(drawing.XLabels, Does.Contain(size > 1 ? "(10^299)" : "(10^−299)"));
    }

    [Test]
    public void A_given_range_hides_what_is_outside()
    {
        var figure = new Figure
        {
            X = new(Range: new(0, 10)), Y = new(Range: new(-1, 1)),
            Marks = [new Scatter([-1, 5, 11], [0, 0.5, 0]), new Lines([-1e12, 20], [0, 1e290])],
        };
        var drawing = new Drawing(figure);
        Assert.That(drawing.Circles("scatter").Select(p => p.X), Is.EqualTo(new[] { 5.0 }).Within(1e-3));
        Assert.That(Drawing.Paths(drawing.Mark("lines")).Single().Max(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y))), Is.LessThanOrEqualTo(1e5));
        var clip = drawing.Named("clipPath").Single();
        Assert.That(drawing.Mark("lines").Attribute("clip-path")!.Value, Is.EqualTo($"url(#{clip.Attribute("id")!.Value})"));

        // The vertical axis fits what is shown, not what lies beside it.
        var fitted = new Drawing(new Figure { X = new(Range: new(0, 1)), Marks = [new Lines([0, 1, 2], [1, 2, 100])] });
        Assert.That(fitted.Axis("y").Range.Upper, Is.LessThan(3));
    }

    [Test]
    public void A_logarithmic_range_is_positive() =>
        Assert.That(() => SvgRenderer.Render(new Figure { X = new("t", Scale: AxisScale.Logarithmic, Range: new(0, 1)) }),
            Throws.ArgumentException.With.Message.EqualTo("The logarithmic axis 't' needs a positive range; this one begins at 0."));

    [Test]
    public void Ticks_stand_at_their_values()
    {
        var drawing = new Drawing(new Figure { Marks = [new Lines([0, 10], [0, 1e-4])] });
        Assert.That(drawing.XLabels.Last(), Is.EqualTo("10"));
        Assert.That(drawing.YLabels, Is.EqualTo(new[] { "0.0", "0.2", "0.4", "0.6", "0.8", "1.0", "(10^−4)" }));
        var x = drawing.Axis("x");
        foreach (var text in drawing.WithClass("axis").First().Elements().Where(e => e.Name.LocalName == "text"))
        {
            Assert.That(x.Value(Drawing.Number(text, "x")), Is.EqualTo(double.Parse(text.Value, System.Globalization.CultureInfo.InvariantCulture)).Within(1e-3));
        }
    }

    [Test]
    public void Captions_tell_label_power_and_unit()
    {
        var drawing = new Drawing(new Figure { X = new("time t", "d"), Y = new("T", "m^2/d"), Marks = [new Lines([0, 1], [461.3, 461.3000064])] });
        Assert.That(drawing.XLabels.Last(), Is.EqualTo("time t (d)"));
        Assert.That(drawing.YLabels.Last(), Is.EqualTo("T − 461.3 (10^−6\u00a0m^2/d)"));
    }

    [Test]
    public void Any_text_is_safe()
    {
        const string Hostile = "a<b> & \"c\" 'd' ]]> <script>alert(1)</script> \u0001\ud800 \U0001F600 é";
        const string Shown = "a<b> & \"c\" 'd' ]]> <script>alert(1)</script> \ufffd\ufffd \U0001F600 é";
        var svg = SvgRenderer.Render(
            new Figure { Title = Hostile, X = new(Hostile, Hostile), Y = new(Hostile), Marks = [new Lines([0, 1], [0, 1]) { Label = Hostile }] },
            new SvgOptions { Width = 3000, FontFamily = "\"><x/>" });
        var drawing = new Drawing(svg);
        Assert.That(drawing.Named("script"), Is.Empty);
        Assert.That(drawing.Named("x"), Is.Empty);
        Assert.That(drawing.Named("title").First().Value, Is.EqualTo(Shown));
        Assert.That(drawing.Texts.Count(t => t.Contains(Shown, StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void A_figure_describes_itself()
    {
        var drawing = new Drawing(new Figure
        {
            Title = "Data", X = new("t", "d", AxisScale.Logarithmic), Y = new("s"), Marks = [new Scatter([1, 10], [0, 2]) { Label = "well" }, new HorizontalRule(1)],
        });
        Assert.That(drawing.Root.Attribute("role")!.Value, Is.EqualTo("img"));
        var description = drawing.Named("desc").Single();
        Assert.That(description.Value, Does.Contain("Horizontal axis: t in d, logarithmic, from").And.Contain("Shown: well, scatter of 2 points; a horizontal line at 1."));
        Assert.That(drawing.Root.Attribute("aria-labelledby")!.Value,
            Is.EqualTo($"{drawing.Named("title").First().Attribute("id")!.Value} {description.Attribute("id")!.Value}"));
    }

    [Test]
    public void The_legend_covers_no_data()
    {
        // Data in every corner but one; then everywhere.
        Lines[] corners = [new([0, 0.3], [1, 1]), new([0, 0.3], [0, 0]), new([0.7, 1], [0, 0])];
        var marks = corners.Select((c, i) => (Mark)(c with { Label = $"line {i}" })).ToArray();
        var drawing = new Drawing(new Figure { X = new(Range: new(0, 1)), Y = new(Range: new(-0.1, 1.1)), Marks = [.. marks] });
        var box = drawing.WithClass("legend").Single().Elements().First();
        var (left, top) = drawing.Data((Drawing.Number(box, "x"), Drawing.Number(box, "y")));
        Assert.That((left > 0.5, top > 0.5), Is.EqualTo((true, true)));

        var full = new Drawing(new Figure { Marks = [new Lines(Range(400, i => i), Range(400, i => Math.Sin(i))) { Label = "everywhere" }] });
        var text = full.WithClass("legend").Single().Descendants().Single(e => e.Name.LocalName == "text");
        Assert.That(Drawing.Number(text, "y"), Is.LessThan(full.Axis("y").End));
    }

    [Test]
    public void Marks_with_one_label_share_entry_and_colour()
    {
        var drawing = new Drawing(new Figure
        {
            Marks = [new Band([0, 1], [0, 0], [1, 1]) { Label = "u" }, new Lines([0, 1], [0, 1]) { Label = "u" }, new Lines([0, 1], [1, 0]) { Label = "v" }],
        });
        Assert.That(drawing.WithClass("legend").Single().Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value), Is.EqualTo(new[] { "u", "v" }));
        Assert.That(Colours("band", "fill").Concat(Colours("lines", "stroke")), Is.EqualTo(new[] { "#0072b2", "#0072b2", "#d55e00" }));

        IEnumerable<string> Colours(string kind, string attribute) =>
            drawing.WithClass(kind).Select(m => m.Elements().Single(e => e.Name.LocalName == "path").Attribute(attribute)!.Value);
    }

    [Test]
    public void Themes_are_custom_properties_with_a_fallback()
    {
        var figure = new Figure { Marks = [new Lines([0, 1], [0, 1])] };
        var automatic = SvgRenderer.Render(figure);
        Assert.That(automatic, Does.Contain("prefers-color-scheme:dark").And.Contain("stroke:var(--ink1)"));
        Assert.That(SvgRenderer.Render(figure, new() { Theme = FigureTheme.Light }), Does.Not.Contain("prefers-color-scheme"));
        var dark = new Drawing(figure, new() { Theme = FigureTheme.Dark });
        Assert.That(dark.Named("rect").First().Attribute("fill")!.Value, Is.EqualTo("#14171b"));
    }

    [Test]
    public void The_same_figure_gives_the_same_text_and_another_other_ids()
    {
        static Figure Make(double last) => new() { Title = "T", Marks = [new Lines([0, 1, 2], [0, 1, last]) { Label = "u" }] };
        var (first, second) = (SvgRenderer.Render(Make(2)), SvgRenderer.Render(Make(2)));
        Assert.That(second, Is.EqualTo(first));
        var (a, b) = (new Drawing(Make(2)), new Drawing(Make(3)));
        Assert.That(Ids(a).Intersect(Ids(b)), Is.Empty);
        Assert.That(Ids(a), Is.Unique);
        Assert.That(Ids(new Drawing(Make(2), new() { IdPrefix = "loss" })), Is.All.StartsWith("loss"));
        Assert.That(first.Split("http"), Has.Length.EqualTo(2), "the namespace is the only address");

        static IEnumerable<string> Ids(Drawing drawing) => drawing.Root.DescendantsAndSelf().Attributes("id").Select(i => i.Value);
    }

    [TestCase("")]
    [TestCase("1a")]
    [TestCase("a b")]
    [TestCase("a{}")]
    public void Ids_are_plain(string prefix) => Assert.That(() => SvgRenderer.Render(new Figure(), new() { IdPrefix = prefix }), Throws.ArgumentException);

    [TestCase(100.0, 100.0, 12.0)]
    [TestCase(double.NaN, 300.0, 12.0)]
    [TestCase(600.0, 1e9, 12.0)]
    [TestCase(600.0, 300.0, 0.0)]
    public void Sizes_without_room_are_refused(double width, double height, double font) =>
        Assert.That(() => SvgRenderer.Render(new Figure(), new() { Width = width, Height = height, FontSize = font }), Throws.ArgumentException);

    [TestCase(144, 120, 12)]
    [TestCase(200, 150, 12)]
    [TestCase(600, 375, 24)]
    [TestCase(1200, 800, 16)]
    public void No_text_leaves_the_picture(double width, double height, double font)
    {
        var figure = new Figure
        {
            Title = "A title of several words", X = new("a rather long name of a quantity", "kg*m^2/s^2"), Y = new("another rather long name", "m"),
            Marks = [new Scatter([0, 1e-7], [-123456, 234567])],
        };
        var drawing = new Drawing(figure, new() { Width = width, Height = height, FontSize = font });
        foreach (var text in drawing.Named("text"))
        {
            var (x, y) = (Drawing.Number(text, "x"), Drawing.Number(text, "y"));
            var size = TextMetrics.Width(text.Value, Drawing.Number(text, "font-size") * 0.8);
            var anchor = text.Attribute("text-anchor")?.Value ?? "start";
            var turned = text.Attribute("transform") is not null;
            var (from, to) = anchor switch { "start" => (0.0, size), "end" => (-size, 0.0), _ => (-size / 2, size / 2) };
            var along = turned ? y : x;
            Assert.That(along + from, Is.GreaterThanOrEqualTo(-1), text.Value);
            Assert.That(along + to, Is.LessThanOrEqualTo((turned ? height : width) + 1), text.Value);
            Assert.That(turned ? x : y, Is.InRange(0, turned ? width : height), text.Value);
        }
    }

    [Test]
    public void Panels_above_one_another_share_their_edges()
    {
        Figure Panel(double scale) => new() { Title = $"panel", Marks = [new Lines([0, 1], [0, scale])] };
        var svg = SvgRenderer.Render(new FigureGrid { Title = "Grid", Columns = 2, Panels = [Panel(1), Panel(2), Panel(12345.678), Panel(0.025)] });
        var panels = new Drawing(svg).Panels.ToArray();
        Assert.That(panels, Has.Length.EqualTo(4));
        Assert.That(panels[0].Axis("x").Start, Is.EqualTo(panels[2].Axis("x").Start));
        Assert.That(panels[1].Axis("x").End, Is.EqualTo(panels[3].Axis("x").End));
        Assert.That(panels.Select(p => p.Root.Attribute("transform")?.Value), Is.Unique);
        Assert.That(new Drawing(svg).Root.Attribute("width")!.Value, Is.EqualTo("760"));
    }
}
