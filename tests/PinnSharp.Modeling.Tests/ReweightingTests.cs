using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Modeling.Tests;

/// <summary>μ = A e^(−k t) with k unknown: estimates by iterated reweighting against the likelihood itself.</summary>
public sealed class ReweightingTests
{
    private static readonly NoiseLevel S = new NoiseLevel.Unknown("s");

    private static NoiseLevel.Known Known(double level) => new NoiseLevel.Known(level);

    private static IEnumerable<TestCaseData> Models()
    {
        yield return new TestCaseData(new GaussianNoise(Known(0.1)), 2.0, 0.1).SetArgDisplayNames("gaussian");
        yield return new TestCaseData(new ProportionalNoise(Known(0.2)), 2.0, 0.2).SetArgDisplayNames("proportional");
        yield return new TestCaseData(new ProportionalNoise(S), 2.0, 0.2).SetArgDisplayNames("proportional, unknown");
        yield return new TestCaseData(new StudentTNoise(Known(0.1), 4), 2.0, 0.1).SetArgDisplayNames("student-t");
        yield return new TestCaseData(new StudentTNoise(S, 2.5), 2.0, 0.1).SetArgDisplayNames("student-t, unknown");
        yield return new TestCaseData(new PoissonNoise(), 9.0, 0.0).SetArgDisplayNames("poisson");
        yield return new TestCaseData(new PoissonNoise(), 0.6, 0.0).SetArgDisplayNames("poisson, mostly zeros");
        yield return new TestCaseData(new BernoulliNoise(), 0.95, 0.0).SetArgDisplayNames("bernoulli");
    }

    [TestCaseSource(nameof(Models))]
    public void Estimates_are_the_most_likely_ones(Noise noise, double size, double level)
    {
        var (data, state) = Fit(noise, size, level, 3);
        var sigma = noise is ScaledNoise ? state.Sigmas.Append(level).First() : 1;
        Assert.That(state.Theta[0], Is.EqualTo(Root(k => Slope(noise, data, size, sigma, k))).Within(noise is GaussianNoise ? 3e-6 : 1e-6));
    }

    /// <summary>A level counts m − 1 data, of which the one number has taken one: −ln p + ln σ.</summary>
    [Test]
    public void Unknown_levels_are_the_most_likely_ones_of_the_data_that_are_left([Values("gaussian", "laplace", "student-t")] string word)
    {
        Noise noise = word switch { "gaussian" => new GaussianNoise(S), "laplace" => new LaplaceNoise(S), _ => new StudentTNoise(S, 3) };
        var (data, state) = Fit(noise, 2, 0.1, 5);
        var means = Means(data, 2, state.Theta[0]);
        double Cost(double b) => NoiseDistribution.Of(noise, b) is var d ? data.Values.Zip(means, d.NegativeLogLikelihood).Sum() - Math.Log(b) : 0;
        Assert.That(state.Sigmas[0], Is.EqualTo(Root(b => Cost(b * (1 + 1e-5)) - Cost(b * (1 - 1e-5)), 0.01, 1)).Within(1e-6));
    }

    /// <summary>Least absolute deviations of a constant are a median.</summary>
    [Test]
    public void Laplace_noise_leads_to_the_median()
    {
        double[] values = [0.1, 7, 0.35, 0.2, 0.9, -3, 0.4, 12, 0.3];
        var data = new MeasuredData("probes", values.Length, new double[values.Length], values, new LaplaceNoise(S));
        var inversion = new ReducedInversion(new Constant(values.Length), Problem(data.Noise), [data], []);
        var state = Run(inversion, [5]);
        Assert.That(state.Status, Is.EqualTo(Status.Converged));
        Assert.That(state.Theta[0], Is.EqualTo(0.35).Within(LaplaceDistribution.Smoothing * state.Sigmas[0]));
        Assert.That(state.Sigmas[0], Is.EqualTo(values.Sum(v => Math.Abs(v - 0.35)) / (values.Length - 1)).Within(1e-3));
    }

    [Test]
    public void Laplace_noise_of_a_curve_leads_to_the_least_absolute_deviations()
    {
        var (data, state) = Fit(new LaplaceNoise(Known(0.1)), 2, 0.1, 3);
        double Cost(double k) => data.Values.Zip(Means(data, 2, k), (y, m) => Math.Abs(y - m)).Sum();
        // The minimum of a piecewise smooth function, by refining a grid about it.
        var (at, width) = (1.0, 0.5);
        for (var i = 0; i < 40; i++, width /= 2) at = Enumerable.Range(-50, 101).Select(j => at + width * j / 50).MinBy(Cost);
        Assert.That(state.Theta[0], Is.EqualTo(at).Within(4 * LaplaceDistribution.Smoothing * 0.1));
    }

