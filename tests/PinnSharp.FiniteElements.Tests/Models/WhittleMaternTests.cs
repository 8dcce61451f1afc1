using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Gaussian fields mean the same on every mesh, and posteriors are those of linear algebra.</summary>
public sealed class WhittleMaternTests
{
    private const double Std = 0.4, Sigma = 0.1;

    private static string Unknown(string over, string length = "0.5", string more = "") => $"k: {{over: [{over}], prior: {{whittle-matern: {{length: {length}, std: {Std}}}}}{more}}}";

    /// <summary>u″ = k, k observed at some places.</summary>
    private static FiniteElementModel Model(string unknown, double size, double[] points, string coordinates = "{x: [0, 1]}", string of = "k")
    {
        var (plane, ordinary, time) = (coordinates.Contains("y:", StringComparison.Ordinal), !coordinates.Contains("x:", StringComparison.Ordinal), coordinates.Contains("t:", StringComparison.Ordinal));
        var problem = Texts.Problem("[u]", $"e: \"{(time ? "u_t = " : "0 = ")}{(ordinary ? "" : plane ? "u_xx + u_yy + " : "u_xx + ")}k\"",
            string.Join('\n', new[] { ordinary ? "" : "a: {where: boundary, equation: \"u = 0\"}", time ? "s: {where: \"t = 0\", equation: \"u = 0\"}" : "" }.Where(c => c != "")),
            unknown, $"observations: {{all: {{file: none.csv, of: \"{of}\", noise: {{gaussian: {{sigma: {Sigma}}}}}}}}}", coordinates);
        return new(problem, [], [new("all", ExpressionParser.Parse(of, problem.Vocabulary), points)], new() { Order = 1, Mesh = new() { Size = size }, CoefficientSize = size, Time = new() { Tolerance = 1e-2 } });
    }

    /// <summary>The weights of the coefficients in k at places, [places, coefficients].</summary>
    private static Matrix<double> Weights(FiniteElementModel model, double[] places)
    {
        var rows = model.Linearize(model.Start, [new("k", ExpressionParser.Parse("k", model.Problem.Vocabulary), places)]).Jacobian(model.Parameters.Count);
        return Rows(rows, model.Parameters.Count);
    }

    private static Matrix<double> Rows(double[] values, int n) => Matrix<double>.Build.Dense(values.Length / n, n, (i, j) => values[i * n + j]);

    /// <summary>C·Wᵀ with the prior's covariance C.</summary>
    private static Matrix<double> Spread(GaussianFieldPrior prior, Matrix<double> weights) => Matrix<double>.Build.DenseOfColumnArrays(weights.EnumerateRows().Select(w => prior.Covariance(w.ToArray())));

    private static double[] PriorStd(FiniteElementModel model, double[] places)
    {
        var w = Weights(model, places);
        return [.. (w * Spread(model.Prior("k"), w)).Diagonal().Select(Math.Sqrt)];
    }

    /// <summary>Standard deviations of k at places once it was observed at others.</summary>
    private static double[] PosteriorStd(FiniteElementModel model, double[] places)
    {
        var (prior, w, j) = (model.Prior("k"), Weights(model, places), Rows(model.Linearize(model.Start).Jacobian(model.Parameters.Count), model.Parameters.Count));
        var (seen, shared) = (Spread(prior, j), w * Spread(prior, j));
        return [.. (w * Spread(prior, w) - shared * (j * seen + Sigma * Sigma * Matrix<double>.Build.DenseIdentity(j.RowCount)).Inverse() * shared.Transpose()).Diagonal().Select(Math.Sqrt)];
    }

    // Nodes have exactly the declared deviation, on the boundary and in corners too; between them a little less.
    [Test]
    public void The_standard_deviation_is_the_declared_one_everywhere()
    {
        Assert.That(PriorStd(Model(Unknown("x"), 0.05, [0.5]), [0, 0.05, 0.5, 1]), Is.All.EqualTo(Std).Within(1e-9));
        Assert.That(PriorStd(Model(Unknown("x, y"), 0.125, [0.5, 0.5], Texts.Plane), [0, 0, 0, 0.5, 0.5, 0.5, 1, 1]), Is.All.EqualTo(Std).Within(1e-9));
        Assert.That(PriorStd(Model(Unknown("x"), 0.0125, [0.5]), [0.013, 0.123, 0.509]), Is.All.EqualTo(Std).Within(0.01 * Std));
        // Splines: within 5 % at the ends, 1 % inside.
        var line = Model(Unknown("t"), 0.1, [0.5], "{t: [0, 2]}");
        Assert.That(PriorStd(line, [0, 0.1, 0.2, 1.9, 2]), Is.All.EqualTo(Std).Within(0.055 * Std));
        Assert.That(PriorStd(line, [0.7, 1, 1.31]), Is.All.EqualTo(Std).Within(0.01 * Std));
        Assert.That(PriorStd(Model(Unknown("x, t", "{x: 0.5, t: 3}"), 0.0625, [0.5, 3], "{x: [0, 1], t: [0, 6]}"), [0.5, 3, 0, 3, 0.5, 0, 0, 0]), Is.All.EqualTo(Std).Within(0.05 * Std));
    }

