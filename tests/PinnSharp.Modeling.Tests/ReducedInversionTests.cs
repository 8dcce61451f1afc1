using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Modeling.Tests;

public sealed class ReducedInversionTests
{
    private const int Data = 60;

    /// <summary>u = a e^{−b t}, measured at equal times with noise of an unknown level.</summary>
    private static InverseProblem Decay(string noise) => ProblemReader.Parse($$$"""
        coordinates: {t: [0, 3]}
        fields: [u]
        unknowns:
          a: {initial: 1, truth: 2}
          b: {initial: 1, positive: true, truth: 1.5}
          {{{(noise.Contains("sigma: s", StringComparison.Ordinal) ? "s: {initial: 0.5, positive: true, truth: 0.05}" : "")}}}
        equations: {decay: "u_t = -b*u"}
        conditions: {start: {where: "t = 0", equation: "u = a"}}
        truth: {fields: {u: "a*exp(-b*t)"}}
        observations:
          probes: {draw: {points: {{{Data}}}, seed: 4}, of: u{{{noise}}}}
        """, "decay.yaml");

    [Test]
    public void Parameters_and_an_unknown_noise_level_take_their_most_likely_values()
    {
        var problem = Decay(", noise: {gaussian: {sigma: s}}");
        var data = DataLoader.Load(problem);
        var inversion = new ReducedInversion(new Exponential(data[0].Points), problem, data, []);
        var state = Run(inversion, [1, 0]);
        Assert.That(state.Status, Is.EqualTo(Status.Converged));
        var (theta, sigma) = (state.Theta, state.Sigmas[0]);
        var r = data[0].Points.Zip(data[0].Values, (t, y) => theta[0] * Math.Exp(-Math.Exp(theta[1]) * t) - y).ToArray();
        Assert.That(sigma, Is.EqualTo(Math.Sqrt(r.Average(x => x * x))).Within(0.03 * sigma));
        Assert.That(r.Zip(data[0].Points, (x, t) => x * Math.Exp(-Math.Exp(theta[1]) * t)).Sum(), Is.EqualTo(0).Within(1e-6), "gradient");
        Assert.That(theta[0], Is.EqualTo(2).Within(0.1));
        Assert.That(Math.Exp(theta[1]), Is.EqualTo(1.5).Within(0.15));
    }

    [Test]
    public void Exact_data_have_the_models_own_error_for_noise()
    {
        var problem = Decay("");
        var data = DataLoader.Load(problem);
        var state = Run(new ReducedInversion(new Exponential(data[0].Points), problem, data, []), [1, 0]);
        Assert.That(state.Status, Is.EqualTo(Status.Converged));
        Assert.That(state.Theta[0], Is.EqualTo(2).Within(1e-6));
        Assert.That(state.Sigmas[0], Is.LessThan(1e-5));
    }

    [Test]
    public void The_strength_of_a_penalty_is_the_most_likely_one()
    {
        // y = θ + ε with a first-difference penalty on θ, a random walk of steps 0.02: the strength is the reciprocal of the steps' deviation.
        const int n = 400;
        var (walk, inversion) = Walk(n, 5, "0.1");
        var state = Run(inversion, new double[n]);
        Assert.That(state.Status, Is.EqualTo(Status.Converged));
        Assert.That(1 / state.Strengths[0], Is.EqualTo(0.02).Within(0.006));
        Assert.That(state.Theta.Zip(walk, (a, b) => (a - b) * (a - b)).Average(), Is.LessThan(0.05 * 0.05));
    }

    [Test]
    public void A_model_without_a_solution_at_the_start_says_so()
    {
        var problem = Decay(", noise: {gaussian: {sigma: 0.1}}");
        var data = DataLoader.Load(problem);
        var state = Run(new ReducedInversion(new Exponential(data[0].Points), problem, data, []), [double.NaN, 0]);
        Assert.That(state.Status, Is.EqualTo(Status.Diverged));
        Assert.That(state.Message, Does.Contain("initial values"));
    }

    [Test]
    public void A_noise_level_beside_an_unknown_function_counts_what_the_function_takes_of_the_data()
    {
        // About a fifth of the data are the walk's: χ²/m would give 0.09.
        const int n = 100, runs = 20;
        var found = Enumerable.Range(0, runs).Select(seed => Run(Walk(n, (ulong)seed, "s").Inversion, new double[n]).Sigmas[0]).ToArray();
        Assert.That(found.Average(), Is.EqualTo(0.1).Within(0.004));
    }

    [Test]
    public void Exact_data_that_the_equations_do_not_describe_are_no_convergence()
    {
        var problem = Decay("");
        var data = DataLoader.Load(problem)[0];
        data = data with { Values = [.. data.Values.Zip(data.Points, (y, t) => y + 0.2 * Math.Sin(9 * t))] };
        var state = Run(new ReducedInversion(new Exponential(data.Points), problem, [data], []), [1, 0]);
        Assert.That(state.Status, Is.EqualTo(Status.Stalled));
        Assert.That(state.Message, Does.StartWith("The exact data 'probes' are missed by").And.Contains("% of their spread"));
    }

