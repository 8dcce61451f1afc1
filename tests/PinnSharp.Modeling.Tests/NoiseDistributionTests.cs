using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Modeling.Tests;

public sealed class NoiseDistributionTests
{
    private static readonly NoiseLevel Level = new NoiseLevel.Known(1);

    private static IEnumerable<TestCaseData> Models()
    {
        yield return new TestCaseData(new GaussianNoise(Level), 0.3, 0.7).SetArgDisplayNames("gaussian");
        yield return new TestCaseData(new ProportionalNoise(Level), 0.3, -0.7).SetArgDisplayNames("proportional");
        yield return new TestCaseData(new LaplaceNoise(Level), 0.3, 0.7).SetArgDisplayNames("laplace");
        yield return new TestCaseData(new StudentTNoise(Level, 4), 0.3, 0.7).SetArgDisplayNames("student-t");
        yield return new TestCaseData(new StudentTNoise(Level, 1.5), 2.0, 0.7).SetArgDisplayNames("student-t of 1.5");
        yield return new TestCaseData(new PoissonNoise(), 1, 3.7).SetArgDisplayNames("poisson");
        yield return new TestCaseData(new BernoulliNoise(), 1, 0.3).SetArgDisplayNames("bernoulli");
    }

    /// <summary>Σ or ∫ of f over y, by the trapezoidal rule in y = μ + sinh, which reaches far into the tails.</summary>
    private static double Sum(Noise noise, double level, double mu, Func<double, double> f)
    {
        if (noise is BernoulliNoise) return f(0) + f(1);
        if (noise is PoissonNoise) return Enumerable.Range(0, 80).Sum(y => f(y));
        const double h = 1e-3;
        return Enumerable.Range(-20_000, 40_001).Sum(i => h * level * Math.Cosh((i + 0.5) * h) * f(mu + level * Math.Sinh((i + 0.5) * h)));
    }

    private static double Density(NoiseDistribution d, double y, double mu) => Math.Exp(-d.NegativeLogLikelihood(y, mu));

    [TestCaseSource(nameof(Models))]
    public void Densities_are_of_mass_one_and_mean_mu(Noise noise, double level, double mu)
    {
        var d = NoiseDistribution.Of(noise, level);
        Assert.That(Sum(noise, level, mu, y => Density(d, y, mu)), Is.EqualTo(1).Within(1e-6));
        if (noise is not StudentTNoise { Degrees: < 2 }) Assert.That(Sum(noise, level, mu, y => (y - mu) * Density(d, y, mu)), Is.EqualTo(0).Within(1e-6));
    }

    [TestCaseSource(nameof(Models))]
    public void The_information_is_the_variance_of_the_score(Noise noise, double level, double mu)
    {
        var d = NoiseDistribution.Of(noise, level);
        // What the scatter says of μ is left out where noise is in proportion to it: the score there is that of a Gaussian of the deviation at μ.
        var fixedAt = noise is ProportionalNoise ? NoiseDistribution.Of(new GaussianNoise(Level), level * Math.Abs(mu)) : d;
        const double h = 1e-6;
        double Score(double y) => (fixedAt.NegativeLogLikelihood(y, mu + h) - fixedAt.NegativeLogLikelihood(y, mu - h)) / (2 * h);
        var information = Sum(noise, level, mu, y => Score(y) * Score(y) * Density(d, y, mu));
        Assert.That(d.Information(mu), Is.EqualTo(1 / Math.Sqrt(information)).Within(1e-5 * d.Information(mu)));
    }

    [TestCaseSource(nameof(Models))]
    public void Working_rows_have_the_slope_of_the_likelihood(Noise noise, double level, double mu)
    {
        var d = NoiseDistribution.Of(noise, level);
        foreach (var y in noise is BernoulliNoise ? [0, 1] : noise is PoissonNoise ? (double[])[0, 3, 9] : [mu - 5, mu - 0.1, mu + 0.2, mu + 20])
        {
            var fixedAt = noise is ProportionalNoise ? NoiseDistribution.Of(new GaussianNoise(Level), level * Math.Abs(mu)) : d;
            const double h = 1e-6;
            var slope = (fixedAt.NegativeLogLikelihood(y, mu + h) - fixedAt.NegativeLogLikelihood(y, mu - h)) / (2 * h);
            Assert.That((mu - y) / (d.Working(y, mu) * d.Working(y, mu)), Is.EqualTo(slope).Within(1e-6 * (1 + Math.Abs(slope))), $"y = {y}");
        }
    }

