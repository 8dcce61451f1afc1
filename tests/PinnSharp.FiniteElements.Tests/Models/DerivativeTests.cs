using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Tangents and adjoints of models with every kind of unknown, by Taylor tests and transposition.</summary>
public sealed class DerivativeTests
{
    private const string Heat = "e: \"u_t = d(k*(1 + u^2)*u_x, x)/5 + sin(3*x)\"", Ends = "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 1\", equation: \"u_x = 0\"}",
        Start = "\nstart: {where: \"t = 0\", equation: \"u = x*(2 - x)\"}";

    private static readonly FiniteElementOptions Coarse = new() { Mesh = new() { Size = 0.1 }, CoefficientSize = 0.2, TimeMethod = new BackwardDifferentiation(), Time = new() { Tolerance = 1e-4 } };

    private static TestCaseData Case(string name, string unknowns, string conditions, string equations, string rest = "observations: {all: {file: none.csv, of: \"u*u\"}}", string coordinates = Texts.LineInTime,
        params string[] outputs) => new TestCaseData(unknowns, conditions, equations, rest, coordinates, outputs is [] ? ["u", "u_x", "u_t"] : outputs).SetArgDisplayNames(name);

    /// <summary>Unknowns, conditions, equations, the rest, coordinates, what is predicted.</summary>
    private static readonly TestCaseData[] Problems =
    [
        Case("scalar", "k: {initial: 1, positive: true}", Ends + Start, Heat),
        Case("field over space", "k: {over: [x], positive: true}", Ends + Start, Heat),
        Case("function of the solution", "k: {over: [u], positive: true, initial: 1}", Ends + Start, "e: \"u_t = d(k*u_x, x)/5 + k_u + sin(3*x)\""),
        Case("field over space and time", "k: {over: [x, t], initial: 1}", Ends + Start, Heat),
        Case("source over time", "f: {over: [t]}", Ends + Start, "e: \"u_t = u_xx/5 - u^3 + f + f_t\""),
        Case("initial value", "g: {over: [x], initial: 0.5}", Ends + "\nstart: {where: \"t = 0\", equation: \"u^3 + u = g*x\"}", "e: \"u_t = u_xx/5 - u^3\""),
        Case("boundary value over time", "g: {over: [t], initial: 0.5}", "a: {where: \"x = 0\", equation: \"u + u^3 = g\"}\nb: {where: \"x = 1\", equation: \"u_x = g*u\"}" + Start, "e: \"u_t = u_xx/5 - u^3\""),
        Case("boundary value for some time", "g: {initial: 0.5}\nh: {initial: 1}",
            "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 1 and t < 0.4\", equation: \"u_x = g*u\"}\nc: {where: \"x = 1 and t >= 0.4\", equation: \"u = h\"}" + Start, "e: \"u_t = u_xx/5 - u^3\""),
        Case("averages over regions", "k: {over: [x], positive: true}", Ends + Start, Heat, """
            shapes: {slab: {box: {x: [0.2, 0.7]}}}
            observations: {all: {file: none.csv, of: "u*u"}}
            """, outputs: ["average(k*u^2, slab)", "average(u_x, slab)*u", "average(u*u_t, domain)"]),
        Case("table in time", "k: {over: [x], positive: true}", "a: {where: \"x = 0\", equation: \"u = Q\"}\nb: {where: \"x = 1\", equation: \"u_x = 0\"}\nstart: {where: \"t = 0\", equation: \"u = 0\"}", "e: \"u_t = d(k*(1 + u^2)*u_x, x)/5 + R\"", """
            tables: {Q: {points: [[0, 0], [0.3, 1], [1, 0.5]]}, R: {points: [[0, 0], [0.45, 2], [1, 2]], interpolation: step}}
            observations: {all: {file: none.csv, of: "u*u"}}
            """),
        Case("two fields, one without a rate", "k: {over: [x], positive: true}\nc: {initial: 0.5}", """
            a: {where: "x = 0", equation: "u = c*t"}
            b: {where: "x = 1", equation: "u_x = 0"}
            p: {where: "x = 0", equation: "v_x = c*v"}
            q: {where: "x = 1", equation: "v = u + c"}
            start: {where: "t = 0", equation: "u = 0"}
            """, "e: \"u_t = d(k*(1 + v^2)*u_x, x)/5 + sin(3*x)\"\nf: \"-v_xx + v = u^2*k\"", "observations: {all: {file: none.csv, of: \"u*v\"}}", Texts.LineInTime, "u*v", "v_x"),
        Case("in the plane", "k: {over: [x, y], positive: true}\nh: {initial: 0.5}", """
            a: {where: "x = 0", equation: "u = 0"}
            b: {where: "x = 1", equation: "-k*(1 + u^2)*u_x = h*u"}
            c: {where: "y = 0", equation: "u_y = 0"}
            d: {where: "y = 1", equation: "u = h*x"}
            start: {where: "t = 0", equation: "u = 0"}
            """, "e: \"u_t = div(k*(1 + u^2)*grad(u)) + 1\"", coordinates: Texts.PlaneInTime),
        Case("wave", "k: {over: [x], positive: true}\ng: {initial: 0.3}", Ends + "\nstart: {where: \"t = 0\", equation: \"u = g*sin(2*x)\"}\nspeed: {where: \"t = 0\", equation: \"u_t = g*x\"}", "e: \"u_tt + u^3 = d(k*u_x, x)\""),
        Case("steady field", "k: {over: [x, y], positive: true}\nr: {over: [u], initial: 1}", "edge: {where: boundary, equation: \"u = x\"}", "e: \"-div(k*grad(u)) + r*u = 1\"", "observations: {all: {file: none.csv, of: \"u*u\"}}", Texts.Plane, "u", "u_x"),
    ];

