using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Neural.Tests;
using PinnSharp.Problems;
using TorchSharp;

namespace PinnSharp.Torch.Tests;

/// <summary>Optimisers whose matrices and moments stay on the device, and the device's memory.</summary>
public sealed class DeviceTests
{
    [Test]
    public void Gauss_Newton_on_the_device_makes_the_hosts_steps()
    {
        var (jets, torch) = (Cases.Set(Cases.Jets, "heat"), Cases.Set(Cases.Torch(new()), "heat"));
        var (a, b) = (Run(new LevenbergMarquardt(), jets.Problem, jets.Theta, 8), Run(new LevenbergMarquardt(), torch.Problem, jets.Theta, 8));
        Assert.That(b.Cost, Is.EqualTo(a.Cost).Within(1e-8 * a.Cost));
        Assert.That(b.Parameters, Is.EqualTo(a.Parameters).Within(1e-6));
        Assert.That(a.Cost, Is.LessThan(0.1 * jets.Problem.Residual(jets.Theta, new double[jets.Problem.Residuals.Count])), "and they lead down");
    }

    [Test]
    public void A_Gram_matrix_on_the_device_is_factored_and_solved_there_and_refuses_what_is_not_positive()
    {
        var problem = Cases.Set(Cases.Torch(new()), "heat");
        var n = problem.Theta.Length;
        var (matrix, gradient, diagonal, ones) = (new double[n * n], new double[n], new double[n], Enumerable.Repeat(1.0, n).ToArray());
        problem.Problem.NormalEquations(problem.Theta, matrix, gradient);
        using var gram = problem.Problem.CreateGram(1, null);
        Assert.That(gram, Is.TypeOf<TorchGram>());
        var g = new double[n];
        Assert.That(gram.Evaluate(problem.Theta, g), Is.EqualTo(problem.Problem.Residual(problem.Theta, new double[problem.Problem.Residuals.Count])).Within(1e-12));
        Assert.That(g, Is.EqualTo(gradient));
        gram.Diagonal(diagonal);
        Assert.That(diagonal, Is.EqualTo(Enumerable.Range(0, n).Select(i => matrix[i * n + i])));
        Assert.That(gram.Factor(0.5, ones));
        var x = gradient.ToArray();
        gram.Solve(x);
        for (var i = 0; i < n; i++)
            Assert.That(0.5 * x[i] + Enumerable.Range(0, n).Sum(j => matrix[Math.Max(i, j) * n + Math.Min(i, j)] * x[j]), Is.EqualTo(gradient[i]).Within(1e-9));
        Assert.That(gram.Factor(1e6, [.. ones.Select(d => -d)]), Is.False, "negative");
        Assert.That(() => gram.Solve(x), Throws.InvalidOperationException);
        gram.Evaluate([.. problem.Theta.Select(_ => double.NaN)], g);
        Assert.That(gram.Factor(1, ones), Is.False, "not finite");
        Assert.That(problem.Problem.CreateGram(1, gram), Is.SameAs(gram), "its memory is used again");
    }

    [Test]
    public void Adam_on_the_device_makes_the_hosts_steps_and_continues_what_was_saved()
    {
        var (jets, torch) = (Cases.Set(Cases.Jets, "heat"), Cases.Set(Cases.Torch(new()), "heat"));
        var adam = new Adam { Rate = 1e-2 };
        var (a, b) = (Run(adam, jets.Problem, jets.Theta, 30), Run(adam, torch.Problem, jets.Theta, 30));
        Assert.That(b.Parameters, Is.EqualTo(a.Parameters).Within(1e-9));
        Assert.That(b.Cost, Is.EqualTo(a.Cost).Within(1e-9 * a.Cost));
        var half = Run(adam, torch.Problem, jets.Theta, 15);
        var stream = new MemoryStream();
        half.Save().Write(stream);
        stream.Position = 0;
        var restored = adam.Restore(StateBag.Read(stream));
        for (var i = 0; i < 15; i++) restored = adam.Step(torch.Problem, restored);
        Assert.That(restored.Parameters, Is.EqualTo(b.Parameters), "bit for bit");
    }