    [TestCaseSource(nameof(Models))]
    public void Probabilities_are_those_of_the_density(Noise noise, double level, double mu)
    {
        var d = NoiseDistribution.Of(noise, level);
        foreach (var y in noise is BernoulliNoise ? [0, 1] : noise is PoissonNoise ? (double[])[0, 1, 3, 9] : [mu - 2.5, mu - 0.1, mu + 0.2, mu + 3])
        {
            var (below, at, above) = d.Probabilities(y, mu);
            Assert.That(below, Is.EqualTo(Sum(noise, level, mu, x => x < y ? Density(d, x, mu) : 0)).Within(2e-3 * level * Density(d, y, mu) * 5 + 1e-6), $"below {y}");
            Assert.That(below + at + above, Is.EqualTo(1).Within(1e-12));
        }
        if (noise is LaplaceNoise) Assert.That(d.Probabilities(mu - 100 * level, mu).Below, Is.EqualTo(Math.Exp(-100) / 2).Within(1e-50), "a tail");
    }

    [TestCaseSource(nameof(Models))]
    public void Draws_have_standard_normal_quantile_residuals_and_follow_the_distribution(Noise noise, double level, double mu)
    {
        const int n = 20_000;
        var (d, random, other) = (NoiseDistribution.Of(noise, level), new RandomSource(3, noise.Word), new RandomSource(4));
        double[] draws = [.. Enumerable.Range(0, n).Select(_ => d.Draw(mu, random))];
        double[] q = [.. draws.Select(y => d.Quantile(y, mu, other)).Order()];
        // Kolmogorov's distance to the normal distribution, 1.95/√n at the level of 0.001.
        var distance = q.Select((x, i) => Math.Abs(GaussianDistribution.Normal(x).Below - (i + 0.5) / n)).Max();
        Assert.That(distance, Is.LessThan(1.95 / Math.Sqrt(n)));
        var within = noise is BernoulliNoise ? (mu, 0.5) : noise is PoissonNoise ? (Density(d, 3, mu), 3.0) : (0.5, mu);
        Assert.That(draws.Count(y => noise is PoissonNoise ? y == 3 : y > within.Item2) / (double)n, Is.EqualTo(within.Item1).Within(0.012));
    }

    [TestCaseSource(nameof(Models))]
    public void The_level_has_the_stated_information(Noise noise, double level, double mu)
    {
        if (noise is not ScaledNoise) return;
        const double h = 1e-5;
        double Score(double y) => (NoiseDistribution.Of(noise, level * Math.Exp(h)).NegativeLogLikelihood(y, mu) - NoiseDistribution.Of(noise, level * Math.Exp(-h)).NegativeLogLikelihood(y, mu)) / (2 * h);
        var d = NoiseDistribution.Of(noise, level);
        Assert.That(d.LevelInformation, Is.EqualTo(Sum(noise, level, mu, y => Score(y) * Score(y) * Density(d, y, mu))).Within(1e-4));
    }

    [Test]
    public void Counts_drawn_of_any_mean_have_its_mean_and_variance([Values(0.01, 0.8, 25, 4e5)] double mu)
    {
        var (d, random) = (NoiseDistribution.Of(new PoissonNoise(), 1), new RandomSource(8));
        double[] draws = [.. Enumerable.Range(0, 4000).Select(_ => d.Draw(mu, random))];
        Assert.That(draws.Average(), Is.EqualTo(mu).Within(4 * Math.Sqrt(mu / 4000)));
        Assert.That(draws.Average(y => (y - mu) * (y - mu)) / mu, Is.EqualTo(1).Within(4 * Math.Sqrt((2 + 1 / mu) / 4000)));
        Assert.That(draws, Is.All.Matches<double>(y => y >= 0 && y == Math.Floor(y)));
    }

    [Test]
    public void Predictions_beyond_the_possible_are_pulled_back()
    {
        foreach (var (noise, y, mu) in new (Noise, double, double)[] { (new PoissonNoise(), 0, -3), (new PoissonNoise(), 5, -3), (new BernoulliNoise(), 0, -0.5), (new BernoulliNoise(), 1, 1.5), (new ProportionalNoise(Level), 2, 0) })
        {
            var d = NoiseDistribution.Of(noise, 0.1);
            Assert.That((mu - y) / d.Working(y, mu), Is.Not.Zero.And.Matches<double>(double.IsFinite));
            Assert.That(double.IsFinite(d.NegativeLogLikelihood(y, mu)) && double.IsFinite(d.Quantile(y, mu, new(1))), noise.Word);
        }
    }
}
