namespace PinnSharp.Figures.Tests;

public sealed class BarsTests
{
    // A sample with the quantiles of the normal distribution, near enough.
    private static readonly double[] Sample = [.. Enumerable.Range(0, 1000).Select(i => Math.Log((i + 0.5) / (999.5 - i)) / 1.702)];

    [TestCase(null)]
    [TestCase(1)]
    [TestCase(17)]
    public void A_density_integrates_to_one(int? bins)
    {
        var bars = Histogram.Of(Sample, bins);
        Assert.That(bars.Heights.Select((h, i) => h * (bars.Edges[i + 1] - bars.Edges[i])).Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That((bars.Edges[0], bars.Edges[^1]), Is.EqualTo((Sample[0], Sample[^1])).Within(1e-12));
        Assert.That(Histogram.Of(Sample, bins, counts: true).Heights.Sum(), Is.EqualTo(1000));
    }

    [Test]
    public void Bins_are_as_wide_as_Freedman_and_Diaconis_say()
    {
        var iqr = 2 * Math.Log(3) / 1.702;
        var bars = Histogram.Of(Sample.Reverse());
        Assert.That(bars.Heights, Has.Length.EqualTo((int)Math.Ceiling((Sample[^1] - Sample[0]) / (2 * iqr / 10))).Within(1));
        Assert.That(bars.Heights.SequenceEqual(bars.Heights.Reverse()) || bars.Heights.Zip(bars.Heights.Reverse()).All(h => Math.Abs(h.First - h.Second) < 0.02), Is.True, "symmetric");
    }

    [Test]
    public void Samples_without_spread_and_without_values()
    {
        Assert.That(Histogram.Of([3, 3, 3, double.NaN]).Edges, Is.EqualTo(new[] { 2.85, 3.15 }).Within(1e-12));
        Assert.That(Histogram.Of([0, 0]).Heights.Single(), Is.EqualTo(1));
        Assert.That(() => Histogram.Of([double.NaN]), Throws.ArgumentException);
        Assert.That(() => Histogram.Of([1], 0), Throws.ArgumentException);
        Assert.That(Histogram.Of([0, 0, 0, 0, 0, 0, 0, 7]).Heights.Count(h => h > 0), Is.EqualTo(2), "an interquartile range of zero");
    }

    [Test]
    public void Edges_are_one_more_and_ascend()
    {
        Assert.That(() => new Bars([0, 1], [1, 2]), Throws.ArgumentException.With.Message.Contains("2 bars have 3 edges"));
        Assert.That(() => new Bars([0, 1, 1], [1, 2]), Throws.ArgumentException.With.Message.Contains("ascend"));
    }

    [Test]
    public void Bars_stand_on_zero()
    {
        var drawing = new Drawing(new Figure { Marks = [new Bars([0, 1, 3, 4], [2, -1, double.NaN])] });
        var rects = drawing.Mark("bars").Elements().Where(e => e.Name.LocalName == "rect").Select(e => (
            Low: drawing.Data((Drawing.Number(e, "x"), Drawing.Number(e, "y") + Drawing.Number(e, "height"))),
            High: drawing.Data((Drawing.Number(e, "x") + Drawing.Number(e, "width"), Drawing.Number(e, "y"))))).ToArray();
        Assert.That(rects, Has.Length.EqualTo(2));
        Assert.That(rects[0].Low, Is.EqualTo((0.0, 0.0)).Within(0.01));
        Assert.That(rects[0].High, Is.EqualTo((1.0, 2.0)).Within(0.01));
        Assert.That(rects[1].Low, Is.EqualTo((1.0, -1.0)).Within(0.01));
        Assert.That(rects[1].High, Is.EqualTo((3.0, 0.0)).Within(0.01));
        Assert.That(new Drawing(new Figure { Marks = [new Bars([0, 1], [5])] }).Axis("y").Range.Lower, Is.Zero);

        var logarithmic = new Drawing(new Figure { Y = new(Scale: AxisScale.Logarithmic), Marks = [new Bars([0, 1, 2], [100, 0.1])] });
        var bar = logarithmic.Mark("bars").Elements().First(e => e.Name.LocalName == "rect");
        Assert.That(Drawing.Number(bar, "y") + Drawing.Number(bar, "height"), Is.EqualTo(logarithmic.Axis("y").Start).Within(0.01));
    }

    [Test]
    public void Stems_reach_from_the_ground_to_their_points()
    {
        double[] x = [1, 2, 3], y = [50, 1, 0.02];
        foreach (var scale in Enum.GetValues<AxisScale>())
        {
            var drawing = new Drawing(new Figure { Y = new(Scale: scale), Marks = [new Stems(x, y)] });
            var stems = Drawing.Paths(drawing.Mark("stems"));
            var ground = scale == AxisScale.Linear ? drawing.Axis("y").Position(0) : drawing.Axis("y").Start;
            Assert.That(stems.Select(s => s[0].Y), Is.All.EqualTo(ground).Within(0.01));
            Assert.That(stems.Select(s => drawing.Data(s[1])).Select(p => p.X), Is.EqualTo(x).Within(0.01));
            Assert.That(stems.Select(s => drawing.Axis("y").Position(y[stems.IndexOf(s)]) - s[1].Y), Is.All.EqualTo(0).Within(0.02));
            Assert.That(drawing.Circles("stems").Select(p => p.X), Is.EqualTo(x).Within(0.01));
        }
    }

    [Test]
    public void A_vertical_rule_spans_the_height_and_widens_the_axis()
    {
        var drawing = new Drawing(new Figure { Marks = [new Lines([0, 1], [0, 1]), new VerticalRule(4)] });
        var rule = Drawing.Paths(drawing.Mark("verticalrule")).Single();
        Assert.That(rule.Select(p => p.Y), Is.EqualTo(new[] { drawing.Axis("y").Start, drawing.Axis("y").End }).Within(0.01));
        Assert.That(rule.Select(p => drawing.Data(p).X), Is.All.EqualTo(4).Within(0.01));
    }
}
