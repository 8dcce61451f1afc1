using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>Adam with minibatches.</summary>
public sealed class BatchTests
{
    private static TrainingOptions Options(int? batch, int resample = 5, int iterations = 23) => new()
    {
        Network = new NetworkOptions { Hidden = [5] },
        Points = new PointOptions { Interior = 70, Boundary = 1, Resample = resample },
        Stages = [new AdamStage(iterations, Rate: 1e-2, Batch: batch), new GaussNewtonStage(3)],
    };

    [Test]
    public void The_gradient_of_a_batch_has_the_expectation_of_the_whole_one()
    {
        const int Size = 10, Draws = 2000;
        var trainer = Decay.Trainer(Decay.Noisy(), Options(Size));
        var state = trainer.Start();
        var n = trainer.ParameterCount;
        double[] whole = new double[n], part = new double[n], sum = new double[n], squares = new double[n];
        double cost = trainer.Assemble(state).Gradient(state.Theta, whole), costs = 0, costSquares = 0;
        for (var k = 0; k < Draws; k++)
        {
            var batch = trainer.Batch(state, Size, k);
            Assert.That(batch.Residuals.Count, Is.EqualTo(Size + 1 + Size), "the condition at one point is whole");
            var c = batch.Gradient(state.Theta, part);
            (costs, costSquares) = (costs + c / Draws, costSquares + c * c / Draws);
            for (var i = 0; i < n; i++) (sum[i], squares[i]) = (sum[i] + part[i] / Draws, squares[i] + part[i] * part[i] / Draws);
        }
        // Sixty points of seventy and ten data of twenty are missing each time, and not on average. Of y0 knows the condition alone, which is whole.
        static double Error(double mean, double square) => Math.Sqrt(Math.Max(0, square - mean * mean) / Draws);
        Assert.That(Error(costs, costSquares), Is.InRange(1e-4 * cost, 0.05 * cost));
        Assert.That(costs, Is.EqualTo(cost).Within(4 * Error(costs, costSquares)));
        for (var i = 0; i < n; i++) Assert.That(sum[i], Is.EqualTo(whole[i]).Within(4 * Error(sum[i], squares[i]) + 1e-12 * Math.Abs(whole[i])), $"component {i}");
        Assert.That(Enumerable.Range(0, n).Max(i => Error(sum[i], squares[i]) / Math.Abs(whole[i])), Is.LessThan(0.1));
    }

    [Test]
    public void Rows_keep_their_weights_and_change_from_draw_to_draw()
    {
        var rows = Decay.Trainer(Decay.Noisy(), Options(12)).Residuals.Draw(0)[0];
        var whole = new WeightedRows(rows, [.. rows.Points[0].Select(t => 1 + t)]);
        var (one, two) = (whole.Batch(7, new RandomSource(1)), whole.Batch(7, new RandomSource(2)));
        Assert.That(one.Weights, Is.EqualTo(one.Rows.Points[0].Select(t => Math.Sqrt(10) * (1 + t))).Within(1e-14));
        Assert.That(one.Rows.Points[0], Is.SubsetOf(rows.Points[0]).And.Unique.And.Length.EqualTo(7));
        Assert.That(two.Rows.Points[0], Is.Not.EqualTo(one.Rows.Points[0]));
        Assert.That(whole.Batch(70, new RandomSource(1)), Is.SameAs(whole));
    }

    [Test]
    public void A_saved_run_continues_to_the_same_bits_from_any_iteration()
    {
        var whole = Decay.Trainer(Decay.Noisy(), Options(12)).Run().ToArray();
        var bits = whole.Select(Bits).ToArray();
        Assert.That(whole.Last(s => s.Stage == 0).Draw, Is.EqualTo(4), "draws of points");
        for (var i = 0; i < whole.Length - 1; i++)
        {
            var trainer = Decay.Trainer(Decay.Noisy(), Options(12) with { Threads = 1 + i % 2 });
            var next = trainer.Run(trainer.Restore(StateBag.Read(new MemoryStream(bits[i])))).Take(i % 9 == 0 ? int.MaxValue : 4).ToArray();
            for (var j = 0; j < next.Length; j++) Assert.That(Bits(next[j]), Is.EqualTo(bits[i + j]), $"restored at {i}, step {j}");
        }
        var other = Decay.Trainer(Decay.Noisy(), Options(12) with { Seed = 2 });
        var same = other.Batch(whole[0], 12, 0).Residual(whole[0].Theta, new double[25]);
        Assert.That(same, Is.Not.EqualTo(other.Batch(whole[0], 12, 1).Residual(whole[0].Theta, new double[25])));
    }

    [Test]
    public void A_batch_of_everything_is_the_whole() =>
        Assert.That(Bits(Decay.Trainer(Decay.Noisy(), Options(70, 0)).Run().Last()), Is.EqualTo(Bits(Decay.Trainer(Decay.Noisy(), Options(null, 0)).Run().Last())));

