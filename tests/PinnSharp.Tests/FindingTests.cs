using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Each failure is provoked by a small problem and named with its numbers; healthy runs have none.</summary>
public sealed class FindingTests
{
    [Test]
    public void Two_unknowns_of_which_only_the_product_matters_are_not_unique()
    {
        var finding = Only(Rod("a: {initial: 1, positive: true}, b: {initial: 2, positive: true}", "-a*b*u_xx = sin(3*x)"));
        Assert.That(finding.Failure, Is.EqualTo(Failure.NonUnique));
        Assert.That(finding.Evidence, Does.StartWith("The data leave a = ").And.Contain(", b = "));
        Assert.That(finding.Name, Is.EqualTo("non-unique"));
    }

    [Test]
    public void An_unknown_of_which_the_data_say_little_is_ill_conditioned()
    {
        // u = e^(-bt) until t = 0.1: b is known to about 1.
        var finding = Only(Short(3));
        Assert.That(finding.Failure, Is.EqualTo(Failure.IllConditioned));
        Assert.That(finding.Evidence, Does.Match(@"^b is anywhere between 0\.18\d and 5\.4\d \(95 %\)\.$"));
    }

    /// <summary>Other noise says that the best b is not positive.</summary>
    [Test]
    public void An_unknown_that_runs_off_is_named()
    {
        var finding = Only(Short(4));
        Assert.That(finding.Failure, Is.EqualTo(Failure.AtBound));
        Assert.That(finding.Evidence, Does.Match(@"^b ran off from 1 to \d[.\d]*e-\d+\.$"));
    }

    private static InverseProblem Short(int seed) => Decay("b: {initial: 1, positive: true}", "u_t = -b*u", "exp(-t)",
        $$$"""{draw: {points: 6, where: "t > 0.05", seed: {{{seed}}} }, of: u, noise: {gaussian: {sigma: 0.15} } }""", 0.1);

    [Test]
    public void Residuals_far_smaller_than_the_noise_are_overfitted()
    {
        // The points and σ of the drawn data, but a tenth of the noise.
        var finding = Only(Measured(i => 0.01 * Noise(i), "{gaussian: {sigma: 0.1}}"));
        Assert.That(finding.Failure, Is.EqualTo(Failure.NoiseOverfitted));
        Assert.That(finding.Evidence, Does.Match(@"^probe: χ² = 0\.\d+ where 39 is expected \(p (<|=) \d?e?1e-\d+\)\.$"));
    }

    [Test]
    public void A_noise_level_that_vanishes_is_named()
    {
        var finding = Solve(Measured(i => 0, "{gaussian: {sigma: s}}")).Findings.Single(f => f.Failure == Failure.NoiseOverfitted);
        Assert.That(finding.Evidence, Does.StartWith("s fell from 0.1 to "));
    }

    [Test]
    public void An_equation_that_leaves_something_out_is_a_wrong_model()
    {
        var finding = Only(Measured(i => 0.1 * Noise(i) + 0.2 * Math.Sin(0.4 * i), "{gaussian: {sigma: s}}"));
        Assert.That(finding.Failure, Is.EqualTo(Failure.WrongModel));
        Assert.That(finding.Evidence, Does.Match(@"^probe: residuals of successive data are alike, correlation 0\.\d+ where -0\.0\d is expected \(p = [\de.-]+\); intervals .* too narrow\.$"));
    }

    [Test]
    public void Noise_larger_than_stated_is_a_wrong_model()
    {
        var finding = Only(Measured(i => 0.3 * Noise(i), "{gaussian: {sigma: 0.1}}"));
        Assert.That(finding.Failure, Is.EqualTo(Failure.WrongModel));
        Assert.That(finding.Evidence, Does.StartWith("probe: χ² = ").And.Contain("where 39 is expected"));
    }

    [Test]
    public void Exact_data_that_are_missed_are_a_wrong_model()
    {
        var finding = Only(Decay("b: {initial: 1, positive: true}", "u_t = -b*u", "exp(-t) + 0.1*sin(9*t)", "{draw: {points: 20}, of: u}"), RunStatus.Stalled);
        Assert.That(finding.Failure, Is.EqualTo(Failure.WrongModel));
        Assert.That(finding.Evidence, Does.Contain("exact data are missed by"));
    }

