using PinnSharp.Expressions;
using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

/// <summary>Domains made of shapes, their boundaries by name, normals.</summary>
public sealed class DomainTests
{
    /// <summary>A plate with a hole: u = (1 − x²)(1 − y²), heat produced inside, convection at the hole.</summary>
    private const string Plate = """
        coordinates: {x: [-1, 1], y: [-1, 1]}
        shapes:
          hole: {disc: {center: [0, 0], radius: r}}
        domain: "box - hole"
        constants: {r: 0.4}
        fields: [u]
        unknowns:
          k: {initial: 1, positive: true, truth: 2}
          h: {initial: 1, positive: true, truth: 5}
        definitions:
          v: "(1 - x^2)*(1 - y^2)"
          q: "4*(2 - x^2 - y^2)"
          uinf: "v + 2/5*(2*x^2*(1 - y^2) + 2*y^2*(1 - x^2))/r"   # v + k/h dn(v), where n = -(x, y)/r
        equations:
          heat: "-k*div(grad(u)) = q"
        conditions:
          convection: {where: hole, equation: "-k*dn(u) = h*(u - uinf)"}
          outside: {where: box, equation: "u = 0"}
        observations:
          probes: {draw: {points: 100, seed: 3}, of: u, noise: {gaussian: {relative: 0.01}}}
        truth: {fields: {u: "v"}}

        """;

    private static InverseProblem Problem(string shapes, string domain, string where, string equation = "u = 0", string coordinates = "x: [-1, 1], y: [-1, 1]") => ProblemReader.Parse($$"""
        coordinates: {{{coordinates}}}
        shapes: {{{shapes}}}
        domain: "{{domain}}"
        fields: [u]
        unknowns: {k: {initial: 1, truth: 1} }
        equations: {e: "k*u_x = 1"}
        conditions: {c: {where: "{{where}}", equation: "{{equation}}"} }
        observations: {o: {draw: {points: 20}, of: u} }
        truth: {fields: {u: x} }
        """);

    private const string Hole = "hole: {disc: {center: [0, 0], radius: 0.4}}";

    private static Region Where(InverseProblem problem) => ((EquationCondition)problem.Conditions[0]).Where;

