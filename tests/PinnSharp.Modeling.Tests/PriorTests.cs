using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling.Tests;

/// <summary>Priors of scalars and strengths of penalties on linear problems, where all is known in closed form.</summary>
public sealed class PriorTests
{
    private const double Sigma = 0.1;

    private static InverseProblem Problem(string unknowns) => ProblemReader.Parse($$$"""
        coordinates: {t: [0, 1]}
        fields: [u]
        unknowns: { {{{unknowns}}} }
        equations: {decay: "u_t = -a*u"}
        conditions: {start: {where: "t = 0", equation: "u = {{{(unknowns.Contains("b:", StringComparison.Ordinal) ? "b" : "1")}}}"}}
        observations: {probes: {file: none.csv, of: u, noise: {gaussian: {sigma: 0.1} } } }
        """, "linear.yaml");

    private static ReducedState Run(ReducedInversion inversion, double[] theta)
    {
        var state = inversion.Start(theta);
        while (!state.IsFinished) state = inversion.Advance(state);
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        return state;
    }

    /// <summary>θ − H⁻¹g: the optimiser stops at a ten thousandth of a deviation, and one step more is exact where all is linear.</summary>
    private static Vector<double> Exact(ReducedInversion inversion, ReducedState state)
    {
        var n = state.Theta.Length;
        var gradient = new double[n];
        inversion.Problem(state).Gradient(state.Theta, gradient);
        var step = Gram(inversion, state).Inverse() * Vector<double>.Build.Dense(gradient);
        Assert.That(step.Select((s, i) => Math.Abs(s) / Math.Sqrt(Gram(inversion, state).Inverse()[i, i])), Is.All.LessThan(1e-3));
        return Vector<double>.Build.Dense(state.Theta) - step;
    }

    private static ImmutableArray<MeasuredData> Data(double[] values) => [new("probes", values.Length, new double[values.Length], values, new GaussianNoise(new NoiseLevel.Known(Sigma)))];

    private static Matrix<double> Gram(ReducedInversion inversion, ReducedState state)
    {
        var n = state.Theta.Length;
        var gram = new double[n * n];
        inversion.Problem(state).NormalEquations(state.Theta, gram, new double[n]);
        return Matrix<double>.Build.Dense(n, n, (i, j) => gram[Math.Max(i, j) * n + Math.Min(i, j)]);
    }

    // y = a + b t, a = 2 η_a and b = −0.5 η_b.
    [Test]
    public void Normal_priors_give_the_posterior_of_linear_algebra()
    {
        var problem = Problem("a: {initial: 2, prior: {normal: {mean: 1.7, std: 0.05}}}, b: {initial: -0.5, prior: {normal: {mean: -0.2, std: 0.3}}}");
        double[] t = [0, 0.3, 0.5, 1], y = [1.52, 1.31, 1.4, 1.05], scales = [2, 0.5];
        var model = new Linear(new(("unknowns", 2)), Matrix<double>.Build.Dense(4, 2, (i, j) => scales[j] * (j == 0 ? 1 : t[i])));
        var inversion = new ReducedInversion(model, problem, Data(y), []);
        var state = Run(inversion, [1, -1]);
        var x = Matrix<double>.Build.Dense(4, 2, (i, j) => j == 0 ? 1 : t[i]);
        var precision = x.TransposeThisAndMultiply(x) / (Sigma * Sigma) + Matrix<double>.Build.DenseOfDiagonalArray([1 / (0.05 * 0.05), 1 / (0.3 * 0.3)]);
        var mean = precision.Inverse() * (x.TransposeThisAndMultiply(Vector<double>.Build.Dense(y)) / (Sigma * Sigma) + Vector<double>.Build.Dense([1.7 / (0.05 * 0.05), -0.2 / (0.3 * 0.3)]));
        var covariance = Gram(inversion, state).Inverse();
        for (var i = 0; i < 2; i++)
        {
            Assert.That(scales[i] * Exact(inversion, state)[i], Is.EqualTo(mean[i]).Within(1e-8));
            for (var j = 0; j < 2; j++) Assert.That(scales[i] * scales[j] * covariance[i, j], Is.EqualTo(precision.Inverse()[i, j]).Within(1e-8));
        }
        // The prior is no datum: its row is in no observation's, and its share is its precision times the posterior variance.
        Assert.That(inversion.Problem(state).Residuals.Terms.Select(r => (r.Name, r.Count)), Is.EqualTo(new[] { ("probes", 4), ("prior of a", 1), ("prior of b", 1) }));
        var share = ScalarPriorRow.Share(problem.Unknowns[0], UnknownTransform.Of(problem.Unknowns[0]), state.Theta[0], Math.Sqrt(covariance[0, 0]))!.Value;
        Assert.That(share, Is.EqualTo(precision.Inverse()[0, 0] / (0.05 * 0.05)).Within(1e-8).And.InRange(0.5, 0.9));
    }

