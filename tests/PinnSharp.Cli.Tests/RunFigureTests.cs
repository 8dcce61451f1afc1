using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp.Cli.Tests;

/// <summary>What the pictures of a run show, of results that were made up.</summary>
public sealed class RunFigureTests
{
    private const string Steady = """
        coordinates: {x: [0, 1], y: [0, 2]}
        fields: [u]
        unknowns: {k: {over: [x, y], unit: m}}
        equations: {one: "div(k*grad(u)) = 1"}
        observations: {probes: {draw: {points: 4, seed: 1}, of: u}}
        truth: {fields: {u: "x"}}
        """;

    private const string Transient = """
        coordinates: {x: [0, 1], t: [0, 4]}
        fields: [u]
        unknowns: {k: {initial: 1, positive: true}}
        equations: {one: "u_t = k*u_xx"}
        observations: {probes: {draw: {points: 40, seed: 1}, of: u, noise: {gaussian: {sigma: 0.1}}}}
        truth: {fields: {u: "x"}}
        """;

    private const string Moving = """
        coordinates: {x: [0, 1], y: [0, 1], t: [0, 4]}
        fields: [u]
        unknowns: {k: {initial: 1}}
        equations: {one: "u_t = k*laplacian(u)"}
        observations: {probes: {draw: {points: 4, seed: 1}, of: u}}
        truth: {fields: {u: "x"}}
        """;

    [Test]
    public void A_map_stands_beside_its_truth_in_the_same_colours_and_its_error()
    {
        var panels = Fields(Steady, new() { Report = Report(), Dimension = 2, Value = (name, x) => name == "k" ? 1 : 1 + x[0] + x[1] }, new()).Fields().Panels;
        Assert.That(panels.Select(p => p.Title), Is.EqualTo(new[] { "u", "u: truth", "u: error", "k" }));
        var maps = panels.Select(p => p.Marks.OfType<HeatMap>().Single()).ToList();
        Assert.That((maps[0].Value.Range, maps[1].Value.Range), Is.EqualTo((new AxisRange(0, 4), new AxisRange(0, 4))), "from the truth, 0, to the greatest value");
        Assert.That((maps[2].Value.Label, maps[2].Colours), Is.EqualTo(("u − truth", ColourMap.Diverging)));
        Assert.That(panels.Select(p => p.EqualScales), Is.All.True);
        Assert.That(panels[0].Marks.OfType<Scatter>().Single().X, Has.Length.EqualTo(4));
    }

    [Test]
    public void Over_space_and_time_there_are_slices_and_a_film_with_the_data_of_each_moment()
    {
        var made = new MadeSolution { Report = Report(), Dimension = 2, Value = (_, x) => x[0] * x[1], Std = 0.1 };
        var slices = Fields(Transient, made, new()).Slices().Panels.Single().Marks.OfType<Lines>().Where(l => l.Label is not null).ToList();
        Assert.That(slices.Select(l => (l.Label, l.Y[^1])), Is.EqualTo(new[] { ("t = 0", 0.0), ("t = 1", 1), ("t = 2", 2), ("t = 3", 3), ("t = 4", 4) }));
        var at = Fields(Transient, made, new() { Time = 1.5 }).Slices().Panels.Single().Marks.OfType<Lines>().Single(l => l.Label is not null);
        Assert.That((at.Label, at.Y[^1]), Is.EqualTo(("t = 1.5", 1.5)));

        using var place = new Workplace();
        var result = made.Of(Load(place, Transient));
        var (field, film) = new FieldFilms(result, new()).All().Single();
        Assert.That((field, film.Coordinate.Label, film.Frames.Length, film.Frames[0].Value, film.Frames[^1].Value), Is.EqualTo(("u", "t", 25, 0.0, 4.0)));
        Assert.That(film.Frames.Select(f => f.Figure.Marks.OfType<Lines>().First().Y[^1] - f.Value), Is.All.EqualTo(0).Within(1e-12));
        Assert.That(film.Frames.Select(f => f.Figure.Y.Range).Distinct().Count(), Is.EqualTo(1), "one scale for all");
        var shown = film.Frames.Select(f => f.Figure.Marks.OfType<Scatter>().Single().X.Length).ToList();
        Assert.That(shown.Sum(), Is.EqualTo(40), "each datum at one moment");
        Assert.That(Fields(Transient, made, new()).Deviations().Panels.Single().Title, Is.EqualTo("u: standard deviation"));
    }

