namespace PinnSharp.Inversion.Tests;

/// <summary>What every optimiser must do, with what it needs to do it.</summary>
public sealed class OptimizerContract
{
    private static readonly TestProblem[] Smooth =
    [
        TestProblem.Quadratic, TestProblem.Rosenbrock, TestProblem.PowellSingular, TestProblem.Beale, TestProblem.HelicalValley,
        TestProblem.BrownDennis, TestProblem.Redundant, TestProblem.Walled,
    ];

    private static readonly TestProblem[] Certified =
    [
        TestProblem.Misra1a, TestProblem.Thurber, TestProblem.Mgh09, TestProblem.Rat42, TestProblem.BoxBod, TestProblem.Mgh17, TestProblem.Eckerle4,
        TestProblem.BadlyScaled,
    ];

    /// <summary>An optimiser, the steps it gets, and the part of the start's excess cost that may remain.</summary>
    public sealed record Entry(string Letter, IOptimizer Optimizer, int Steps, double Remaining)
    {
        public override string ToString() => $"{Letter} {Optimizer.Name}";
    }

    private static readonly Entry[] Entries =
    [
        new("A", new LevenbergMarquardt(), 600, 1e-11),
        new("B", new LevenbergMarquardt { ScalingFloor = 1 }, 600, 1e-11),
        new("C", new LevenbergMarquardt { ScalingFloor = 0, AccelerationLimit = 0 }, 300, 1e-11),
        new("D", new LBfgs(), 500, 1e-12),
        new("E", new Adam { Rate = 0.1, Decay = new CosineDecay(6000, 1e-4) }, 6000, 1e-4),
        new("F", new SelfScaledBroyden(), 500, 1e-12),
        new("G", new SelfScaledBroyden { Update = BroydenUpdate.SelfScaledBfgs }, 500, 1e-12),
        new("H", new GaussNewtonConjugateGradient(), 600, 1e-11),
        new("I", new GaussNewtonConjugateGradient { ScalingFloor = 0, Refresh = 1 }, 600, 1e-11),
        new("J", new LevenbergMarquardt { Damping = new MeasuredRatioRule() }, 600, 1e-11),
        new("K", new LevenbergMarquardt { Damping = new MeasuredRatioRule(), AccelerationLimit = 0 }, 600, 1e-11),
    ];

    private static IEnumerable<TestCaseData> All => Entries.SelectMany(e => Smooth.Select(p => new TestCaseData(e, p).SetArgDisplayNames(e.ToString(), p.Name)));

    private static IEnumerable<TestCaseData> CertifiedCases =>
        from p in Certified
        from accelerated in new[] { true, false }
        select new TestCaseData(p, accelerated).SetArgDisplayNames(p.Name, accelerated ? "accelerated" : "plain");

    private static IEnumerable<TestCaseData> RoundTrips =>
        from e in Entries
        from p in new[] { TestProblem.Rosenbrock, TestProblem.Walled, TestProblem.BrownDennis }
        select new TestCaseData(e, p).SetArgDisplayNames(e.ToString(), p.Name);

    private static IEnumerable<TestCaseData> Each => Entries.Select(e => new TestCaseData(e).SetArgDisplayNames(e.ToString()));

    [TestCaseSource(nameof(All))]
    public void The_minimum_is_reached(Entry entry, TestProblem problem)
    {
        var state = entry.Optimizer.Minimize(problem.Problem, problem.Start, entry.Steps);
        var start = problem.Problem.Residual(problem.Start, new double[problem.Problem.Residuals.Count]);
        Assert.That(state.Cost - problem.Cost, Is.LessThanOrEqualTo(entry.Remaining * start));
        Assert.That(state.Status, Is.EqualTo(Status.Converged).Or.EqualTo(entry.Optimizer is Adam ? Status.Running : Status.Converged));
        Assert.That(state.Cost, Is.EqualTo(problem.Problem.Residual(state.Parameters, new double[problem.Problem.Residuals.Count])).Within(1e-13).Percent);
    }

    [TestCaseSource(nameof(CertifiedCases))]
    public void Levenberg_Marquardt_has_six_certified_digits(TestProblem problem, bool accelerated)
    {
        var state = new LevenbergMarquardt { ScalingFloor = 0, AccelerationLimit = accelerated ? 0.75 : 0 }.Minimize(problem.Problem, problem.Start, 500);
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        for (var i = 0; i < state.Parameters.Length; i++)
            Assert.That(state.Parameters[i], Is.EqualTo(problem.Solution![i]).Within(1e-6 * Math.Abs(problem.Solution[i])), $"parameter {i}");
        if (problem.Cost > 0) Assert.That(state.Cost, Is.EqualTo(problem.Cost).Within(1e-9 * problem.Cost));
    }