    /// <summary>A tenth of the data are off by 15 deviations, all to one side.</summary>
    [Test]
    public void Outliers_move_a_gaussian_fit_and_hardly_one_of_students()
    {
        var (random, clean) = (new RandomSource(2), Data(new GaussianNoise(Known(0.05)), 2, 0.05, 7));
        var spoilt = clean with { Values = [.. clean.Values.Select((y, i) => i % 10 == 3 ? y + 0.75 : y)] };
        (double K, double Std) Of(MeasuredData data, Noise noise)
        {
            var inversion = Inversion(data with { Noise = noise }, 2);
            var state = Run(inversion, [0.5]);
            return (state.Theta[0], Deviation(inversion, state));
        }
        var gauss = Of(spoilt, new GaussianNoise(Known(0.05)));
        var student = Of(spoilt, new StudentTNoise(Known(0.05), 4));
        var right = Of(clean, new GaussianNoise(Known(0.05)));
        Assert.That(Math.Abs(gauss.K - right.K) / right.Std, Is.GreaterThan(5));
        Assert.That(Math.Abs(student.K - right.K) / right.Std, Is.LessThan(1));
    }

    /// <summary>The scatter of estimates over data sets is the stated deviation: its ratio has the standard deviation 1/√(2·200), 5 %.</summary>
    [Test]
    public void Standard_deviations_are_the_scatter_of_estimates([Values("laplace", "student-t", "poisson", "bernoulli", "proportional")] string word)
    {
        const int sets = 200;
        var (noise, size) = word switch
        {
            "laplace" => ((Noise)new LaplaceNoise(Known(0.1)), 2.0), "student-t" => (new StudentTNoise(Known(0.1), 3), 2), "poisson" => (new PoissonNoise(), 6),
            "bernoulli" => (new BernoulliNoise(), 0.9), _ => (new ProportionalNoise(Known(0.1)), 2),
        };
        var (found, deviations) = (new double[sets], new double[sets]);
        for (var i = 0; i < sets; i++)
        {
            var data = Data(noise, size, 0.1, (ulong)i);
            var inversion = Inversion(data, size);
            var state = Run(inversion, [0.8]);
            Assert.That(state.Status, Is.EqualTo(Status.Converged), $"set {i}: {state.Message} {state.Round} {state.Iteration}");
            (found[i], deviations[i]) = (state.Theta[0], Deviation(inversion, state));
        }
        var scatter = Math.Sqrt(found.Sum(k => (k - found.Average()) * (k - found.Average())) / (sets - 1));
        Assert.That(deviations.Average() / scatter, Is.EqualTo(1).Within(0.15));
        Assert.That(found.Average(), Is.EqualTo(1).Within(4 * scatter / Math.Sqrt(sets) + 0.15 * scatter));
    }

    [Test]
    public void Standard_deviations_of_levels_are_their_scatter([Values("laplace", "student-t")] string word)
    {
        const int sets = 200;
        Noise noise = word == "laplace" ? new LaplaceNoise(S) : new StudentTNoise(S, 4);
        var (logs, stated) = (new double[sets], 0.0);
        for (var i = 0; i < sets; i++)
        {
            var inversion = Inversion(Data(noise, 2, 0.1, (ulong)i), 2);
            var state = Run(inversion, [0.8]);
            (logs[i], stated) = (Math.Log(state.Sigmas[0]), inversion.Noise.LevelDeviation(0, _ => Points));
        }
        Assert.That(stated / MeasuredData.StandardDeviation(logs), Is.EqualTo(1).Within(0.15));
        Assert.That(Math.Exp(logs.Average()), Is.EqualTo(0.1).Within(0.003));
    }

    [Test]
    public void A_state_read_again_goes_on_to_the_same_bits([Range(0, 12, 3)] int after)
    {
        var data = Data(new StudentTNoise(S, 4), 2, 0.1, 3);
        var at = Inversion(data, 2);
        var state = at.Start([0.2]);
        for (var i = 0; i < after; i++) state = at.Advance(state);
        var again = Inversion(data, 2);
        var read = ReducedState.Load(state.Save(), again.Optimizer);
        while (!state.IsFinished) (state, read) = (at.Advance(state), again.Advance(read));
        Assert.That(read.Theta, Is.EqualTo(state.Theta));
        Assert.That(read.Sigmas, Is.EqualTo(state.Sigmas));
        Assert.That((read.Status, read.Iteration, read.Round), Is.EqualTo((state.Status, state.Iteration, state.Round)));
    }