    [Test]
    public void Maps_that_move_share_their_colours_and_are_shown_at_the_end_or_the_time_asked_for()
    {
        var made = new MadeSolution { Report = Report(), Dimension = 3, Value = (_, x) => x[0] + x[2] };
        using var place = new Workplace();
        var film = new FieldFilms(made.Of(Load(place, Moving)), new()).All().Single().Film;
        var maps = film.Frames.Select(f => f.Figure.Marks.OfType<HeatMap>().Single()).ToList();
        Assert.That(maps.Select(m => m.Value.Range), Is.All.EqualTo(new AxisRange(0, 5)));
        // A cell is the mean of its corners, the first at x = 1/120.
        Assert.That(maps.Zip(film.Frames, (m, f) => m.Cells[0] - f.Value), Is.All.EqualTo(1.0 / 120).Within(1e-9));
        Assert.That(Fields(Moving, made, new()).Fields().Panels[0].Title, Is.EqualTo("u at t = 4"));
        var (title, map) = Fields(Moving, made, new() { Time = 1 }).Fields().Panels.Select(p => (p.Title, p.Marks.OfType<HeatMap>().Single())).First();
        Assert.That((title, map.Cells[0]), Is.EqualTo(("u at t = 1", 1.005)).Using<(string, double)>((a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-9));
        Assert.That(Fields(Moving, made, new()).Deviations().IsEmpty, Is.True, "the method says nothing of them");
    }

    [Test]
    public void Data_stand_beside_predictions_with_residuals_and_their_distribution()
    {
        using var place = new Workplace();
        var made = new MadeSolution { Report = Report() with { Observations = [new("probes", 40, 0.1, 40, 0.1, null)] }, Dimension = 2, Value = (_, x) => x[0] };
        var panels = DataFigures.Of(made.Of(Load(place, Transient))).Panels;
        Assert.That(panels.Select(p => p.Title), Is.EqualTo(new[] { "probes", "residuals", "distribution of residuals" }));
        var bars = panels[2].Marks.OfType<Bars>().Single();
        Assert.That(bars.Heights.Zip(bars.Edges.Zip(bars.Edges.Skip(1), (a, b) => b - a), (h, w) => h * w).Sum(), Is.EqualTo(1).Within(1e-12));
        // The data are drawn from u = x with σ = 0.1, which is what is predicted.
        Assert.That(panels[1].Marks.OfType<Scatter>().Single().Y.Average(z => z * z), Is.EqualTo(1).Within(0.6));
    }

    [Test]
    public void Moments_far_from_zero_are_told_apart()
    {
        var made = new MadeSolution { Report = Report(), Dimension = 2, Value = (_, x) => x[0] };
        var slices = Fields(Transient.Replace("t: [0, 4]", "t: [2456790, 2456792]", StringComparison.Ordinal), made, new()).Slices().Panels.Single();
        Assert.That(slices.Marks.OfType<Lines>().Select(l => l.Label).OfType<string>(), Is.EqualTo(new[] { "t = 2456790", "t = 2456790.5", "t = 2456791", "t = 2456791.5", "t = 2456792" }));
    }

    [Test]
    public void Of_many_places_some_are_shown_from_all_over()
    {
        using var place = new Workplace();
        var problem = Transient.Replace("points: 40", "points: 9000", StringComparison.Ordinal);
        var panel = PointFigures.Of(new MadeSolution { Report = Report(), Dimension = 2 }.Of(Load(place, problem))).Panels.Single();
        var shown = panel.Marks.OfType<Scatter>().Single();
        var data = Load(place, problem).Data[0];
        Assert.That(shown.X, Has.Length.EqualTo(3000));
        Assert.That((shown.X[0], shown.X[1], shown.X[^1]), Is.EqualTo((data.Points[0], data.Points[6], data.Points[2 * 8997])), "every third");
    }

    [Test]
    public void Bands_of_what_is_positive_stay_positive()
    {
        var made = new MadeSolution { Report = Report(), Dimension = 1, Value = (_, _) => 1, Std = 1 };
        var problem = Workplace.Problem.Replace("fields: [y]", "fields: {y: {positive: true}}", StringComparison.Ordinal);
        using var place = new Workplace();
        place.Write("problems/decay.yaml", problem);
        var band = new FieldFigures(made.Of(Experiment.Load(place.Path("problems/decay.yaml"))), new()).Fields().Panels[0].Marks.OfType<Band>().Single();
        Assert.That((band.Lower[0], band.Upper[0]), Is.EqualTo((Math.Exp(-2), Math.Exp(2))));
    }

    [Test]
    public void Axes_have_the_units_of_their_coordinates()
    {
        using var place = new Workplace();
        var result = new MadeSolution { Report = Report(), Dimension = 2, Value = (_, x) => x[0] }.Of(Load(place, Transient.Replace("x: [0, 1]", "x: {range: [0, 1], unit: m}", StringComparison.Ordinal)));
        Assert.That(result.Experiment.Problem.Coordinates.Select(c => (c.Unit, c.Lower, c.Upper)), Is.EqualTo(new[] { ("m", 0.0, 1.0), (null, 0, 4) }));
        Assert.That(new FieldFigures(result, new()).Fields().Panels.Select(p => (p.X.Unit, p.Y.Unit)), Is.All.EqualTo(("m", (string?)null)));
    }

    [Test]
    public void Profiles_pass_through_their_points_as_squares_of_straight_lines()
    {
        var profile = new StoredProfile("k", 2, [(1, 4), (2, 0), (4, 1)], 1.02, null);
        var panel = ProfileFigures.Of(new StoredDiagnosis([], [profile], [], []), Report()).Panels.Single();
        var line = panel.Marks.OfType<Lines>().Single();
        double At(double x) => line.Y[line.X.Select((v, i) => (Off: Math.Abs(v - x), i)).MinBy(p => p.Off).i];
        Assert.That(new[] { 1.0, 1.5, 2, 3, 4 }.Select(At), Is.EqualTo(new[] { 4, 1, 0, 0.25, 1 }).Within(1e-12));
        Assert.That(panel.Marks.OfType<HorizontalRule>().Single().Y, Is.EqualTo(3.841));
    }

    [Test]
    public void Places_are_shown_by_kind_and_a_hole_is_round()
    {
        using var place = new Workplace();
        var result = new MadeSolution { Report = Report(), Dimension = 2 }.Of(Load(place, """
            coordinates: {x: [-1, 1], y: [-1, 1]}
            shapes: {hole: {disc: {center: [0, 0.2], radius: 0.4}}}
            domain: "box - hole"
            fields: [u]
            unknowns: {k: {initial: 1}}
            equations: {one: "k*laplacian(u) = 1"}
            observations: {probes: {draw: {points: 7, seed: 1}, of: u}}
            truth: {fields: {u: "x"}}
            """));
        var panel = PointFigures.Of(result).Panels.Single();
        Assert.That((panel.Title, panel.Marks.OfType<Scatter>().Single().X.Length), Is.EqualTo(("data: 7 points", 7)));
        var rings = panel.Marks.OfType<Lines>().ToList();
        Assert.That(rings, Has.Count.EqualTo(2));
        var hole = rings.Single(r => r.X.All(x => Math.Abs(x) < 0.5));
        Assert.That(hole.X.Zip(hole.Y, (x, y) => double.Hypot(x, y - 0.2)), Is.All.EqualTo(0.4).Within(1e-9));
        Assert.That((hole.X[0], hole.Y[0]), Is.EqualTo((hole.X[^1], hole.Y[^1])));
    }

    private static FieldFigures Fields(string problem, MadeSolution made, PlotOptions options)
    {
        using var place = new Workplace();
        return new(made.Of(Load(place, problem)), options);
    }

    private static Experiment Load(Workplace place, string problem) => Experiment.Load(place.Write("problems/p.yaml", problem));

    private static InversionReport Report() => new() { Unknowns = [], Functions = [], Fields = [], Observations = [], Equations = [], Conditions = [], Continuation = [] };
}