    [Test]
    public void Adam_on_the_device_keeps_bounds()
    {
        var declared = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1, Bounds = (0.95, 1.05), Projected = true } },
            Equations = { ["decay"] = "u_x = -k*u" },
            Observations = { ["probe"] = new("u", Data.Inline([0.1, 0.5], [9, 0.01])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        }.Build();
        EngineSetup Of(EngineEntry engine) => new EngineCase(engine, new("decay", declared), Activation.Tanh).Set();
        var (jets, torch) = (Of(Cases.Jets), Of(Cases.Torch(new())));
        var adam = new Adam { Rate = 0.1 };
        var (a, b) = (Run(adam, jets.Problem, jets.Theta, 200), Run(adam, torch.Problem, jets.Theta, 200));
        Assert.That(b.Parameters, Is.EqualTo(a.Parameters).Within(1e-6));
        Assert.That(jets.Problem.Parameters.Box!.Held(b.Parameters, b.Memory.Array("gradient")), Is.EqualTo(new[] { b.Parameters.Length - 1 }), "held by its bound");
    }

    [Test]
    public void The_number_of_live_tensors_is_constant_after_the_first_step([Values] DerivativeMode derivatives)
    {
        var (first, second) = (Cases.Set(Cases.Torch(new() { Derivatives = derivatives, Batch = 64 }), "heat", 200), Cases.Set(Cases.Torch(new() { Derivatives = derivatives }), "unknown functions of fields", 100));
        foreach (var setup in new[] { first, second })
        {
            var n = setup.Theta.Length;
            var (gauss, adam) = (new LevenbergMarquardt(), new Adam());
            var (a, b) = (gauss.Start(setup.Problem, setup.Theta), adam.Start(setup.Problem, setup.Theta));
            long live = 0;
            for (var step = 0; step < 6; step++)
            {
                (a, b) = (gauss.Step(setup.Problem, a), adam.Step(setup.Problem, b));
                setup.Problem.Multiply(setup.Theta, setup.Direction);
                setup.Problem.MultiplyTransposed(setup.Theta, setup.Cotangent);
                setup.Problem.Rows(setup.Theta);
                setup.Engine.Values(setup.Rows[0], setup.Theta);
                setup.Engine.CoefficientNorms(setup.Rows[0], setup.Theta);
                // Another problem takes the place of one, as new points do in training.
                setup.Engine.Assemble([new WeightedRows(setup.Rows[0], [.. Enumerable.Repeat(1.0 + step, setup.Rows[0].Count)])]).Residual(setup.Theta);
                setup.Engine.Assemble([new WeightedRows(setup.Rows[0], [.. Enumerable.Repeat(2.0 + step, setup.Rows[0].Count)])]).Residual(setup.Theta);
                if (step == 2) live = Live();
                else if (step > 2) Assert.That(Live(), Is.EqualTo(live), $"step {step}");
            }
            // What lives longer than a call is in no scope; that must be counted too.
            var leaked = torch.zeros(1, torch.ScalarType.Float64, torch.CPU).DetachFromDisposeScope();
            Assert.That(Live(), Is.EqualTo(live + 1), "a leak would be noticed");
            leaked.Dispose();
            GC.KeepAlive((a, b));
        }
    }

    [Test]
    public void Too_large_a_batch_gives_advice()
    {
        var memory = new DeviceMemory(torch.CPU, null);
        Assert.That(() => memory.Batch(6400, 0, () => torch.empty(1L << 55, torch.ScalarType.Float64, torch.CPU)),
            Throws.TypeOf<InputException>().With.Message.EqualTo("The device cpu has no memory for 6400 rows at once. Give fewer: --batch 1600."));
        Assert.That(() => memory.Batch(64, 0, () => torch.empty(1L << 55, torch.ScalarType.Float64, torch.CPU)),
            Throws.TypeOf<InputException>().With.Message.EndsWith("--batch 64; or use a smaller network, or another device."));
        Assert.That(() => memory.Batch(64, 1L << 55, () => 0), Throws.TypeOf<InputException>(), "room that is needed beforehand");
        Assert.That(() => memory.Square(9, () => torch.empty(1L << 55, torch.ScalarType.Float64, torch.CPU)), Throws.TypeOf<InputException>().With.Message.Contains("gauss-newton-cg"));
        Assert.That(() => memory.Rows(() => torch.empty(1L << 55, torch.ScalarType.Float64, torch.CPU)), Throws.TypeOf<InputException>().With.Message.Contains("'interior'"));
        Assert.That(() => memory.Rows<int>(() => throw new NotSupportedException()), Throws.TypeOf<NotSupportedException>(), "other errors stay what they are");
        Assert.That(new DeviceMemory(torch.CPU, 1000).Together(1), Is.EqualTo(960), "whole blocks of 64");
    }

    [Test]
    public void Devices_that_are_not_there_are_named()
    {
        Assert.That(() => TorchLibrary.Instance.Factory(new() { Device = "gpu" }), Throws.TypeOf<InputException>().With.Message.Contains("Unknown device 'gpu'"));
        Assert.That(() => TorchLibrary.Instance.Factory(new() { Device = "cuda:99" }), Throws.TypeOf<InputException>().With.Message.Contains("There is no device 'cuda:99'"));
        Assert.That(TorchLibrary.Instance.Factory(new() { Device = "cpu", Precision = Precision.Float32, Derivatives = DerivativeMode.Autograd }).Name, Is.EqualTo("torch cpu float32 autograd"));
    }

    /// <summary>Tensors of the library that are not freed, in scopes or not, apart from garbage.</summary>
    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    private static OptimizerState Run(IOptimizer optimizer, ILeastSquares problem, double[] theta, int steps)
    {
        var state = optimizer.Start(problem, theta);
        for (var i = 0; i < steps; i++) state = optimizer.Step(problem, state);
        return state;
    }
}
