namespace PinnSharp.Inversion.Tests;

/// <summary>Adam with its moments kept away from the host: the same bits, and what crosses over.</summary>
public sealed class MomentsTests
{
    /// <summary>What crossed between host and device, and which moments are on it.</summary>
    private sealed class Traffic
    {
        public int Sent { get; set; }
        public int Fetched { get; set; }
        public int Steps { get; set; }
        public HashSet<IMoments> Alive { get; } = [];
        public int MostAlive { get; set; }
    }

    /// <summary>A problem that keeps Adam's vectors out of the host's reach.</summary>
    private sealed class Device(ILeastSquares inner, Traffic traffic) : ILeastSquares
    {
        public ParameterLayout Parameters => inner.Parameters;
        public ResidualLayout Residuals => inner.Residuals;
        public double Residual(ReadOnlySpan<double> theta, Span<double> residual) => inner.Residual(theta, residual);
        public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient) => inner.Gradient(theta, gradient);
        public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => inner.Multiply(theta, v, product);
        public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product) => inner.MultiplyTransposed(theta, w, product);
        public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient) => inner.NormalEquations(theta, gram, gradient);
        public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows) => inner.Rows(theta, first, count, rows);

        public IMoments Advance(IMoments from, AdamUpdate update)
        {
            if (from is not Kept) traffic.Sent++;
            traffic.Steps++;
            var (g, m, v) = from is Kept own ? own.Vectors : from.Fetch();
            double[] mean = [.. m.Zip(g, (m, g) => update.Beta1 * m + (1 - update.Beta1) * g)], square = [.. v.Zip(g, (v, g) => update.Beta2 * v + (1 - update.Beta2) * g * g)];
            double[] theta = [.. from.Theta.Select((x, i) => x - update.Rate * mean[i] / (Math.Sqrt(square[i] * update.Correction) + update.Epsilon))], gradient = new double[theta.Length];
            Parameters.Box?.Project(theta);
            var cost = inner.Gradient(theta, gradient);
            var kept = new Kept(traffic, (gradient, mean, square), theta, cost, PinnSharp.Numerics.VectorKernels.Norm(gradient));
            traffic.Alive.Add(kept);
            traffic.MostAlive = Math.Max(traffic.MostAlive, traffic.Alive.Count);
            return kept;
        }
    }

    private sealed class Kept(Traffic traffic, (double[], double[], double[]) vectors, double[] theta, double cost, double norm) : IMoments
    {
        public (double[], double[], double[]) Vectors => traffic.Alive.Contains(this) ? vectors : throw new ObjectDisposedException("moments");
        public double[] Theta => theta;
        public double Cost => cost;
        public double GradientNorm => norm;

        public (double[] Gradient, double[] Mean, double[] Square) Fetch()
        {
            traffic.Fetched++;
            return Vectors;
        }

        public void Dispose() => Assert.That(traffic.Alive.Remove(this), Is.True, "disposed once");
    }

    private static readonly TestProblem Boxed = new("bounds", new FunctionLeastSquares(
        new ParameterLayout(("theta", 3)) { Box = new([(1, -5, 1), (2, 0.2, 4)]) }, new ResidualLayout(("residual", 3)),
        t => [t[0] + 2 * t[1] - 3, t[1] + t[2] - 3, 3 * t[2] - 3], _ => new double[,] { { 1, 2, 0 }, { 0, 1, 1 }, { 0, 0, 3 } }), [0, 0, 0.2], 0);

    // With the second many steps of the first fifty are undone.
    private static IEnumerable<TestCaseData> Cases() =>
        new[] { (TestProblem.BrownDennis, new Adam { Rate = 0.1 }), (TestProblem.Walled, new Adam { Rate = 8 }), (Boxed, new Adam { Rate = 0.05, Decay = new(30) }) }
            .Select(c => new TestCaseData(c.Item1, c.Item2).SetArgDisplayNames(c.Item1.Name));

    private static List<OptimizerState> Run(Adam adam, ILeastSquares problem, double[] start, int steps)
    {
        var states = new List<OptimizerState> { adam.Start(problem, start) };
        for (var k = 0; k < steps; k++) states.Add(adam.Step(problem, states[^1]));
        return states;
    }

    [TestCaseSource(nameof(Cases))]
    public void A_run_has_the_bits_of_the_hosts_and_only_its_end_is_fetched(TestProblem problem, Adam adam)
    {
        var traffic = new Traffic();
        var last = Run(adam, new Device(problem.Problem, traffic), problem.Start, 50)[^1];
        var undone = last.Memory.Integer("undone");
        Assert.That(undone, problem.Name == TestProblem.Walled.Name ? Is.GreaterThan(2) : Is.Zero);
        Assert.That((traffic.Steps, traffic.Alive.Count, traffic.MostAlive), Is.EqualTo((50, 1, 2)));
        if (undone == 0) Assert.That((traffic.Sent, traffic.Fetched), Is.EqualTo((1, 0)), "sent at the start; nothing came back");
        else Assert.That((traffic.Sent + traffic.Fetched), Is.LessThanOrEqualTo(1 + 2 * undone));
        var (sent, fetched) = (traffic.Sent, traffic.Fetched);
        Assert.That(OptimizerContract.Bytes(last), Is.EqualTo(OptimizerContract.Bytes(Run(adam, problem.Problem, problem.Start, 50)[^1])));
        Assert.That((traffic.Sent, traffic.Fetched, traffic.Steps), Is.EqualTo((sent, fetched + 1, 50)), "fetched once for all three");
    }

    [TestCaseSource(nameof(Cases))]
    public void A_saved_state_continues_bit_for_bit(TestProblem problem, Adam adam)
    {
        var device = new Device(problem.Problem, new());
        var host = Run(adam, problem.Problem, problem.Start, 30).ConvertAll(OptimizerContract.Bytes);
        var state = adam.Start(device, problem.Start);
        for (var k = 0; k < 30; k++)
        {
            Assert.That(OptimizerContract.Bytes(state), Is.EqualTo(host[k]), $"saved after {k}");
            var resumed = adam.Restore(StateBag.Read(new MemoryStream(OptimizerContract.Bytes(state))));
            for (var i = k; i < Math.Min(30, k + 4); i++) resumed = adam.Step(device, resumed);
            Assert.That(OptimizerContract.Bytes(resumed), Is.EqualTo(host[Math.Min(30, k + 4)]), $"resumed after {k}");
            state = adam.Step(device, state);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void An_old_state_is_computed_again_when_it_is_asked_for(TestProblem problem, Adam adam)
    {
        var traffic = new Traffic();
        var device = new Device(problem.Problem, traffic);
        var states = Run(adam, device, problem.Start, 30);
        var host = Run(adam, problem.Problem, problem.Start, 30).ConvertAll(OptimizerContract.Bytes);
        foreach (var k in new[] { 7, 19, 18, 0, 30, 7, 11 })
        {
            Assert.That(OptimizerContract.Bytes(adam.Step(device, states[k == 30 ? 29 : k])), Is.EqualTo(host[k == 30 ? 30 : k + 1]), $"a step from {k}");
            Assert.That(OptimizerContract.Bytes(states[k]), Is.EqualTo(host[k]), $"state {k}");
        }
        // The last state's and those of each of the seven steps; nothing that was computed on the way.
        Assert.That(traffic.Alive, Has.Count.LessThanOrEqualTo(8));
        var steps = traffic.Steps;
        OptimizerContract.Bytes(states[7]);
        Assert.That(traffic.Steps, Is.EqualTo(steps), "what came stays");
    }

    [Test]
    public void With_another_problem_or_another_method_each_time_nothing_changes_either([Values] bool methods)
    {
        var traffic = new Traffic();
        // Every third has no finite value beyond 1.5, so that some steps into it are undone.
        ILeastSquares[] problems = [.. Enumerable.Range(0, 6).Select(i => TestProblem.Analytic(2, 2, t => i % 3 == 2 && t[0].Real > 1.5 ? [double.NaN, 0] : [t[0] - 2 - 0.1 * i, 2 * (t[1] + 1)]))];
        ILeastSquares[] devices = [.. problems.Select(p => new Device(p, traffic))];
        int[] order = [0, 1, 2, 1, 1, 5];
        List<OptimizerState> Follow(ILeastSquares[] on)
        {
            Adam slow = new() { Rate = 0.1 }, fast = new() { Rate = methods ? 0.2 : 0.1 };
            var states = new List<OptimizerState> { slow.Start(on[0], [0, 0]) };
            for (var k = 0; k < 40; k++)
            {
                if (k == 25) states[^1] = slow.Rebase(on[3], states[^1]);
                states.Add((k / 2 % 2 == 0 ? slow : fast).Step(on[k < 10 ? k / 5 : order[k % 6]], states[^1]));
            }
            return states;
        }
        var (host, kept) = (Follow(problems), Follow(devices));
        Assert.That(host[^1].Memory.Integer("undone"), Is.Positive);
        Assert.That(traffic.MostAlive, Is.LessThanOrEqualTo(2));
        foreach (var k in Enumerable.Range(0, 41).Reverse().Where(k => k % 3 != 1).Concat(Enumerable.Range(0, 41)))
        {
            var steps = traffic.Steps;
            Assert.That(OptimizerContract.Bytes(kept[k]), Is.EqualTo(OptimizerContract.Bytes(host[k])), $"state {k}");
            Assert.That(traffic.Steps - steps, Is.LessThanOrEqualTo(k <= 10 ? 5 : 2), $"only steps of one problem are repeated for state {k}");
        }
    }

    [Test]
    public void An_array_of_a_bag_may_wait_until_it_is_asked_for()
    {
        var made = 0;
        var bag = new StateBag().Add("n", 2).Add("late", new Lazy<double[]>(() => [++made, double.NaN]));
        Assert.That((bag.Contains("late"), bag.Integer("n"), made), Is.EqualTo((true, 2L, 0)));
        using var stream = new MemoryStream();
        bag.Write(stream);
        stream.Position = 0;
        Assert.That(StateBag.Read(stream).Array("late"), Is.EqualTo(new[] { 1, double.NaN }));
        Assert.That((bag.Array("late"), made), Is.EqualTo((new[] { 1, double.NaN }, 1)));
        Assert.That(bag.Single(e => e.Key == "late").Value, Is.SameAs(bag.Array("late")));
        Assert.That(() => bag.Number("late"), Throws.TypeOf<InvalidDataException>());
    }
}