    [Test]
    public void The_truth_of_the_plate_with_a_hole_holds()
    {
        var check = ProblemCheck.Of(ProblemReader.Parse(Plate));
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Truth.Select(t => t.Verdict), Is.All.LessThanOrEqualTo(TruthVerdict.ToRounding), string.Join("; ", check.Truth));
        Assert.That(check.Truth.Select(t => t.Term), Is.EqualTo(new[] { "equations.heat", "conditions.convection", "conditions.outside" }));
        var points = check.Data[0].Points;
        for (var i = 0; i < 100; i++) Assert.That(Math.Sqrt(points[2 * i] * points[2 * i] + points[2 * i + 1] * points[2 * i + 1]), Is.GreaterThan(0.4));
    }

    [Test]
    public void A_normal_of_the_wrong_sign_is_found()
    {
        var check = ProblemCheck.Of(ProblemReader.Parse(Plate.Replace("-k*dn(u)", "k*dn(u)", StringComparison.Ordinal)));
        Assert.That(check.Truth[1].Verdict, Is.EqualTo(TruthVerdict.Mismatch));
    }

    [Test]
    public void Collocation_points_fill_the_domain_evenly([Values] SamplingMethod method)
    {
        var points = Problem(Hole, "box - hole", "hole").Domain.Sample(4000, method, 1);
        var (inRing, radius) = (0, 0.7);
        for (var i = 0; i < 4000; i++)
        {
            var r = Math.Sqrt(points[2 * i] * points[2 * i] + points[2 * i + 1] * points[2 * i + 1]);
            Assert.That(r, Is.GreaterThan(0.4));
            if (r < radius) inRing++;
        }
        var expected = Math.PI * (radius * radius - 0.16) / (4 - Math.PI * 0.16);
        Assert.That(inRing / 4000.0, Is.EqualTo(expected).Within(0.02));
    }

    [Test]
    public void The_hole_has_normals_into_it_and_the_box_out_of_it()
    {
        var hole = Where(Problem(Hole, "box - hole", "hole")).Draw(200, SamplingMethod.Sobol, 1);
        for (var i = 0; i < 200; i++)
        {
            Assert.That(hole.Normals![2 * i], Is.EqualTo(-hole.Points[2 * i] / 0.4).Within(1e-14));
            Assert.That(hole.Normals![2 * i + 1], Is.EqualTo(-hole.Points[2 * i + 1] / 0.4).Within(1e-14));
        }
        var box = Where(Problem(Hole, "box - hole", "box and y > 0.5")).Draw(200, SamplingMethod.Sobol, 1);
        for (var i = 0; i < 200; i++)
        {
            var (x, y) = (box.Points[2 * i], box.Points[2 * i + 1]);
            Assert.That(Math.Max(Math.Abs(x), y), Is.EqualTo(1));
            Assert.That(y, Is.GreaterThanOrEqualTo(0.5));
            Assert.That((box.Normals![2 * i], box.Normals![2 * i + 1]), Is.EqualTo(y == 1 ? (0.0, 1.0) : (Math.Sign(x), 0.0)));
        }
    }

    [Test]
    public void The_whole_boundary_is_shared_out_by_length()
    {
        var points = Where(Problem(Hole, "box - hole", "boundary")).Draw(4000, SamplingMethod.Sobol, 1);
        var onHole = Enumerable.Range(0, 4000).Count(i => Math.Abs(points.Points[2 * i]) < 0.5 && Math.Abs(points.Points[2 * i + 1]) < 0.5);
        Assert.That(onHole / 4000.0, Is.EqualTo(0.8 * Math.PI / (8 + 0.8 * Math.PI)).Within(0.005));
    }

    /// <summary>Only what is on the union's outline counts, edges that two shapes share once.</summary>
    [Test]
    public void A_union_has_one_outline()
    {
        const string Shapes = "a: {box: {x: [-1, 0]}}, b: {box: {x: [0, 1], y: [-1, 0]}}";
        var points = Where(Problem(Shapes, "a + b", "boundary")).Draw(4000, SamplingMethod.Sobol, 1);
        int Along(Func<double, double, bool> edge) => Enumerable.Range(0, 4000).Count(i => edge(points.Points[2 * i], points.Points[2 * i + 1]));
        Assert.That(Along((x, y) => x == 0 && y < 0), Is.Zero, "where they touch");
        Assert.That(Along((x, _) => x == -1) / 4000.0, Is.EqualTo(2.0 / 8).Within(0.01), "left");
        Assert.That(Along((x, y) => x == 0 && y > 0) / 4000.0, Is.EqualTo(1.0 / 8).Within(0.01), "the step");
        Assert.That(Along((_, y) => y == -1) / 4000.0, Is.EqualTo(2.0 / 8).Within(0.01), "below");
        var inner = Where(Problem(Shapes, "a + b", "b")).Draw(400, SamplingMethod.Sobol, 1);
        Assert.That(Enumerable.Range(0, 400).All(i => inner.Points[2 * i] >= 0), "the part of the outline that is b's");
    }

    [Test]
    public void Time_multiplies_boundaries_and_normals_have_none()
    {
        var where = Where(Problem(Hole, "box - hole", "hole and t > 1", "dn(u) = n_x", "x: [-1, 1], t: [0, 2], y: [-1, 1]"));
        Assert.That(where.ToString(), Is.EqualTo("hole and t > 1"));
        Assert.That(where.Dimension, Is.EqualTo(2));
        var points = where.Draw(300, SamplingMethod.LatinHypercube, 1);
        for (var i = 0; i < 300; i++)
        {
            Assert.That(points[i][1], Is.GreaterThan(1).And.LessThan(2));
            Assert.That(points.Normals![3 * i + 1], Is.Zero);
            Assert.That(where.Contains(points[i]));
        }
        var start = Where(Problem(Hole, "box - hole", "hole and t = 0", "dn(u) = n_x", "x: [-1, 1], t: [0, 2], y: [-1, 1]")).Draw(10, SamplingMethod.Sobol, 1);
        Assert.That(Enumerable.Range(0, 10).Select(i => start[i][1]), Is.All.Zero);
    }

    [Test]
    public void Lines_and_faces_are_cut_off_at_the_domain()
    {
        var line = Where(Problem(Hole, "box - hole", "x = 0")).Sample(200, SamplingMethod.Sobol, 1);
        for (var i = 0; i < 200; i++) Assert.That(Math.Abs(line[2 * i + 1]), Is.GreaterThan(0.4));
        var corner = Problem("hole: {disc: {center: [-1, 0], radius: 0.4}}", "box - hole", "x = -1", "dn(u) = n_x");
        var face = Where(corner).Sample(200, SamplingMethod.Sobol, 1);
        for (var i = 0; i < 200; i++) Assert.That(Math.Abs(face[2 * i + 1]), Is.GreaterThan(0.4));
        Assert.That(((EquationCondition)corner.Conditions[0]).Equation.ToString(), Is.EqualTo("-u_x = -1"), "on a face the normal is numbers");
    }

    [Test]
    public void Insides_and_outsides_choose_parts_of_the_domain()
    {
        var inside = Where(Problem("core: {ball: {center: [0.9, 0], radius: 0.4}}", "box", "inside(core)")).Sample(200, SamplingMethod.Sobol, 1);
        var outside = Where(Problem(Hole, "box", "outside(hole) and x > 0")).Sample(200, SamplingMethod.Sobol, 1);
        for (var i = 0; i < 200; i++)
        {
            Assert.That(Math.Pow(inside[2 * i] - 0.9, 2) + Math.Pow(inside[2 * i + 1], 2), Is.LessThan(0.16));
            Assert.That(inside[2 * i], Is.LessThan(1));
            Assert.That(Math.Pow(outside[2 * i], 2) + Math.Pow(outside[2 * i + 1], 2), Is.GreaterThan(0.16));
        }
    }

    [Test]
    public void In_one_dimension_a_boundary_is_its_end_points()
    {
        var points = Where(Problem("gap: {ball: {center: [0], radius: 0.25}}", "box - gap", "boundary", "u_x = n_x", "x: [-1, 1]")).Draw(50, SamplingMethod.Sobol, 1);
        Assert.That(points.Points.Zip(points.Normals!).Order(), Is.EqualTo(new[] { (-1.0, -1.0), (-0.25, 1), (0.25, -1), (1, 1) }));
        var timed = Where(Problem("gap: {ball: {center: [0], radius: 0.25}}", "box - gap", "gap", "u_x = n_x", "x: [-1, 1], t: [0, 1]")).Draw(50, SamplingMethod.Sobol, 1);
        Assert.That(Enumerable.Range(0, 50).Select(i => timed[i][0]).Distinct().Order(), Is.EqualTo(new[] { -0.25, 0.25 }));
    }

    [Test]
    public void In_three_dimensions_a_sphere_is_covered_evenly()
    {
        var problem = Problem("core: {ball: {center: [0, 0, 0], radius: 0.5}}", "box - core", "core and z > 0", "dn(u) = n_x", "x: [-1, 1], y: [-1, 1], z: [-1, 1]");
        var points = Where(problem).Draw(1000, SamplingMethod.Sobol, 1);
        Assert.That(Enumerable.Range(0, 1000).Average(i => points[i][2]), Is.EqualTo(0.25).Within(0.005), "Archimedes");
        Assert.That(Enumerable.Range(0, 1000).All(i => Math.Abs(points.Normals![3 * i + 2] + points[i][2] / 0.5) < 1e-14));
    }

    [Test]
    public void A_problem_in_CSharp_has_the_same_shapes()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (-1, 1), ["y"] = (-1, 1) },
            Shapes = { ["hole"] = ShapeDeclaration.Disc(0, 0, 0.4), ["lake"] = ShapeDeclaration.Polygon((0, 0), (1, 0), (1, 1)), ["both"] = "hole + lake" },
            Domain = "box - both",
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["e"] = "k*laplacian(u) = 1" },
            Conditions = { ["rim"] = ("both", "dn(u) = 0") },
            Observations = { ["o"] = new("u", Data.Inline([0.9, -0.9], [1])) },
        }.Build();
        Assert.That(problem.Domain.Contains([0.9, -0.9]) && !problem.Domain.Contains([0.9, 0.5]) && !problem.Domain.Contains([-0.1, 0]));
        Assert.That(problem.Shapes.Keys.Order(), Is.EqualTo(new[] { "both", "box", "domain", "hole", "lake" }));
        Assert.That(problem.Domain.Within, Is.EqualTo(problem.Shapes["domain"]));
    }
}
