using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Networks with a bias, networks that follow the unknowns less than the solution does, and honest ones.</summary>
public sealed class NetworkCheckTests
{
    [Test]
    public void A_network_that_is_converged_is_not_named()
    {
        var check = Check(new() { Network = new() { Hidden = [8] }, Points = new() { Interior = 128 }, Stages = [new AdamStage(30), new GaussNewtonStage(400)] }).Network!;
        Assert.That(check.Findings, Is.Empty);
        Assert.That(check.Unknowns.Select(u => u.Ratio), Is.All.EqualTo(1).Within(0.05));
        Assert.That(check.Unknowns.Select(u => Math.Abs(u.Step)), Is.All.LessThan(0.2));
        Assert.That(check.Violations.Single().Rms, Is.LessThan(0.05));
    }

    /// <summary>The weak equations leave the network room: at the data its solution is off by half a σ, and what the data tell of the unknowns gets lost.</summary>
    [Test]
    public void Equations_of_too_small_a_weight_limit_what_the_network_learns()
    {
        var diagnosis = Check(Fixed(8, 30));
        var check = diagnosis.Network!;
        Assert.That(check.Violations.Single().Rms, Is.InRange(0.3, 0.7));
        Assert.That(check.Unknowns.Select(u => u.Ratio), Is.All.GreaterThan(10));
        Assert.That(check.Ratios, Is.Ordered.Descending);
        var finding = check.Findings.Single();
        Assert.That((finding.Failure, finding.Name), Is.EqualTo((Failure.NetworkLimited, "network-limited")));
        Assert.That(finding.Evidence, Does.Match(@"^Along \(w .*, c .*\) the network's standard deviation is [\d.]+ times what the data allow \(Cramér–Rao\): w \d+.*, c \d+.*\.$"));
        Assert.That(diagnosis.Findings, Does.Contain(finding));
    }

    /// <summary>Three neurons cannot follow two swings: training ends elsewhere, with small ± and equations that hold.</summary>
    [Test]
    public void A_network_that_is_too_small_is_falsely_confident()
    {
        var check = Check(Fixed(3, 10_000)).Network!;
        var finding = check.Findings.Single();
        Assert.That(finding.Failure, Is.EqualTo(Failure.FalseConfidence));
        Assert.That(finding.Evidence, Does.Match(@"^Solved exactly, the equations would move w = [\d.]+ by -\d+\.\d of its deviations \(.*\)\. .*move c = .* σ \(rms\) from the exact one\.$"));
        Assert.That(check.Unknowns.Select(u => u.Ratio), Is.All.EqualTo(1).Within(0.05), "its ± are what the data allow at its estimates, and do not show it");
    }

    /// <summary>Near the optimum the step is the way to the estimates of finite elements, and it is the sum of its parts.</summary>
    [Test]
    public void The_move_is_the_way_to_the_estimates_of_finite_elements()
    {
        var diagnosis = Check(Fixed(8, 30));
        foreach (var u in diagnosis.Network!.Unknowns)
        {
            var (network, bound) = (u.Value, diagnosis.Result[u.Name].Std!.Value / u.Value * u.Ratio!.Value);
            Assert.That(u.Step * bound, Is.EqualTo(Math.Log(diagnosis.Result[u.Name].Value / network)).Within(0.1 * Math.Abs(u.Step * bound)), u.Name);
            Assert.That(u.ByViolation + u.ByData, Is.EqualTo(u.Step).Within(1e-12));
        }
    }

    /// <summary>Noise whose rows are weighed anew: a network at its optimum is at that of finite elements, by the slope of this noise and not by least squares.</summary>
    [Test]
    public void The_move_counts_in_the_declared_noise()
    {
        var options = new TrainingOptions { Network = new() { Hidden = [8] }, Points = new() { Interior = 128 }, Stages = [new AdamStage(30), new GaussNewtonStage(400)] };
        var check = Diagnosis.Of(Experiment.Create(Problem(null, "{student-t: {sigma: 0.05, degrees: 2}}"), options).Run()).Network!;
        Assert.That(check.Unknowns.Select(u => Math.Abs(u.Step)), Is.All.LessThan(0.1));
        Assert.That(check.Findings, Is.Empty);
    }

    [Test]
    public void Finite_elements_and_exact_data_have_no_such_check()
    {
        var experiment = Experiment.Create(Problem("0.05"));
        Assert.That(Diagnosis.Of(experiment).Network, Is.Null);
        var exact = Experiment.Create(Problem(null), new() { Network = new() { Hidden = [4] }, Stages = [new GaussNewtonStage(5)] });
        Assert.That(NetworkCheck.Of(exact.Run(), (exact with { Method = Method.FiniteElements }).Run()), Is.Null);
    }

    private static TrainingOptions Fixed(int hidden, double weight) =>
        new() { Network = new() { Hidden = [hidden] }, Points = new() { Interior = 128 }, Stages = [new AdamStage(30), new GaussNewtonStage(200, EquationWeight: weight)] };

    private static Diagnosis Check(TrainingOptions options) => Diagnosis.Of(Experiment.Create(Problem("0.05"), options).Run());

    private static InverseProblem Problem(string? sigma, string? noise = null) => ProblemReader.Parse($$$"""
        coordinates: {t: [0, 6]}
        fields: [y]
        unknowns: {w: {initial: 2, positive: true}, c: {initial: 0.2, positive: true}}
        equations: {swing: "y_tt = -w^2*y - c*y_t"}
        conditions: {start: {where: "t = 0", equation: "y = 1"}, rest: {where: "t = 0", equation: "y_t = 0"}}
        observations: {probe: {draw: {points: 20, seed: 3}, of: y{{{(noise is not null ? $", noise: {noise} " : sigma is null ? "" : $", noise: {{gaussian: {{sigma: {sigma} }} }}")}}} } }
        truth: {fields: {y: "exp(-0.1*t)*(cos(w0*t) + 0.1/w0*sin(w0*t))"}}
        constants: {w0: 2}
        """, "swing.yaml");
}