    // Measured in ln a = η, and in a itself: the density is over ln a for log-normal priors, over a for half-normal ones.
    [Test]
    public void Log_normal_and_half_normal_priors_have_the_mode_that_is_stated()
    {
        var logarithm = new ReducedInversion(new Linear(new(("unknowns", 1)), Matrix<double>.Build.Dense(1, 1, 1)), Problem("a: {prior: {log-normal: {median: 2, sigma: 0.2}}}"), Data([1]), []);
        Assert.That(Exact(logarithm, Run(logarithm, [Math.Log(2)]))[0], Is.EqualTo((1 / 0.01 + Math.Log(2) / 0.04) / (1 / 0.01 + 1 / 0.04)).Within(1e-8));
        var value = new ReducedInversion(new Exponential(), Problem("a: {prior: {half-normal: {scale: 0.2}}}"), Data([0.5]), []);
        Assert.That(Math.Exp(Exact(value, Run(value, [0]))[0]), Is.EqualTo(0.5 / 0.01 / (1 / 0.01 + 1 / 0.04)).Within(1e-7));
    }

    [Test]
    public void Priors_give_initial_values_signs_and_bounds()
    {
        var unknowns = Problem("a: {prior: {log-normal: {median: 2, sigma: 0.2}}}, b: {prior: {uniform: [1, 4]}, initial: 3}").Unknowns;
        Assert.That((unknowns[0].Initial, unknowns[0].Positive, unknowns[1].Bounds, unknowns[1].Prior), Is.EqualTo((2.0, true, ((double, double)?)(1.0, 4.0), (ScalarPrior?)null)));
        Assert.That(Problem("a: {prior: {normal: {mean: -3, std: 1}}}").Unknowns[0], Is.EqualTo(new UnknownScalar("a", -3, false, null, null, null, false) { Prior = new NormalPrior(-3, 1) }));
        Assert.That(Problem("a: {prior: {half-normal: {scale: 3}}}").Unknowns[0].Positive, Is.True);
    }

    private const int Count = 60;

    /// <summary>A blurred bump with noise, its matrix, and a first-difference penalty.</summary>
    private static (Matrix<double> Blur, double[] Values, FunctionPenalty Penalty) Blurred(StrengthRule rule)
    {
        var random = new RandomSource(3);
        var blur = Matrix<double>.Build.Dense(Count, Count, (i, j) => Math.Exp(-Math.Pow((i - j) / 3.0, 2) / 2) / (3 * Math.Sqrt(2 * Math.PI)));
        var values = blur * Vector<double>.Build.Dense(Count, i => Math.Exp(-Math.Pow((i - 25) / 6.0, 2))) + Vector<double>.Build.Dense(Count, _ => Sigma * random.NextNormal());
        return (blur, values.ToArray(), Differences(rule));
    }

    private static FunctionPenalty Differences(StrengthRule rule) => new(new("steps", [.. Enumerable.Range(0, Count).Select(i => 2 * i)], [.. Enumerable.Range(0, Count - 1).SelectMany(i => new[] { i, i + 1 })],
        [.. Enumerable.Range(0, Count - 1).SelectMany(_ => new[] { -1.0, 1.0 })], [.. new double[Count - 1]]), new("k", 0, Count), 1) { Strength = new(rule) };

    /// <summary>χ², ‖Lθ‖² and tr of the influence matrix for one γ.</summary>
    private static (double Misfit, double Size, double Determined) Solve(Matrix<double> blur, double[] values, double gamma)
    {
        var l = Matrix<double>.Build.Dense(Count - 1, Count, (i, j) => j == i ? -1 : j == i + 1 ? 1 : 0);
        var data = blur.TransposeThisAndMultiply(blur) / (Sigma * Sigma);
        var inverse = (data + gamma * gamma * l.TransposeThisAndMultiply(l)).Inverse();
        var theta = inverse * blur.TransposeThisAndMultiply(Vector<double>.Build.Dense(values)) / (Sigma * Sigma);
        return (((blur * theta - Vector<double>.Build.Dense(values)) / Sigma).DotProduct((blur * theta - Vector<double>.Build.Dense(values)) / Sigma), (l * theta).DotProduct(l * theta), (inverse * data).Trace());
    }

