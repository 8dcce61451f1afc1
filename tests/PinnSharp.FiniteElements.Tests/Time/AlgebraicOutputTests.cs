using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>States without a rate have values from the first time on, whatever stands for them at the start.</summary>
public sealed class AlgebraicOutputTests
{
    private static readonly ImmutableArray<double> Times = [0, 0.002, 0.01, 0.013, 0.3, 0.5, 0.501, 0.51, 0.9];

    private static IEnumerable<ITimeMethod> Methods => [new BackwardDifferentiation(), Collocation.Radau];

    [TestCaseSource(nameof(Methods))]
    public void They_are_those_of_a_consistent_start(ITimeMethod method)
    {
        var (open, whole) = (Solve(method, true), Solve(method, false));
        for (var i = 0; i < Times.Length; i++)
        {
            var (x, w) = (whole.Values[i][0], whole.Values[i][2]);
            Assert.That(open.Values[i], Is.EqualTo(whole.Values[i]).Within(method.Order > 2 ? 1e-6 : 4e-4), $"at {Times[i]}");
            Assert.That(open.Values[i][..2], Is.EqualTo(whole.Values[i][..2]).Within(1e-11), "states with a rate stay");
            Assert.That(open.Rates[i][2], Is.EqualTo(2 * 0.7 * x * whole.Rates[i][0]).Within(method.Order > 2 ? 1e-3 : 4e-2), $"rate at {Times[i]}, w = {w}");
        }
    }

    [TestCaseSource(nameof(Methods))]
    public void Their_tangents_and_adjoints_are_exact(ITimeMethod method)
    {
        double[] direction = [0.3, -0.5, 0.8], gradient = new double[3];
        var weights = Times.Select((_, i) => new[] { 1, 0.5 * i, -2.3 }).ToArray();
        var at = Solve(method, true);
        double Functional(Trajectory t) => t.Values.Select((v, i) => Dot(v, weights[i]) + 0.1 * Dot(t.Rates[i], weights[i])).Sum();
        double slope = 0;
        at.Tangent([direction], (i, values, rates) => slope += Dot(values[0], weights[i]) + 0.1 * Dot(rates[0], weights[i]));
        at.Adjoint(i => ([weights[i]], [[.. weights[i].Select(w => 0.1 * w)]]), [gradient]);
        Assert.That(Dot(gradient, direction), Is.EqualTo(slope).Within(1e-11 * Math.Abs(slope)));
        double[] errors = [.. new[] { 1e-2, 2.5e-3 }.Select(h => Math.Abs(Functional(Solve(method, true, [.. Parameters.Zip(direction, (p, d) => p + h * d)])) - Functional(at) - h * slope))];
        Assert.That(Math.Log2(errors[0] / errors[1]) / 2, Is.GreaterThan(1.95));
    }

    [Test]
    public void The_curvature_of_a_beam_is_right_from_the_first_time_on()
    {
        var problem = Texts.Problem("[w]", "e: \"w_tt + EI*w_xxxx = 0\"", """
            start: {where: "t = 0", equation: "w = sin(pi*x)"}
            rest: {where: "t = 0", equation: "w_t = 0"}
            a: {where: "x = 0", equation: "w = 0"}
            b: {where: "x = 0", equation: "w_xx = 0"}
            c: {where: "x = 1", equation: "w = 0"}
            d: {where: "x = 1", equation: "w_xx = 0"}
            """, "EI: {initial: 2, positive: true}", "observations: {all: {file: none.csv, of: \"2*w\"}}", "{x: [0, 1], t: [0, 0.05]}");
        double[] points = [0.5, 0, 0.3, 0, 0.5, 1e-4, 0.5, 5e-4, 0.5, 2e-3, 0.5, 0.02];
        var model = new FiniteElementModel(problem, [], [new("w_xx", ExpressionParser.Parse("w_xx", problem.Vocabulary), points)], new() { Mesh = new() { Size = 0.1 }, Time = new() { Tolerance = 1e-4 } });
        var found = new double[6];
        model.Evaluate(model.Start, found);
        for (var i = 0; i < 6; i++)
            Assert.That(found[i], Is.EqualTo(-Math.PI * Math.PI * Math.Sin(Math.PI * points[2 * i]) * Math.Cos(Math.PI * Math.PI * Math.Sqrt(2) * points[2 * i + 1])).Within(0.03), $"x, t = {points[2 * i]}, {points[2 * i + 1]}");
        var (rate, mismatch) = ModelChecks.Derivatives(model, model.Start);
        Assert.That(rate, Is.GreaterThan(1.95));
        Assert.That(mismatch, Is.LessThan(1e-11));
    }

    [Test]
    public void A_pressure_is_right_from_the_first_time_on()
    {
        // u = a (sin πx cos πy, −cos πx sin πy) e^−t with p = −a x e^−t.
        var problem = Texts.Problem("[u, v, p]", """
            x: "u_t = (u_xx + u_yy)/10 - p_x + (0.2*pi^2 - 1)*a*sin(pi*x)*cos(pi*y)*exp(-t) - a*exp(-t)"
            y: "v_t = (v_xx + v_yy)/10 - p_y - (0.2*pi^2 - 1)*a*cos(pi*x)*sin(pi*y)*exp(-t)"
            mass: "u_x + v_y = 0"
            """, """
            a: {where: boundary, equation: "u = a*sin(pi*x)*cos(pi*y)*exp(-t)"}
            b: {where: boundary, equation: "v = -a*cos(pi*x)*sin(pi*y)*exp(-t)"}
            level: {where: "x = 0 and y = 0", equation: "p = 0"}
            s: {where: "t = 0", equation: "u = a*sin(pi*x)*cos(pi*y)"}
            r: {where: "t = 0", equation: "v = -a*cos(pi*x)*sin(pi*y)"}
            """, "a: {initial: 2}", "observations: {all: {file: none.csv, of: \"u*u\"}}", "{x: [0, 1], y: [0, 1], t: [0, 0.2]}");
        double[] points = [0.5, 0.5, 0, 0.9, 0.2, 0, 0.9, 0.2, 1e-4, 0.9, 0.2, 1e-3, 0.9, 0.2, 0.1];
        var model = new FiniteElementModel(problem, [], [new("p", ExpressionParser.Parse("p", problem.Vocabulary), points)], new() { Mesh = new() { Size = 0.25 }, Time = new() { Tolerance = 1e-4 } });
        var found = new double[5];
        model.Evaluate(model.Start, found);
        for (var i = 0; i < 5; i++) Assert.That(found[i], Is.EqualTo(-2 * points[3 * i] * Math.Exp(-points[3 * i + 2])).Within(0.03), $"t = {points[3 * i + 2]}");
        // A method that damps nothing keeps what the beginning has of it.
        Assert.That(() => new FiniteElementModel(problem, [], [], new() { Mesh = new() { Size = 0.5 }, TimeMethod = Collocation.CrankNicolson }), Throws.TypeOf<FormException>().With.Message.Contains("'p'").And.Message.Contains("bdf2"));
    }

    private static readonly double[] Parameters = [1.5, 1.2, 0.7];

    private static Trajectory Solve(ITimeMethod method, bool open, double[]? p = null) => new TimeIntegrator(new Oscillator { IsOpen = open }, method)
        .Solve(p ?? Parameters, new(0, [.. Enumerable.Repeat(0.01, 100)], [0, 50]), Times);

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
