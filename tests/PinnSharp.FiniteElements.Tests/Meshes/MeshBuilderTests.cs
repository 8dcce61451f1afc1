using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

public sealed class MeshBuilderTests
{
    private static InverseProblem Problem(string text) => ProblemReader.Parse(text);

    private static InverseProblem Plate => Problem("""
        coordinates: {x: [-1, 1], t: [0, 3], y: [-1, 1]}
        shapes: {hole: {disc: {center: [0, 0], radius: 0.4}}}
        domain: "box - hole"
        fields: [u]
        unknowns: {k: {initial: 1}}
        equations: {heat: "d(u, t) = k*laplacian(u)"}
        conditions:
          hole:  {where: hole, equation: "dn(u) = 1"}
          upper: {where: "hole and y > 0.13", equation: "u = 1"}
          left:  {where: "x = -1", equation: "u = 0"}
          part:  {where: "x = 1 and y > 0.37", equation: "u = 0"}
          late:  {where: "y = 1 and x < t - 1", equation: "u = 0"}
          start: {where: "t = 0", equation: "u = 0"}
        observations:
          probes: {draw: {points: 10, seed: 1}, of: u}
        truth: {fields: {u: "x*y*t"}}
        """);

    private static Region Where(InverseProblem problem, string name) => problem.Conditions.OfType<EquationCondition>().First(c => c.Name == name).Where;

    [Test]
    public void Facets_and_nodes_of_conditions_are_found()
    {
        var problem = Plate;
        var mesh = MeshBuilder.Build(problem, new() { Size = 0.15 });
        double Length(string name, double? time = null)
        {
            var rule = Quadrature.Of(1, 4);
            double[] local = new double[2], normal = new double[2];
            return mesh.FacetsOn(Where(problem, name), time).Sum(f => Enumerable.Range(0, rule.Count).Sum(q => rule.Weights[q] * mesh.MapFacet(f, rule[q], local, normal)));
        }
        Assert.That(Length("hole"), Is.EqualTo(0.8 * Math.PI).Within(1e-4));
        // There are vertices where the conditions end.
        Assert.That(Length("upper"), Is.EqualTo(0.8 * Math.Acos(0.13 / 0.4)).Within(1e-4));
        Assert.That(Length("left"), Is.EqualTo(2).Within(1e-12));
        Assert.That(Length("part"), Is.EqualTo(0.63).Within(1e-12));
        Assert.That(Length("late", 0.5), Is.EqualTo(0.5).Within(0.1));
        Assert.That(Length("late", 2), Is.EqualTo(2).Within(1e-12));
        Assert.That(Length("start"), Is.EqualTo(8 + 0.8 * Math.PI).Within(1e-4));
        foreach (var order in new[] { 1, 2 })
        {
            var space = new Space(mesh, order);
            foreach (var name in new[] { "hole", "upper", "left", "part" })
                Assert.That(space.DofsOn(Where(problem, name)), Is.EqualTo(mesh.FacetsOn(Where(problem, name)).SelectMany(f => space.DofsOfFacet(f).ToArray()).Distinct().Order()), name);
            Assert.That(space.DofsOn(Where(problem, "start")), Has.Length.EqualTo(space.Count));
        }
    }

    [TestCase("{x: [0, 10]}", 1e-6, 0)]
    [TestCase("{x: [0, 1], y: [0, 1]}", 1e-3, 0)]
    [TestCase("{x: [0, 1], y: [0, 1]}", 0.1, 6)]
    public void More_cells_than_memory_holds_are_refused(string coordinates, double size, int level) =>
        Assert.That(() => MeshBuilder.Build(Texts.Problem("[u]", "e: \"u_xx = 1\"", coordinates: coordinates), new() { Size = size, Level = level }), Throws.TypeOf<InputException>().With.Message.Contains("size").And.Message.Contains("500000"));

    [Test]
    public void An_interval_has_a_hundred_cells_unless_asked_otherwise()
    {
        var domain = new BoxShape([1], [3]);
        Assert.That(MeshBuilder.Build(domain).CellCount, Is.EqualTo(100));
        Assert.That(MeshBuilder.Build(domain, new() { Size = 0.3 }).CellCount, Is.EqualTo(7));
        var graded = MeshBuilder.Build(domain, new() { Size = 0.3, LocalSize = x => 0.1 * x[0] });
        // ∫ dx / (0.1 x) = 10 ln 3, all of it below 0.3.
        Assert.That(graded.CellCount, Is.EqualTo((int)Math.Ceiling(10 * Math.Log(3))));
    }

    [Test]
    public void An_interval_less_another_is_two_with_four_ends()
    {
        var mesh = MeshBuilder.Build(new BoxShape([0], [1]) - new BallShape([0.5], 0.25), new() { Size = 0.1 });
        Assert.That(mesh.Volume, Is.EqualTo(0.5).Within(1e-14));
        double[] local = new double[1], normal = new double[1];
        var ends = Enumerable.Range(0, 4).Select(f => (mesh.MapFacet(f, [], local, normal), mesh.Vertices[mesh.Facet(f)[0]], normal[0])).ToArray();
        Assert.That(ends.Select(e => (e.Item2, e.Item3)), Is.EquivalentTo(new[] { (0.0, -1.0), (0.25, 1), (0.75, -1), (1, 1) }));
        Assert.That(mesh.FacetCount, Is.EqualTo(4));
    }

    [Test]
    public void Periodic_conditions_make_matching_faces()
    {
        var mesh = MeshBuilder.Build(Problem("""
            coordinates: {x: [0, 1], y: [0, 2]}
            shapes: {hole: {disc: {center: [0.15, 0.7], radius: 0.12}}}
            domain: "box - hole"
            fields: [u]
            unknowns: {k: {initial: 1}}
            equations: {heat: "k*laplacian(u) = u"}
            conditions: {around: {periodic: x}}
            observations:
              probes: {draw: {points: 10, seed: 1}, of: u}
            truth: {fields: {u: "cos(2*pi*x)*y"}}
            """), new() { Size = 0.2 });
        Assert.That(() => new Space(mesh, 2, [0]), Throws.Nothing);
    }

    [Test]
    public void Three_dimensions_are_refused() =>
        Assert.That(() => MeshBuilder.Build(new BoxShape([0, 0, 0], [1, 1, 1])), Throws.TypeOf<InputException>().With.Message.Contains("one or two space dimensions"));
}
