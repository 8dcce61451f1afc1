namespace PinnSharp.Figures.Tests;

public sealed class ContourTests
{
    private static readonly AxisRange Unit = new(-1, 1);

    private static HeatMap Map(int nodes, Func<double, double, double> f) => HeatMap.FromNodes(Unit, Unit, nodes,
        from j in Enumerable.Range(0, nodes) from i in Enumerable.Range(0, nodes) select f(-1 + (2.0 * i / (nodes - 1)), -1 + (2.0 * j / (nodes - 1))));

    private static Drawing Draw(HeatMap map) => new(new Figure { Marks = [map] });

    private static List<List<(double X, double Y)>> Curves(Drawing drawing, double level) =>
        [.. Drawing.Paths(drawing.WithClass("contour").Single(c => Drawing.Number(c, "data-level") == level)).Select(c => c.ConvertAll(drawing.Data))];

    private static double Pixel(Drawing drawing) => 2 / Math.Min(drawing.Axis("x").End - drawing.Axis("x").Start, drawing.Axis("y").Start - drawing.Axis("y").End);

    [Test]
    public void Contours_lie_on_the_level_set()
    {
        // x² + y² = 0.25: linear interpolation errs by h²/8 · 2 in the value, h = 0.05.
        var drawing = Draw(Map(41, (x, y) => (x * x) + (y * y)) with { Contours = [0.25] });
        var curve = Curves(drawing, 0.25).Single();
        Assert.That(curve, Has.Count.GreaterThan(60));
        Assert.That(curve[^1], Is.EqualTo(curve[0]), "closed");
        Assert.That(curve.Select(p => double.Hypot(p.X, p.Y)), Is.All.EqualTo(0.5).Within((0.05 * 0.05 / 4) + Pixel(drawing)));
    }

    [Test]
    public void Linear_functions_have_exact_contours_that_reach_the_border()
    {
        var nodes = Map(5, (x, y) => x + (2 * y));
        foreach (var map in (HeatMap[])[nodes, new(Unit, Unit, 4, nodes.Cells)])
        {
            double[] levels = [0.3, -2.2];
            var drawing = Draw(map with { Contours = [.. levels] });
            foreach (var level in levels)
            {
                var curve = Curves(drawing, level).Single();
                Assert.That(curve.Select(p => p.X + (2 * p.Y)), Is.All.EqualTo(level).Within(2 * Pixel(drawing)));
                Assert.That(curve.Min(p => p.Y), Is.EqualTo(Math.Max(-1, (level - 1) / 2)).Within(Pixel(drawing)));
                Assert.That(curve.Max(p => p.Y), Is.EqualTo(Math.Min(1, (level + 1) / 2)).Within(Pixel(drawing)));
            }
        }
    }

    /// <summary>The bilinear function through the corners 1, 0, c, 0 is c/(1 + c) at its saddle: below it the high corners are joined, above it they are apart.</summary>
    [TestCase(1, 0.4, true)]
    [TestCase(1, 0.6, false)]
    [TestCase(3, 0.7, true)]
    [TestCase(3, 0.8, false)]
    public void At_a_saddle_the_bilinear_function_decides(double opposite, double level, bool joined)
    {
        foreach (var mirrored in (bool[])[false, true])
        {
            double[] corners = mirrored ? [0, 1, opposite, 0] : [1, 0, 0, opposite];
            var curves = Contouring.Of([0, 1], [0, 1], corners, level);
            Assert.That(curves.Select(c => c.Count), Is.EqualTo(new[] { 2, 2 }));

            // Each piece cuts off one corner: a low one where the high corners are joined.
            foreach (var piece in curves)
            {
                var (x, y) = (Math.Round((piece[0].X + piece[1].X) / 2), Math.Round((piece[0].Y + piece[1].Y) / 2));
                (x, y) = (piece.Any(p => p.X is 0 or 1) ? piece.First(p => p.X is 0 or 1).X : x, piece.Any(p => p.Y is 0 or 1) ? piece.First(p => p.Y is 0 or 1).Y : y);
                Assert.That(corners[(int)((2 * y) + x)], joined ? Is.EqualTo(0) : Is.GreaterThan(0));
            }
        }
    }

    [Test]
    public void Curves_are_whole_and_end_at_the_border_or_a_hole()
    {
        // One ring, cut by a strip without values.
        var drawing = Draw(Map(61, (x, y) => Math.Abs(x) < 0.15 ? double.NaN : Math.Cos(2 * x) * Math.Cos(2 * y)) with { Contours = [0.5] });
        var curves = Curves(drawing, 0.5);
        Assert.That(curves, Has.Count.EqualTo(2), "left and right of the strip");
        Assert.That(curves.SelectMany(c => c).Select(p => Math.Abs(p.X)), Is.All.GreaterThan(0.15));
        Assert.That(curves.SelectMany(c => new[] { c[0], c[^1] }).Select(p => Math.Abs(p.X)), Is.All.LessThan(0.15 + (2.0 / 30)));
    }

    [Test]
    public void Levels_are_round_within_the_range_and_marked_on_the_bar()
    {
        var map = Map(21, (x, y) => 3.3 * x).WithContours();
        Assert.That(map.Contours, Is.EqualTo(new double[] { -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3 }).Or.EqualTo(new double[] { -3, -2, -1, 0, 1, 2, 3 }));
        var drawing = Draw(map);
        var bar = drawing.WithClass("colour-bar").Single();
        var axis = Drawing.Transform(bar.Attribute("data-value")!.Value);
        var levels = bar.Elements().Where(e => e.Attribute("class")?.Value == "level").Select(e => axis.Value(Drawing.Paths(e).Single()[0].Y)).ToArray();
        Assert.That(levels, Is.EqualTo(map.Contours).Within(6.6 / Math.Abs(axis.End - axis.Start)));
        Assert.That(drawing.WithClass("contour").Count(), Is.EqualTo(map.Contours.Length));
    }

    [Test]
    public void On_a_logarithmic_scale_levels_are_decades()
    {
        var map = (Map(41, (x, y) => Math.Exp(6 * x)) with { Value = new(Scale: AxisScale.Logarithmic) }).WithContours(5);
        Assert.That(map.Contours, Is.EqualTo(new[] { 0.01, 0.1, 1, 10, 100 }));
        var drawing = Draw(map);
        foreach (var level in map.Contours)
        {
            Assert.That(Curves(drawing, level).Single().Select(p => p.X), Is.All.EqualTo(Math.Log(level) / 6).Within(Pixel(drawing)));
        }
    }
}
