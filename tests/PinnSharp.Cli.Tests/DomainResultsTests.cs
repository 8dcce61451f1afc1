using System.Globalization;
using PinnSharp.Figures;

namespace PinnSharp.Cli.Tests;

/// <summary>Results of a problem whose domain is not the box of its coordinates: nothing is said of points outside.</summary>
public sealed class DomainResultsTests
{
    private const double Radius = 0.5;

    private static RunResult Run(Workplace place, string folder)
    {
        place.Write("problems/plate.yaml", """
            coordinates: {x: [-1, 1], y: [-1, 1]}
            shapes: {hole: {disc: {center: [0.2, 0], radius: 0.5}}}
            domain: "box - hole"
            fields: [u]
            unknowns: {k: {initial: 1}, a: {over: [x, y]}, g: {over: [x]}}
            equations: {flow: "laplacian(u) = k + a + g"}
            conditions: {cooled: {where: hole, equation: "dn(u) = 1"}}
            observations: {o: {draw: {points: 5}, of: u}}
            truth: {fields: {u: "x*y"}}
            """);
        place.Write("configs/plate.yaml", "problem: ../problems/plate.yaml\nnetwork: {hidden: [3], unknown-hidden: [2]}\npoints: {interior: 20, boundary: 8}\ntrain: [adam: {iterations: 2}]");
        return Experiment.Load(place.Path("configs/plate.yaml")).Run(new() { Folder = place.Path(folder) });
    }

    private static bool IsOutside(double x, double y) => Math.Sqrt((x - 0.2) * (x - 0.2) + y * y) < Radius - 1e-6;

    [Test]
    public void The_file_of_fields_has_the_points_of_the_domain_and_no_others()
    {
        using var place = new Workplace();
        Run(place, "out");
        var lines = place.Read("out/fields.csv").TrimEnd().Split('\n');
        Assert.That(lines[0], Is.EqualTo("x,y,u,u(truth),a,g"));
        double[][] rows = [.. lines[1..].Select(l => l.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        Assert.That(rows.Where(r => IsOutside(r[0], r[1])), Is.Empty);
        Assert.That(rows.SelectMany(r => r), Is.All.Matches<double>(double.IsFinite));
        var inside = (from i in Enumerable.Range(0, 101) from j in Enumerable.Range(0, 101) where !IsOutside(-1 + 0.02 * i, -1 + 0.02 * j) select 1).Count();
        Assert.That(rows, Has.Length.EqualTo(inside), "every other point of the grid");
        Assert.That(rows.Select(r => r[3] - r[0] * r[1]), Is.All.EqualTo(0).Within(1e-14));
    }

    /// <summary>u and a are over the plane and blank in the hole; g is over x alone, and has a value beside the domain too.</summary>
    [Test]
    public void Maps_are_blank_outside_and_lines_over_fewer_coordinates_are_whole()
    {
        using var place = new Workplace();
        var result = Run(place, "out");
        var figures = new FieldFigures(result, new()).Fields().Panels;
        Assert.That(figures.Select(f => f.Title), Is.EqualTo(new[] { "u", "u: truth", "u: error", "a", "g" }));
        foreach (var figure in figures.Take(4))
        {
            var map = figure.Marks.OfType<HeatMap>().Single();
            for (var row = 0; row < map.Rows; row++)
                for (var column = 0; column < map.Columns; column++)
                {
                    // A cell is the mean of its corners: blank where one of them is.
                    double left = -1 + 2.0 * column / map.Columns, low = -1 + 2.0 * row / map.Rows, w = 2.0 / map.Columns, h = 2.0 / map.Rows;
                    var blank = IsOutside(left, low) || IsOutside(left + w, low) || IsOutside(left, low + h) || IsOutside(left + w, low + h);
                    Assert.That(double.IsNaN(map.Cells[row * map.Columns + column]), Is.EqualTo(blank), $"{figure.Title} at {left}, {low}");
                }
        }
        Assert.That(figures[4].Marks.OfType<Lines>().First().Y, Is.All.Matches<double>(double.IsFinite));
        Assert.That(place.Read("out/figures/fields.svg"), Does.Contain("heatmap").And.Not.Contain("\"NaN"));
    }
}
