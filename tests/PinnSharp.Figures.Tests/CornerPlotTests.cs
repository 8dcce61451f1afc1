namespace PinnSharp.Figures.Tests;

public sealed class CornerPlotTests
{
    private static readonly CornerUnknown[] Unknowns = [new("T", 461.3, "m^2/d", 462.6), new("S", 1.78e-4), new("b", -3, "m", -3.2)];

    // Standard deviations 11, 6e-6, 0.5; correlations 0.8, −0.5, −0.2.
    private static readonly double[] Covariance =
    [
        121, 0.8 * 11 * 6e-6, -0.5 * 11 * 0.5,
        0.8 * 11 * 6e-6, 36e-12, -0.2 * 6e-6 * 0.5,
        -0.5 * 11 * 0.5, -0.2 * 6e-6 * 0.5, 0.25,
    ];

    private static Drawing Draw(FigureGrid grid) => new(SvgRenderer.Render(grid));

    [Test]
    public void Ellipses_are_at_their_Mahalanobis_distance()
    {
        var panels = Draw(CornerPlot.Of(Unknowns, Covariance)).Panels.ToArray();
        Assert.That(panels, Has.Length.EqualTo(6), "the upper triangle is empty");
        foreach (var (panel, i, j) in ((Drawing, int, int)[])[(panels[1], 0, 1), (panels[3], 0, 2), (panels[4], 1, 2)])
        {
            var (a, b, c) = (Covariance[4 * i], Covariance[(3 * i) + j], Covariance[4 * j]);
            var distances = panel.WithClass("lines").Select(line => Drawing.Paths(line).Single().Select(panel.Data).Select(p =>
            {
                var (dx, dy) = (p.X - Unknowns[i].Mean, p.Y - Unknowns[j].Mean);
                return ((c * dx * dx) - (2 * b * dx * dy) + (a * dy * dy)) / ((a * c) - (b * b));
            }).ToArray()).ToArray();
            Assert.That(distances.Select(d => d.Length), Is.All.EqualTo(73));
            Assert.That(distances[0], Is.All.EqualTo(5.991).Within(0.03), "the 95 % quantile of χ² with two degrees of freedom");
            Assert.That(distances[1], Is.All.EqualTo(2.279).Within(0.03), "the 68 % quantile");

            // The filled areas are the same ellipses: their outline is at the same distance.
            var filled = Drawing.Paths(panel.WithClass("band").First()).Single().Select(panel.Data).Select(p => p.X).ToArray();
            Assert.That((filled.Min(), filled.Max()), Is.EqualTo((Unknowns[i].Mean - Math.Sqrt(5.991 * a), Unknowns[i].Mean + Math.Sqrt(5.991 * a))).Within(0.02 * Math.Sqrt(a)));
        }
    }

    [Test]
    public void Marginals_are_normal_densities()
    {
        var panels = Draw(CornerPlot.Of(Unknowns, Covariance)).Panels.ToArray();
        foreach (var (panel, i) in ((Drawing, int)[])[(panels[0], 0), (panels[2], 1), (panels[5], 2)])
        {
            var curve = Drawing.Paths(panel.Mark("lines")).Single().ConvertAll(panel.Data);
            var std = Math.Sqrt(Covariance[4 * i]);
            foreach (var (x, y) in curve)
            {
                var t = (x - Unknowns[i].Mean) / std;
                Assert.That(y, Is.EqualTo(Math.Exp(-0.5 * t * t)).Within(0.01));
            }
        }
    }

    [Test]
    public void Truths_and_names_stand_where_they_belong()
    {
        var drawing = Draw(CornerPlot.Of(Unknowns, Covariance, "Posterior"));
        var panels = drawing.Panels.ToArray();
        double Truth(Drawing panel, string kind) => Drawing.Paths(panel.Mark(kind)).Single().ConvertAll(panel.Data)[0] is var p && kind == "verticalrule" ? p.X : p.Y;
        Assert.That(Truth(panels[0], "verticalrule"), Is.EqualTo(462.6).Within(0.5));
        Assert.That(Truth(panels[3], "verticalrule"), Is.EqualTo(462.6).Within(0.5));
        Assert.That(Truth(panels[3], "horizontalrule"), Is.EqualTo(-3.2).Within(0.03));
        Assert.That(panels[2].WithClass("verticalrule"), Is.Empty, "of S none is known");
        Assert.That(drawing.Texts, Does.Contain("T (m2/d)").And.Contain("b (m)").And.Contain("S (10\u22124)").And.Contain("T = 461\u00a0\u00b1\u00a011"));
        Assert.That(drawing.Texts, Does.Contain("Ellipses hold 68 % and 95 %. Dashed: truth."));
    }

