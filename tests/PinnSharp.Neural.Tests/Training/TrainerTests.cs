using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>Training runs: bit for bit the same after saving and on any number of threads, and failures told, not thrown.</summary>
public sealed class TrainerTests
{
    /// <summary>Every kind of stage, some draws of points and some levels of the equation weight in 50 steps.</summary>
    private static TrainingOptions Options(int threads = 1, bool adaptive = false) => new()
    {
        Network = new NetworkOptions { Hidden = [5] },
        Points = new PointOptions { Interior = 70, Boundary = 3, Resample = 3, Adaptive = adaptive ? new() : null },
        Stages = [new AdamStage(8, Rate: 1e-2), new GaussNewtonStage(26), new LBfgsStage(5), new BroydenStage(4), new GaussNewtonStage(7, 50)],
        Continuation = new ContinuationOptions { LevelIterations = 6 },
        Threads = threads,
    };

    private static TrainingOptions WithVariants(int threads = 1, bool adaptive = false) => Options(threads, adaptive) with
    {
        Stages = [.. Options().Stages, new GaussNewtonStage(5, 50, Projection: true), new GaussNewtonStage(5, 50, Damping: StageDamping.MeasuredRatio),
            new GaussNewtonConjugateGradientStage(5, 50)],
    };

    [Test]
    public void What_has_ended_is_told_at_the_points_that_it_was_trained_at([Values] bool adaptive)
    {
        var trainer = Decay.Trainer(Decay.Exact(), Options(adaptive: adaptive) with { Stages = [new AdamStage(7, Rate: 1e-2), new GaussNewtonStage(5)] });
        var states = trainer.Run().ToArray();
        Assert.That((states[^1].IsFinished, states[^2].Draw), Is.EqualTo((true, states[^1].Draw)));
        Assert.That(states[^1].Draw, Is.GreaterThan(2), "draws of points");
        var snapshot = trainer.Snapshot(states[^1]);
        Assert.That(snapshot.Terms.Sum(t => Math.Pow(t.Rms * snapshot.Weight, 2)) / 2, Is.EqualTo(states[^1].Cost).Within(1e-12 * states[^1].Cost));
    }