    // ν = 3/2: (1 + √12 r/ℓ) e^(−√12 r/ℓ).
    [Test]
    public void Values_at_a_distance_are_correlated_as_by_Matern()
    {
        var model = Model(Unknown("x"), 0.0125, [0.5], "{x: [0, 3]}");
        double[] at = [1.5, 1.6, 1.75, 2];
        var w = Weights(model, at);
        var covariance = w * Spread(model.Prior("k"), w);
        for (var i = 0; i < 4; i++)
            Assert.That(covariance[0, i], Is.EqualTo(Std * Std * (1 + Math.Sqrt(12) * (at[i] - 1.5) / 0.5) * Math.Exp(-Math.Sqrt(12) * (at[i] - 1.5) / 0.5)).Within(0.003 * Std * Std));
    }

    // Twenty cells to a correlation length and more.
    [TestCase("x", 0.025)]
    [TestCase("x, y", 1.0 / 24, Category = "Slow")]
    public void Finer_meshes_have_the_same_posterior(string over, double size)
    {
        var plane = over != "x";
        double[] seen = plane ? [0.25, 0.25, 0.7, 0.2, 0.5, 0.8, 0.1, 0.6] : [0.1, 0.3, 0.52, 0.9], places = plane ? [0.5, 0.5, 0.37, 0.61, 0.02, 0.4, 0, 0, 0.98, 0.95] : [0, 0.02, 0.05, 0.2, 0.41, 0.7, 1];
        double[] Std(double h) => PosteriorStd(Model(Unknown(over, plane ? "1" : "0.5"), h, seen, plane ? Texts.Plane : "{x: [0, 1]}"), places);
        var (coarse, fine) = (Std(size), Std(size / 4));
        TestContext.Out.WriteLine(string.Join(' ', coarse.Zip(fine, (a, b) => FormattableString.Invariant($"{100 * (a / b - 1):f1}%"))));
        Assert.That(coarse.Zip(fine, (a, b) => a / b), Is.All.EqualTo(1).Within(0.03));
    }

    /// <summary>The covariance of values at equally spaced nodes, by matrices of finite differences.</summary>
    private static Matrix<double> ByHand(int cells, double length)
    {
        var (n, h) = (cells + 1, 1.0 / cells / length);
        var kappa = Math.Sqrt(12);
        var gamma = 1 / (2 * Math.Pow(kappa, 1.5) * Std);
        var mass = Matrix<double>.Build.Diagonal(n, n, i => i == 0 || i == cells ? h / 2 : h);
        var a = Matrix<double>.Build.Dense(n, n, (i, j) => i == j ? gamma * (i == 0 || i == cells ? 1 / h + 0.48 * kappa : 2 / h) : Math.Abs(i - j) == 1 ? -gamma / h : 0) + kappa * kappa * gamma * mass;
        var c = a.Inverse() * mass * a.Inverse();
        return Matrix<double>.Build.Dense(n, n, (i, j) => Std * Std * c[i, j] / Math.Sqrt(c[i, i] * c[j, j]));
    }

