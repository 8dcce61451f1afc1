using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>A transient nonlinear problem with every kind of term: an error of 3 % in the derivative of any one with respect to anything that it depends on is noticed.</summary>
public sealed class MutationTests
{
    private static readonly InverseProblem Problem = ProblemReader.Parse("""
        coordinates: {x: [0, 1], t: [0, 1]}
        fields: [u, v]
        unknowns:
          k: {over: [x], positive: true}
          r: {over: [u], initial: 1}
          g: {over: [x], initial: 0.5}
          b: {over: [t], initial: 0.5}
          c: {initial: 0.5}
        equations:
          e: "(1 + u^2)*u_t = d(k*(1 + v^2)*u_x, x)/5 - r*u*v - c*u_x + sin(3*x)"
          f: "-d((1 + u^2)*v_x, x) + v^3 + v = c*k*u"
        conditions:
          a: {where: "x = 0", equation: "u + u^3 = b + c*v"}
          n: {where: "x = 1 and t < 0.5", equation: "k*u_x = c*(v - 3*u^2) - b"}
          o: {where: "x = 1 and t >= 0.5", equation: "u = c*v"}
          p: {where: "x = 0", equation: "v_x = c*v^2 + u"}
          q: {where: "x = 1", equation: "v^3 + v = b"}
          start: {where: "t = 0", equation: "u^3 + u = g + c"}
        observations: {all: {file: none.csv, of: "u*v"}}
        """);

    /// <summary>So small that terms of second order are less than 3 % of the least of those of first, so large that rounding is less still.</summary>
    private const double Step = 3e-5;

    private static readonly string[] Outputs = ["u*v + c*k", "u_x*u_t + v_x", "r*u"];

    private static FiniteElementModel Model(Func<Expression, Expression, Expression, Expression> slope) =>
        ModelChecks.Model(Problem, new() { Mesh = new() { Size = 0.2 }, CoefficientSize = 0.34, TimeMethod = new BackwardDifferentiation(), Time = new() { Tolerance = 1e-2 }, Slope = slope }, Outputs);

    [Test]
    public void An_error_of_three_per_cent_in_any_derivative_is_noticed()
    {
        var terms = new List<string>();
        var right = Model((of, by, slope) =>
        {
            terms.Add($"d({of})/d({by})");
            return slope;
        });
        // Away from the start, where some derivatives are zero.
        var theta = ModelChecks.Near(right, 0.3);
        var (rate, mismatch) = ModelChecks.Derivatives(right, theta, Step);
        Assert.That(rate, Is.GreaterThan(1.95));
        Assert.That(mismatch, Is.LessThan(1e-11));
        Assert.That(terms, Has.Count.GreaterThan(50));
        Assert.Multiple(() =>
        {
            for (var wrong = 0; wrong < terms.Count; wrong++)
            {
                var term = 0;
                var (falseRate, falseMismatch) = ModelChecks.Derivatives(Model((_, _, slope) => term++ == wrong ? 1.03 * slope : slope), theta, Step);
                Assert.That(falseRate < 1.5 || falseMismatch > 1e-9, $"{wrong}: {terms[wrong]}: rate {falseRate}");
            }
        });
    }
}
