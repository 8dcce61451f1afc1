using System.Collections.Immutable;

namespace PinnSharp.Figures.Tests;

/// <summary>Maps of domains with a shape: cut along the outline, without gaps beside it.</summary>
public sealed class OutlineTests
{
    private const int Nodes = 41;
    private static readonly AxisRange Unit = new(-1, 1);
    private static readonly ImmutableArray<(double X, double Y)> Square = [(-1, -1), (1, -1), (1, 1), (-1, 1)];
    private static readonly ImmutableArray<(double X, double Y)> Hole = [.. Enumerable.Range(0, 60).Select(i => (0.1 + (0.4 * Math.Cos(i * Math.PI / 30)), 0.4 * Math.Sin(i * Math.PI / 30)))];

    private static bool Outside(double x, double y) => double.Hypot(x - 0.1, y) < 0.4;

    private static HeatMap Map(Func<double, double, double> f)
    {
        var values = from j in Enumerable.Range(0, Nodes) from i in Enumerable.Range(0, Nodes)
                     let x = -1 + (2.0 * i / (Nodes - 1)) let y = -1 + (2.0 * j / (Nodes - 1))
                     select Outside(x, y) ? double.NaN : f(x, y);
        return HeatMap.FromNodes(Unit, Unit, Nodes, values) with { Outline = [Square, Hole] };
    }

    [Test]
    public void The_clip_and_the_line_are_the_rings()
    {
        var drawing = new Drawing(new Figure { EqualScales = true, Marks = [Map((x, y) => x)] });
        var clip = drawing.Named("clipPath").Single(c => c.Attribute("id")!.Value.EndsWith("-outline", StringComparison.Ordinal));
        Assert.That(clip.Elements().Single().Attribute("clip-rule")!.Value, Is.EqualTo("evenodd"));
        var line = drawing.WithClass("outline").Single();
        var pixel = 2 / (drawing.Axis("x").End - drawing.Axis("x").Start);
        foreach (var rings in (List<List<(double X, double Y)>>[])[Drawing.Paths(clip), Drawing.Paths(line)])
        {
            Assert.That(rings.Select(r => r.Count), Is.EqualTo(new[] { 4, 60 }));
            var ring = rings[1].ConvertAll(drawing.Data);
            Assert.That(ring.Select(p => double.Hypot(p.X - 0.1, p.Y)), Is.All.EqualTo(0.4).Within(pixel));
        }

        var cells = drawing.Named("image").Single();
        Assert.That(cells.Parent!.Attribute("clip-path")!.Value, Is.EqualTo($"url(#{clip.Attribute("id")!.Value})"));
    }

    [Test]
    public void No_gap_stands_between_the_field_and_a_hole_and_lines_go_on_straight()
    {
        var map = Map((x, y) => 2 + x - (3 * y));
        var fine = HeatGrid.Refined(map);
        var (columns, rows) = (map.Columns * HeatGrid.Parts(map.Columns), map.Rows * HeatGrid.Parts(map.Rows));
        var gaps = Map((x, y) => x) with { Outline = [] };
        Assert.That(HeatGrid.Refined(gaps).Count(double.IsNaN), Is.GreaterThan(fine.Count(double.IsNaN)), "without an outline the hole is as its cells");
        for (var k = 0; k < fine.Length; k++)
        {
            var (x, y) = (-1 + (2 * ((k % columns) + 0.5) / columns), -1 + (2 * ((k / columns) + 0.5) / rows));
            if (!Outside(x, y))
            {
                Assert.That(fine[k], Is.EqualTo(2 + x - (3 * y)).Within(1e-9), $"({x}, {y})");
            }
        }

        Assert.That(HeatGrid.Cells(map).Where((_, i) => !Outside(-1 + (2 * ((i % map.Columns) + 0.5) / map.Columns), -1 + (2 * ((i / map.Columns) + 0.5) / map.Rows))), Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void Contours_reach_the_outline()
    {
        var drawing = new Drawing(new Figure { Marks = [Map((x, y) => y) with { Contours = [0.1] }] });
        var curve = Drawing.Paths(drawing.WithClass("contour").Single()).Select(c => c.ConvertAll(drawing.Data)).ToList();
        var reach = Math.Sqrt(0.16 - 0.01);
        Assert.That(curve.SelectMany(c => c).Where(p => p.X < 0.1).Max(p => p.X), Is.GreaterThan(0.1 - reach));
        Assert.That(curve.SelectMany(c => c).Where(p => p.X > 0.1).Min(p => p.X), Is.LessThan(0.1 + reach));
        Assert.That(curve.SelectMany(c => c).Select(p => p.Y), Is.All.EqualTo(0.1).Within(0.01));
    }

    [Test]
    public void Inside_is_within_an_odd_number_of_rings()
    {
        var map = Map((x, y) => x);
        for (var i = 0; i < 400; i++)
        {
            var (x, y) = (1.3 * Math.Sin(i * 1.7), 1.3 * Math.Cos(i * 0.9));
            var expected = Math.Abs(x) < 1 && Math.Abs(y) < 1 && double.Hypot(x - 0.1, y) > 0.4;
            if (Math.Abs(double.Hypot(x - 0.1, y) - 0.4) > 0.002)
            {
                Assert.That(HeatGrid.Contains(map, x, y), Is.EqualTo(expected), $"({x}, {y})");
            }
        }
    }
}
