using PinnSharp.Problems;

namespace PinnSharp.Tests;

/// <summary>Noise that is not Gaussian, from the problem to the answer, by finite elements.</summary>
public sealed class NoiseModelTests
{
    private const int Count = 200;

    private static RunResult Run(string noise, ulong seed, string declared = "", double level = 0.1) =>
        Experiment.Create(Problem(noise, seed, declared, level)) is var experiment ? (experiment with { Method = Method.FiniteElements }).Run() : null!;

    private static InverseProblem Problem(string noise, ulong seed, string declared, double level)
    {
        var isCount = noise is "poisson" or "bernoulli";
        var size = noise == "poisson" ? 8 : noise == "bernoulli" ? 0.9 : 2;
        InverseProblem Parse(string of) => ProblemReader.Parse(FormattableString.Invariant($$$"""
            coordinates: {t: [0, 3]}
            fields: [u]
            unknowns: { k: {initial: 0.6, positive: true, truth: 1}{{{(isCount ? "" : FormattableString.Invariant($", s: {{initial: 0.3, positive: true, truth: {level}}}"))}}} }
            equations: {decay: "u_t = -k*u"}
            conditions: {start: {where: "t = 0", equation: "u = {{{size}}}"}}
            observations: {probe: {draw: {points: {{{Count}}}, seed: {{{seed}}} }, of: u, noise: {{{of}}} } }
            truth: {fields: {u: "{{{size}}}*exp(-t)"}}
            """), "decay.yaml");
        var problem = Parse(noise);
        if (declared.Length == 0) return problem;
        var data = Modeling.DataLoader.Load(problem)[0];
        return Parse(declared) is var other ? other with { Observations = [other.Observations[0] with { Source = new InlineSource([.. data.Points], [.. data.Values]) }] } : null!;
    }

    [Test]
    public void Right_noise_is_not_accused_and_truths_are_within_reach(
        [Values("{laplace: {scale: s}}", "{student-t: {sigma: s, degrees: 3}}", "{gaussian: {proportional: s}}", "poisson", "bernoulli")] string noise, [Range(1, 4)] int seed)
    {
        var result = Run(noise, (ulong)seed);
        Assert.That(result.Status, Is.EqualTo(RunStatus.Converged), result.Message);
        Assert.That(result.Findings, Is.Empty);
        foreach (var unknown in result.Report.Unknowns) Assert.That(Math.Abs(unknown.Value - unknown.Truth!.Value), Is.LessThan(4 * unknown.Std!.Value), unknown.Name);
        Assert.That(result.Report.Observations[0].Chi2, Is.EqualTo(Count).Within(0.5 * Count));
        Assert.That(result.Checks.Select(c => c.Test), Does.Contain(Modeling.ResidualTest.Normality));
    }

    /// <summary>Anderson and Darling's test notices 200 data of either more often than not, at the level of 1e-3 for all checks together.</summary>
    [Test]
    public void Laplace_and_students_noise_taken_for_gaussian_is_wrong_noise([Values("{laplace: {scale: s}}", "{student-t: {sigma: s, degrees: 3}}")] string noise)
    {
        var findings = Enumerable.Range(1, 10).Select(seed => Run(noise, (ulong)seed, "{gaussian: {sigma: s}}").Findings).ToList();
        Assert.That(findings.Count(f => f.Any(g => g.Failure == Failure.WrongNoise)), Is.GreaterThanOrEqualTo(7));
        Assert.That(findings.SelectMany(f => f).First(f => f.Failure == Failure.WrongNoise).Advice, Does.Contain("student-t and laplace"));
    }

    /// <summary>The interval of a profile is that of the standard deviation where the model is nearly linear.</summary>
    [Test]
    public void Diagnosis_profiles_the_likelihood_itself([Values("{laplace: {scale: s}}", "{student-t: {sigma: s, degrees: 3}}", "{gaussian: {proportional: s}}", "poisson", "bernoulli")] string noise)
    {
        var experiment = Experiment.Create(Problem(noise, 1, "", 0.1)) with { Method = Method.FiniteElements };
        var (result, diagnosis) = (experiment.Run(), Diagnosis.Of(experiment));
        Assert.That(diagnosis.Study.Theta[0], Is.EqualTo(Math.Log(result["k"].Value)).Within(0.1 * result["k"].Std!.Value), "the study stays at the estimate");
        var (k, profile) = (result["k"], diagnosis.Study.Profiles.Single());
        Assert.That(Math.Exp(profile.Upper!.Value) - k.Value, Is.EqualTo(k.Upper!.Value - k.Value).Within(0.25 * k.Std!.Value));
        Assert.That(k.Value - Math.Exp(profile.Lower!.Value), Is.EqualTo(k.Value - k.Lower!.Value).Within(0.25 * k.Std!.Value));
        Assert.That(diagnosis.Laplace?.Single() * k.Value, noise.Contains("laplace", StringComparison.Ordinal) ? Is.Null : Is.EqualTo(k.Std!.Value).Within(0.25 * k.Std.Value));
        Assert.That(diagnosis.Next, Is.Not.Empty);
    }
}