    /// <summary>Scalars are held until the functions have converged once, at the same values whenever the run goes on.</summary>
    [Test]
    public void A_state_read_again_goes_on_to_the_same_bits([Range(0, 8)] int after)
    {
        var data = new MeasuredData("probes", 30, new double[30], [.. Enumerable.Range(0, 30).Select(i => 1 + Math.Sin(0.3 * i) + 0.1 * Math.Cos(17 * i))], new GaussianNoise(new NoiseLevel.Known(0.05)));
        var layout = new ParameterLayout(("unknowns", 1), ("k", 30));
        ReducedInversion Inversion() => new(new Scaled(layout), WalkProblem("0.1"), [data], [Steps(30, layout.Blocks[1])]);
        var (at, first) = (Inversion(), Inversion().Start([0.2, .. new double[30]]));
        var state = at.Start([0.2, .. new double[30]]);
        Assert.That(first.HeldAt, Is.EqualTo(new[] { 0.2 }));
        for (var i = 0; i < after; i++) state = at.Advance(state);
        var again = Inversion();
        var read = ReducedState.Load(state.Save(), again.Optimizer);
        while (!state.IsFinished) (state, read) = (at.Advance(state), again.Advance(read));
        Assert.That(read.Theta, Is.EqualTo(state.Theta));
        Assert.That((read.Status, read.Iteration, read.Held), Is.EqualTo((state.Status, state.Iteration, false)));
    }

    /// <summary>y = θ + ε with a first-difference penalty on θ, a random walk of steps 0.02; ε has the deviation 0.1, which is known or s.</summary>
    private static (double[] Walk, ReducedInversion Inversion) Walk(int n, ulong seed, string sigma)
    {
        var random = new RandomSource(seed, "walk");
        var walk = new double[n];
        for (var i = 1; i < n; i++) walk[i] = walk[i - 1] + 0.02 * random.NextNormal();
        var problem = WalkProblem(sigma);
        NoiseLevel level = sigma == "s" ? new NoiseLevel.Unknown("s") : new NoiseLevel.Known(0.1);
        MeasuredData data = new("probes", n, new double[n], [.. walk.Select(w => w + 0.1 * random.NextNormal())], new GaussianNoise(level));
        var layout = new ParameterLayout(("k", n));
        return (walk, new ReducedInversion(new Identity(layout), problem, [data], [Steps(n, layout.Blocks[0])]));
    }

    private static FunctionPenalty Steps(int n, ParameterBlock block) => new(new("steps", [.. Enumerable.Range(0, n).Select(i => 2 * i)],
        [.. Enumerable.Range(0, n - 1).SelectMany(i => new[] { block.Offset + i, block.Offset + i + 1 })], [.. Enumerable.Range(0, n - 1).SelectMany(_ => new[] { -1.0, 1.0 })], [.. new double[n - 1]]), block, 1);

    private static InverseProblem WalkProblem(string sigma) => ProblemReader.Parse($$$"""
            coordinates: {t: [0, 1]}
            fields: [u]
            unknowns: {a: {initial: 1, truth: 1}{{{(sigma == "s" ? ", s: {initial: 0.5, positive: true, truth: 0.1}" : "")}}}}
            equations: {decay: "u_t = -a*u"}
            conditions: {start: {where: "t = 0", equation: "u = 1"}}
            truth: {fields: {u: "exp(-t)"}}
            observations: {probes: {draw: {points: 1}, of: u, noise: {gaussian: {sigma: {{{sigma}}} } } } }
            """, "walk.yaml");

    private static ReducedState Run(ReducedInversion inversion, double[] theta)
    {
        var state = inversion.Start(theta);
        while (!state.IsFinished) state = inversion.Advance(state);
        return state;
    }

    /// <summary>a e^{−e^c t}.</summary>
    private sealed class Exponential(double[] times) : IForwardModel
    {
        public ParameterLayout Parameters { get; } = new(("unknowns", 2));

        public ResidualLayout Outputs { get; } = new(("probes", times.Length));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
        {
            for (var i = 0; i < times.Length; i++) outputs[i] = theta[0] * Math.Exp(-Math.Exp(theta[1]) * times[i]);
        }

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta)
        {
            var (y, b) = (new double[times.Length], Math.Exp(theta[1]));
            Evaluate(theta, y);
            return new Matrix(y, [.. times.Select((t, i) => new[] { Math.Exp(-b * t), -b * t * y[i] })]);
        }
    }

    /// <summary>k_i (1 + a²).</summary>
    private sealed class Scaled(ParameterLayout layout) : IForwardModel
    {
        public ParameterLayout Parameters => layout;

        public ResidualLayout Outputs { get; } = new(("probes", layout.Count - 1));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
        {
            for (var i = 0; i < outputs.Length; i++) outputs[i] = theta[i + 1] * (1 + theta[0] * theta[0]) + 0.3 * theta[0];
        }

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta)
        {
            var (y, t) = (new double[layout.Count - 1], theta.ToArray());
            Evaluate(theta, y);
            return new Matrix(y, [.. y.Select((_, i) => Enumerable.Range(0, t.Length).Select(j => j == 0 ? 2 * t[0] * t[i + 1] + 0.3 : j == i + 1 ? 1 + t[0] * t[0] : 0).ToArray())]);
        }
    }

    private sealed class Identity(ParameterLayout layout) : IForwardModel
    {
        public ParameterLayout Parameters => layout;

        public ResidualLayout Outputs { get; } = new(("probes", layout.Count));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs) => theta.CopyTo(outputs);

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta) =>
            new Matrix(theta.ToArray(), [.. Enumerable.Range(0, layout.Count).Select(i => Enumerable.Range(0, layout.Count).Select(j => i == j ? 1.0 : 0).ToArray())]);
    }

    private sealed class Matrix(double[] outputs, double[][] rows) : ILinearizedModel
    {
        public ReadOnlySpan<double> Outputs => outputs;

        public void Tangent(ReadOnlySpan<double> v, Span<double> product)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                product[i] = 0;
                for (var j = 0; j < v.Length; j++) product[i] += rows[i][j] * v[j];
            }
        }

        public void Adjoint(ReadOnlySpan<double> w, Span<double> product)
        {
            product.Clear();
            for (var i = 0; i < rows.Length; i++)
                for (var j = 0; j < product.Length; j++) product[j] += rows[i][j] * w[i];
        }
    }
}
