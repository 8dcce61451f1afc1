namespace PinnSharp.Inversion.Tests;

/// <summary>A forward model as a least-squares problem.</summary>
public sealed class ForwardLeastSquaresTests
{
    private static readonly double[] Theta = [0.7, -0.4, 1.3], Data = [0.1, 0.5, -0.2, 0.9], Deviations = [0.1, 0.2, 0.5, 2];

    /// <summary>y_i = a e^(b i) + c i², and what is linearised there; <paramref name="Outputs"/> may be fewer than parameters.</summary>
    private sealed class Curve(int count) : IForwardModel
    {
        public int Solutions { get; private set; }

        public ParameterLayout Parameters { get; } = new(("amplitude", 1), ("shape", 2));

        public ResidualLayout Outputs { get; } = new(("curve", count));

        public void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs)
        {
            Solutions++;
            for (var i = 0; i < count; i++) outputs[i] = theta[0] * Math.Exp(theta[1] * i) + theta[2] * i * i;
        }

        public ILinearizedModel Linearize(ReadOnlySpan<double> theta)
        {
            var (j, y) = (new double[count, 3], new double[count]);
            Evaluate(theta, y);
            for (var i = 0; i < count; i++) (j[i, 0], j[i, 1], j[i, 2]) = (Math.Exp(theta[1] * i), theta[0] * i * Math.Exp(theta[1] * i), i * i);
            return new Linear(j, y);
        }
    }

    private sealed class Linear(double[,] j, double[] y) : ILinearizedModel
    {
        public ReadOnlySpan<double> Outputs => y;

        public void Tangent(ReadOnlySpan<double> v, Span<double> product)
        {
            for (var i = 0; i < y.Length; i++) product[i] = j[i, 0] * v[0] + j[i, 1] * v[1] + j[i, 2] * v[2];
        }

        public void Adjoint(ReadOnlySpan<double> w, Span<double> product)
        {
            for (var k = 0; k < 3; k++)
            {
                product[k] = 0;
                for (var i = 0; i < y.Length; i++) product[k] += j[i, k] * w[i];
            }
        }
    }

    private static ForwardLeastSquares Problem(int count, out Curve model) => new(model = new Curve(count), Data.AsSpan(0, count), Deviations.AsSpan(0, count),
        LinearPenalty.Tikhonov("prior", 1, [0.5, 2], 3), new("difference", [0, 2], [0, 2], [1.5, -1.5], [0.25]));

    [TestCase(4)]
    [TestCase(2)]
    public void Residuals_are_whitened_and_products_are_those_of_differences(int count)
    {
        var problem = Problem(count, out var model);
        var r = new double[problem.Residuals.Count];
        var cost = problem.Residual(Theta, r);
        Assert.That(r[1], Is.EqualTo((0.7 * Math.Exp(-0.4) + 1.3 - 0.5) / 0.2).Within(1e-14));
        Assert.That(r[count..], Is.EqualTo(new[] { 3 * (-0.4 - 0.5), 3 * (1.3 - 2), 1.5 * (0.7 - 1.3) - 0.25 }).Within(1e-14));
        Assert.That(cost, Is.EqualTo(r.Sum(x => x * x) / 2).Within(1e-14));
        Assert.That(problem.Residuals.Terms.Select(t => t.Name), Is.EqualTo(new[] { "curve", "prior", "difference" }));

        var (n, m) = (3, r.Length);
        var rows = new double[m * n];
        problem.Rows(Theta, 0, m, rows);
        for (var k = 0; k < n; k++)
        {
            double[] up = [.. Theta], down = [.. Theta], plus = new double[m], minus = new double[m], unit = new double[n], product = new double[m];
            (up[k], down[k], unit[k]) = (up[k] + 1e-5, down[k] - 1e-5, 1);
            problem.Residual(up, plus);
            problem.Residual(down, minus);
            problem.Multiply(Theta, unit, product);
            for (var i = 0; i < m; i++)
            {
                Assert.That(rows[i * n + k], Is.EqualTo((plus[i] - minus[i]) / 2e-5).Within(1e-7));
                Assert.That(product[i], Is.EqualTo(rows[i * n + k]).Within(1e-13));
            }
        }
        var (gram, gradient, again) = (new double[n * n], new double[n], new double[n]);
        problem.NormalEquations(Theta, gram, gradient);
        problem.MultiplyTransposed(Theta, r, again);
        for (var a = 0; a < n; a++)
        {
            Assert.That(gradient[a], Is.EqualTo(again[a]).Within(1e-12));
            Assert.That(gradient[a], Is.EqualTo(Enumerable.Range(0, m).Sum(i => rows[i * n + a] * r[i])).Within(1e-12));
            for (var b = 0; b <= a; b++) Assert.That(gram[a * n + b], Is.EqualTo(Enumerable.Range(0, m).Sum(i => rows[i * n + a] * rows[i * n + b])).Within(1e-12));
        }
    }

    [Test]
    public void Everything_at_one_place_costs_one_solution()
    {
        var problem = Problem(4, out var model);
        problem.Gradient(Theta, new double[3]);
        problem.Residual(Theta, new double[7]);
        problem.Multiply(Theta, new double[3], new double[7]);
        problem.Rows(Theta, 0, 7, new double[21]);
        Assert.That(model.Solutions, Is.EqualTo(1));
        problem.Gradient([0.7, -0.4, 1.2], new double[3]);
        Assert.That(model.Solutions, Is.EqualTo(2));
    }

    [Test]
    public void A_model_is_fitted_by_an_optimiser()
    {
        double[] truth = [0.8, 0.3, -0.2], data = new double[4];
        new Curve(4).Evaluate(truth, data);
        var fit = new LevenbergMarquardt().Minimize(new ForwardLeastSquares(new Curve(4), data, Deviations), [1, 0, 0], 100);
        Assert.That(fit.Parameters, Is.EqualTo(truth).Within(1e-6));
    }
}