    [TestCaseSource(nameof(RoundTrips))]
    public void A_saved_state_continues_bit_for_bit(Entry entry, TestProblem problem)
    {
        var states = new List<OptimizerState> { entry.Optimizer.Start(problem.Problem, problem.Start) };
        for (var k = 0; k < 40; k++) states.Add(entry.Optimizer.Step(problem.Problem, states[^1]));
        var final = Bytes(states[^1]);
        for (var k = 0; k <= 20; k++)
        {
            var bytes = Bytes(states[k]);
            var resumed = entry.Optimizer.Restore(StateBag.Read(new MemoryStream(bytes)));
            Assert.That(Bytes(resumed), Is.EqualTo(bytes), $"saved again after {k}");
            for (var i = k; i < 40; i++) resumed = entry.Optimizer.Step(problem.Problem, resumed);
            Assert.That(Bytes(resumed), Is.EqualTo(final), $"resumed after {k}");
        }
    }

    [TestCaseSource(nameof(Each))]
    public void An_old_state_stays_valid(Entry entry)
    {
        var problem = TestProblem.Rosenbrock;
        var start = entry.Optimizer.Start(problem.Problem, problem.Start);
        var before = Bytes(start);
        var once = entry.Optimizer.Minimize(problem.Problem, problem.Start, 7);
        var state = start;
        for (var k = 0; k < 7; k++) state = entry.Optimizer.Step(problem.Problem, state);
        Assert.That(Bytes(start), Is.EqualTo(before));
        var again = start;
        for (var k = 0; k < 7; k++) again = entry.Optimizer.Step(problem.Problem, again);
        Assert.That(Bytes(again), Is.EqualTo(Bytes(once)));
    }

    [TestCaseSource(nameof(Each))]
    public void A_start_that_is_not_finite_is_told_with_advice(Entry entry)
    {
        var state = entry.Optimizer.Start(TestProblem.Walled.Problem, [-1, 1]);
        Assert.That(state.Status, Is.EqualTo(Status.Diverged));
        Assert.That(state.Message, Does.Contain("start from other values"));
        Assert.That(entry.Optimizer.Step(TestProblem.Walled.Problem, state), Is.SameAs(state));
    }

    [TestCaseSource(nameof(Each))]
    public void A_solution_as_start_is_converged_at_once(Entry entry)
    {
        var state = entry.Optimizer.Start(TestProblem.Rosenbrock.Problem, [1, 1]);
        Assert.That((state.Status, state.Iteration, state.Cost), Is.EqualTo((Status.Converged, 0, 0.0)));
    }

    [TestCaseSource(nameof(Each))]
    public void The_cost_is_never_that_of_a_non_finite_point(Entry entry)
    {
        var problem = TestProblem.Walled;
        var state = entry.Optimizer.Start(problem.Problem, problem.Start);
        for (var k = 0; k < 200; k++)
        {
            state = entry.Optimizer.Step(problem.Problem, state);
            Assert.That(double.IsFinite(state.Cost) && state.Parameters.All(double.IsFinite), state.Message);
        }
    }

    [TestCaseSource(nameof(Each))]
    public void A_state_of_another_method_is_refused(Entry entry)
    {
        var other = entry.Optimizer is Adam ? (IOptimizer)new LBfgs() : new Adam();
        var bag = other.Start(TestProblem.Beale.Problem, TestProblem.Beale.Start).Save();
        Assert.That(() => entry.Optimizer.Restore(bag),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"The saved state is of '{other.Name}', not of '{entry.Optimizer.Name}'; continue with the method that wrote it."));
    }

    [TestCaseSource(nameof(Each))]
    public void Nowhere_to_go_is_told_with_advice(Entry entry)
    {
        // Finite at the start only.
        var island = new FunctionLeastSquares(1, 1, t => [t[0] == 1 ? 1 : double.NaN], _ => new double[,] { { 1 } });
        var state = entry.Optimizer.Minimize(island, [1], 100);
        Assert.That(state.Status, Is.EqualTo(entry.Optimizer is Adam ? Status.Diverged : Status.Stalled), state.Message);
        Assert.That(state.Parameters[0], Is.EqualTo(1));
        Assert.That(state.Message, Does.Contain("start from other values"));
    }

    internal static byte[] Bytes(OptimizerState state)
    {
        using var stream = new MemoryStream();
        state.Save().Write(stream);
        return stream.ToArray();
    }
}