    [Test]
    public void Outliers_are_wrong_noise()
    {
        var finding = Only(Measured(i => 0.1 * Noise(i) * (i % 10 == 3 ? 12 : 1), "{gaussian: {sigma: s}}"));
        Assert.That(finding.Failure, Is.EqualTo(Failure.WrongNoise));
        Assert.That(finding.Evidence, Does.StartWith("probe: residuals are not normal, A*² = "));
    }

    [Test]
    public void A_network_that_is_stopped_early_has_slow_convergence()
    {
        var problem = Decay("b: {initial: 1, positive: true}", "u_t = -b*u", "exp(-2*t)", "{draw: {points: 10}, of: u, noise: {gaussian: {sigma: 0.01}}}");
        var result = Experiment.Create(problem, new() { Network = new() { Hidden = [4] }, Stages = [new AdamStage(5)] }).Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Stalled));
        Assert.That(result.Findings.Select(f => f.Failure), Is.EqualTo(new[] { Failure.SlowConvergence }));
        Assert.That(result.Findings[0].Evidence, Is.EqualTo(result.Message));
    }

    /// <summary>Only u² is seen: −a is as good as a.</summary>
    [Test]
    public void Starts_that_end_at_other_signs_disagree()
    {
        var problem = Decay("a: {initial: 0.5}", "u_t = -u", "2*exp(-t)", "{draw: {points: 10}, of: u^2, noise: {gaussian: {sigma: 0.01}}}", start: "a");
        var result = Solve(problem, 6);
        Assert.That(result.Findings.Select(f => f.Failure), Is.EqualTo(new[] { Failure.StartsDisagree }));
        Assert.That(result.Findings[0].Evidence, Does.Contain("of 6 starts agree; start ").And.Contain("found a = -").Or.Contain("found a = 2"));
    }

    /// <summary>Four refinements of linear elements from two cells on are not enough for data so precise.</summary>
    [Test]
    public void Deviations_smaller_than_the_error_of_the_mesh_are_false_confidence()
    {
        var experiment = Experiment.Create(Rod("q: {initial: 1}", "-u_xx = q*sin(3*x)", 1e-4)) with
        {
            Method = Method.FiniteElements, FiniteElements = new() { Order = 1, Mesh = new() { Size = 0.5 } },
        };
        var finding = experiment.Run().Findings.Single(f => f.Failure == Failure.FalseConfidence);
        Assert.That(finding.Evidence, Does.StartWith("The last refinement of the discretisation still moved an estimate by "));
    }

    [Test]
    public void A_truth_that_is_missed_by_far_is_false_confidence()
    {
        var finding = Only(Decay("b: {initial: 1, positive: true, truth: 2}", "u_t = -b*u", "exp(-t)", "{draw: {points: 20}, of: u, noise: {gaussian: {sigma: 0.01}}}"));
        Assert.That(finding.Failure, Is.EqualTo(Failure.FalseConfidence));
        Assert.That(finding.Evidence, Does.StartWith("b misses its declared truth by "));
    }

    [Test]
    public void An_estimate_at_its_bound_is_named()
    {
        var problem = Decay("b: {initial: 1, bounds: [0.5, 1.5]}", "u_t = -b*u", "exp(-1.55*t)", "{draw: {points: 20}, of: u, noise: {gaussian: {sigma: 0.05}}}");
        var finding = Solve(problem).Findings.Single(f => f.Failure == Failure.AtBound);
        Assert.That(finding.Evidence, Is.EqualTo("b = 1.5 is at the bound 1.5."));
    }

    /// <summary>∂u/∂a = 0 where a = 0.</summary>
    [Test]
    public void A_start_where_nothing_depends_on_the_unknown_is_named()
    {
        var found = Solve(Decay("a: {initial: 0}", "u_t = -a^2*u", "exp(-t)", "{draw: {points: 20}, of: u, noise: {gaussian: {sigma: 0.01}}}")).Findings;
        Assert.That(found.Select(f => f.Failure), Is.EquivalentTo(new[] { Failure.WrongModel, Failure.StationaryPoint }).Or.EquivalentTo(new[] { Failure.StationaryPoint }));
        Assert.That(found.Single(f => f.Failure == Failure.StationaryPoint).Evidence, Does.Contain("a = 0"));
    }

    [Test]
    public void Healthy_runs_have_no_findings([Values("lorenz", "brinkman", "source", "plate-with-hole", "reaction-rate", "cantilever")] string config)
    {
        var result = (Experiment.Load(Path.Combine(Shipped.Configs, config + ".yaml")) with { Method = Method.FiniteElements }).Run();
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result.Findings, Is.Empty);
    }

    /// <summary>Data of the model with the noise that is declared, drawn again and again: with 20 data, known and unknown levels, one run in a thousand may be accused.</summary>
    [Test]
    public void Healthy_data_have_no_findings([Values("sigma: 0.05", "sigma: s")] string noise)
    {
        for (var seed = 1; seed <= 20; seed++)
            Assert.That(Solve(Decay("b: {initial: 1, positive: true, truth: 1}", "u_t = -b*u", "exp(-t)", $$"""{draw: {points: 20, seed: {{seed}}}, of: u, noise: {gaussian: { {{noise}} } } }""")).Findings, Is.Empty, $"seed {seed}");
    }

    /// <summary>The two wells fitted together leave residuals that are all alike for hours: the aquifer is not what the Theis equation describes.</summary>
    [Test]
    public void The_pumping_test_does_not_fit_its_model()
    {
        var result = (Experiment.Load(Path.Combine(Shipped.Configs, "pumping-test.yaml")) with { Method = Method.FiniteElements }).Run();
        Assert.That(result.Findings.Select(f => f.Failure), Is.EqualTo(new[] { Failure.WrongModel }));
        Assert.That(result.Findings[0].Evidence, Does.Contain("well-30: residuals of successive data are alike").And.Contain("well-90: residuals of successive data are alike"));
    }

    private static Finding Only(InverseProblem problem, RunStatus status = RunStatus.Converged)
    {
        var result = Solve(problem);
        Assert.That(result.Status, Is.EqualTo(status), result.Message);
        Assert.That(result.Findings, Has.Length.EqualTo(1), string.Join('\n', result.Findings));
        return result.Findings[0];
    }

    private static RunResult Solve(InverseProblem problem, int starts = 1) => (Experiment.Create(problem) with { Method = Method.FiniteElements, Starts = starts }).Run();

    private static InverseProblem Rod(string unknowns, string equation, double sigma = 0.01) => ProblemReader.Parse(FormattableString.Invariant($$$"""
        coordinates: {x: [0, 1]}
        fields: [u]
        unknowns: { {{{unknowns}}} }
        equations: {heat: "{{{equation}}}"}
        conditions: {left: {where: "x = 0", equation: "u = 0"}, right: {where: "x = 1", equation: "u = 0"}}
        observations: {probes: {draw: {points: 12, seed: 2}, of: u, noise: {gaussian: {sigma: {{{sigma}}} } } } }
        truth: {fields: {u: "(sin(3*x) - x*sin(3))/9"}}
        """), "rod.yaml");

    private static InverseProblem Decay(string unknowns, string equation, string truth, string probe, double end = 3, string start = "") => ProblemReader.Parse(FormattableString.Invariant($$$"""
        coordinates: {t: [0, {{{end}}}]}
        fields: [u]
        unknowns: { {{{unknowns}}}{{{(probe.Contains("sigma: s", StringComparison.Ordinal) ? ", s: {initial: 0.1, positive: true, truth: 0.05}" : "")}}} }
        equations: {decay: "{{{equation}}}"}
        conditions: {start: {where: "t = 0", equation: "u = {{{(start.Length > 0 ? start : "1")}}}"}}
        observations: {probe: {{{probe}}} }
        truth: {fields: {u: "{{{truth}}}"}}
        """), "decay.yaml");

    private static double Noise(int i) => new RandomSource(3, $"datum {i}").NextNormal();

    /// <summary>u = e^(−t) + error at 40 times.</summary>
    private static InverseProblem Measured(Func<int, double> error, string noise)
    {
        var times = Enumerable.Range(1, 40).Select(i => i * 0.075).ToArray();
        var declaration = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 3) },
            Fields = { "u" },
            Unknowns = { ["b"] = new() { Initial = 0.7, Positive = true } },
            Equations = { ["decay"] = "u_t = -b*u" },
            Conditions = { ["start"] = ("t = 0", "u = 1") },
            Observations =
            {
                ["probe"] = new("u", Data.Inline(times, [.. times.Select((t, i) => Math.Exp(-t) + error(i))]))
                {
                    Noise = noise.Contains("sigma: s", StringComparison.Ordinal) ? NoiseDeclaration.Gaussian("s") : NoiseDeclaration.Gaussian(0.1),
                },
            },
        };
        if (noise.Contains("sigma: s", StringComparison.Ordinal)) declaration.Unknowns["s"] = new() { Initial = 0.1, Positive = true };
        return declaration.Build();
    }
}
