using NUnit.Framework;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Constraints in runs of both methods, beside what linear algebra says of the unconstrained answer.</summary>
public sealed class ConstraintRunTests
{
    private static RunResult Run(string problem, Method method, string constraints = "") => (Experiment.Create(ProblemReader.Parse(problem + constraints), new()
    {
        Network = new() { Hidden = [10, 10] }, Points = new() { Interior = 400 }, Stages = [new Neural.AdamStage(100), new Neural.GaussNewtonStage(300)],
    }) with { Method = method }).Run();

    private const string Rod = """
        coordinates: {x: [0, 1]}
        fields: [u]
        unknowns:
          a: {initial: 1, truth: 10}
          b: {initial: 1, truth: -3}
        equations: {rod: "-u_xx = a*sin(pi*x) + b*x"}
        conditions:
          left:  {where: "x = 0", equation: "u = 0"}
          right: {where: "x = 1", equation: "u = 0"}
        observations: {probes: {draw: {points: 20, seed: 3}, of: u, noise: {gaussian: {sigma: 0.02}}}}
        truth: {fields: {u: "10*sin(pi*x)/pi^2 - 3*(x - x^3)/6"}}

        """;

    private const string Source = """
        coordinates: {x: [0, 1]}
        fields: [u]
        unknowns: {q: {over: [x], initial: 1, truth: "2*sin(pi*x)^2"}}
        equations: {rod: "-u_xx = q"}
        conditions:
          left:  {where: "x = 0", equation: "u = 0"}
          right: {where: "x = 1", equation: "u = 0"}
        observations: {probes: {draw: {points: 30, seed: 3}, of: u, noise: {gaussian: {sigma: 0.01}}}}
        truth: {fields: {u: "x*(1 - x)/2 + (1 - cos(2*pi*x))/(4*pi^2)"}}

        """;

