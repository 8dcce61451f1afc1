using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Observations fitted one by one agree where one model made them, and are named where none did.</summary>
public sealed class GroupConsistencyTests
{
    /// <summary>The Theis solution fitted to each well alone has S = 1.125e-4 and 2.038e-4.</summary>
    [Test]
    public void The_wells_of_the_pumping_test_contradict_each_other()
    {
        var experiment = Experiment.Load(Path.Combine(Shipped.Configs, "pumping-test.yaml")) with { Method = Method.FiniteElements };
        var groups = GroupConsistency.Of(experiment, experiment.Run());
        Assert.That(groups.Groups.Select(g => g.Observation), Is.EqualTo(new[] { "well-30", "well-90" }));
        var contrast = groups.Contrasts.Single(c => c.Unknown == "S");
        Assert.That(contrast.FirstValue, Is.EqualTo(1.125e-4).Within(0.01 * 1.125e-4));
        Assert.That(contrast.SecondValue, Is.EqualTo(2.038e-4).Within(0.01 * 2.038e-4));
        Assert.That(contrast.StandardErrors, Is.EqualTo(5).Within(0.5));
        Assert.That(groups.Finding!.Failure, Is.EqualTo(Failure.WrongModel));
        Assert.That(groups.Finding.Evidence, Does.StartWith("S is 0.0001").And.Contain(" by well-30 alone and ").And.Contain("standard errors apart (p = "));
    }

    /// <summary>Two probes of one decay, again and again: the greatest of their distances are those of a normal variable.</summary>
    [Test]
    public void Observations_of_one_model_agree()
    {
        var sum = 0.0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var groups = Groups(seed, "exp(-t)", "s");
            Assert.That(groups.Finding, Is.Null);
            sum += Math.Pow(groups.Contrasts.Single().StandardErrors, 2);
        }
        // The mean of 20 squares of t with 29 degrees: 1.07 ± 0.35.
        Assert.That(sum / 20, Is.InRange(0.35, 2.2));
    }

    [Test]
    public void A_probe_of_another_rate_is_named([Values("s", "0.02")] string sigma)
    {
        var groups = Groups(3, "exp(-1.3*t)", sigma);
        Assert.That(groups.Finding!.Evidence, Does.StartWith("b is 1.0").Or.StartWith("b is 0.9"));
        Assert.That(groups.Contrasts.Single().SecondValue, Is.EqualTo(1.3).Within(0.05));
        Assert.That(Groups(3, "exp(-t)", "0.02", second: false).Groups, Is.Empty);
    }

    [Test]
    public void A_diagnosis_says_so()
    {
        var diagnosis = Diagnosis.Of(Probes(3, "exp(-1.3*t)", "0.02"));
        Assert.That(diagnosis.Findings.Select(f => f.Failure), Does.Contain(Failure.WrongModel));
        Assert.That(diagnosis.Findings[^1], Is.EqualTo(diagnosis.Groups.Finding));
        Assert.That(diagnosis.Findings.Length, Is.EqualTo(diagnosis.Result.Findings.Length + 1));
        Assert.That(Diagnosis.Of(Probes(3, "exp(-t)", "0.02")).Findings, Is.Empty);
    }

    private static GroupConsistency Groups(int seed, string other, string sigma, bool second = true)
    {
        var experiment = Probes(seed, other, sigma, second);
        return GroupConsistency.Of(experiment, experiment.Run());
    }

    /// <summary>Both fields decay by the same rate, or so it is declared.</summary>
    private static Experiment Probes(int seed, string other, string sigma, bool second = true)
    {
        var problem = ProblemReader.Parse($$$"""
            coordinates: {t: [0, 2]}
            fields: [u, v]
            unknowns: {b: {initial: 1, positive: true}{{{(sigma == "s" ? ", s: {initial: 0.02, positive: true, truth: 0.02}" : "")}}} }
            equations: {first: "u_t = -b*u", second: "v_t = -b*v"}
            conditions: {u0: {where: "t = 0", equation: "u = 1"}, v0: {where: "t = 0", equation: "v = 1"} }
            observations:
              one: {draw: {points: 30, seed: {{{seed}}} }, of: u, noise: {gaussian: {sigma: {{{sigma}}} } } }
              {{{(second ? "two" : "# two")}}}: {draw: {points: 30, seed: {{{seed + 100}}} }, of: v, noise: {gaussian: {sigma: {{{sigma}}} } } }
            truth: {fields: {u: "exp(-t)", v: "{{{other}}}"} }
            """, "decay.yaml");
        return Experiment.Create(problem) with { Method = Method.FiniteElements };
    }
}