    [Test]
    public void Axes_are_aligned_and_of_one_size()
    {
        var root = Draw(CornerPlot.Of(Unknowns, Covariance));
        var boxes = root.Panels.Select(p => (X: p.Axis("x"), Y: p.Axis("y"), Shift: p.Root.Attribute("transform")?.Value ?? "")).ToArray();
        Assert.That(boxes.Select(b => b.X.End - b.X.Start), Is.All.EqualTo(boxes[0].X.End - boxes[0].X.Start).Within(1));
        Assert.That(boxes.Select(b => b.Y.Start - b.Y.End), Is.All.EqualTo(boxes[0].Y.Start - boxes[0].Y.End).Within(1));
        Assert.That((boxes[0].X.Range, boxes[1].X.Range), Is.EqualTo((boxes[3].X.Range, boxes[3].X.Range)), "a column has one axis");
        Assert.That(boxes[3].Y.Range, Is.EqualTo(boxes[4].Y.Range), "a row too");
    }

    [Test]
    public void More_than_six_are_thinned_and_what_has_no_variance_is_named()
    {
        CornerUnknown[] many = [.. Enumerable.Range(0, 9).Select(i => new CornerUnknown($"p{i}", i))];
        double[] c = new double[81];
        for (var i = 0; i < 9; i++)
        {
            c[10 * i] = i == 2 ? double.NaN : i == 3 ? 0 : 1;
        }

        var grid = CornerPlot.Of(many, c);
        Assert.That((grid.Columns, grid.Panels.Length), Is.EqualTo((6, 36)));
        Assert.That(grid.Note, Does.Contain("The first 6 of 7 unknowns.").And.Contain("Without a finite variance: p2, p3."));
        Assert.That(Draw(grid).Panels.Count(), Is.EqualTo(21));
        Assert.That(Draw(CornerPlot.Of([], [])).Texts, Does.Contain("no data"));
        Assert.That(() => CornerPlot.Of(many, [1, 2]), Throws.ArgumentException.With.Message.Contains("81 entries"));
    }

    [Test]
    public void Full_correlation_is_a_line()
    {
        var panel = Draw(CornerPlot.Of([new("a", 0), new("b", 0)], [1, 2, 2, 4])).Panels.ElementAt(1);
        Assert.That(Drawing.Paths(panel.WithClass("lines").First()).Single().Select(panel.Data).Select(p => p.Y - (2 * p.X)), Is.All.EqualTo(0).Within(0.1));
    }
    [Test]
    public void An_unknown_whose_logarithm_is_normal_has_the_ellipses_and_the_density_of_that()
    {
        CornerUnknown[] unknowns = [new("a", 0.5) { Physical = Math.Exp }, new("b", -1)];
        var grid = CornerPlot.Of(unknowns, [0.49, 0.1, 0.1, 0.25]);
        var ellipse = grid.Panels[2].Marks.OfType<Lines>().First();
        foreach (var (x, y) in ellipse.X.Zip(ellipse.Y))
        {
            var (u, v) = (Math.Log(x) - 0.5, y + 1);
            var determinant = (0.49 * 0.25) - 0.01;
            Assert.That(((0.25 * u * u) - (0.2 * u * v) + (0.49 * v * v)) / determinant, Is.EqualTo(-2 * Math.Log(0.05)).Within(1e-9));
        }

        // The density of a log-normal is greatest at e^(μ − σ²).
        var density = grid.Panels[0].Marks.OfType<Lines>().Single();
        var top = density.X[density.Y.IndexOf(density.Y.Max())];
        Assert.That(Math.Log(top), Is.EqualTo(0.5 - 0.49).Within(0.7 * 3.3 / 36));
        Assert.That(density.X.Min(), Is.Positive);
    }
}
