namespace PinnSharp.Figures.Tests;

public sealed class ArrowsTests
{
    private static readonly (double X, double Y)[] Grid = [.. from j in Enumerable.Range(0, 9) from i in Enumerable.Range(0, 9) select (-1 + (0.25 * i), -1 + (0.25 * j))];

    private static Figure Field(Func<double, double, (double U, double V)> f, double scale = 1) => new()
    {
        EqualScales = true,
        Marks = [new Arrows(Grid.Select(p => p.X), Grid.Select(p => p.Y), Grid.Select(p => scale * f(p.X, p.Y).U), Grid.Select(p => scale * f(p.X, p.Y).V)) { Label = "flow", Unit = "m/s" }],
    };

    // Every arrow is a shaft and a head: every other piece of the upper path.
    private static List<List<(double X, double Y)>> Shafts(Drawing drawing) =>
        [.. Drawing.Paths(drawing.Mark("arrows").Elements().Last(e => e.Name.LocalName == "path")).Where((_, i) => i % 2 == 0)];

    private static double Length(List<(double X, double Y)> shaft) => double.Hypot(shaft[1].X - shaft[0].X, shaft[1].Y - shaft[0].Y);

    [TestCase(1)]
    [TestCase(1e-9)]
    public void Arrows_are_centred_proportional_and_parallel(double scale)
    {
        var drawing = new Drawing(Field((x, y) => (-y, x), scale));
        var shafts = Shafts(drawing);
        Assert.That(shafts, Has.Count.EqualTo(80), "the centre has none");
        var spacing = drawing.Axis("x").Position(0.25) - drawing.Axis("x").Position(0);
        Assert.That(shafts.Max(Length), Is.EqualTo(0.95 * spacing).Within(0.02));
        foreach (var shaft in shafts)
        {
            var (x, y) = drawing.Data(((shaft[0].X + shaft[1].X) / 2, (shaft[0].Y + shaft[1].Y) / 2));
            Assert.That((Math.Round(4 * x), Math.Round(4 * y)), Is.EqualTo((4 * x, 4 * y)).Within(0.01));
            Assert.That(Length(shaft) / shafts.Max(Length), Is.EqualTo(double.Hypot(x, y) / Math.Sqrt(2)).Within(2e-3));

            // A rotation: across the radius, counterclockwise; pixels count downwards.
            var (dx, dy) = (shaft[1].X - shaft[0].X, -(shaft[1].Y - shaft[0].Y));
            Assert.That(((dx * x) + (dy * y)) / Length(shaft), Is.EqualTo(0).Within(2e-3));
            Assert.That((dy * x) - (dx * y), Is.Positive);
        }
    }

    [Test]
    public void The_legend_tells_the_length()
    {
        var drawing = new Drawing(Field((x, y) => (-y, x), 3));
        var legend = drawing.WithClass("legend").Single();
        Assert.That(legend.Descendants().Single(e => e.Name.LocalName == "text").Value, Is.EqualTo("flow 2\u00a0m/s"));
        var key = Drawing.Paths(legend)[0];
        var perUnit = Shafts(drawing).Max(Length) / (3 * Math.Sqrt(2));
        Assert.That(Length(key), Is.EqualTo(2 * perUnit).Within(0.02));
    }

    [Test]
    public void On_other_scales_arrows_are_tangent_to_stream_lines()
    {
        // Along y = x² at (1, 1), on axes of unequal and logarithmic scales.
        foreach (var scale in Enum.GetValues<AxisScale>())
        {
            var drawing = new Drawing(new Figure { X = new(Scale: scale, Range: new(0.1, 10)), Y = new(Range: new(0, 3)), Marks = [new Arrows([1, 3], [1, 2], [1, 0], [2, 0])] });
            var (x, y) = (drawing.Axis("x"), drawing.Axis("y"));
            var shaft = Shafts(drawing).Single();
            var (dx, dy) = (x.Position(1.0001) - x.Position(0.9999), y.Position(1.0001 * 1.0001) - y.Position(0.9999 * 0.9999));
            Assert.That((shaft[1].Y - shaft[0].Y) / (shaft[1].X - shaft[0].X), Is.EqualTo(dy / dx).Within(0.5).Percent);
        }
    }

    [Test]
    public void Fields_without_length_or_with_holes_are_drawn()
    {
        Assert.That(Drawing.Paths(new Drawing(Field((x, y) => (0, 0))).Mark("arrows")), Is.Empty);
        Assert.That(Shafts(new Drawing(Field((x, y) => x > 0.1 ? (double.NaN, 1) : (1, 1)))), Has.Count.EqualTo(45));
    }

    [Test]
    public void Crowded_arrows_are_thinned_evenly()
    {
        double[] x = [.. Enumerable.Range(0, 3600).Select(i => i % 60 / 59.0)], y = [.. Enumerable.Range(0, 3600).Select(i => i / 60 / 59.0)];
        var drawing = new Drawing(new Figure { EqualScales = true, Marks = [new Arrows(x, y, x.Select(_ => 1.0), x.Select(_ => 0.0))] }, new() { Width = 400, Height = 400 });
        var shafts = Shafts(drawing);
        var columns = shafts.Select(s => Math.Round(s[0].X, 1)).Distinct().Count();
        Assert.That(shafts, Has.Count.EqualTo(columns * columns));
        Assert.That(shafts.Select(Length), Is.All.GreaterThan(10));
    }
}
