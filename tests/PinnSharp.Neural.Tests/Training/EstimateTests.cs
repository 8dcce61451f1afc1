using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>Estimates and their errors against the closed-form least-squares answer of <see cref="Decay"/>.</summary>
public sealed class EstimateTests
{
    private static TrainingOptions Options(ulong seed = 1) => new()
    {
        Network = new NetworkOptions { Hidden = [8, 8] },
        Points = new PointOptions { Interior = 200, Boundary = 1 },
        Stages = [new AdamStage(50), new GaussNewtonStage(800)],
        Seed = seed,
    };

    private static (TrainingState State, InversionReport Report) Train(InverseProblem problem, TrainingOptions options)
    {
        var trainer = Decay.Trainer(problem, options);
        var state = trainer.Run().Last();
        return (state, trainer.Report(state));
    }

    [TestCase(1.0, 1u), TestCase(0.3, 2u), TestCase(3.0, 3u)]
    public void Noisy_data_give_the_nonlinear_least_squares_answer(double initialSigma, uint seed)
    {
        var (k, std, y0, sigma) = Decay.Reference();
        var (state, report) = Train(Decay.Noisy(initialSigma * Decay.Noise), Options(seed));
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        var found = report.Unknowns.ToDictionary(u => u.Name);
        Assert.That(found["k"].Value, Is.EqualTo(k).Within(0.02 * std));
        Assert.That(found["k"].Std, Is.EqualTo(std).Within(0.01 * std));
        Assert.That(found["k"].Lower, Is.EqualTo(k * Math.Exp(-1.96 * std / k)).Within(0.03 * std));
        Assert.That(found["k"].Upper, Is.EqualTo(k * Math.Exp(1.96 * std / k)).Within(0.03 * std));
        Assert.That(found["y0"].Value, Is.EqualTo(y0).Within(0.02 * found["y0"].Std!.Value));
        Assert.That(found["s"].Value, Is.EqualTo(sigma).Within(0.01 * sigma));
        Assert.That(found["s"].Std, Is.EqualTo(sigma / Math.Sqrt(2.0 * (Decay.Count - 2))).Within(0.02 * sigma / Math.Sqrt(2.0 * Decay.Count)));
        var fit = report.Observations.Single();
        Assert.That(fit.Chi2, Is.EqualTo(Decay.Count - 2).Within(0.02 * Decay.Count));
        Assert.That(fit.Rmse, Is.EqualTo(sigma * Math.Sqrt(1 - 2.0 / Decay.Count)).Within(0.01 * sigma));
    }

    [Test]
    public void Exact_data_give_the_truth_to_five_digits()
    {
        var (state, report) = Train(Decay.Exact(), Options());
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        foreach (var unknown in report.Unknowns)
            Assert.That(unknown.RelativeError, Is.LessThan(1e-5), unknown.Name);
        Assert.That(report.Fields.Single().RelativeL2, Is.LessThan(1e-5));
        Assert.That(report.Equations.Single().Rms, Is.LessThan(1e-4));
    }

    /// <summary>Of y' = −a b y only the product is determined: no weight makes the parts known, and the run says so.</summary>
    [Test]
    public void A_product_is_all_that_is_determined()
    {
        double[] t = [.. Enumerable.Range(0, 12).Select(i => 0.1 + 0.15 * i)];
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 2) },
            Fields = { "y" },
            Unknowns = { ["a"] = new() { Initial = 1, Positive = true }, ["b"] = new() { Initial = 0.5, Positive = true } },
            Equations = { ["decay"] = "y_t = -a*b*y" },
            Conditions = { ["start"] = ("t = 0", "y = 1") },
            Observations =
            {
                ["data"] = new("y", Data.Inline(t, [.. t.Select((x, i) => Math.Exp(-0.8 * x) + (i % 2 == 0 ? 0.01 : -0.01))]))
                {
                    Noise = NoiseDeclaration.Gaussian(0.01),
                },
            },
        }.Build();
        var (state, report) = Train(problem, Options());
        Assert.Multiple(() =>
        {
            Assert.That(state.Status, Is.EqualTo(Status.Stalled));
            Assert.That(state.Message, Is.EqualTo("The data determine none of the unknowns. Not determined by the data: a, b; measure something else, or fix one of them."));
            Assert.That(report.Unknowns.Select(u => u.Std), Is.All.Null);
            Assert.That(report.Unknowns[0].Value * report.Unknowns[1].Value, Is.EqualTo(0.8).Within(0.03));
        });
    }

    /// <summary>A run whose model cannot explain the data says so: a straight line through alternating values, ten times the stated noise apart.</summary>
    [Test]
    public void Data_that_the_model_misses_are_named()
    {
        var state = Line(x => 1 + x + (Math.Round((x - 0.1) / 0.15) % 2 == 0 ? 0.1 : -0.1), NoiseDeclaration.Gaussian(0.01));
        Assert.That(state.Message, Does.Contain("Beware: χ² = 1.19e+03 of 12 data in 'data'"));
    }

    /// <summary>A noise level is estimated from settled unknowns; before that it has no deviation, and the message says so.</summary>
    [Test]
    public void A_noise_level_that_was_never_estimated_has_no_deviation()
    {
        var (state, report) = Train(Decay.Noisy(0.5), Options() with { Stages = [new GaussNewtonStage(4)] });
        Assert.That(state.Status, Is.EqualTo(Status.Stalled));
        Assert.That(state.Message, Does.Contain("s = 0.5 is only its initial value"));
        Assert.That(report.Unknowns.Single(u => u.Name == "s").Std, Is.Null);
        Assert.That(report.Observations.Select(o => o.SigmaStd), Is.All.Null);
    }

    /// <summary>Exact data that contradict the equation leave residuals that no network removes: that is not convergence.</summary>
    [Test]
    public void Exact_data_that_contradict_the_equation_do_not_converge()
    {
        var state = Line(x => 1 + x * x, null);
        Assert.That(state.Status, Is.EqualTo(Status.Stalled), state.Message);
    }

    /// <summary>y' = a from y(0) = 1, fitted to twelve values of a function.</summary>
    private static TrainingState Line(Func<double, double> measured, NoiseDeclaration? noise)
    {
        double[] t = [.. Enumerable.Range(0, 12).Select(i => 0.1 + 0.15 * i)];
        return Train(new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 2) },
            Fields = { "y" },
            Unknowns = { ["a"] = new() { Initial = 0.5 } },
            Equations = { ["line"] = "y_t = a" },
            Conditions = { ["start"] = ("t = 0", "y = 1") },
            Observations = { ["data"] = new("y", Data.Inline(t, [.. t.Select(measured)])) { Noise = noise } },
        }.Build(), Options()).State;
    }
}
