using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>Unknown functions recovered: of a coordinate, of a field, from exact and from noisy data.</summary>
public sealed class UnknownFunctionTests
{
    private static InverseProblem Source(NoiseDeclaration? noise, string? prior = null) => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (-1, 1) },
        Fields = { "u" },
        Unknowns = { ["q"] = new() { Over = ["x"], Truth = "-4*sin(2*x)", Prior = prior is null ? null : (PriorDeclaration)prior } },
        Equations = { ["poisson"] = "u_xx = q" },
        Conditions = { ["left"] = ("x = -1", "u = -sin(2)"), ["right"] = ("x = 1", "u = sin(2)") },
        Observations = { ["data"] = new("u", new DrawDeclaration(60) { Sampling = SamplingMethod.Grid, Seed = 3 }) { Noise = noise } },
        Truth = { ["u"] = "sin(2*x)" },
    }.Build();

    private static (TrainingState State, InversionReport Report, Trainer Trainer) Train(InverseProblem problem)
    {
        var options = new TrainingOptions
        {
            Network = new NetworkOptions { Hidden = [8, 8], UnknownHidden = [8] },
            Points = new PointOptions { Interior = 200, Boundary = 1 },
            Stages = [new AdamStage(30), new GaussNewtonStage(500)],
        };
        var trainer = new Trainer(problem, DataLoader.Load(problem), options);
        var state = trainer.Run().Last();
        return (state, trainer.Report(state), trainer);
    }

    [Test]
    public void A_source_is_found_from_exact_data()
    {
        var (state, report, _) = Train(Source(null));
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        Assert.That(report.Functions.Single().RelativeL2, Is.LessThan(5e-3));
    }

    [Test]
    public void Noisy_data_give_the_smoothing_spline_of_largest_marginal_likelihood()
    {
        var problem = Source(NoiseDeclaration.Gaussian(0.03));
        var (state, report, trainer) = Train(problem);
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        var (x, q, strength) = Spline(DataLoader.Load(problem).Single(), 0.03);
        var found = trainer.Predict(state, ExpressionParser.Parse("q", problem.Vocabulary), x);
        // Four determined directions leave the logarithm of γ a standard deviation of about (4/2)^-½.
        Assert.That(Math.Log(state.Strengths.Single() / strength), Is.EqualTo(0).Within(0.7));
        Assert.That(Distance(found, q), Is.LessThan(0.1));
        Assert.That(state.Levels[^1].FunctionDeviations, Is.All.InRange(0.05, 3));
        var rough = Train(Source(NoiseDeclaration.Gaussian(0.03), "none")).Report.Functions.Single().RelativeL2!.Value;
        Assert.That(rough, Is.GreaterThan(1.5 * report.Functions.Single().RelativeL2!.Value), "without the penalty");
    }

    [TestCase("adam", null, true), TestCase("l-bfgs", null, true), TestCase("gauss-newton", null, false), TestCase("l-bfgs", "none", false)]
    public void A_run_in_which_nothing_finds_the_strength_of_smoothness_says_so(string method, string? prior, bool said)
    {
        var problem = Source(NoiseDeclaration.Gaussian(0.03), prior);
        TrainingStage stage = method switch { "adam" => new AdamStage(3), "l-bfgs" => new LBfgsStage(3), _ => new GaussNewtonStage(3) };
        var trainer = new Trainer(problem, DataLoader.Load(problem), new() { Network = new() { Hidden = [4] }, Points = new() { Interior = 20 }, Stages = [stage] });
        Assert.That(trainer.Run().Last().Message.Contains("The smoothness of unknown functions kept the strength it began with: only gauss-newton stages find it from the data.", StringComparison.Ordinal), Is.EqualTo(said));
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() / b.Sum(y => y * y));

    /// <summary>q on a grid that minimises ‖(u − y)/σ‖² + γ² mean(q″²) with u″ = q by differences, γ by MacKay's fixed point.</summary>
    private static (double[] X, double[] Q, double Strength) Spline(MeasuredData data, double sigma)
    {
        const int n = 161;
        const double h = 2.0 / (n - 1);
        var x = Enumerable.Range(0, n).Select(i => -1 + h * i).ToArray();
        var laplacian = Matrix<double>.Build.Dense(n - 2, n - 2, (i, j) => (i == j ? -2 : Math.Abs(i - j) == 1 ? 1 : 0) / (h * h));
        var solve = Matrix<double>.Build.Dense(n, n);
        solve.SetSubMatrix(1, 1, laplacian.Inverse());
        var interpolate = Matrix<double>.Build.Dense(data.Count, n);
        for (var d = 0; d < data.Count; d++)
        {
            var i = Math.Min((int)((data.Points[d] + 1) / h), n - 2);
            (interpolate[d, i], interpolate[d, i + 1]) = (1 - (data.Points[d] - x[i]) / h, (data.Points[d] - x[i]) / h);
        }
        var s = interpolate * solve / sigma;
        var y = Vector<double>.Build.Dense(data.Count, d => (data.Values[d] - data.Points[d] * Math.Sin(2)) / sigma);
        var second = Matrix<double>.Build.Dense(n - 2, n, (i, j) => (j == i + 1 ? -2 : j == i || j == i + 2 ? 1 : 0) / (h * h) / Math.Sqrt(n - 2));
        var prior = second.TransposeThisAndMultiply(second);
        var (strength, q) = (0.3, Vector<double>.Build.Dense(n));
        for (var k = 0; k < 60; k++)
        {
            var hessian = s.TransposeThisAndMultiply(s) + strength * strength * prior;
            q = hessian.Solve(s.TransposeThisAndMultiply(y));
            var determined = n - 2 - strength * strength * hessian.Solve(prior).Trace();
            strength = Math.Sqrt(Math.Max(determined, 0.1) / (second * q).DotProduct(second * q));
        }
        return (x, [.. q], strength);
    }

    [Test]
    public void A_function_of_the_field_is_found_over_the_values_that_the_field_takes()
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["t"] = (0, 4) },
            Fields = { "y" },
            Unknowns = { ["f"] = new() { Over = ["y"], Truth = "y*(1 - y)" } },
            Equations = { ["growth"] = "y_t = f" },
            Conditions = { ["start"] = ("t = 0", "y = 0.1") },
            Observations = { ["data"] = new("y", new DrawDeclaration(40) { Sampling = SamplingMethod.Grid }) },
            Truth = { ["y"] = "1/(1 + 9*exp(-t))" },
        }.Build();
        Assert.That(TruthCheck.Run(problem).All(f => f.Verdict is TruthVerdict.Exact or TruthVerdict.ToRounding), "the truth of a function is substituted at its argument");
        var (state, report, trainer) = Train(problem);
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        Assert.That(report.Functions.Single().RelativeL2, Is.LessThan(2e-3));
        var f = trainer.Predict(state, ExpressionParser.Parse("f", problem.Vocabulary), [1, 2, 3]);
        var y = trainer.Predict(state, ExpressionParser.Parse("y", problem.Vocabulary), [1, 2, 3]);
        Assert.That(f, Is.EqualTo(y.Select(v => v * (1 - v))).Within(1e-3));
    }
}