    // u″ = k observed in u: linear in k.
    [TestCase(0.5, 1e-8)]
    [TestCase(0.505, double.NaN)]
    public void The_posterior_is_that_of_linear_algebra(double length, double within)
    {
        const int cells = 40;
        double[] points = [0.1, 0.2, 0.4, 0.5, 0.7, 0.9], values = [-0.31, -0.52, -0.8, -0.83, -0.66, -0.25];
        var model = Model(Unknown("x", more: ", initial: 0.5").Replace("std: 0.4", "std: 0.4, mean: 0.3"), 1.0 / cells, points, of: "10*u");
        ImmutableArray<MeasuredData> data = [new("all", points.Length, points, values, model.Problem.Observations[0].Noise)];
        var inversion = new ReducedInversion(model, model.Problem, data, model.Penalties);
        var state = inversion.Start(model.Start);
        while (!state.IsFinished) state = inversion.Advance(state);
        double[] nodes = [.. Enumerable.Range(0, cells + 1).Select(i => i / (double)cells)];
        var n = model.Parameters.Count;
        // k = 0.5 θ: nodes in order, and the sensitivities to their values.
        var (w, j) = (Weights(model, nodes), Rows(model.Linearize(model.Start).Jacobian(n), n));
        var toNodes = j * w.Inverse();
        var offset = Vector<double>.Build.Dense(model.Predict(new double[n], model.Problem.Observations[0].Of, points)) - toNodes * Vector<double>.Build.Dense(cells + 1, 0.5);
        var prior = ByHand(cells, length);
        var gain = prior * toNodes.Transpose() * (toNodes * prior * toNodes.Transpose() + Sigma * Sigma * Matrix<double>.Build.DenseIdentity(points.Length)).Inverse();
        var mean = 0.3 + gain * (Vector<double>.Build.Dense(values) - offset - toNodes * Vector<double>.Build.Dense(cells + 1, 0.3));
        var covariance = prior - gain * toNodes * prior;
        var gram = new double[n * n];
        inversion.Problem(state).NormalEquations(state.Theta, gram, new double[n]);
        var deviations = FunctionalDeviations.OfAll(gram, n).Of([.. w.ToRowArrays().SelectMany(row => row)]);
        var missed = Math.Max(Enumerable.Range(0, cells + 1).Max(i => Math.Abs((w * Vector<double>.Build.Dense(state.Theta))[i] + 0.5 - mean[i])), deviations.Select((s, i) => Math.Abs(s - Math.Sqrt(covariance[i, i]))).Max());
        if (double.IsNaN(within)) Assert.That(missed, Is.GreaterThan(1e-4), "a length 1 % off is noticed");
        else Assert.That(missed, Is.LessThan(within));
    }

    [Test]
    public void Samples_have_the_mean_and_the_covariance_of_the_prior()
    {
        const int count = 4000;
        var model = Model(Unknown("x", "0.3", ", initial: 2, positive: true").Replace("std: 0.4", "std: 0.4, mean: 1"), 0.05, [0.5]);
        var (prior, random) = (model.Prior("k"), new RandomSource(5));
        // d ln k: relative weights at the initial value 2.
        var w = Weights(model, [0, 0.5, 0.6]) / 2;
        var draws = Matrix<double>.Build.DenseOfColumns(Enumerable.Range(0, count).Select(_ => w * Vector<double>.Build.Dense(prior.Sample(random))));
        var expected = w * Spread(prior, w);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(draws.Row(i).Average() + Math.Log(2), Is.EqualTo(1).Within(4 * Std / Math.Sqrt(count)), "logarithm's mean");
            for (var j = 0; j < 3; j++)
                Assert.That(draws.Row(i).Subtract(draws.Row(i).Average()).DotProduct(draws.Row(j).Subtract(draws.Row(j).Average())) / count, Is.EqualTo(expected[i, j]).Within(4 * Std * Std * Math.Sqrt(2.0 / count)));
        }
        Assert.That(() => Model(Unknown("x"), 0.1, [0.5]).Prior("u"), Throws.ArgumentException);
    }

    // Given values are conditioned on: exact at the boundary, and known beside it.
    [Test]
    public void Values_that_a_condition_gives_are_kept()
    {
        var problem = Texts.Problem("[u]", "e: \"u_xx = k\"", "a: {where: boundary, equation: \"u = 0\"}\nb: {where: \"x = 0\", equation: \"k = 2\"}", Unknown("x"), "observations: {all: {file: none.csv, of: \"k\", noise: {gaussian: {sigma: 0.1}}}}");
        var model = new FiniteElementModel(problem, [], [new("all", ExpressionParser.Parse("k", problem.Vocabulary), [0.5])], new() { Order = 1, Mesh = new() { Size = 0.05 } });
        var prior = model.Prior("k");
        double At(double x) => model.Predict(prior.Mean, ExpressionParser.Parse("k", problem.Vocabulary), [x])[0];
        Assert.That(At(0), Is.EqualTo(2).Within(1e-12));
        Assert.That(At(1), Is.EqualTo(0).Within(0.1));
        var free = Model(Unknown("x"), 0.05, [0.5]);
        var (w, from) = (Weights(free, [0.05, 1]), Weights(free, [0]));
        var correlation = w * Spread(free.Prior("k"), from) / (Std * Std);
        Assert.That(PriorStd(model, [0.05, 1]), Is.EqualTo(correlation.Column(0).Select(r => Std * Math.Sqrt(1 - r * r))).Within(1e-9));
    }
}