    [TestCaseSource(nameof(Problems))]
    public void Taylor_tests_pass_and_the_adjoint_is_the_transposed_tangent(string unknowns, string conditions, string equations, string rest, string coordinates, string[] outputs)
    {
        var problem = Texts.Problem(equations.Contains("v_xx", StringComparison.Ordinal) ? "[u, v]" : "[u]", equations, conditions, unknowns, rest, coordinates);
        var model = ModelChecks.Model(problem, Coarse, outputs);
        var (rate, mismatch) = ModelChecks.Derivatives(model, ModelChecks.Near(model));
        Assert.That(rate, Is.GreaterThan(1.95));
        Assert.That(mismatch, Is.LessThan(1e-11));
    }

    /// <summary>At the beginning, at ends of steps, where the data of a condition jump, and at the end.</summary>
    [TestCase("bdf2", true)]
    [TestCase("radau", true)]
    [TestCase("crank-nicolson", false)]
    public void Derivatives_are_right_where_steps_meet(string method, bool algebraic)
    {
        var problem = Texts.Problem(algebraic ? "[u, v]" : "[u]", "e: \"u_t = d(k*u_x, x)/5 + R\"" + (algebraic ? "\nf: \"-v_xx + v = u^2*k\"" : ""), Ends + Start.Replace("x*(2 - x)", "c*x*(2 - x)", StringComparison.Ordinal) + (algebraic ? """

            p: {where: "x = 0", equation: "v = c*u"}
            q: {where: "x = 1", equation: "v_x = c"}
            """ : ""), "k: {over: [x], positive: true}\nc: {initial: 0.5}", """
            tables: {R: {points: [[0, 0], [0.45, 2], [1, 2]], interpolation: step}}
            observations: {all: {file: none.csv, of: "u*u"}}
            """, Texts.LineInTime);
        var options = Coarse with { TimeMethod = method == "bdf2" ? new BackwardDifferentiation() : method == "radau" ? Collocation.Radau : Collocation.CrankNicolson };
        var grid = new FiniteElementModel(problem, [], [], options).Grid;
        double[] points = [.. new[] { 0, grid.Times[1], grid.Times[grid.Steps / 2], 0.45, 1 }.SelectMany(t => new[] { 0.3, t, 0.8, t })];
        foreach (var output in algebraic ? new[] { "u", "u_t", "v", "v_x" } : ["u", "u_t"])
        {
            var model = new FiniteElementModel(problem, [], [new ModelOutput(output, ExpressionParser.Parse(output, problem.Vocabulary), points)], options);
            Assert.That(model.Grid.Times, Does.Contain(points[5]).And.Contain(points[9]), "else no step ends there");
            var (rate, mismatch) = ModelChecks.Derivatives(model, ModelChecks.Near(model));
            Assert.That(rate, Is.GreaterThan(1.95), output);
            Assert.That(mismatch, Is.LessThan(1e-11), output);
        }
    }