    /// <summary>The cost is −ln L with levels at their most likely values, its gradient that cost's.</summary>
    [TestCaseSource(nameof(Models))]
    public void The_likelihood_has_its_slope_and_information(Noise noise, double size, double level)
    {
        if (noise is ProportionalNoise) return;
        var (data, state) = Fit(noise, size, level, 3);
        var problem = new LikelihoodProblem(Inversion(data, size), state);
        double Cost(double k) => problem.Residual([k], new double[Points]);
        foreach (var k in new[] { 0.8, 1.3 })
        {
            var (gram, gradient) = (new double[1], new double[1]);
            Assert.That(problem.NormalEquations([k], gram, gradient), Is.EqualTo(Cost(k)));
            Assert.That(gradient[0], Is.EqualTo((Cost(k + 1e-5) - Cost(k - 1e-5)) / 2e-5).Within(1e-5 * Math.Abs(gradient[0]) + 1e-4));
            var (d, means) = (NoiseDistribution.Of(noise, noise.UnknownLevel is null ? level : Level(k)), Means(data, size, k));
            Assert.That(gram[0], Is.EqualTo(means.Zip(data.Points, (m, t) => Math.Pow(t * m / d.Information(m), 2)).Sum()).Within(1e-9 * gram[0]));
        }

        double Level(double k) => Inversion(data, size).Noise.Profile(_ => Means(data, size, k), _ => Points, [0.1])[0];
    }

    /// <summary>At its ends −2 ln L is 3.84 above the least, with an unknown level found anew.</summary>
    [Test]
    public void Profiles_are_of_the_likelihood_itself([Values("student-t", "poisson", "laplace")] string word)
    {
        var (noise, size) = word switch { "student-t" => ((Noise)new StudentTNoise(S, 3), 2.0), "laplace" => (new LaplaceNoise(S), 2), _ => (new PoissonNoise(), 6) };
        var (data, state) = Fit(noise, size, 0.1, 3);
        ILeastSquares Problem() => new LikelihoodProblem(Inversion(data, size), state);
        var profile = ProfileLikelihood.Of(Problem, state.Theta, [NamedParameter.Linear("k", 0)], [0.05], Likelihood.OfCost).Single();
        double Deviance(double k) => 2 * Levels().Min(b => NoiseDistribution.Of(noise, b) is var d ? data.Values.Zip(Means(data, size, k), d.NegativeLogLikelihood).Sum() : 0);
        IEnumerable<double> Levels() => noise.UnknownLevel is null ? [1] : Enumerable.Range(0, 4000).Select(i => 0.05 * Math.Exp(i * 4e-4));
        var least = Deviance(state.Theta[0]);
        Assert.That(Deviance(profile.Lower!.Value) - least, Is.EqualTo(3.84).Within(0.15));
        Assert.That(Deviance(profile.Upper!.Value) - least, Is.EqualTo(3.84).Within(0.15));
    }

    /// <summary>Residual checks at a level of 5 % accuse 5 % of right models: 2 to 9 % of 400, four of its deviations either way.</summary>
    [Test, Category("Slow")]
    public void Checks_of_residuals_have_their_level([Values("laplace", "student-t", "poisson", "bernoulli", "proportional")] string word)
    {
        const int sets = 400;
        var (noise, size) = word switch
        {
            "laplace" => ((Noise)new LaplaceNoise(S), 2.0), "student-t" => (new StudentTNoise(Known(0.1), 3), 2), "poisson" => (new PoissonNoise(), 3), "bernoulli" => (new BernoulliNoise(), 0.9), _ => (new ProportionalNoise(Known(0.1)), 2),
        };
        var checks = Enumerable.Range(0, sets).SelectMany(i =>
        {
            var data = Data(noise, size, 0.1, (ulong)i);
            var inversion = Inversion(data, size);
            var state = Run(inversion, [0.8]);
            var (gram, information) = (new double[1], inversion.Information(state));
            information.NormalEquations(state.Theta, gram, new double[1]);
            return ResidualChecks.Of(Problem(noise), ResidualSample.Of(information, state.Theta, [data], inversion.Noise,
                name => inversion.Noise.Quantiles(name, state.Sigmas, information.Predictions(state.Theta)), gram));
        }).ToList();
        foreach (var test in checks.GroupBy(c => c.Test)) Assert.That(test.Count(c => c.PValue < 0.05) / (double)sets, Is.InRange(0.01, 0.09), $"{test.Key}");
        Assert.That(checks.Select(c => c.Test).Distinct().Count(), Is.EqualTo(noise.UnknownLevel is null ? 3 : 2));
    }

