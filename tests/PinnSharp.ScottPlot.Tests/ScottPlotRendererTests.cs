using System.Xml.Linq;

namespace PinnSharp.Figures.Tests;

/// <summary>The files: size, colours, and that what is drawn is where the layout has it.</summary>
public sealed class ScottPlotRendererTests
{
    private static readonly ScottPlotRenderer Renderer = new();

    [Test]
    public void It_writes_png_and_svg()
    {
        Assert.That((Renderer.Name, string.Join(' ', Renderer.Formats)), Is.EqualTo(("scottplot", "png svg")));
        Assert.That(() => Renderer.Render(new(), new(), "gif"), Throws.ArgumentException.With.Message.EqualTo("'gif' is not a format of this renderer: it writes png and svg."));
        Assert.That(() => Renderer.Render(new(), new() { FontSize = 1 }, "png"), Throws.ArgumentException.With.Message.Contains("font size"));
    }

    [Test]
    public void The_colours_of_a_map_stand_in_its_cells([Values] bool dark)
    {
        var map = new HeatMap(new(0, 2), new(0, 2), 2, [1, 2, 3, double.NaN]) { Value = new("u") };
        var grid = new FigureGrid { Panels = [new() { Marks = [map] }] };
        var options = new FigureOptions { Width = 400, Height = 300, Theme = dark ? FigureTheme.Dark : FigureTheme.Light };
        var pixels = new Pixels(Renderer.Render(grid, options, "png"));
        Assert.That((pixels.Width, pixels.Height), Is.EqualTo((800, 600)));
        var background = Convert.ToUInt32((dark ? Theme.Dark : Theme.Light).Background[1..], 16);
        var panel = new Sheet(grid, options, single: false).Layout.Panels[0];
        Assert.That(new[] { Cell(0.5, 0.5), Cell(1.5, 0.5), Cell(0.5, 1.5), Cell(1.5, 1.5) },
            Is.EqualTo(new[] { ColourMap.Sequential[0], ColourMap.Sequential[0.5], ColourMap.Sequential[1], background }));
        Assert.That(pixels[1, 1], Is.EqualTo(background));

        uint Cell(double x, double y) => pixels[(int)(2 * panel.X.Position(x)), (int)(2 * panel.Y.Position(y))];
    }

    [Test]
    public void A_line_is_where_the_layout_has_it()
    {
        var grid = new FigureGrid { Title = "a title", Panels = [Figure.Blank, new() { Marks = [new Lines([1, 100], [2, 2]) { Ink = Ink.Vermillion }], X = new("x", null, AxisScale.Logarithmic) }], Columns = 2 };
        var pixels = new Pixels(Renderer.Render(grid, new(), "png"));
        var sheet = new Sheet(grid, new(), single: false);
        Assert.That((pixels.Width, pixels.Height), Is.EqualTo((2 * (int)sheet.Width, 2 * (int)Math.Ceiling(sheet.Height))));
        var (panel, (left, top)) = (sheet.Layout.Panels[1], sheet.Layout.Corner(1));
        var ink = Convert.ToUInt32(Theme.Light[Ink.Vermillion][1..], 16);
        foreach (var x in new[] { 2.0, 10, 50 })
            Assert.That(pixels[(int)(2 * (left + panel.X.Position(x))), (int)(2 * (sheet.Head + top + panel.Y.Position(2)))], Is.EqualTo(ink), $"x = {x}");
        Assert.That(Enumerable.Range(0, (int)(2 * left)).SelectMany(x => Enumerable.Range((int)(2 * sheet.Head) + 2, 200).Select(y => pixels[x, y])), Has.All.EqualTo(0xffffffu), "the blank panel");
    }

    [Test]
    public void An_svg_file_is_of_the_size_asked_for()
    {
        var svg = XDocument.Parse(System.Text.Encoding.UTF8.GetString(Renderer.Render(new() { Panels = [new() { Marks = [new Lines([0, 1], [0, 1])] }] }, new() { Width = 300, Height = 200 }, "svg"))).Root!;
        Assert.That(svg.Name.LocalName, Is.EqualTo("svg"));
        Assert.That(new[] { "width", "height" }.Select(a => double.Parse(svg.Attribute(a)!.Value.Replace("px", ""), System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(new[] { 300.0, 200 }));
        Assert.That(svg.Descendants().Count(e => e.Name.LocalName == "path"), Is.GreaterThan(3));
    }

    [Test]
    public void A_grid_without_panels_is_an_empty_sheet() =>
        Assert.That(new Pixels(Renderer.Render(new(), new() { Width = 200, Height = 150 }, "png"))[100, 50], Is.EqualTo(0xffffffu));
}