    [TestCase(Method.FiniteElements)]
    [TestCase(Method.Pinn, Category = "Slow")]
    public void An_inequality_that_binds_is_the_projection_in_the_metric_of_the_data(Method method)
    {
        var free = Run(Rod, Method.FiniteElements).Report.Information!;
        var (theta, s) = (free.Theta, free.Matrix);
        // θ − S⁻¹n (nᵀS⁻¹n)⁻¹(nᵀθ − 6), n = (1, 1)
        var det = s[0] * s[3] - s[2] * s[2];
        var (p, q) = ((s[3] - s[2]) / det, (s[0] - s[2]) / det);
        var step = (theta[0] + theta[1] - 6) / (p + q);
        var result = Run(Rod, method, "constraints: {least: \"a + b <= 6\", idle: \"a <= 100\"}");

        var std = Math.Sqrt(s[3] / det);
        var tolerance = method == Method.Pinn ? 0.05 * std : 1e-3 * std;
        Assert.That(step, Is.GreaterThan(0.1));
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result["a"].Value, Is.EqualTo(theta[0] - p * step).Within(tolerance));
        Assert.That(result["b"].Value, Is.EqualTo(theta[1] - q * step).Within(tolerance));
        Assert.That(result.Report.Constraints.Select(c => (c.Name, c.IsActive)), Is.EqualTo(new[] { ("least", true), ("idle", false) }));
        Assert.That(result["a"].Value + result["b"].Value, Is.EqualTo(6).Within(2e-3));
        // What is left free is a − b along the constraint: 1/√(dᵀSd), d = (1, −1).
        Assert.That(result["a"].Std, Is.EqualTo(1 / Math.Sqrt(s[0] - 2 * s[2] + s[3])).Within(0.05 * std));
    }

    [TestCase(Method.FiniteElements)]
    [TestCase(Method.Pinn, Category = "Slow")]
    public void A_function_is_capped_and_its_mean_prescribed(Method method)
    {
        var result = Run(Source, method, "constraints: {mean: \"average(q, domain) = 1.1\", cap: {holds: \"0 <= q <= 1.6\", points: 50}}");

        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result.Report.Constraints.Select(c => c.Name), Is.EqualTo(new[] { "mean", "cap (1)", "cap (2)" }));
        Assert.That(result.Report.Constraints.Select(c => c.Violation), Is.All.LessThan(5e-3));
        double[] places = [.. Enumerable.Range(0, 201).Select(i => i / 200.0)];
        var q = result.Predict("q", places);
        Assert.That(q.Max(), Is.EqualTo(1.6).Within(5e-3));
        Assert.That(q.Average(), Is.EqualTo(1.1).Within(0.01));
    }

    [Test]
    public void A_stopped_run_goes_on_to_the_same_numbers([Values] Method method)
    {
        var folder = Path.Combine(Path.GetTempPath(), "pinnsharp-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "rod.yaml"), Rod + "constraints: {least: \"a + b <= 6\"}");
            File.WriteAllText(Path.Combine(folder, "config.yaml"), "problem: rod.yaml\nnetwork: {hidden: [6]}\npoints: {interior: 100}\ntrain: [{adam: {iterations: 20}}, {gauss-newton: {iterations: 60}}]\n");
            var experiment = Experiment.Load(Path.Combine(folder, "config.yaml")) with { Method = method };
            var whole = experiment.Run(new() { Folder = Path.Combine(folder, "whole") });
            var (stop, steps) = (new CancellationTokenSource(), 0);
            experiment.Run(new() { Folder = Path.Combine(folder, "parts"), ProgressEvery = TimeSpan.Zero }, new Watch(() => { if (++steps == (method == Method.Pinn ? 50 : 6)) stop.Cancel(); }), stop.Token);
            var parts = experiment.Run(new() { Folder = Path.Combine(folder, "parts"), Resume = true });

            Assert.That(parts.Iterations, Is.EqualTo(whole.Iterations));
            Assert.That(parts.Report.Unknowns, Is.EqualTo(whole.Report.Unknowns));
            Assert.That(parts.Report.Constraints, Is.EqualTo(whole.Report.Constraints));
            var other = (experiment with { Problem = experiment.Problem with { Constraints = [experiment.Problem.Constraints[0] with { IsEquality = true }] } });
            Assert.That(() => other.Run(new() { Folder = Path.Combine(folder, "parts"), Resume = true }), Throws.TypeOf<InputException>().With.Message.Contains("The problem in"));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private sealed class Watch(Action on) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => on();
    }

    [TestCase(Method.FiniteElements)]
    [TestCase(Method.Pinn, Category = "Slow")]
    public void Projected_bounds_are_reached_and_the_others_follow(Method method)
    {
        var free = Run(Rod, Method.FiniteElements).Report.Information!;
        // b where a is held: b − S_ba (6 − a)/S_bb.
        var b = free.Theta[1] - free.Matrix[2] * (6 - free.Theta[0]) / free.Matrix[3];
        var result = Run(Rod.Replace("a: {initial: 1, truth: 10}", "a: {initial: 1, bounds: [0, 6], projected: true}", StringComparison.Ordinal), method);

        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result["a"].Value, Is.EqualTo(6));
        Assert.That(result["a"].Upper, Is.EqualTo(6));
        Assert.That(result["b"].Value, Is.EqualTo(b).Within((method == Method.Pinn ? 0.1 : 1e-3) / Math.Sqrt(free.Matrix[3])));
        Assert.That(result.Findings.Select(f => f.Failure), Does.Contain(Failure.AtBound));
        if (method == Method.Pinn) return;
        var study = Diagnosis.Of(result).Study;
        Assert.That(study.Theta[0], Is.EqualTo(1));
        Assert.That(study.Profiles[0].Upper, Is.Null);
        Assert.That(study.Profiles[0].Points.Select(p => p.Value), Is.All.LessThanOrEqualTo(1));
        Assert.That(study.Profiles[1].Points.Select(p => p.Theta[0]), Is.All.InRange(0, 1));
    }

    [Test]
    public void A_schedule_that_finds_no_multipliers_is_refused() => Assert.That(
        () => Experiment.Create(ProblemReader.Parse(Rod + "constraints: {least: \"a + b <= 6\"}"), new() { Stages = [new Neural.AdamStage(10)] }).Run(),
        Throws.TypeOf<InputException>().With.Message.Contains("needs a stage that finds its multiplier"));

    [Test]
    public void A_far_start_does_not_loosen_the_constraint()
    {
        var result = Run(Rod.Replace("a: {initial: 1,", "a: {initial: 20000,", StringComparison.Ordinal), Method.FiniteElements, "constraints: {least: \"a <= 6\"}");

        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result["a"].Value, Is.EqualTo(6).Within(2e-3));
        Assert.That(result.Findings.Where(f => f.Failure == Failure.ConstraintViolated), Is.Empty);
    }

    [Test]
    public void What_is_violated_between_its_places_is_named()
    {
        var result = Run(Source, Method.FiniteElements, "constraints: {cap: {holds: \"q <= 1\", points: 2}}");

        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result.Report.Constraints[0].Violation, Is.GreaterThan(0.3));
        Assert.That(result.Findings.Select(f => f.Failure), Does.Contain(Failure.ConstraintViolated));
    }

    [Test]
    public void What_contradicts_itself_stalls_and_says_so()
    {
        var result = Run(Rod, Method.FiniteElements, "constraints: {low: \"a <= 1\", high: \"a >= 2\"}");

        Assert.That(result.Status, Is.EqualTo(RunStatus.Stalled));
        Assert.That(result.Message, Does.Contain("violated by"));
    }
}
