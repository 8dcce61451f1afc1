using ScottPlot;

namespace PinnSharp.Figures.Tests;

/// <summary>Axes, ticks, titles and legends are those of the layout.</summary>
public sealed class PanelPlotTests
{
    [Test]
    public void Axes_have_the_ranges_ticks_and_captions_of_the_layout()
    {
        var figure = new Figure
        {
            Title = "head",
            X = new("time", "d"),
            Y = new("drawdown", "m^2/d", AxisScale.Logarithmic, new(0.01, 1000)),
            Marks = [new Lines([0, 2e-5], [1, 10])],
        };
        var (panel, plot) = (MarkPlottablesTests.Panel(figure), MarkPlottablesTests.Drawn(figure));
        var limits = plot.Axes.GetLimits();
        Assert.That(new[] { limits.Left, limits.Right, limits.Bottom, limits.Top }, Is.EqualTo(new[] { panel.X.Range.Lower, panel.X.Range.Upper, -2, 3 }).Within(1e-12));
        Assert.That((plot.Axes.Title.Label.Text, plot.Axes.Bottom.Label.Text, plot.Axes.Left.Label.Text), Is.EqualTo(("head", "time (10⁻⁵\u00a0d)", "drawdown (m²/d)")));
        var ticks = plot.Axes.Left.TickGenerator.Ticks.Where(t => t.IsMajor).ToArray();
        Assert.That(ticks.Select(t => t.Position), Is.EqualTo(panel.YTicks.Major.Select(t => Math.Log10(t.Value))).Within(1e-12));
        Assert.That(ticks.Select(t => t.Label), Does.Contain("10²"));
        Assert.That(plot.Axes.Bottom.TickGenerator.Ticks.Where(t => t.IsMajor).Select(t => (t.Position, t.Label)), Is.EqualTo(panel.XTicks.Ticks.Major.Select(t => (t.Value, t.Label.ToPlain()))), "numbers");
    }

    [Test]
    public void Names_stand_for_numbers_and_hidden_axes_have_none()
    {
        var plot = MarkPlottablesTests.Drawn(new() { X = new("unknown") { Categories = ["T", "S"] }, Y = new("y") { IsHidden = true }, Marks = [new Stems([0, 1], [1, 2])] });
        Assert.That(plot.Axes.Bottom.TickGenerator.Ticks.Select(t => (t.Position, t.Label)), Is.EqualTo(new[] { (0.0, "T"), (1, "S") }));
        Assert.That(plot.Axes.Left.TickGenerator.Ticks, Is.Empty);
        Assert.That(plot.Axes.Left.Label.Text, Is.Empty);
    }

    [Test]
    public void Panels_stand_where_the_layout_has_them_and_blank_ones_are_left_out()
    {
        var map = new Figure { EqualScales = true, X = new("x", "m"), Marks = [new HeatMap(new(0, 2), new(0, 1), 1, [1]) { Value = new("u", "K") }] };
        var grid = new FigureGrid { Title = "title", Columns = 2, Panels = [map, Figure.Blank, Figure.Blank, map with { EqualScales = false }] };
        var sheet = new Sheet(grid, new(), single: false);
        var plots = new SheetPlot(grid, new());
        Assert.That(plots.Plots.Subplots.Count, Is.EqualTo(3));
        plots.Plots.Render(plots.Width, plots.Height).Dispose();
        foreach (var (plot, i) in new[] { (1, 0), (2, 3) })
        {
            var (box, (x, y), area) = (sheet.Layout.Panels[i].Box, sheet.Layout.Corner(i), plots.Plots.GetPlot(plot).LastRender.DataRect);
            Assert.That(new double[] { area.Left, area.Right, area.Top, area.Bottom },
                Is.EqualTo(new[] { x + box.Left, x + box.Right, sheet.Head + y + box.Top, sheet.Head + y + box.Bottom }).Within(1e-3));
        }

        var first = plots.Plots.GetPlot(1).LastRender.DataRect;
        Assert.That(first.Width / first.Height, Is.EqualTo(2).Within(0.01), "equal scales");
        var bar = plots.Plots.GetPlot(1).Axes.GetPanels().OfType<ScottPlot.Panels.ColorBar>().Single();
        Assert.That((bar.Axis.Label.Text, bar.Edge), Is.EqualTo(("u (K)", Edge.Right)));
    }

    [Test]
    public void Marks_of_one_label_share_an_entry()
    {
        double[] x = [0, 1, 2];
        var plot = MarkPlottablesTests.Drawn(new() { Marks = [new Band(x, [0, 0, 0], [1, 1, 1]) { Label = "model" }, new Lines(x, x) { Label = "model", Dash = Dash.Dotted }, new Scatter(x, x) { Label = "data" }, new Lines(x, x) { Label = "data" }, new Lines(x, x) { Label = "data", Dash = Dash.Dashed, Ink = Ink.Vermillion }, new HorizontalRule(1)] });
        var items = plot.Legend.GetItems();
        Assert.That(items.Select(i => i.LabelText), Is.EqualTo(new[] { "model", "data" }));
        var blue = Color.FromHex(Theme.Light[Ink.Blue]);
        Assert.That((items[0].FillColor, items[0].LineColor, items[0].LineWidth), Is.EqualTo((blue.WithOpacity(0.22), blue, 1.75f)));
        Assert.That(items[1].LinePattern.Name, Is.EqualTo(LinePattern.Solid.Name), "the first of two");
        Assert.That((items[1].MarkerShape, items[1].MarkerFillColor), Is.EqualTo((MarkerShape.FilledCircle, Color.FromHex(Theme.Light[Ink.Vermillion]))));
    }

    [Test]
    public void A_legend_keeps_clear_of_the_curves_or_stands_above()
    {
        var rising = MarkPlottablesTests.Drawn(new() { Marks = [new Lines([0, 1], [0, 1]) { Label = "a" }] });
        Assert.That((rising.Legend.IsVisible, rising.Legend.Alignment), Is.EqualTo((true, Alignment.UpperLeft)));
        var map = MarkPlottablesTests.Drawn(new() { Marks = [new HeatMap(new(0, 1), new(0, 1), 1, [1]), new Scatter([0.5], [0.5]) { Label = "probes" }] });
        Assert.That(map.Legend.IsVisible, Is.False);
        Assert.That(map.Axes.GetPanels().OfType<ScottPlot.Panels.LegendPanel>().Single().Edge, Is.EqualTo(Edge.Top));
    }

    [Test]
    public void A_figure_without_values_says_so()
    {
        var plot = MarkPlottablesTests.Drawn(new() { X = new("x"), Marks = [new Lines([double.NaN], [1])] });
        Assert.That(plot.PlottableList.OfType<ScottPlot.Plottables.Annotation>().Single().Text, Is.EqualTo("no data"));
    }
}
