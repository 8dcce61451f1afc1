using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>What the discretised problem takes declarations to mean where they could mean several things, and what it refuses.</summary>
public sealed class ConventionTests
{
    private const string Rest = "observations: {all: {file: none.csv, of: \"2*u\"}}";

    [Test]
    public void Second_derivatives_of_piecewise_linear_functions_are_refused()
    {
        var problem = Texts.Problem("[u]", "e: \"-d(k*u_x, x) = 1\"", "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 1\", equation: \"u = 0\"}", "k: {over: [x]}", Rest);
        Assert.That(() => ModelChecks.Model(problem, new(), "k + k_x"), Throws.Nothing);
        Assert.That(() => ModelChecks.Model(problem, new(), "k_xx"), Throws.TypeOf<FormException>().With.Message.Contains("k_xx").And.Message.Contains("'k'"));
    }

    [Test]
    public void Second_derivatives_of_splines_are_taken()
    {
        var problem = Texts.Problem("[u]", "e: \"u_t = u_xx + f\"", "a: {where: \"x = 0\", equation: \"u = 0\"}\nb: {where: \"x = 1\", equation: \"u = 0\"}\ns: {where: \"t = 0\", equation: \"u = 0\"}", "f: {over: [t]}", Rest, Texts.LineInTime);
        var model = ModelChecks.Model(problem, new() { Mesh = new() { Size = 0.2 }, Time = new() { Tolerance = 1e-3 } }, "f_tt");
        Assert.That(ModelChecks.Derivatives(model, ModelChecks.Near(model)).Mismatch, Is.LessThan(1e-11));
    }

    [Test]
    public void Initial_values_of_fields_without_a_rate_are_refused()
    {
        const string equations = "e: \"u_t = u_xx + v\"\nf: \"-v_xx + v = u\"", ends = """
            a: {where: "x = 0", equation: "u = 0"}
            b: {where: "x = 1", equation: "u = 0"}
            c: {where: "x = 0", equation: "v = 0"}
            d: {where: "x = 1", equation: "v = 0"}
            s: {where: "t = 0", equation: "u = x"}
            """;
        FiniteElementModel Model(string conditions) => new(Texts.Problem("[u, v]", equations, conditions, coordinates: Texts.LineInTime), [], [], new() { Mesh = new() { Size = 0.2 }, Time = new() { Tolerance = 1e-3 } });
        Assert.That(() => Model(ends), Throws.Nothing);
        Assert.That(() => Model(ends + "\nz: {where: \"t = 0\", equation: \"v = 0\"}"), Throws.TypeOf<FormException>().With.Message.Contains("'z'").And.Message.Contains("'v'"));
    }

    [TestCase("{where: \"x = 0\", equation: \"u = 1\"}", "{where: \"y = 0\", equation: \"u = 2\"}", 1)]
    [TestCase("{where: \"y = 0\", equation: \"u = 2\"}", "{where: \"x = 0\", equation: \"u = 1\"}", 2)]
    [TestCase("{where: \"y = 1\", equation: \"u = 1\"}", "{where: \"x = 0\", equation: \"u = 2\"}", 1)]
    [TestCase("{where: \"x = 0\", equation: \"u = 2\"}", "{where: \"y = 1\", equation: \"u = 1\"}", 2)]
    public void Of_two_values_at_a_corner_the_one_declared_first_holds(string first, string second, double expected)
    {
        var other = (first + second).Contains("y = 0", StringComparison.Ordinal) ? "y = 1" : "y = 0";
        var problem = Texts.Problem("[u]", "e: \"laplacian(u) = 0\"", $"a: {first}\nb: {second}\nc: {{where: \"x = 1\", equation: \"u_x = 0\"}}\nd: {{where: \"{other}\", equation: \"u_y = 0\"}}", coordinates: Texts.Plane);
        var model = new FiniteElementModel(problem, [], [], new() { Order = 1, Mesh = new() { Size = 0.25 } });
        var corner = new[] { 0.0, other == "y = 1" ? 0 : 1 };
        Assert.That(model.Predict(model.Start, ExpressionParser.Parse("u", problem.Vocabulary), corner)[0], Is.EqualTo(expected).Within(1e-12));
        // One face of it alone.
        Assert.That(model.Predict(model.Start, ExpressionParser.Parse("u", problem.Vocabulary), [0, 0.5])[0], Is.EqualTo((first + second).Contains("\"x = 0\", equation: \"u = 1\"", StringComparison.Ordinal) ? 1 : 2).Within(1e-12));
    }

    [Test]
    public void After_thousands_of_steps_a_jump_begins_with_the_step_after_it()
    {
        // At large times and with many steps sums of step sizes are off by rounding.
        foreach (var stop in new[] { 0.2, 0.7, 0.9 })
        {
            var system = new Recorder(1000 + stop);
            var grid = new TimeIntegrator(system, new BackwardDifferentiation(), new() { Tolerance = 1e-13 }).ChooseGrid([1, 0], 1000, 1001, 1000 + stop);
            Assert.That(grid.Steps, Is.GreaterThan(2000));
            var restart = grid.Restarts[^1];
            Assert.That(grid.Times[restart], Is.EqualTo(1000 + stop).Within(1e-12));
            system.Times.Clear();
            _ = new TimeIntegrator(system, new BackwardDifferentiation()).Solve([1, 0], grid, []);
            double[] times = [.. system.Times.Distinct().Order()];
            Assert.That(times, Has.Length.EqualTo(grid.Steps));
            Assert.That(times.Count(t => t <= 1000 + stop), Is.EqualTo(restart));
        }
    }

    /// <summary>u̇ = cos t before a time, 1 + cos t after it.</summary>
    private sealed class Recorder(double jump) : TestSystem(1, 2)
    {
        public List<double> Times { get; } = [];

        public override double[] Start(ReadOnlySpan<double> p) => [p[1]];

        public override double[,] StartSlope(ReadOnlySpan<double> p) => new double[,] { { 0, 1 } };

        public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p)
        {
            Times.Add(t);
            return [v[0] - Math.Cos(t) - (t > jump ? 1 : 0)];
        }

        public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
            (new double[,] { { 0 } }, new[,] { { 1.0 } }, new double[,] { { 0, 0 } });
    }
}
