using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>y' = −k y, y(0) = A: estimates of k under noise that is not Gaussian against the likelihood of A e^(−k t).</summary>
public sealed class ReweightedTrainingTests
{
    private const int Count = 40;
    private const double Rate = 0.7;

    private static double[] Times { get; } = [.. Enumerable.Range(0, Count).Select(i => 3.0 * (i + 0.5) / Count)];

    private static IEnumerable<TestCaseData> Models()
    {
        NoiseLevel s = new NoiseLevel.Unknown("s");
        yield return new TestCaseData(NoiseDeclaration.StudentT("s", "3"), new StudentTNoise(s, 3), 2.0).SetArgDisplayNames("student-t");
        yield return new TestCaseData(NoiseDeclaration.Laplace("s"), new LaplaceNoise(s), 2.0).SetArgDisplayNames("laplace");
        yield return new TestCaseData(NoiseDeclaration.Poisson, new PoissonNoise(), 9.0).SetArgDisplayNames("poisson");
        yield return new TestCaseData(NoiseDeclaration.Bernoulli, new BernoulliNoise(), 0.9).SetArgDisplayNames("bernoulli");
        yield return new TestCaseData(NoiseDeclaration.Proportional(0.1), new ProportionalNoise(new NoiseLevel.Known(0.1)), 2.0).SetArgDisplayNames("proportional");
    }

    [TestCaseSource(nameof(Models))]
    public void Estimates_are_the_most_likely_ones(NoiseDeclaration declared, Noise noise, double size)
    {
        var (values, trainer) = Trainer(declared, noise, size);
        var state = trainer.Run().Last();
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        var report = trainer.Report(state);
        var (k, level) = (report.Unknowns[0], noise.UnknownLevel is null ? 0.1 : report.Unknowns[1].Value);
        var d = NoiseDistribution.Of(noise, level);
        double Mean(double rate, double t) => size * Math.Exp(-rate * t);
        double Cost(double rate) => noise is ProportionalNoise ? Times.Zip(values, (t, y) => y / Mean(rate, t) + Math.Log(Mean(rate, t))).Sum()
            : Times.Zip(values, (t, y) => d.NegativeLogLikelihood(y, Mean(rate, t))).Sum();
        var (best, width) = (0.8, 0.6);
        for (var i = 0; i < 30; i++, width /= 2) best = Enumerable.Range(-40, 81).Select(j => best + width * j / 40).MinBy(Cost);
        var std = 1 / Math.Sqrt(Times.Sum(t => Math.Pow(t * Mean(best, t) / d.Information(Mean(best, t)), 2)));
        Assert.That(k.Value, Is.EqualTo(best).Within(0.03 * std));
        Assert.That(k.Std, Is.EqualTo(std).Within(0.02 * std));
        Assert.That(report.Observations[0].LogLikelihood, Is.EqualTo(-Times.Zip(values, (t, y) => d.NegativeLogLikelihood(y, Mean(best, t))).Sum()).Within(0.02));
        Assert.That(report.Observations[0].Chi2, Is.EqualTo(Count).Within(4 * Math.Sqrt(2.0 * Count)));
        if (noise.UnknownLevel is null) return;
        // A level counts Count − 1 data, of which k has taken one.
        double LevelCost(double b) => NoiseDistribution.Of(noise, b) is var at ? Times.Zip(values, (t, y) => at.NegativeLogLikelihood(y, Mean(best, t))).Sum() - Math.Log(b) : 0;
        var likely = Enumerable.Range(0, 4001).Select(i => level * (0.8 + 0.4 * i / 4000)).MinBy(LevelCost);
        Assert.That(level, Is.EqualTo(likely).Within(0.01 * likely));
        Assert.That(report.Unknowns[1].Std, Is.EqualTo(level / Math.Sqrt((Count - 1) * d.LevelInformation)).Within(0.002 * level));
    }

    [Test]
    public void A_run_read_again_goes_on_to_the_same_bits()
    {
        var (_, trainer) = Trainer(NoiseDeclaration.StudentT("s"), new StudentTNoise(new NoiseLevel.Unknown("s"), 4), 2);
        var states = trainer.Run().Take(140).ToList();
        var again = Trainer(NoiseDeclaration.StudentT("s"), new StudentTNoise(new NoiseLevel.Unknown("s"), 4), 2).Trainer;
        var read = again.Run(again.Restore(states[75].Save())).Take(140 - 75).ToList();
        Assert.That(read[^1].Theta, Is.EqualTo(states[^1].Theta));
    }

    private static (double[] Values, Trainer Trainer) Trainer(NoiseDeclaration declared, Noise noise, double size)
    {
        var (d, random) = (NoiseDistribution.Of(noise, 0.1), new RandomSource(6));
        double[] values = [.. Times.Select(t => d.Draw(size * Math.Exp(-Rate * t), random))];
        var unknowns = new Declarations<UnknownDeclaration> { ["k"] = new() { Initial = 1.2, Positive = true } };
        if (noise.UnknownLevel is { } level) unknowns[level] = new() { Initial = 0.3, Positive = true };
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 3) },
            Fields = { "y" },
            Unknowns = unknowns,
            Equations = { ["decay"] = "y_t = -k*y" },
            Conditions = { ["start"] = ("t = 0", FormattableString.Invariant($"y = {size}")) },
            Observations = { ["data"] = new("y", Data.Inline(Times, values)) { Noise = declared } },
        }.Build();
        return (values, new(problem, DataLoader.Load(problem), new()
        {
            Network = new() { Hidden = [8, 8] }, Points = new() { Interior = 100, Boundary = 1 }, Stages = [new AdamStage(50), new GaussNewtonStage(800)],
        }));
    }
}
