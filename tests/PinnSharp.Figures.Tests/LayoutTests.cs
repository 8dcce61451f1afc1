using System.Collections.Immutable;

namespace PinnSharp.Figures.Tests;

public sealed class LayoutTests
{
    private static readonly HeatMap Square = new(new(0, 1), new(0, 1), 2, [1, 2, 3, 4]);

    [TestCase(600, 375)]
    [TestCase(300, 500)]
    [TestCase(900, 300)]
    public void Equal_scales_are_equal(double width, double height)
    {
        var figure = new Figure { Title = "Map", EqualScales = true, X = new("x", "m", Range: new(0, 2)), Y = new("y", "m", Range: new(0, 1)), Marks = [Square with { Value = new("value") }] };
        var drawing = new Drawing(figure, new() { Width = width, Height = height });
        var (x, y) = (drawing.Axis("x"), drawing.Axis("y"));
        Assert.That((x.End - x.Start) / 2, Is.EqualTo(y.Start - y.End).Within(0.02));
        Assert.That(x.End - x.Start, Is.GreaterThan(0.55 * Math.Min(width, 2 * height)), "as large as the place allows");
        var bar = drawing.WithClass("colour-bar").Single().Elements().Single(e => e.Name.LocalName == "rect");
        Assert.That(Drawing.Number(bar, "x") - x.End, Is.InRange(5, 25), "the bar stands beside the axes");
        Assert.That(drawing.TextBoxes().Single(t => t.Text == "value").Box.Left - x.End, Is.InRange(30, 75), "and its caption beside it");

        var free = new Drawing(figure with { EqualScales = false }, new() { Width = width, Height = height });
        Assert.That((free.Axis("x").End - free.Axis("x").Start) / 2, Is.Not.EqualTo(free.Axis("y").Start - free.Axis("y").End).Within(1));
    }

    [Test]
    public void A_height_that_is_not_given_suits_equal_scales()
    {
        Figure Map(double aspect) => new() { EqualScales = true, X = new(Range: new(0, 1)), Y = new(Range: new(0, aspect)), Marks = [Square] };
        double Height(double aspect) => Drawing.Number(new Drawing(Map(aspect)).Root, "height");
        Assert.That(Height(0.2), Is.LessThan(250));
        Assert.That(Height(1), Is.GreaterThan(450));
        Assert.That(Height(50), Is.LessThanOrEqualTo(600));
    }

    [Test]
    public void Blank_places_stay_empty()
    {
        var drawing = new Drawing(SvgRenderer.Render(new FigureGrid { Columns = 2, Panels = [new() { Marks = [new Lines([0, 1], [0, 1])] }, Figure.Blank, new() { Marks = [new Lines([0, 1], [0, 1])] }] }));
        Assert.That(drawing.Panels.Count(), Is.EqualTo(2));
        Assert.That(drawing.Texts, Does.Not.Contain("no data"));
        Assert.That(drawing.Panels.Last().Root.Attribute("transform")!.Value, Is.EqualTo("translate(0 270)"));
    }

    [Test]
    public void Categories_stand_at_whole_numbers()
    {
        ImmutableArray<string> names = ["T", "S", "sigma"];
        var figure = new Figure { X = new() { Categories = names }, Y = new() { Categories = names }, Marks = [new Scatter([0, 1, 2], [2, 1, 0])] };
        var drawing = new Drawing(figure);
        Assert.That((drawing.XLabels, drawing.YLabels), Is.EqualTo((names, names)));
        Assert.That((drawing.Axis("x").Range, drawing.Axis("y").Range), Is.EqualTo((new AxisRange(-0.5, 2.5), new AxisRange(-0.5, 2.5))));
        var labels = drawing.WithClass("axis").First().Elements().Where(e => e.Name.LocalName == "text").ToArray();
        Assert.That(labels.Select(l => drawing.Axis("x").Value(Drawing.Number(l, "x"))), Is.EqualTo(new double[] { 0, 1, 2 }).Within(0.01));
    }

    [Test]
    public void Long_categories_are_turned_and_many_are_left_out_evenly()
    {
        Drawing Draw(int count, string suffix) => new(new Figure
        {
            X = new() { Categories = [.. Enumerable.Range(0, count).Select(i => $"unknown {i}{suffix}")] },
            Marks = [new Stems(Enumerable.Range(0, count).Select(i => (double)i), Enumerable.Repeat(1.0, count))],
        });
        var turned = Draw(12, "").WithClass("axis").First().Elements().Where(e => e.Name.LocalName == "text").ToArray();
        Assert.That(turned.Select(t => t.Attribute("transform")!.Value), Is.All.StartsWith("rotate(-90"));
        Assert.That(turned, Has.Length.EqualTo(12));
        Assert.That(Draw(200, "").XLabels.Take(3), Is.EqualTo(new[] { "unknown 0", "unknown 5", "unknown 10" }));
        Assert.That(Draw(9, " of a name that does not end before it has filled the whole figure from the bottom to the top").XLabels, Is.All.EndsWith("\u2026"));
    }

    [Test]
    public void A_grid_has_a_note()
    {
        var drawing = new Drawing(SvgRenderer.Render(new FigureGrid { Title = "T", Note = "Dashed: truth.", Panels = [new()] }));
        Assert.That(drawing.Texts.Take(2), Is.EqualTo(new[] { "T", "Dashed: truth." }));
        Assert.That(drawing.Named("desc").Single().Value, Does.StartWith("Dashed: truth."));
    }

    [Test]
    public void Many_entries_of_a_legend_leave_room_for_the_axes()
    {
        var figure = new Figure { Marks = [.. Enumerable.Range(0, 16).Select(k => (Mark)new Lines(Enumerable.Range(0, 50).Select(i => i / 49.0), Enumerable.Range(0, 50).Select(i => Math.Sin(i * k))) { Label = $"condition {k}" })] };
        var drawing = new Drawing(SvgRenderer.Render(new FigureGrid { Panels = [figure] }));
        Assert.That(drawing.Axis("y").Start - drawing.Axis("y").End, Is.GreaterThan(120));
        Assert.That(drawing.WithClass("legend").Single().Descendants().Count(e => e.Name.LocalName == "text"), Is.EqualTo(16));
    }
}