    private const int Points = 81;

    private static MeasuredData Data(Noise noise, double size, double level, ulong seed)
    {
        double[] times = [.. Enumerable.Range(0, Points).Select(i => 2.5 * i / (Points - 1))];
        var (d, random) = (NoiseDistribution.Of(noise, level), new RandomSource(seed));
        return new("probes", Points, times, [.. times.Select(t => d.Draw(size * Math.Exp(-t), random))], noise);
    }

    private static (MeasuredData Data, ReducedState State) Fit(Noise noise, double size, double level, ulong seed)
    {
        var data = Data(noise, size, level, seed);
        var state = Run(Inversion(data, size), [0.3]);
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        return (data, state);
    }

    private static ReducedInversion Inversion(MeasuredData data, double size) => new(new Exponential(size, data.Points), Problem(data.Noise), [data], []);

    private static InverseProblem Problem(Noise noise) => ProblemReader.Parse($$$"""
        coordinates: {t: [0, 3]}
        fields: [u]
        unknowns: {k: {initial: 1}{{{(noise.UnknownLevel is null ? "" : ", s: {initial: 0.5, positive: true}")}}}}
        equations: {decay: "u_t = -k*u"}
        conditions: {start: {where: "t = 0", equation: "u = 1"}}
        observations: {probes: {file: a.csv, of: u, noise: {gaussian: {sigma: {{{noise.UnknownLevel ?? "1"}}} } } } }
        """, "decay.yaml");

    private static ReducedState Run(ReducedInversion inversion, double[] theta)
    {
        var state = inversion.Start(theta);
        while (!state.IsFinished) state = inversion.Advance(state);
        return state;
    }

    private static double Deviation(ReducedInversion inversion, ReducedState state)
    {
        var gram = new double[1];
        inversion.Information(state).NormalEquations(state.Theta, gram, new double[1]);
        return 1 / Math.Sqrt(gram[0]);
    }

    private static double[] Means(MeasuredData data, double size, double k) => [.. data.Points.Select(t => size * Math.Exp(-k * t))];

    /// <summary>d/dk of −ln p, for noise in proportion to μ of the quasi-likelihood.</summary>
    private static double Slope(Noise noise, MeasuredData data, double size, double level, double k)
    {
        if (noise is ProportionalNoise) return data.Values.Zip(Means(data, size, k), (y, m) => (m - y) / (m * m)).Zip(data.Points, (r, t) => -r * t * size * Math.Exp(-k * t)).Sum();
        var d = NoiseDistribution.Of(noise, level);
        double Cost(double at) => data.Values.Zip(Means(data, size, at), d.NegativeLogLikelihood).Sum();
        return Cost(k + 1e-5) - Cost(k - 1e-5);
    }

    private static double Root(Func<double, double> f, double a = 0.5, double b = 2)
    {
        var sign = Math.Sign(f(a));
        for (var i = 0; i < 60; i++) (a, b) = Math.Sign(f((a + b) / 2)) == sign ? ((a + b) / 2, b) : (a, (a + b) / 2);
        return a;
    }

    private sealed class Exponential(double size, double[] times) : IForwardModel
    {
        public ParameterLayout Parameters { get; } = new(("unknowns", 1));

        public ResidualLayout Outputs { get; } = new(("probes", times.Length));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
        {
            for (var i = 0; i < times.Length; i++) outputs[i] = size * Math.Exp(-theta[0] * times[i]);
        }

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta)
        {
            var y = new double[times.Length];
            Evaluate(theta, y);
            return new Column(y, [.. y.Zip(times, (u, t) => -t * u)]);
        }
    }

    private sealed class Constant(int count) : IForwardModel
    {
        public ParameterLayout Parameters { get; } = new(("unknowns", 1));

        public ResidualLayout Outputs { get; } = new(("probes", count));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs) => outputs.Fill(theta[0]);

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta) => new Column([.. Enumerable.Repeat(theta[0], count)], [.. Enumerable.Repeat(1.0, count)]);
    }

    private sealed class Column(double[] outputs, double[] slopes) : ILinearizedModel
    {
        public ReadOnlySpan<double> Outputs => outputs;

        public void Tangent(ReadOnlySpan<double> v, Span<double> product)
        {
            for (var i = 0; i < slopes.Length; i++) product[i] = slopes[i] * v[0];
        }

        public void Adjoint(ReadOnlySpan<double> w, Span<double> product)
        {
            product[0] = 0;
            for (var i = 0; i < slopes.Length; i++) product[0] += slopes[i] * w[i];
        }
    }
}
