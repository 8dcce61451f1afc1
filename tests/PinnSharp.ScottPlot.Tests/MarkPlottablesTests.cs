using ScottPlot;
using ScottPlot.Plottables;

namespace PinnSharp.Figures.Tests;

/// <summary>Each kind of mark becomes plottables with the coordinates of its values.</summary>
public sealed class MarkPlottablesTests
{
    private static readonly Axis Log = new("y", null, AxisScale.Logarithmic);

    private static readonly Mark[] Marks =
    [
        new Lines([0, 1], [0, 1]), new Band([0, 1], [0, 0], [1, 1]), new Scatter([0, 1], [0, 1]), new Bars([0, 1], [1]), new Stems([0, 1], [0, 1]), new Arrows([0, 1], [0, 1], [1, 1], [0, 1]),
        new HorizontalRule(1), new VerticalRule(1), new HeatMap(new(0, 1), new(0, 1), 1, [1]),
    ];

    private static IEnumerable<TestCaseData> Kinds => typeof(Mark).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Mark))).Select(t => new TestCaseData(t));

    [TestCaseSource(nameof(Kinds))]
    public void Every_kind_of_mark_is_drawn(Type kind) => Assert.That(Drawn(new() { Marks = [Marks.Single(m => m.GetType() == kind)] }).PlottableList, Is.Not.Empty);

    [Test]
    public void A_line_has_its_points_and_gaps()
    {
        var plot = Drawn(new() { Y = Log, Marks = [new Lines([0, 1, 2, 3, 4, 5], [1, 10, 0, 100, double.NaN, 1000]) { Ink = Ink.Green, Dash = Dash.Dashed }] });
        var line = plot.PlottableList.OfType<ScottPlot.Plottables.Scatter>().Single();
        Assert.That(line.Data.GetScatterPoints().Select(p => (p.X, p.Y)), Is.EqualTo(new[] { (0, 0), (1, 1), (double.NaN, double.NaN), (3, 2), (double.NaN, double.NaN), (5, 3) }));
        Assert.That((line.LineColor, line.LineWidth), Is.EqualTo((Color.FromHex(Theme.Light[Ink.Green]), 1.75f)));
        Assert.That(line.LinePattern.Intervals, Is.EqualTo(new[] { 6f, 4 }));
        Assert.That(plot.PlottableList.OfType<Markers>().Single().Data.GetScatterPoints().Select(p => p.X), Is.EqualTo(new[] { 3.0, 5 }), "points between gaps");
    }

    [Test]
    public void A_band_is_a_polygon_for_each_piece()
    {
        var plot = Drawn(new() { Y = Log with { Range = new(0.1, 100) }, Marks = [new Band([0, 1, 2, 3, 4], [1, -1, double.NaN, 1, 2], [10, 10, 1, 20, 30])] });
        var polygons = plot.PlottableList.OfType<Polygon>().ToArray();
        Assert.That(polygons, Has.Length.EqualTo(2));
        Assert.That(polygons[0].Coordinates.Select(p => (p.X, p.Y)), Is.EqualTo(new[] { (0.0, 1.0), (1, 1), (1, -1), (0, 0) }));
        Assert.That(polygons[0].FillColor.A, Is.EqualTo((byte)(0.22 * 255)));
    }

    [Test]
    public void Error_bars_end_at_the_axes()
    {
        var plot = Drawn(new() { Y = new("y", null, AxisScale.Linear, new(0, 10)), Marks = [new Scatter([1, 2, 3], [2, 4, 6]).WithIntervals([1, -5, double.NaN], [4, 20, 7])] });
        var bars = plot.PlottableList.OfType<ErrorBar>().Single();
        Assert.That(bars.Ys, Is.EqualTo(new[] { 2.0, 4 }));
        Assert.That(bars.YErrorNegative, Is.EqualTo(new[] { 1.0, 4 }).Within(1e-9));
        Assert.That(bars.YErrorPositive, Is.EqualTo(new[] { 2.0, 6 }).Within(1e-9));
        Assert.That(plot.PlottableList.OfType<Markers>().Single().Data.GetScatterPoints(), Has.Count.EqualTo(3));
    }

    [Test]
    public void Bars_and_stems_stand_on_zero_or_the_lower_end()
    {
        foreach (var (axis, ground) in new[] { (new Axis("y", null, AxisScale.Linear, new(-2, 10)), 0.0), (Log with { Range = new(0.01, 100) }, -2) })
        {
            var plot = Drawn(new() { Y = axis, Marks = [new Bars([0, 1, 3], [1, 10]), new Stems([2], [10])] });
            var top = axis.Scale == AxisScale.Linear ? 10.0 : 1;
            var bar = plot.PlottableList.OfType<BarPlot>().Single().Bars[1];
            Assert.That(new[] { bar.Position, bar.Size, bar.ValueBase, bar.Value }, Is.EqualTo(new[] { 2, 2, ground, top }).Within(1e-9));
            var stem = plot.PlottableList.OfType<ScottPlot.Plottables.Scatter>().Single().Data.GetScatterPoints();
            Assert.That(stem.Take(2).SelectMany(p => new[] { p.X, p.Y }), Is.EqualTo(new[] { 2, ground, 2, top }).Within(1e-9));
        }
    }

    [Test]
    public void Arrows_are_as_long_as_in_svg()
    {
        var figure = new Figure { Marks = [new Arrows([0, 1, 2], [0, 1, 0], [1, 2, 0], [0, 2, 0])] };
        var (panel, plot) = (Panel(figure), Drawn(figure));
        var strokes = plot.PlottableList.OfType<ScottPlot.Plottables.Scatter>().Last().Data.GetScatterPoints();
        var field = new ArrowField((Arrows)figure.Marks[0], panel.X, panel.Y).Shown().ToArray();
        Assert.That(field, Has.Length.EqualTo(2));
        // Two points of the shaft, a gap, three of the barbs, a gap.
        Assert.That(strokes, Has.Count.EqualTo(2 * 7));
        foreach (var (i, (from, to)) in field.Index())
        {
            Assert.That((strokes[7 * i].X, strokes[7 * i].Y), Is.EqualTo((panel.X.Value(from.X), panel.Y.Value(from.Y))).Using<(double, double)>(Close));
            Assert.That((strokes[(7 * i) + 1].X, strokes[(7 * i) + 1].Y), Is.EqualTo((panel.X.Value(to.X), panel.Y.Value(to.Y))).Using<(double, double)>(Close));
        }

        static bool Close((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) < 1e-9 && Math.Abs(a.Y - b.Y) < 1e-9;
    }

    [Test]
    public void A_map_has_its_cells_colours_and_contours()
    {
        var map = HeatMap.FromNodes(new(0, 2), new(0, 1), 3, [0, 1, 2, 0, 1, 2]) with { Contours = [0.5], Colours = ColourMap.Sequential };
        var plot = Drawn(new() { Marks = [map] });
        var heat = plot.PlottableList.OfType<Heatmap>().Single();
        Assert.That(heat.Intensities.Cast<double>(), Is.EqualTo(new[] { 0.5, 1.5, 0.5, 1.5 }).Within(1e-12), "one row as two");
        var rectangle = heat.GetAlignedExtent();
        Assert.That(new[] { rectangle.Left, rectangle.Right, rectangle.Bottom, rectangle.Top }, Is.EqualTo(new[] { 0.0, 2, 0, 1 }).Within(1e-12));
        Assert.That((heat.GetRange().Min, heat.GetRange().Max), Is.EqualTo((Extents.OfValues(map).Lower, Extents.OfValues(map).Upper)));
        Assert.That(heat.Colormap.GetColor(0.25), Is.EqualTo(Color.FromARGB(0xff000000 | ColourMap.Sequential[0.25])));
        var contour = plot.PlottableList.OfType<ScottPlot.Plottables.Scatter>().Single().Data.GetScatterPoints().Where(p => p.AreReal).ToArray();
        Assert.That(contour.Select(p => p.X), Has.All.EqualTo(0.5).Within(1e-12));
        Assert.That(new[] { contour.Min(p => p.Y), contour.Max(p => p.Y) }, Is.EqualTo(new[] { 0.0, 1 }).Within(1e-12));
    }

    [Test]
    public void A_map_is_cut_along_its_outline_and_stretched_on_a_logarithmic_axis()
    {
        (double, double)[] square = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75)];
        var cut = Drawn(new() { Marks = [new HeatMap(new(0, 1), new(0, 1), 1, [1]) { Outline = [[.. square]] }] }).PlottableList.OfType<Heatmap>().Single().Intensities;
        Assert.That(cut.Cast<double>().Count(v => v == 1) / (double)cut.Length, Is.EqualTo(0.25).Within(0.01));
        Assert.That(cut.Cast<double>().Count(v => !double.IsNaN(v) && v != 1), Is.Zero);

        // Of two decades the cell up to 55 takes log10(55) - 0.
        var log = Drawn(new() { X = new("x", null, AxisScale.Logarithmic), Marks = [new HeatMap(new(1, 109), new(0, 1), 2, [1, 2])] }).PlottableList.OfType<Heatmap>().Single().Intensities;
        Assert.That(log.Cast<double>().Count(v => v == 1) / (double)log.Length, Is.EqualTo(Math.Log10(55) / Math.Log10(109)).Within(0.01));
    }

    internal static Panel Panel(Figure figure) => new Sheet(new() { Panels = [figure] }, new(), single: false).Layout.Panels[0];

    internal static Plot Drawn(Figure figure) => new SheetPlot(new() { Panels = [figure] }, new()).Plots.GetPlot(1);
}