    [Test]
    public void Experiments_share_their_unknowns()
    {
        var problem = ProblemReader.Parse("""
            coordinates: {x: [0, 1], t: [0, 1]}
            fields: [u]
            unknowns: {k: {over: [x], positive: true}, D: {over: [u], positive: true}}
            equations: {e: "u_t = d(k*D*u_x, x)/5 + Q"}
            conditions:
              a: {where: "x = 0", equation: "u = q"}
              b: {where: "x = 1", equation: "u_x = 0"}
              start: {where: "t = 0", equation: "u = 0"}
            observations: {all: {file: none.csv, of: "u*u"}}
            experiments:
              slow: {constants: {q: 0}, tables: {Q: {points: [[0, 1], [1, 0]]}}}
              fast: {constants: {q: 0.5}, tables: {Q: {points: [[0, 0], [0.5, 2], [1, 2]]}}}
            """);
        var points = problem.Domain.Sample(7, SamplingMethod.Uniform, 5);
        var model = new FiniteElementModel(problem, [], [.. problem.Observations.Select(o => new ModelOutput(o.Name, o.Of, points))], Coarse);
        Assert.That(model.Parameters.Blocks.Select(b => b.Name), Does.Contain("k").And.Contain("D"));
        var theta = ModelChecks.Near(model);
        var (rate, mismatch) = ModelChecks.Derivatives(model, theta);
        Assert.That(rate, Is.GreaterThan(1.95));
        Assert.That(mismatch, Is.LessThan(1e-11));
        // Both experiments depend on the one k.
        var change = new double[14];
        model.Linearize(theta).Tangent([.. theta.Select((_, i) => i == model.Parameters["k"].Offset + 2 ? 1.0 : 0)], change);
        Assert.That(change[..7].Max(Math.Abs), Is.GreaterThan(1e-4));
        Assert.That(change[7..].Max(Math.Abs), Is.GreaterThan(1e-4));
    }

    [Test]
    public void A_checkpointed_gradient_is_the_plain_one_and_passes_a_Taylor_test()
    {
        var problem = Texts.Problem("[u]", Heat, Ends + Start, "k: {over: [x, t], positive: true}", "observations: {all: {file: none.csv, of: \"u*u\"}}", Texts.LineInTime);
        var plain = ModelChecks.Model(problem, Coarse, "u", "u_x");
        var (theta, n) = (ModelChecks.Near(plain), 8L * plain.StateCount);
        var gradient = ModelChecks.Gradient(plain, theta);
        foreach (var memory in new[] { 1, 12 * n, 40 * n })
        {
            Assert.That(2 * n * plain.Grid.Steps, Is.GreaterThan(memory), "else nothing is computed again");
            var model = ModelChecks.Model(problem, Coarse with { Time = Coarse.Time! with { Memory = memory } }, "u", "u_x");
            var found = ModelChecks.Gradient(model, theta);
            Assert.That(found.Zip(gradient, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1e-13 * gradient.Max(Math.Abs)));
            Assert.That(model.Work.Solutions, Is.GreaterThan(plain.Work.Solutions));
            var (rate, mismatch) = ModelChecks.Derivatives(model, theta);
            Assert.That(rate, Is.GreaterThan(1.95));
            Assert.That(mismatch, Is.LessThan(1e-11));
        }
    }
}
