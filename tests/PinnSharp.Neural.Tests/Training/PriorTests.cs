using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>Priors in networks: of scalars, as if measured, and of functions.</summary>
public sealed class PriorTests
{
    private static (TrainingState State, InversionReport Report, Trainer Trainer) Train(InverseProblem problem, int iterations = 500, int width = 8)
    {
        var options = new TrainingOptions { Network = new() { Hidden = [8, 8], UnknownHidden = [width] }, Points = new() { Interior = 200, Boundary = 1 }, Stages = [new AdamStage(30), new GaussNewtonStage(iterations)] };
        var trainer = new Trainer(problem, DataLoader.Load(problem), options);
        var state = trainer.Run().Last();
        Assert.That(state.Status, Is.EqualTo(Status.Converged), state.Message);
        return (state, trainer.Report(state), trainer);
    }

    private static InverseProblem Decay(PriorDeclaration? prior) => new ProblemDeclaration
    {
        Coordinates = { ["t"] = (0, 1) },
        Fields = { "y" },
        Unknowns = { ["k"] = new() { Initial = 1, Positive = true, Truth = 1.2, Prior = prior }, ["a"] = new() { Initial = 1, Prior = PriorDeclaration.Normal(2, 0.05) } },
        Equations = { ["decay"] = "y_t = -k*y" },
        Conditions = { ["start"] = ("t = 0", "y = 2") },
        Observations = { ["probes"] = new("y", new DrawDeclaration(12) { Sampling = SamplingMethod.Grid, Seed = 5 }) { Noise = NoiseDeclaration.Gaussian(0.1) }, ["bias"] = new("y + a", Data.Inline([0], [4.4])) { Noise = NoiseDeclaration.Gaussian(0.1) } },
        Truth = { ["y"] = "2*exp(-1.2*t)" },
    }.Build();

    // The posterior of k beside a grid of the closed solution; a is measured once: (2.4/0.01 + 2/0.0025)/(1/0.01 + 1/0.0025) ± 1/√500.
    [Test]
    public void Scalars_have_the_posterior_of_data_and_prior()
    {
        var problem = Decay(PriorDeclaration.LogNormal(1.6, 0.05));
        var (state, report, trainer) = Train(problem);
        var data = DataLoader.Load(problem).First(d => d.Observation == "probes");
        var grid = Enumerable.Range(0, 4001).Select(i => Math.Log(0.8) + i * (Math.Log(2.4) - Math.Log(0.8)) / 4000).ToList();
        double[] density = [.. grid.Select(eta => data.Points.Zip(data.Values, (t, y) => Math.Pow((2 * Math.Exp(-Math.Exp(eta) * t) - y) / 0.1, 2)).Sum() + Math.Pow((eta - Math.Log(1.6)) / 0.05, 2)).Select(x => -x / 2)];
        var (best, largest) = (grid[Array.IndexOf(density, density.Max())], density.Max());
        var weights = density.Select(x => Math.Exp(x - largest)).ToList();
        var spread = Math.Sqrt(grid.Zip(weights, (g, w) => w * (g - best) * (g - best)).Sum() / weights.Sum());
        var (k, a) = (report.Unknowns[0], report.Unknowns[1]);
        Assert.That(Math.Log(k.Value), Is.EqualTo(best).Within(0.05 * spread));
        Assert.That(k.Std / k.Value, Is.EqualTo(spread).Within(0.05 * spread));
        Assert.That(k.FromPrior, Is.EqualTo(spread * spread / (0.05 * 0.05)).Within(0.08));
        Assert.That((a.Value, a.Std!.Value), Is.EqualTo(((2.4 / 0.01 + 2 / 0.0025) / 500, 1 / Math.Sqrt(500))).Using<double>((x, y) => Math.Abs(x - y) < 3e-3));
        // Not a datum, nor an equation.
        Assert.That(report.Observations.Select(o => o.Count), Is.EqualTo(new[] { 12, 1 }));
        Assert.That(report.Equations.Length + report.Conditions.Length, Is.EqualTo(2));
        Assert.That(trainer.Residuals.Programs.Count(p => p.Kind == TermKind.Prior), Is.EqualTo(2));
        Assert.That(state.Strengths, Is.Empty);
        Assert.That(report.Information!.Verdicts().First(v => v.Name == "a").Evidence[^1], Does.Match("its prior contributes (79|80|81)(\\.\\d)? % of the information"));
    }

    private const double Length = 0.8, Deviation = 2, Sigma = 0.1;

    private static InverseProblem Observed(PriorDeclaration prior, double? initial = null) => new ProblemDeclaration
    {
        Coordinates = { ["x"] = (0, 2) },
        Fields = { "u" },
        Unknowns = { ["q"] = new() { Over = ["x"], Prior = prior, Initial = initial is { } i ? (SourceText)i : null } },
        Equations = { ["poisson"] = "u_x = q" },
        Conditions = { ["left"] = ("x = 0", "u = 0") },
        Observations = { ["data"] = new("q", Data.Inline([0.3, 0.7, 1.1, 1.6], [1, -0.5, 0.8, 1.5])) { Noise = NoiseDeclaration.Gaussian(Sigma) } },
    }.Build();