    [Test]
    public void A_step_costs_one_gradient_of_its_batch_whose_problem_is_freed()
    {
        var engines = new Watched();
        var options = Options(12, 5, 20) with { Engine = engines, Stages = [new AdamStage(20, Batch: 12)] };
        var states = Decay.Trainer(Decay.Noisy(), options).Run().ToArray();
        Assert.That((states[^1].Iteration, states[^2].Draw), Is.EqualTo((20, 3)));
        Assert.That(engines.Gradients, Is.EqualTo(Enumerable.Repeat(25, 21)), "rows of each gradient");
        Assert.That(engines.Freed, Is.EqualTo(21));
        Assert.That(states[^1].Cost, Is.EqualTo(engines.Costs[^1]), "the cost of a state is its batch's");
    }

    /// <summary>y' = −k y from exact data of y = 2 e^(−0.7 t), a fifth of the points at a time.</summary>
    [Test]
    public void An_unknown_is_recovered_by_batches_alone()
    {
        var options = new TrainingOptions
        {
            Network = new NetworkOptions { Hidden = [8] },
            Points = new PointOptions { Interior = 80, Boundary = 1 },
            Stages = [new AdamStage(3000, Rate: 2e-2, Decay: 0.01, Batch: 16)],
        };
        var trainer = Decay.Trainer(Decay.Exact(), options);
        Assert.That(trainer.Report(trainer.Run().Last()).Unknowns.Single(u => u.Name == "k").Value, Is.EqualTo(Decay.Rate).Within(2).Percent);
    }

    /// <summary>u_t = C u_xx − e^(−t)(1 − π²) sin πx with C = 1 from ten exact data at t = 1.</summary>
    [Test]
    public void Diffusion_begun_with_batches_recovers_its_diffusivity()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["C"] = new() { Initial = 2, Positive = true } },
            Equations = { ["diffusion"] = "u_t = C*u_xx - exp(-t)*(sin(pi*x) - pi^2*sin(pi*x))" },
            Conditions = { ["left"] = ("x = -1", "u = 0"), ["right"] = ("x = 1", "u = 0"), ["start"] = ("t = 0", "u = sin(pi*x)") },
            Observations = { ["probes"] = new("u", Data.Draw(10, "t = 1")) },
            Truth = { ["u"] = "exp(-t)*sin(pi*x)" },
        }.Build();
        var trainer = Decay.Trainer(problem, new()
        {
            Network = new NetworkOptions { Hidden = [10, 10] },
            Points = new PointOptions { Interior = 400, Boundary = 40 },
            Stages = [new AdamStage(300, Rate: 5e-3, Batch: 50), new GaussNewtonStage(150)],
        });
        var last = trainer.Run().Last();
        Assert.That(trainer.Report(last).Unknowns.Single().Value, Is.EqualTo(1).Within(1e-3), last.Message);
    }

    private static byte[] Bits(TrainingState state)
    {
        using var stream = new MemoryStream();
        state.Save().Write(stream);
        return stream.ToArray();
    }

    /// <summary>The jet engine, whose gradients are counted and whose problems are freed.</summary>
    private sealed class Watched : IEngineFactory
    {
        public List<int> Gradients { get; } = [];
        public List<double> Costs { get; } = [];
        public int Freed { get; set; }
        public string Name => "watched";
        public double Rounding => JetEngineFactory.Instance.Rounding;
        public IResidualEngine Create(InternalVariables variables, ImmutableArray<FieldNetwork> networks, int threads) =>
            new Engine(this, JetEngineFactory.Instance.Create(variables, networks, threads));

        private sealed class Engine(Watched watch, IResidualEngine inner) : IResidualEngine
        {
            public ParameterLayout Parameters => inner.Parameters;
            public ILeastSquares Assemble(IReadOnlyList<WeightedRows> terms) => new Problem(watch, inner.Assemble(terms));
            public double[] Values(TermRows rows, ReadOnlySpan<double> theta) => inner.Values(rows, theta);
            public double[] CoefficientNorms(TermRows rows, ReadOnlySpan<double> theta) => inner.CoefficientNorms(rows, theta);
        }

        private sealed class Problem(Watched watch, ILeastSquares inner) : ILeastSquares, IDisposable
        {
            public ParameterLayout Parameters => inner.Parameters;
            public ResidualLayout Residuals => inner.Residuals;
            public double Residual(ReadOnlySpan<double> theta, Span<double> residual) => inner.Residual(theta, residual);
            public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => inner.Multiply(theta, v, product);
            public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product) => inner.MultiplyTransposed(theta, w, product);
            public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient) => inner.NormalEquations(theta, gram, gradient);
            public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows) => inner.Rows(theta, first, count, rows);
            public void Dispose() => watch.Freed++;

            public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
            {
                watch.Gradients.Add(Residuals.Count);
                watch.Costs.Add(inner.Gradient(theta, gradient));
                return watch.Costs[^1];
            }
        }
    }
}
