using NUnit.Framework;

namespace PinnSharp.Problems.Tests;

/// <summary>Constraints as they are written, and what is wrong with them in words.</summary>
public sealed class ConstraintTests
{
    private static InverseProblem Parse(string constraints) => ProblemReader.Parse("""
        coordinates: {x: [0, 1], t: [0, 2]}
        fields: [u]
        constants: {most: 3}
        shapes: {left: {box: {x: [0, 0.5]}}}
        unknowns:
          a: {initial: 1}
          b: {initial: 2}
          k: {over: [x], positive: true, initial: 1}
          sigma: {initial: 1, positive: true, truth: 1}
        equations: {heat: "u_t = d(k*u_x, x) + a*x + b"}
        conditions: {start: {where: "t = 0", equation: "u = 0"}}
        observations: {probe: {draw: {points: 3}, of: u, noise: {gaussian: {sigma: sigma}}}}
        constraints:
        """ + constraints + "\n", "problem.yaml", simulated: true);

    private static string Error(string constraints) => Assert.Throws<InputException>(() => Parse(constraints))!.Errors.Single().ToString();

    [Test]
    public void Numbers_have_one_place_fields_many_averages_times()
    {
        var c = Parse("\n  sum: \"a + b <= most\"\n  cap: {where: \"x > 0.25\", holds: \"k <= 2\", points: 20}\n  mean: {where: \"t > 1\", holds: \"average(u, left) = 0.1\"}").Constraints;

        Assert.That(c.Select(k => (k.Name, k.IsEquality, k.Places.Count)), Is.EqualTo(new[] { ("sum", false, 1), ("cap", false, 20), ("mean", true, 100) }));
        Assert.That(c[0].Of.ToString(), Is.EqualTo("a + b - most"));
        Assert.That(c[1].Places.Where.Lower[0], Is.EqualTo(0.25));
        Assert.That(c[2].Places.Where.Lower[1], Is.EqualTo(1));
    }

    [Test]
    public void Greater_is_turned_round_and_chains_are_several()
    {
        var c = Parse("\n  between: \"-1 <= u <= 1\"\n  more: \"a >= b\"").Constraints;

        Assert.That(c.Select(k => (k.Name, k.Of.ToString())), Is.EqualTo(new[] { ("between (1)", "-u - 1"), ("between (2)", "u - 1"), ("more", "b - a") }));
    }

    [TestCase("\n  sum: \"a + c <= 1\"", "problem.yaml:14:13", "'c'")]
    [TestCase("\n  sum: \"a + b\"", "problem.yaml:14", "Expected '=', '<', '<=', '>' or '>='")]
    [TestCase("\n  sum: \"x <= 1\"", "problem.yaml:14:9", "has no field and no unknown in it")]
    [TestCase("\n  sum: {where: \"x > 0\", holds: \"a <= 1\"}", "problem.yaml:14:17", "there is no 'where' to it")]
    [TestCase("\n  sum: {holds: \"sigma <= 1\"}", "problem.yaml:14:17", "declare 'bounds' of it")]
    [TestCase("\n  sum: {where: \"x > 0\"}", "problem.yaml:14", "holds")]
    [TestCase("\n  sum: {holds: \"a <= 1\", wher: \"x > 0\"}", "problem.yaml:14", "wher")]
    [TestCase("\n  probe: \"a <= 1\"", "problem.yaml:14:3", "already the name of an observation")]
    [TestCase("\n  cap: \"left and k < 1\"", "problem.yaml:14", "is a place, and a constraint a comparison")]
    [TestCase("\n  cap: {where: \"x > 2\", holds: \"k < 1\"}", "problem.yaml:14:17", "The region is empty")]
    [TestCase("\n  mean: {where: \"x > 0.5\", holds: \"average(u, left) < 1\"}", "problem.yaml:14", "'where' can only choose times")]
    public void Mistakes_are_named_with_their_place(string constraints, string place, string words)
    {
        var error = Error(constraints);

        Assert.That(error, Does.StartWith(place));
        Assert.That(error, Does.Contain(words));
    }

    [Test]
    public void The_truth_is_substituted()
    {
        var findings = TruthCheck.Run(ProblemReader.Parse("""
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns: {a: {initial: 1, truth: 2}}
            equations: {flat: "u_xx = a"}
            observations: {probe: {draw: {points: 3}, of: u}}
            constraints:
              low: "u <= 1"
              high: "u >= 0.1"
              mean: "average(u, domain) = 1/3"
              number: "a <= 1.5"
            truth: {fields: {u: "x^2"}}
            """)).Where(f => f.Term.StartsWith("constraints", StringComparison.Ordinal)).ToDictionary(f => f.Term, f => f);

        Assert.That(findings["constraints.low"].Verdict, Is.EqualTo(TruthVerdict.Exact));
        Assert.That(findings["constraints.mean"].Verdict, Is.LessThanOrEqualTo(TruthVerdict.ToRounding));
        Assert.That(findings["constraints.high"].Verdict, Is.EqualTo(TruthVerdict.Mismatch));
        Assert.That(findings["constraints.number"].Mismatch, Is.EqualTo(0.5 / 3.5).Within(1e-5));
    }

    [TestCase("a: {initial: 1, projected: true}", "'projected' says how 'bounds' are held; 'a' has none.")]
    [TestCase("a: {over: [x], bounds: [0, 1], projected: true}", "'projected' is for scalars; bounds of the function 'a' are held by a change of variables, or declare a constraint.")]
    public void Projected_bounds_are_of_scalars_with_bounds(string unknown, string message)
    {
        var e = Assert.Throws<InputException>(() => ProblemReader.Parse($$$"""
            coordinates: {x: [0, 1]}
            fields: [u]
            unknowns:
              {{{unknown}}}
            equations: {flat: "u_xx = a"}
            observations: {probe: {draw: {points: 3}, of: u}}
            truth: {fields: {u: "x^2"}}
            """));
        Assert.That(e!.Errors.Select(x => x.Message), Does.Contain(message));
    }
}
