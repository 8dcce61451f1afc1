namespace PinnSharp.Problems.Tests;

/// <summary>Parts of a boundary: strict and loose inequalities on its edges, insides and outsides beside them, and the rest.</summary>
public sealed class BoundaryPartTests
{
    private const string L = "L: {polygon: [[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2]]}, slab: {box: {x: [0, 1], y: [0, 1]}}";
    private const string Slanted = "L: {polygon: [[0, 0], [2, 0], [0, 2]]}, slab: {ball: {center: [0, 0], radius: 1}}";

    private static InverseProblem Problem(string shape, string where, string others = "") => ProblemReader.Parse($$"""
        coordinates: {x: [0, 2], y: [0, 2]}
        shapes: {{{shape}}}
        domain: L
        fields: [h]
        unknowns: {k: {initial: 1} }
        equations: {e: "k*laplacian(h) = 1"}
        conditions: {c: {where: "{{where}}", equation: "dn(h) = 0"} {{others}} }
        observations: {o: {file: wells.csv, of: h} }
        """);

    private static Region Where(InverseProblem problem) => ((EquationCondition)problem.Conditions[0]).Where;

    private static double Part(Region region, Func<double, double, bool> of)
    {
        var points = region.Draw(600, SamplingMethod.Sobol, 1);
        for (var i = 0; i < 600; i++) Assert.That(region.Contains(points[i]), $"{region} at {points[i][0]}, {points[i][1]}");
        return Enumerable.Range(0, 600).Count(i => of(points[i][0], points[i][1])) / 600.0;
    }

    /// <summary>Edges along x = 0 (length 2) and x = 2 (length 1) of a boundary of length 8.</summary>
    [TestCase("L and x > 0 and x < 2", 0, 0)]
    [TestCase("L and 0 < x and 4 > 2*x", 0, 0)]
    [TestCase("L and x^2 > 0 and 4 - x^2 > 0", 0, 0)]
    [TestCase("L and x > 0", 0, 1.0 / 6)]
    [TestCase("L and x >= 0 and x <= 2", 2.0 / 8, 1.0 / 8)]
    [TestCase("L and x < 2", 2.0 / 7, 0)]
    [TestCase("L and x > 0.5 and x < 2", 0, 0)]
    public void Strict_inequalities_leave_out_edges_at_the_end_and_loose_ones_do_not(string where, double left, double right)
    {
        var region = Where(Problem(L, where));
        Assert.That(Part(region, (x, _) => x == 0), Is.EqualTo(left).Within(0.01));
        Assert.That(Part(region, (x, _) => x == 2), Is.EqualTo(right).Within(0.01));
        Assert.That(region.Contains([0, 1.5]), Is.EqualTo(left > 0));
        Assert.That(region.Contains([2, 0.5]), Is.EqualTo(right > 0));
        Assert.That(region.Closure.Contains([2, 0.5]), "the closure has it");
    }

    /// <summary>On x + y = 2 rounding leaves points on either side.</summary>
    [TestCase("L and x + y < 2", 0)]
    [TestCase("L and x + y <= 2", 0.41421356237)]
    [TestCase("L and x + y >= 2", 1)]
    public void Rounding_does_not_decide_on_a_slanted_edge(string where, double slanted) =>
        Assert.That(Part(Where(Problem(Slanted, where)), (x, y) => Math.Abs(x + y - 2) < 1e-9), Is.EqualTo(slanted).Within(0.01));

    [Test]
    public void A_part_prints_as_it_was_asked_for() =>
        Assert.That(Where(Problem(L, "L and x > 0 and x < 1.5")).ToString(), Is.EqualTo("L and x > 0 and x < 1.5"));

    /// <summary>The slab's sides x = 0 and y = 0 are edges of the domain, too.</summary>
    [Test]
    public void An_edge_is_inside_what_adjoins_it()
    {
        var outside = Where(Problem(L, "L and outside(slab)"));
        Assert.That(Part(outside, (x, y) => (x == 0 && y < 1) || (y == 0 && x < 1)), Is.Zero);
        Assert.That(Part(Where(Problem(L, "L and inside(slab)")), (x, y) => (x == 0 && y < 1) || (y == 0 && x < 1)), Is.EqualTo(1));
        Assert.That(outside.Contains([0, 0.5]), Is.False);
    }

    [Test]
    public void The_rest_is_what_other_conditions_on_the_field_leave()
    {
        var rest = Where(Problem(L, "rest", ", river: {where: \"x = 0\", equation: \"h = 1\"}, out: {where: \"L and x >= 2\", equation: \"dn(h) = k\"}"));
        Assert.That(Part(rest, (x, _) => x is 0 or 2), Is.Zero);
        Assert.That(Part(rest, (x, y) => x == 1 || y == 1), Is.EqualTo(2.0 / 5).Within(0.01));
        Assert.That(rest.ToString(), Is.EqualTo("rest"));
        Assert.That(rest.Contains([0, 0.5]), Is.False);
    }

    [Test]
    public void The_rest_of_a_box_leaves_out_periodic_faces_and_no_initial_condition()
    {
        var problem = ProblemReader.Parse("""
            coordinates: {x: [0, 1], y: [0, 1], t: [0, 1]}
            fields: [u, v]
            unknowns: {k: {initial: 1}}
            equations: {e: "u_t = k*laplacian(u)", f: "v_t = laplacian(v)"}
            conditions:
              wall: {where: "rest and y < 1", equation: "dn(u) = 0"}
              wrap: {periodic: x, fields: [u]}
              start: {where: "t = 0", equation: "u = 0"}
              other: {where: "y = 0", equation: "v = 0"}
            observations: {o: {file: wells.csv, of: u}}
            """);
        var points = Where(problem).Draw(100, SamplingMethod.Sobol, 1);
        Assert.That(Enumerable.Range(0, 100).Select(i => points[i][1]), Is.All.Zero);
    }

    [Test]
    public void A_rest_of_nothing_and_a_rest_for_data_are_mistakes()
    {
        var nothing = Assert.Throws<InputException>(() => Problem(L, "rest", ", all: {where: boundary, equation: \"h = 1\"}"));
        Assert.That(nothing.Errors.Single().ToString(), Is.EqualTo("7:26: The region is empty or nearly so: of 4000 points of the shape's own boundary, "
            + "0 lie on the boundary of the domain and are left by the other conditions."));
        var inside = Assert.Throws<InputException>(() => Problem(L, "inside(rest)"));
        Assert.That(inside.Errors[0].Message, Is.EqualTo("'rest' has no inside; write the name of a shape."));
    }
}