    // Values observed themselves: kriging with Matérn's covariance of ν = 3/2, but at the boundary where that of the Robin condition differs by a few per cent.
    [Test]
    public void Gaussian_fields_are_kriging()
    {
        var problem = Observed(PriorDeclaration.WhittleMatern(Length, Deviation) with { Settings = [("length", Length), ("std", Deviation), ("mean", 0.5)] }, 2);
        var (state, _, trainer) = Train(problem, 600, 16);
        double[] seen = [0.3, 0.7, 1.1, 1.6], values = [1, -0.5, 0.8, 1.5], places = [0.5, 0.9, 1.3];
        double Covariance(double a, double b) => Math.Abs(a - b) * Math.Sqrt(12) / Length is var r ? Deviation * Deviation * (1 + r) * Math.Exp(-r) : 0;
        var inverse = Matrix<double>.Build.Dense(4, 4, (i, j) => Covariance(seen[i], seen[j]) + (i == j ? Sigma * Sigma : 0)).Inverse();
        var found = trainer.Predict(state, ExpressionParser.Parse("q", problem.Vocabulary), places);
        for (var i = 0; i < places.Length; i++)
        {
            var cross = Vector<double>.Build.Dense(4, j => Covariance(places[i], seen[j]));
            var (mean, std) = (0.5 + cross * inverse * (Vector<double>.Build.Dense(values) - 0.5), Math.Sqrt(Covariance(0, 0) - cross * inverse * cross));
            TestContext.Out.WriteLine(FormattableString.Invariant($"{found[i]:f3} of {mean:f3} ± {std:f3}"));
            Assert.That(found[i], Is.EqualTo(mean).Within(0.2 * std));
        }
        Assert.That(state.Strengths, Is.EqualTo(new[] { 1.0 }));
    }

    // N = 0: the rows' squares are δ²m²|Ω| inside and (30βm)²|∂Ω| on the boundary, in units of the lengths; of a disc's boundary only the order is needed.
    [TestCase(false, 8 / 0.15, 2 * (2 / 0.3 + 4 / 0.5)), TestCase(true, Math.PI / 0.15, 4 * 4.5766)]
    public void Rows_of_a_gaussian_field_are_integrals_over_domain_and_boundary(bool disc, double volume, double boundary)
    {
        var problem = ProblemReader.Parse($$$"""
            coordinates: {x: [-1, 1], y: [-2, 2]}
            {{{(disc ? "shapes: {hole: {disc: {center: [0, 0], radius: 1}}}\ndomain: hole" : "")}}}
            fields: [u]
            unknowns: {q: {over: [x, y], prior: {whittle-matern: {length: {x: 0.3, y: 0.5}, std: 2, mean: 3} } } }
            equations: {e: "u_xx + u_yy = q"}
            conditions: {edge: {where: boundary, equation: "u = 0"}}
            observations: {data: {file: none.csv, of: "u*u", noise: {gaussian: {sigma: 1} } } }
            """, "plane.yaml");
        ImmutableArray<MeasuredData> data = [new("data", 1, [0, 0], [1], problem.Observations[0].Noise)];
        var trainer = new Trainer(problem, data, new() { Network = new() { Hidden = [3], UnknownHidden = [3] }, Points = new() { Interior = 20 }, Stages = [new AdamStage(1)] });
        var state = trainer.Start();
        var least = trainer.Assemble(state with { Theta = new double[trainer.ParameterCount] });
        var r = new double[least.Residuals.Count];
        least.Residual(new double[trainer.ParameterCount], r);
        var (delta, _, beta) = WhittleMaternOperator.Of(2, 2);
        double Squares(Func<string, bool> of) => least.Residuals.Terms.Where(t => of(t.Name)).Sum(t => r.AsSpan(t.Offset, t.Count).ToArray().Sum(x => x * x));
        Assert.That(Squares(n => n == "q (prior)"), Is.EqualTo(delta * delta * 9 * volume).Within(disc ? 2 : 1e-6).Percent);
        Assert.That(Squares(n => n.StartsWith("q (prior at", StringComparison.Ordinal)), Is.EqualTo(900 * beta * beta * 9 * boundary).Within(disc ? 2 : 1e-6).Percent);
    }

    [TestCase("total-variation"), TestCase("sparsity"), TestCase("tikhonov"), TestCase("h1")]
    public void Other_penalties_converge(string kind)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 2) },
            Fields = { "u" },
            Unknowns = { ["q"] = new() { Over = ["x"], Truth = "sin(3*x)", Prior = new(kind, ("strength", kind == "h1" ? "gcv" : "evidence")) } },
            Equations = { ["poisson"] = "u_x = q" },
            Conditions = { ["left"] = ("x = 0", "u = 0") },
            Observations = { ["data"] = new("q", new DrawDeclaration(60) { Sampling = SamplingMethod.Grid, Seed = 3 }) { Noise = NoiseDeclaration.Gaussian(Sigma) } },
        }.Build();
        var (state, report, _) = Train(problem);
        TestContext.Out.WriteLine(FormattableString.Invariant($"{kind}: strength {state.Strengths[0]:g3}, error {report.Functions[0].RelativeL2:g3}"));
        Assert.That(state.Strengths[0], Is.Not.EqualTo(1));
        Assert.That(report.Functions[0].RelativeL2, Is.LessThan(0.12));
    }
}