    [Test]
    public void A_saved_run_continues_to_the_same_bits_from_any_iteration([Values] bool adaptive)
    {
        var whole = Decay.Trainer(Decay.Noisy(), WithVariants(adaptive: adaptive)).Run().ToArray();
        var bits = whole.Select(Bits).ToArray();
        Assert.That(whole.Select(s => s.Stage).Distinct(), Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6, 7 }), "all stages");
        Assert.That(whole[^1].Draw, Is.GreaterThan(8), "draws of points");
        Assert.That(whole.Select(s => s.Weight).Distinct().Count(), Is.GreaterThan(3), "levels");
        for (var i = 0; i < whole.Length - 1; i++)
        {
            var trainer = Decay.Trainer(Decay.Noisy(), WithVariants(1 + i % 2, adaptive));
            var next = trainer.Run(trainer.Restore(StateBag.Read(new MemoryStream(bits[i])))).Take(i % 9 == 0 ? int.MaxValue : 4).ToArray();
            for (var j = 0; j < next.Length; j++)
                Assert.That(Bits(next[j]), Is.EqualTo(bits[i + j]), $"restored at {i}, step {j}");
        }
    }

    [Test]
    public void Looking_at_a_run_does_not_change_it()
    {
        var trainer = Decay.Trainer(Decay.Noisy(), Options());
        var left = Bits(trainer.Run().Last());
        var watched = trainer.Start();
        while (!watched.IsFinished)
        {
            trainer.Snapshot(watched);
            trainer.Report(watched);
            watched = trainer.Step(watched);
        }
        Assert.That(Bits(watched), Is.EqualTo(left));
    }

    [Test]
    public void Threads_do_not_change_a_bit([Values(2, 3)] int threads) =>
        Assert.That(Bits(Decay.Trainer(Decay.Noisy(), WithVariants(threads)).Run().Last()), Is.EqualTo(Bits(Decay.Trainer(Decay.Noisy(), WithVariants()).Run().Last())));

    [Test]
    public void The_seed_decides_the_run()
    {
        var (one, two) = (Decay.Trainer(Decay.Noisy(), Options()), Decay.Trainer(Decay.Noisy(), Options() with { Seed = 2 }));
        Assert.That(Bits(one.Start()), Is.EqualTo(Bits(Decay.Trainer(Decay.Noisy(), Options()).Start())));
        Assert.That(two.Start().Theta, Is.Not.EqualTo(one.Start().Theta));
    }

    [Test]
    public void A_state_of_another_network_is_refused()
    {
        var bag = Decay.Trainer(Decay.Noisy(), Options()).Start().Save();
        var other = Decay.Trainer(Decay.Noisy(), Options() with { Network = new NetworkOptions { Hidden = [6] } });
        Assert.That(() => other.Restore(bag), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "The saved state has 18 parameters, the run 21: the problem or the network was changed."));
    }

    [Test]
    public void An_equation_that_is_no_number_is_a_status_with_a_message([Values("adam", "gauss-newton", "l-bfgs", "broyden")] string method)
    {
        TrainingStage stage = method switch { "adam" => new AdamStage(20), "l-bfgs" => new LBfgsStage(20), "broyden" => new BroydenStage(20), _ => new GaussNewtonStage(20) };
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["wrong"] = "y_t = k*ln(y - 50)" },
            Observations = { ["data"] = new("y", Data.Inline([0.2, 0.7], [1, 2])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        }.Build();
        var trainer = Decay.Trainer(problem, Options() with { Stages = [stage] });
        var last = trainer.Run().Last();
        Assert.That(last.Status, Is.EqualTo(Status.Diverged));
        Assert.That(last.Message, Does.Match(@"^Some terms have no finite value at the start\. equations\.wrong at t = 0\.\d+: check its logarithms, roots and quotients, "
            + "declare what stands in them positive, or start from other values\\.$"));
        Assert.That(trainer.Step(last), Is.SameAs(last));
        var unknown = trainer.Report(last).Unknowns.Single();
        Assert.That((unknown.Value, unknown.Std), Is.EqualTo((1.0, (double?)null)), "the start is kept and nothing is known of it");
        Assert.That(trainer.Snapshot(last).Cost, Is.NaN);
    }

    [Test]
    public void Log_normal_noise_on_a_field_that_begins_negative_says_what_to_declare([Values] bool positive)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { ["A"] = new() { Positive = positive } },
            Unknowns = { ["k"] = new() { Initial = 1, Positive = true } },
            Equations = { ["decay"] = "A_t = -k*A" },
            Observations = { ["plasma"] = new("A/k", Data.Inline([0.2, 0.5, 0.7, 0.9], [1, 0.5, 0.01, 0.001])) { Noise = NoiseDeclaration.LogNormal("0.1") } },
        }.Build();
        var last = Decay.Trainer(problem, Options() with { Stages = [new GaussNewtonStage(2)] }).Run().Last();
        if (positive) Assert.That(last.Status, Is.Not.EqualTo(Status.Diverged));
        else
            Assert.That(last.Message, Does.Match(@"^Some terms have no finite value at the start\. observations\.plasma: A/k is -?[0-9.e-]+ at t = 0\.\d+; "
                + @"log-normal noise needs positive values: declare A: \{positive: true\}\.$"));
    }

    [Test]
    public void Steps_into_non_finite_values_are_undone_counted_and_told()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 1.2 } },
            Equations = { ["growth"] = "y_t = ln(k)*y" },
            Conditions = { ["start"] = ("t = 0", "y = 2") },
            Observations = { ["data"] = new("y", Data.Inline([0.2, 0.5, 1], [2 * Math.Exp(-0.8), 2 * Math.Exp(-2), 2 * Math.Exp(-4)])) },
        }.Build();
        var last = Decay.Trainer(problem, Options() with { Stages = [new GaussNewtonStage(200)] }).Run().Last();
        Assert.That(last.Status, Is.EqualTo(Status.Converged), last.Message);
        Assert.That(last.Undone, Is.Positive);
        Assert.That(last.Message, Does.EndWith($" {last.Undone} steps into non-finite values were undone."));
        Assert.That(1.2 * last.Theta[^1], Is.EqualTo(Math.Exp(-4)).Within(1e-3 * Math.Exp(-4)), "a step to k < 0 was tempting");
    }

    [Test]
    public void Predicted_derivatives_are_the_differences_of_predicted_values()
    {
        var trainer = Decay.Trainer(Decay.Noisy(), Options());
        var state = trainer.Run().Last();
        const double h = 1e-2;
        double[] t = [0.4, 1.3, 2.9];
        double[] Predict(string text, double shift = 0) =>
            trainer.Predict(state, PinnSharp.Expressions.ExpressionParser.Parse(text, trainer.Problem.Vocabulary), [.. t.Select(x => x + shift * h)]);
        var (y, a, b, c, d) = (Predict("y"), Predict("y", -2), Predict("y", -1), Predict("y", 1), Predict("y", 2));
        for (var i = 0; i < t.Length; i++)
        {
            Assert.That(Predict("y_t")[i], Is.EqualTo((a[i] - d[i] + 8 * (c[i] - b[i])) / (12 * h)).Within(1e-7), "y_t");
            Assert.That(Predict("y_tt")[i], Is.EqualTo((-a[i] - d[i] + 16 * (b[i] + c[i]) - 30 * y[i]) / (12 * h * h)).Within(1e-6), "y_tt");
        }
        var k = trainer.Report(state).Unknowns[0].Value;
        Assert.That(Predict("k*y^2 + t"), Is.EqualTo(y.Zip(t, (u, x) => k * u * u + x)).Within(1e-12), "unknowns and coordinates");
    }

    [Test]
    public void A_stage_that_learns_slowly_has_all_its_iterations()
    {
        var last = Decay.Trainer(Decay.Noisy(), Options() with { Stages = [new AdamStage(200, Rate: 1e-6)] }).Run().Last();
        Assert.That((last.Iteration, last.Status), Is.EqualTo((200, Status.Stalled)));
        Assert.That(last.Message, Does.StartWith("The iterations were used up"));
    }

    /// <summary>y = k t through exact y(0) = 0 and three data of σ = 0.1: k has the standard deviation σ/√Σt².</summary>
    [Test]
    public void Exact_data_beside_noisy_ones_leave_the_stated_noise_alone()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 1) },
            Fields = { "y" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["growth"] = "y_t = k" },
            Observations =
            {
                ["noisy"] = new("y", Data.Inline([0.25, 0.5, 1], [0.4, 1.1, 1.9])) { Noise = NoiseDeclaration.Gaussian(0.1) },
                ["exact"] = new("y", Data.Inline([0], [0])),
            },
        }.Build();
        var trainer = Decay.Trainer(problem, Options() with { Stages = [new GaussNewtonStage(60, 1000)] });
        var expected = 0.1 / Math.Sqrt(0.0625 + 0.25 + 1);
        Assert.That(trainer.Report(trainer.Run().Last()).Unknowns.Single().Std, Is.EqualTo(expected).Within(0.03 * expected));
    }

    private static byte[] Bits(TrainingState state)
    {
        using var stream = new MemoryStream();
        state.Save().Write(stream);
        return stream.ToArray();
    }
}