    [TestCase(StrengthRule.Discrepancy), TestCase(StrengthRule.CrossValidation), TestCase(StrengthRule.LCurve), TestCase(StrengthRule.Evidence)]
    public void Strengths_are_those_of_brute_force(StrengthRule rule)
    {
        var (blur, values, penalty) = Blurred(rule);
        var state = Run(new(new Linear(new(("k", Count)), blur), Problem("a: {initial: 1}"), Data(values), [penalty]), new double[Count]);
        // ln γ in steps of 0.05.
        const double step = 0.05;
        var curve = Enumerable.Range(-60, 181).Select(i => Math.Exp(step * i)).Select(g => (Gamma: g, At: Solve(blur, values, g))).ToList();
        var l = Matrix<double>.Build.Dense(Count - 1, Count, (i, j) => j == i ? -1 : j == i + 1 ? 1 : 0);
        (double X, double Y) Point(int i) => (Math.Log(curve[i].At.Misfit) / 2, Math.Log(curve[i].At.Size) / 2);
        double Curvature(int i)
        {
            var (a, b, c) = (Point(i - 2), Point(i), Point(i + 2));
            var (x, y, xx, yy) = ((c.X - a.X) / 2, (c.Y - a.Y) / 2, a.X - 2 * b.X + c.X, a.Y - 2 * b.Y + c.Y);
            return (x * yy - xx * y) / Math.Pow(x * x + y * y, 1.5);
        }
        // −2 ln of the marginal likelihood but for constants: χ² + γ²‖Lθ‖² + ln det(H) − 2(n − 1) ln γ.
        double Evidence(double g, (double Misfit, double Size, double Determined) at) => at.Misfit + g * g * at.Size
            + Math.Log((blur.TransposeThisAndMultiply(blur) / (Sigma * Sigma) + g * g * l.TransposeThisAndMultiply(l)).Determinant()) - 2 * (Count - 1) * Math.Log(g);
        var expected = rule switch
        {
            StrengthRule.Discrepancy => curve.MinBy(c => Math.Abs(c.At.Misfit - Count)).Gamma,
            StrengthRule.CrossValidation => curve.MinBy(c => c.At.Misfit / Math.Pow(Count - c.At.Determined, 2)).Gamma,
            StrengthRule.LCurve => curve[Enumerable.Range(2, curve.Count - 4).MaxBy(Curvature)].Gamma,
            _ => curve.MinBy(c => Evidence(c.Gamma, c.At)).Gamma,
        };
        TestContext.Out.WriteLine($"{rule}: {state.Strengths[0]:g4}, by brute force {expected:g4}");
        Assert.That(Math.Log(state.Strengths[0] / expected), Is.EqualTo(0).Within(0.15));
    }

    [Test]
    public void A_given_strength_stays()
    {
        var (blur, values, penalty) = Blurred(StrengthRule.Given);
        var state = Run(new(new Linear(new(("k", Count)), blur), Problem("a: {initial: 1}"), Data(values), [penalty with { Strength = new(StrengthRule.Given, 7) }]), new double[Count]);
        Assert.That(state.Strengths, Is.EqualTo(new[] { 7.0 }));
    }

