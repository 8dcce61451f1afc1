using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp.Cli.Tests;

/// <summary>The figure of a comparison: what it shows of functions and fields that were made up.</summary>
public sealed class ComparisonFigureTests
{
    [Test]
    public void Over_two_coordinates_both_maps_stand_beside_their_difference_in_the_same_colours()
    {
        const string problem = """
            coordinates: {x: [0, 1], y: [0, 2]}
            fields: [u, v]
            unknowns: {k: {over: [x, y], unit: m}}
            equations: {one: "div(k*grad(u)) = v", two: "laplacian(v) = 0"}
            observations: {probes: {draw: {points: 4, seed: 1}, of: u}}
            truth: {fields: {u: "x"}}
            """;
        var panels = Panels(problem, 2, new() { Report = Report([]), Dimension = 2, Value = (name, x) => name == "k" ? x[0] + 3 : x[1] },
            new() { Report = Report([]), Dimension = 2, Value = (name, x) => name == "k" ? x[0] + x[1] : 2 * x[1] });
        Assert.That(panels.Select(p => p.Title), Is.EqualTo(new[]
        {
            "u: network", "u: finite elements", "u: difference", "k: network", "k: finite elements", "k: difference",
        }), "v is neither unknown nor observed");
        var maps = panels.Select(p => p.Marks.OfType<HeatMap>().Single()).ToList();
        Assert.That(maps[3].Value.Range, Is.EqualTo(new AxisRange(0, 4)).And.EqualTo(maps[4].Value.Range));
        Assert.That(maps[3].Value.Unit, Is.EqualTo("m"));
        // Cells are means of their corners: at the first one x = 0.005 and y = 0.01.
        Assert.That(new[] { maps[3], maps[4], maps[5] }.Select(m => m.Cells[0]), Is.EqualTo(new[] { 3.005, 0.015, 2.99 }).Within(1e-12));
        Assert.That(maps[5].Cells[^1], Is.EqualTo(3 - 1.99).Within(1e-12));
        Assert.That((maps[5].Value.Label, maps[5].Colours), Is.EqualTo(("network − finite elements", ColourMap.Diverging)));
        Assert.That(panels.Select(p => p.Marks.OfType<Scatter>().Count()), Is.EqualTo(new[] { 1, 1, 1, 0, 0, 0 }), "the places of the data that measure u");
    }

    [Test]
    public void Over_one_coordinate_both_curves_have_bands_of_two_deviations()
    {
        var panels = Panels(Workplace.Problem, 1, new() { Report = Report([Estimate(0.4)]), Value = (_, t) => t[0], Std = 0.5 }, new() { Report = Report([Estimate(0.6)]), Value = (_, t) => 3 * t[0] });
        Assert.That(panels.Select(p => p.Title), Is.EqualTo(new[] { "y", "k" }));
        var (lines, band) = (panels[0].Marks.OfType<Lines>().ToList(), panels[0].Marks.OfType<Band>().Single());
        Assert.That(lines.Select(l => l.Label), Is.EqualTo(new[] { "network", "finite elements", "truth" }));
        Assert.That(lines.Select(l => l.Y[^1]), Is.EqualTo(new[] { 2.0, 6, 0 }).Within(1e-12));
        Assert.That((band.Label, band.X[^1], band.Lower[^1], band.Upper[^1]), Is.EqualTo(("network", 2.0, 1.0, 3.0)), "finite elements say nothing of theirs here");
        Assert.That(panels[0].Marks.OfType<Scatter>().Single().Label, Is.EqualTo("weighed"));
        Assert.That(panels[1].Marks.OfType<Scatter>().Select(s => s.Y[0]), Is.EqualTo(new[] { 0.4, 0.6 }));
    }

    [Test]
    public void A_function_of_a_field_stands_over_the_values_that_the_field_takes_in_each()
    {
        const string problem = """
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {D: {over: [u]}}
            equations: {flow: "d(D*u_x, x) = 0"}
            observations: {probes: {draw: {points: 4, seed: 1}, of: u}}
            truth: {fields: {u: "x"}}
            """;
        var panels = Panels(problem, 1, new() { Report = Report([]), Value = (name, x) => name == "u" ? 5 - x[0] : x[0] }, new() { Report = Report([]), Value = (name, x) => name == "u" ? 2 * x[0] : x[0] });
        Assert.That(panels.Select(p => (p.Title, p.X.Label)), Is.EqualTo(new[] { ("u", "x"), ("D", "u") }));
        var lines = panels[1].Marks.OfType<Lines>().ToList();
        Assert.That(lines.Select(l => (l.X[0], l.Y[0], l.X[^1], l.Y[^1])), Is.EqualTo(new[] { (4.0, 1.0, 5.0, 0.0), (0.0, 0.0, 2.0, 1.0) }));
    }

    private static Figure[] Panels(string problem, int dimension, MadeSolution network, MadeSolution elements)
    {
        using var place = new Workplace();
        place.Write("problems/p.yaml", problem);
        var experiment = Experiment.Load(place.Path(problem == Workplace.Problem ? "problems/decay.yaml" : "problems/p.yaml"));
        Assert.That(experiment.Problem.Coordinates, Has.Length.EqualTo(dimension));
        return [.. new Comparison(network.Of(experiment), elements.Of(experiment), fromNetwork: false).Figures.Grid("").Panels];
    }

    private static UnknownEstimate Estimate(double k) => new("k", k, 0.1, k - 0.2, k + 0.2, null, null);

    private static InversionReport Report(UnknownEstimate[] unknowns) => new()
    {
        Unknowns = [.. unknowns], Functions = [new("k", null, null), new("D", null, null)], Fields = [], Observations = [], Equations = [], Conditions = [], Continuation = [],
    };
}
