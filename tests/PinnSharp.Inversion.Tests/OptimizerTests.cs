namespace PinnSharp.Inversion.Tests;

public sealed class OptimizerTests
{
    /// <summary>Counts calls.</summary>
    private sealed class Counting(ILeastSquares inner) : ILeastSquares
    {
        public int Residual_ { get; private set; }
        public int Gradients { get; private set; }
        public int Normals { get; private set; }
        public ParameterLayout Parameters => inner.Parameters;
        public ResidualLayout Residuals => inner.Residuals;
        public double Residual(ReadOnlySpan<double> theta, Span<double> residual) { Residual_++; return inner.Residual(theta, residual); }
        public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient) { Gradients++; return inner.Gradient(theta, gradient); }
        public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => inner.Multiply(theta, v, product);
        public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product) => inner.MultiplyTransposed(theta, w, product);
        public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient) { Normals++; return inner.NormalEquations(theta, gram, gradient); }
        public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows) => inner.Rows(theta, first, count, rows);
    }

    [Test]
    public void A_Levenberg_Marquardt_step_costs_one_set_of_normal_equations_however_many_trials_it_takes()
    {
        var counting = new Counting(TestProblem.Rosenbrock.Problem);
        var state = new LevenbergMarquardt { AccelerationLimit = 0 }.Minimize(counting, TestProblem.Rosenbrock.Start, 12);
        var rejected = state.Memory.Integer("rejected");
        Assert.That(rejected, Is.GreaterThan(0));
        Assert.That(counting.Normals, Is.EqualTo(1 + state.Iteration));
        Assert.That(counting.Residual_, Is.EqualTo(state.Iteration + rejected));

        counting = new Counting(TestProblem.Rosenbrock.Problem);
        state = new LevenbergMarquardt().Minimize(counting, TestProblem.Rosenbrock.Start, 12);
        Assert.That(counting.Normals, Is.EqualTo(1 + state.Iteration));
        Assert.That(counting.Residual_, Is.LessThanOrEqualTo(state.Iteration + 3 * (state.Iteration + state.Memory.Integer("rejected"))));
    }

    [Test]
    public void An_Adam_step_costs_one_gradient()
    {
        var counting = new Counting(TestProblem.Beale.Problem);
        new Adam().Minimize(counting, TestProblem.Beale.Start, 50);
        Assert.That(counting.Gradients, Is.EqualTo(51));
    }

    [Test]
    public void Adam_follows_the_published_recursion()
    {
        var problem = TestProblem.Beale;
        var adam = new Adam { Rate = 0.05, Decay = new CosineDecay(20, 0.1) };
        var state = adam.Minimize(problem.Problem, problem.Start, 30);
        double[] x = [.. problem.Start], m = new double[2], v = new double[2], g = new double[2];
        for (var k = 1; k <= 30; k++)
        {
            problem.Problem.Gradient(x, g);
            for (var i = 0; i < 2; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                x[i] -= 0.05 * (0.1 + 0.45 * (1 + Math.Cos(Math.PI * Math.Min(k - 1, 20) / 20.0))) * (m[i] / (1 - Math.Pow(0.9, k))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, k))) + 1e-8);
            }
        }
        Assert.That(state.Parameters[0], Is.EqualTo(x[0]).Within(1e-12));
        Assert.That(state.Parameters[1], Is.EqualTo(x[1]).Within(1e-12));
    }

    [Test]
    public void Adam_undoes_a_step_into_NaN_halves_its_rate_and_says_so()
    {
        var problem = TestProblem.Walled.Problem;
        var adam = new Adam { Rate = 8 };
        var start = adam.Start(problem, [20, 3]);
        var state = adam.Step(problem, start);
        Assert.That(state.Memory.Integer("undone"), Is.EqualTo(1));
        Assert.That((state.Parameters, state.Cost, state.Status), Is.EqualTo((start.Parameters, start.Cost, Status.Running)));
        Assert.That(state.Message, Is.EqualTo(
            "the step led into non-finite values; it was undone and the rate halved, 1 times so far. A lower rate than 8 avoids this."));
        while (ReferenceEquals(state.Parameters, start.Parameters)) state = adam.Step(problem, state);
        // The first bias-corrected step is the rate itself, in every parameter.
        Assert.That(3 - state.Parameters[1], Is.EqualTo(8 * Math.Pow(0.5, state.Memory.Integer("undone"))).Within(1e-6));
        Assert.That(state.Message, Does.Contain("undone"));
    }

    [Test]
    public void Levenberg_Marquardt_counts_trials_into_NaN()
    {
        var state = new LevenbergMarquardt().Minimize(TestProblem.Walled.Problem, TestProblem.Walled.Start, 50);
        Assert.That(state.Memory.Integer("non-finite"), Is.GreaterThan(0));
        Assert.That(state.Status, Is.EqualTo(Status.Converged));
    }

    [Test]
    public void Levenberg_Marquardt_rejects_a_point_whose_derivatives_are_not_finite()
    {
        // The residual is finite everywhere, its derivative not below 0.1, where the first full step lands.
        var problem = new FunctionLeastSquares(1, 1, t => [t[0] < 0.1 ? 0.5 : t[0]], t => new[,] { { t[0] < 0.1 ? double.NaN : 1 } });
        var state = new LevenbergMarquardt().Minimize(problem, [1], 5);
        Assert.That(state.Memory.Integer("non-finite"), Is.GreaterThan(0));
        Assert.That(state.Parameters[0], Is.GreaterThanOrEqualTo(0.1));
        Assert.That(double.IsFinite(state.GradientNorm));
    }

    [Test]
    public void Levenberg_Marquardt_does_not_depend_on_the_scale_of_any_parameter()
    {
        var method = new LevenbergMarquardt { ScalingFloor = 0 };
        var plain = method.Minimize(TestProblem.HelicalValley.Problem, TestProblem.HelicalValley.Start, 6);
        double[] scale = [1 << 20, 1.0 / (1 << 15), 1024];
        var inner = (FunctionLeastSquares)TestProblem.HelicalValley.Problem;
        var scaled = new FunctionLeastSquares(3, 3, t =>
        {
            var r = new double[3];
            inner.Residual([.. t.Select((x, i) => x / scale[i])], r);
            return r;
        }, t =>
        {
            var rows = new double[9];
            inner.Rows([.. t.Select((x, i) => x / scale[i])], 0, 3, rows);
            var j = new double[3, 3];
            for (var i = 0; i < 9; i++) j[i / 3, i % 3] = rows[i] / scale[i % 3];
            return j;
        });
        var state = method.Minimize(scaled, [.. TestProblem.HelicalValley.Start.Select((x, i) => x * scale[i])], 6);
        // Powers of two: the same to the last bit.
        Assert.That(state.Parameters.Select((x, i) => x / scale[i]), Is.EqualTo(plain.Parameters));
    }

    [Test]
    public void L_BFGS_line_search_satisfies_the_strong_Wolfe_conditions()
    {
        var problem = TestProblem.BrownDennis;
        var lbfgs = new LBfgs();
        var state = lbfgs.Start(problem.Problem, problem.Start);
        var g0 = new double[4];
        for (var k = 0; k < 15; k++)
        {
            var next = lbfgs.Step(problem.Problem, state);
            problem.Problem.Gradient(state.Parameters, g0);
            double[] step = [.. next.Parameters.Zip(state.Parameters, (a, b) => a - b)];
            var g1 = next.Memory.Array("gradient");
            var (before, after) = (step.Zip(g0, (a, b) => a * b).Sum(), step.Zip(g1, (a, b) => a * b).Sum());
            Assert.That(before, Is.LessThan(0));
            Assert.That(next.Cost, Is.LessThanOrEqualTo(state.Cost + 1e-4 * before));
            Assert.That(Math.Abs(after), Is.LessThanOrEqualTo(0.9 * Math.Abs(before) * (1 + 1e-9)));
            state = next;
        }
    }

    [Test]
    public void A_cosine_decay_has_its_formula()
    {
        var cosine = new CosineDecay(100, 0.1);
        Assert.That(cosine.Factor(0), Is.EqualTo(1));
        Assert.That(cosine.Factor(50), Is.EqualTo(0.55).Within(1e-15));
        Assert.That(cosine.Factor(100), Is.EqualTo(0.1).Within(1e-15));
        Assert.That(cosine.Factor(1000), Is.EqualTo(0.1).Within(1e-15));
    }

    [Test]
    public void Cancelling_keeps_what_there_is()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var state = new LBfgs().Minimize(TestProblem.Rosenbrock.Problem, TestProblem.Rosenbrock.Start, 100, source.Token);
        Assert.That((state.Iteration, state.Status), Is.EqualTo((0, Status.Running)));
    }

    [Test]
    public void Products_of_a_function_problem_agree_with_each_other_and_differences_with_the_exact_Jacobian()
    {
        var exact = (FunctionLeastSquares)TestProblem.Thurber.Problem;
        var theta = TestProblem.Thurber.Solution!;
        int n = exact.Parameters.Count, m = exact.Residuals.Count;
        double[] rows = new double[m * n], v = [.. Enumerable.Range(0, n).Select(i => Math.Cos(i))], jv = new double[m], jtw = new double[n], r = new double[m];
        exact.Rows(theta, 0, m, rows);
        exact.Multiply(theta, v, jv);
        for (var i = 0; i < m; i++) Assert.That(jv[i], Is.EqualTo(Enumerable.Range(0, n).Sum(k => rows[i * n + k] * v[k])).Within(1e-12 * Math.Abs(jv[i])));
        var cost = exact.Residual(theta, r);
        exact.MultiplyTransposed(theta, r, jtw);
        var gradient = new double[n];
        Assert.That(exact.Gradient(theta, gradient), Is.EqualTo(cost));
        Assert.That(gradient, Is.EqualTo(jtw));
        double[] gram = new double[n * n], normal = new double[n];
        Assert.That(exact.NormalEquations(theta, gram, normal), Is.EqualTo(cost));
        Assert.That(normal, Is.EqualTo(jtw));
        Assert.That(gram[5 * n + 2], Is.EqualTo(Enumerable.Range(0, m).Sum(i => rows[i * n + 5] * rows[i * n + 2])).Within(1e-10 * Math.Abs(gram[5 * n + 2])));

        var differences = new FunctionLeastSquares(n, m, t =>
        {
            var f = new double[m];
            exact.Residual(t, f);
            return f;
        });
        var approximate = new double[m * n];
        differences.Rows(theta, 0, m, approximate);
        for (var i = 0; i < m * n; i++) Assert.That(approximate[i], Is.EqualTo(rows[i]).Within(1e-6 * Math.Abs(rows[i]) + 1e-6));
    }
}