    // A step measured with noise: total variation keeps it, squares of differences do not; at the end the gradient of ½χ² + γ²Σ√(d² + ε²) vanishes.
    [Test]
    public void Total_variation_keeps_a_step()
    {
        var random = new RandomSource(4);
        double[] values = [.. Enumerable.Range(0, Count).Select(i => (i < 31 ? 0 : 1) + Sigma * random.NextNormal())];
        var identity = new Linear(new(("k", Count)), Matrix<double>.Build.DenseIdentity(Count));
        ReducedState Found(LaggedNorm? norm) => Run(new(identity, Problem("a: {initial: 1}"), Data(values), [Differences(StrengthRule.Evidence) with { Norm = norm }]), new double[Count]);
        var (variation, squares) = (Found(new(Count - 1, [.. Enumerable.Repeat(1.0, Count - 1)], 0.1)), Found(null));
        double Error(ReducedState s) => Math.Sqrt(s.Theta.Select((k, i) => Math.Pow(k - (i < 31 ? 0 : 1), 2)).Average());
        TestContext.Out.WriteLine($"{Error(variation):g3} {Error(squares):g3} {variation.Theta[31] - variation.Theta[30]:g3} {squares.Theta[31] - squares.Theta[30]:g3}");
        Assert.That(Error(variation), Is.LessThan(0.7 * Error(squares)));
        Assert.That(variation.Theta[31] - variation.Theta[30], Is.GreaterThan(0.8));
        double[] d = [.. Enumerable.Range(0, Count - 1).Select(i => variation.Theta[i + 1] - variation.Theta[i])];
        var epsilon = 0.1 * Math.Sqrt(d.Average(x => x * x));
        double Slope(int i) => i < 0 || i >= Count - 1 ? 0 : Math.Pow(variation.Strengths[0], 2) * d[i] / Math.Sqrt(d[i] * d[i] + epsilon * epsilon);
        double[] data = [.. values.Select((y, i) => (variation.Theta[i] - y) / (Sigma * Sigma))];
        Assert.That(Math.Sqrt(data.Select((g, i) => Math.Pow(g + Slope(i - 1) - Slope(i), 2)).Sum() / data.Sum(g => g * g)), Is.LessThan(0.05));
    }

    [Test]
    public void Sparsity_leaves_few_values()
    {
        var random = new RandomSource(9);
        double True(int i) => i is 10 or 33 ? 2 : 0;
        double[] values = [.. Enumerable.Range(0, Count).Select(i => True(i) + Sigma * random.NextNormal())];
        var rows = new LinearPenalty("values", [.. Enumerable.Range(0, Count + 1)], [.. Enumerable.Range(0, Count)], [.. Enumerable.Repeat(1.0, Count)], [.. new double[Count]]);
        ReducedState Found(LaggedNorm? norm) => Run(new(new Linear(new(("k", Count)), Matrix<double>.Build.DenseIdentity(Count)), Problem("a: {initial: 1}"), Data(values), [new(rows, new("k", 0, Count), 0) { Norm = norm }]), new double[Count]);
        var (sparse, squares) = (Found(new(Count, [.. Enumerable.Repeat(1.0, Count)], 0.01)), Found(null));
        double Rest(ReducedState s) => Math.Sqrt(s.Theta.Where((_, i) => True(i) == 0).Average(k => k * k));
        TestContext.Out.WriteLine($"{Rest(sparse):g3} {Rest(squares):g3} {sparse.Theta[10]:g3}");
        Assert.That(Rest(sparse), Is.LessThan(0.8 * Rest(squares)));
        Assert.That(sparse.Theta[10], Is.EqualTo(2).Within(0.3));
    }

    /// <summary>y = Aθ.</summary>
    private sealed class Linear(ParameterLayout layout, Matrix<double> a) : IForwardModel
    {
        public ParameterLayout Parameters => layout;

        public ResidualLayout Outputs { get; } = new(("probes", a.RowCount));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs) => (a * Vector<double>.Build.Dense(theta.ToArray())).ToArray().CopyTo(outputs);

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta) => new Linearized(a, (a * Vector<double>.Build.Dense(theta.ToArray())).ToArray());
    }

    /// <summary>y = e^θ.</summary>
    private sealed class Exponential : IForwardModel
    {
        public ParameterLayout Parameters { get; } = new(("unknowns", 1));

        public ResidualLayout Outputs { get; } = new(("probes", 1));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs) => outputs[0] = Math.Exp(theta[0]);

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta) => new Linearized(Matrix<double>.Build.Dense(1, 1, Math.Exp(theta[0])), [Math.Exp(theta[0])]);
    }

    private sealed class Linearized(Matrix<double> a, double[] outputs) : ILinearizedModel
    {
        public ReadOnlySpan<double> Outputs => outputs;

        public void Tangent(ReadOnlySpan<double> v, Span<double> product) => (a * Vector<double>.Build.Dense(v.ToArray())).ToArray().CopyTo(product);

        public void Adjoint(ReadOnlySpan<double> w, Span<double> product) => a.TransposeThisAndMultiply(Vector<double>.Build.Dense(w.ToArray())).ToArray().CopyTo(product);
    }
}
