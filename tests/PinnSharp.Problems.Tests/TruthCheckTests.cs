using PinnSharp.Modeling;

namespace PinnSharp.Problems.Tests;

public sealed class TruthCheckTests
{
    /// <summary>PINNacle's Poisson inverse problem, −∇·(a ∇u) = f with a = 1/(1 + x² + y² + (x−1)² + (y−1)²), u = sin πx sin πy.</summary>
    private static InverseProblem Poisson(string inSource) => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 1), ["y"] = (0, 1) },
        Fields = { "u" },
        Definitions =
        {
            ["a"] = "1/(1 + x^2 + y^2 + (x - 1)^2 + (y - 1)^2)",
            ["f"] = $"c*(2*pi^2*a*sin(pi*x)*sin(pi*y) + 2*pi*a^2*((2*x {inSource} 1)*cos(pi*x)*sin(pi*y) + (2*y {inSource} 1)*sin(pi*x)*cos(pi*y)))",
        },
        Unknowns = { ["c"] = new() { Initial = 2, Truth = 1 } },
        Equations = { ["poisson"] = "-div(a*grad(u)) = f" },
        Conditions = { ["west"] = ("x = 0", "u = 0"), ["east"] = ("x = 1", "u = 0") },
        Observations = { ["probes"] = new("u", Data.Draw(5)) },
        Truth = { ["u"] = "sin(pi*x)*sin(pi*y)" },
    }.Build();

    [Test]
    public void The_right_source_holds()
    {
        var findings = TruthCheck.Run(Poisson("-"));
        Assert.That(findings.Select(f => f.Term), Is.EqualTo(new[] { "equations.poisson", "conditions.west", "conditions.east" }));
        Assert.That(findings.Select(f => f.Verdict), Is.All.LessThanOrEqualTo(TruthVerdict.ToRounding), string.Join("; ", findings));
        Assert.That(ProblemCheck.Of(Poisson("-")).Passed);
    }

    [Test]
    public void The_wrong_sign_in_PINNacles_source_is_found()
    {
        var check = ProblemCheck.Of(Poisson("+"));
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Passed, Is.False);
        var finding = check.Truth[0];
        Assert.That(finding.Verdict, Is.EqualTo(TruthVerdict.Mismatch));
        Assert.That(finding.Mismatch, Is.GreaterThan(0.1));
        Assert.That(finding.Where.Select(w => w.Coordinate), Is.EqualTo(new[] { "x", "y" }));
        Assert.That(finding.ToString(), Does.Match(@"^equations\.poisson: the truth does not satisfy it: off by [0-9.]+ % of its terms at x = [0-9.]+, y = [0-9.]+\.$"));
        Assert.That(check.Truth.Skip(1).Select(f => f.Verdict), Is.All.LessThanOrEqualTo(TruthVerdict.ToRounding));
    }

    [Test]
    public void Each_shipped_truth_holds_exactly()
    {
        var findings = TruthCheck.Run(InverseProblem.Load(Path.Combine(Repository.Problems, "diffusion.yaml")));
        Assert.That(findings.Select(f => f.ToString()), Is.EqualTo(new[]
        {
            "equations.diffusion: the truth holds exactly.",
            "conditions.left: the truth holds exactly.",
            "conditions.right: the truth holds exactly.",
            "conditions.start: the truth holds exactly.",
        }));
    }

    [Test]
    public void What_has_no_truth_is_not_checked_and_periodicity_is()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["t"] = (0, 1) },
            Fields = { "u", "v" },
            Unknowns = { ["c"] = new() { Initial = 2 } },
            Equations = { ["one"] = "c*u_t = u_x", ["two"] = "v_t = v_x" },
            Conditions =
            {
                ["wrap"] = new PeriodicDeclaration("x") { Fields = ["u"], Order = 1 },
                ["slope"] = new PeriodicDeclaration("x") { Fields = ["v"], Order = 1 },
            },
            Observations = { ["probes"] = new("u", Data.Inline([0.5, 0.5], [1])) },
            Truth = { ["u"] = "sin(2*pi*(x + t))", ["v"] = "(x + t)*(x + t - 1)" },
        }.Build();
        var findings = TruthCheck.Run(problem);
        Assert.That(findings.Select(f => f.Verdict),
            Is.EqualTo(new[] { TruthVerdict.NotChecked, TruthVerdict.Exact, TruthVerdict.ToRounding, TruthVerdict.Mismatch }));
        Assert.That(findings[0].ToString(), Is.EqualTo("equations.one: not checked, no truth is declared for 'c'."));
    }

    [Test]
    public void Without_a_truth_there_is_nothing_to_find() =>
        Assert.That(TruthCheck.Run(InverseProblem.Load(Path.Combine(Repository.Problems, "hare-lynx.yaml"))), Is.Empty);

    [Test]
    public void Unusual_problems_are_warned_about()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "u", "v" },
            Unknowns = { ["a"] = new() { Initial = 2 }, ["b"] = new() { Initial = 2 } },
            Equations = { ["one"] = "u_t = a*v + b" },
            Observations = { ["probes"] = new("u", Data.Inline([0.5], [1])) },
        }.Build();
        Assert.That(ProblemCheck.Of(problem).Warnings, Is.EqualTo(new[]
        {
            "There are 1 equations for 2 fields.",
            "There are no conditions: only the data choose among the solutions of the equations.",
            "There are 1 data for 2 unknowns.",
        }));
    }
}
