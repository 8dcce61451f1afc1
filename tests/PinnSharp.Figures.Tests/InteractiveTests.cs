using System.Buffers.Binary;
using System.Globalization;

namespace PinnSharp.Figures.Tests;

/// <summary>What a script reads, read back as it would.</summary>
public sealed class InteractiveTests
{
    private static readonly SvgOptions Interactive = new() { Interactive = true };

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    [TestCase(AxisScale.Linear)]
    [TestCase(AxisScale.Logarithmic)]
    public void Cells_are_there_to_sixteen_bits(AxisScale scale)
    {
        double[] values = [1, 2.5, double.NaN, 40, 5, 6.25];
        var map = new HeatMap(new(-1, 2), new(0, 4), 3, values) { Value = new("u", "W/m^2", scale) };
        var mark = new Drawing(new Figure { Marks = [map] }, Interactive).Mark("heatmap");
        string Data(string name) => mark.Attribute("data-" + name)!.Value;
        Assert.That((Data("columns"), Data("rows"), Data("label"), Data("unit")), Is.EqualTo(("3", "2", "u", "W/m²")));
        Assert.That(Numbers(Data("extent")), Is.EqualTo(new double[] { -1, 2, 0, 4 }));
        Assert.That(Data("range"), Is.EqualTo(scale == AxisScale.Linear ? "linear 1 40" : "log 1 40"));
        var bytes = Convert.FromBase64String(Data("cells"));
        Assert.That(bytes, Has.Length.EqualTo(12));
        for (var i = 0; i < values.Length; i++)
        {
            var level = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2 * i));
            var t = (level - 1) / 65534.0;
            var value = level == 0 ? double.NaN : scale == AxisScale.Linear ? 1 + (39 * t) : Math.Pow(40, t);
            Assert.That(value, Is.EqualTo(values[i]).Within(40 / 65534.0));
        }
    }

    [Test]
    public void Cells_outside_an_outline_have_no_value()
    {
        var map = new HeatMap(new(0, 2), new(0, 1), 2, [1, 2]) { Outline = [[(0, 0), (1, 0), (1, 1), (0, 1)]] };
        var bytes = Convert.FromBase64String(new Drawing(new Figure { Marks = [map] }, Interactive).Mark("heatmap").Attribute("data-cells")!.Value);
        Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(bytes), Is.EqualTo(1));
        Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)), Is.Zero);
    }

    [Test]
    public void Points_axes_and_marks_are_named()
    {
        var figure = new Figure
        {
            X = new("t", "m^2*d^-1") { Categories = ["a", "b"] }, Y = new("s"),
            Marks = [new Scatter([0, 1], [0.1234567, double.NaN]) { Label = "data" }, new Stems([1], [2]), new Lines([0, 1], [0, 1]) { Label = "model" }],
        };
        var drawing = new Drawing(figure, Interactive);
        Assert.That(drawing.Mark("scatter").Attribute("data-points")!.Value, Is.EqualTo("0,0.1234567 1,NaN"));
        Assert.That(drawing.Mark("stems").Attribute("data-points")!.Value, Is.EqualTo("1,2"));
        Assert.That(drawing.Mark("lines").Attribute("data-label")!.Value, Is.EqualTo("model"));
        Assert.That(drawing.Mark("lines").Attribute("data-points"), Is.Null);
        var (x, y) = (drawing.WithClass("axis").First(), drawing.WithClass("axis").Last());
        Assert.That((x.Attribute("data-label")!.Value, x.Attribute("data-unit")!.Value, x.Attribute("data-categories")!.Value), Is.EqualTo(("t", "m²·d⁻¹", "a\nb")));
        Assert.That(y.Attribute("data-label")!.Value, Is.EqualTo("s"));
        Assert.That(y.Attribute("data-unit"), Is.Null);
    }

    [Test]
    public void Without_it_files_stay_small()
    {
        var map = HeatMap.FromNodes(new(0, 1), new(0, 1), 50, Enumerable.Range(0, 2500).Select(i => Math.Sin(i)));
        var svg = SvgRenderer.Render(new Figure { Marks = [map, new Scatter([0], [0]) { Label = "data" }] });
        Assert.That(svg, Does.Not.Contain("data-cells").And.Not.Contain("data-points").And.Not.Contain("data-label"));
        Assert.That(svg, Does.Contain("data-axis"));
    }
}
