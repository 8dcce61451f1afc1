using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion.Tests;

public sealed class GaussNewtonCovarianceTests
{
    private static Matrix<double> Design(int m, int n, int seed)
    {
        ulong s = (ulong)seed;
        double Next()
        {
            s = s * 6364136223846793005 + 1442695040888963407;
            return (s >> 11) * (2.0 / (1UL << 53)) - 1;
        }
        return Matrix<double>.Build.Dense(m, n, (_, _) => Next());
    }

    private static double[] Gram(Matrix<double> j) => j.TransposeThisAndMultiply(j).Transpose().ToColumnMajorArray();

    [Test]
    public void A_block_of_a_linear_problem_has_the_closed_form([Values(0, 1, 37, 60)] int first)
    {
        const int n = 61;
        var j = Design(200, n, 3);
        var expected = j.TransposeThisAndMultiply(j).Inverse() * 2.5;
        var covariance = GaussNewtonCovariance.OfLast(Gram(j), n, first, variance: 2.5);
        Assert.That((covariance.Count, covariance.Ridge), Is.EqualTo((n - first, 0.0)));
        for (var a = first; a < n; a++)
        {
            for (var b = first; b < n; b++)
                Assert.That(covariance[a - first, b - first], Is.EqualTo(expected[a, b]).Within(1e-10 * Math.Sqrt(expected[a, a] * expected[b, b])));
            Assert.That(covariance.StandardDeviation(a - first), Is.EqualTo(Math.Sqrt(expected[a, a])).Within(1e-10 * Math.Sqrt(expected[a, a])));
        }
    }

    [Test]
    public void A_straight_line_has_the_textbook_standard_errors()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7];
        var j = Matrix<double>.Build.Dense(7, 2, (i, k) => k == 0 ? 1 : x[i]);
        var covariance = GaussNewtonCovariance.OfLast(Gram(j), 2, 0);
        Assert.That(covariance[1, 1], Is.EqualTo(1.0 / 28).Within(1e-10 / 28));                // 1/Σ(x−x̄)²
        Assert.That(covariance[0, 0], Is.EqualTo(1.0 / 7 + 16.0 / 28).Within(1e-10));          // 1/m + x̄²/Σ(x−x̄)²
        Assert.That(covariance[0, 1], Is.EqualTo(-4.0 / 28).Within(1e-10));
    }

    private static readonly object[] CertifiedErrors =
    [
        new object[] { TestProblem.Misra1a, new[] { 2.7070075241e+00, 7.2668688436e-06 } },
        new object[] { TestProblem.Thurber, new[] { 4.6647963344e+00, 3.9571156086e+01, 2.8698696102e+01, 5.5675370270e+00, 3.1333340687e-02, 1.4984928198e-02, 6.5842344623e-03 } },
        new object[] { TestProblem.Mgh09, new[] { 1.1435312227e-02, 1.9633220911e-01, 8.0842031232e-02, 9.0025542308e-02 } },
    ];

    [TestCaseSource(nameof(CertifiedErrors))]
    public void Standard_errors_are_the_certified_ones(TestProblem problem, double[] errors)
    {
        var n = errors.Length;
        var state = new LevenbergMarquardt { ScalingFloor = 0 }.Minimize(problem.Problem, problem.Start, 500);
        var gram = new double[n * n];
        problem.Problem.NormalEquations(state.Parameters, gram, new double[n]);
        var variance = GaussNewtonCovariance.NoiseVariance(state.Cost, problem.Problem.Residuals.Count, n);
        for (var first = 0; first < n; first++)
        {
            var covariance = GaussNewtonCovariance.OfLast(gram, n, first, variance!.Value);
            for (var i = first; i < n; i++)
                Assert.That(covariance.StandardDeviation(i - first), Is.EqualTo(errors[i]).Within(1e-5 * errors[i]), $"parameter {i} of the last {n - first}");
        }
    }

    [Test]
    public void Redundant_weights_need_a_ridge_and_do_not_move_the_answer()
    {
        // Twenty weights, forty more that repeat them, two unknowns: the covariance is that without the copies.
        var j = Design(100, 22, 5);
        var weights = j.SubMatrix(0, 100, 0, 20);
        var redundant = weights.Append(weights * Design(20, 40, 6)).Append(Matrix<double>.Build.Dense(100, 3)).Append(j.SubMatrix(0, 100, 20, 2));
        var expected = GaussNewtonCovariance.OfLast(Gram(j), 22, 20);
        var covariance = GaussNewtonCovariance.OfLast(Gram(redundant), 65, 63);
        Assert.That(covariance.Ridge, Is.GreaterThan(0).And.LessThan(1e-11));
        for (var i = 0; i < 4; i++)
            Assert.That(covariance[i / 2, i % 2], Is.EqualTo(expected[i / 2, i % 2]).Within(1e-8 * expected[0, 0]));
    }

    [Test]
    public void Only_a_ratio_that_is_determined_leaves_both_undetermined_and_the_third_determined()
    {
        // ln T and ln S enter only as their difference; the third unknown enters by itself.
        var j = Design(50, 10, 7);
        var difference = Design(50, 1, 8) * Matrix<double>.Build.DenseOfArray(new double[,] { { 1, -1 } });
        var third = Design(50, 1, 9);
        var covariance = GaussNewtonCovariance.OfLast(Gram(j.Append(difference).Append(third)), 13, 10);
        var alone = GaussNewtonCovariance.OfLast(Gram(j.Append(difference.SubMatrix(0, 50, 0, 1)).Append(third)), 12, 11);
        Assert.That(covariance.StandardDeviation(0), Is.Null);
        Assert.That(covariance.StandardDeviation(1), Is.Null);
        Assert.That(covariance[0, 0], Is.EqualTo(double.PositiveInfinity));
        Assert.That(covariance.StandardDeviation(2), Is.EqualTo(alone.StandardDeviation(0)).Within(1e-9));
    }

    [Test]
    public void What_the_weights_can_imitate_is_undetermined()
    {
        var j = Design(80, 30, 11);
        var imitated = j * Design(30, 1, 12);
        var covariance = GaussNewtonCovariance.OfLast(Gram(j.Append(imitated).Append(Design(80, 1, 13))), 32, 30);
        Assert.That(covariance.StandardDeviation(0), Is.Null);
        Assert.That(covariance.StandardDeviation(1), Is.Not.Null);
    }

    [Test]
    public void What_nothing_depends_on_is_undetermined()
    {
        var covariance = GaussNewtonCovariance.OfLast([4, 0, 0, 0], 2, 0);
        Assert.That(covariance.StandardDeviation(0), Is.EqualTo(0.5).Within(1e-15));
        Assert.That(covariance.StandardDeviation(1), Is.Null);
    }

    [Test]
    public void Non_finite_and_indefinite_matrices_leave_everything_undetermined()
    {
        Assert.That(GaussNewtonCovariance.OfLast([1, 0, double.NaN, 1], 2, 0).StandardDeviation(0), Is.Null);
        Assert.That(GaussNewtonCovariance.OfLast([double.NaN, 0, 0, 1], 2, 1).StandardDeviation(0), Is.Null);
        Assert.That(GaussNewtonCovariance.OfLast([-1, 0, 0, 1], 2, 1).StandardDeviation(0), Is.Null);
    }

    [Test]
    public void The_interval_is_1_96_standard_deviations_each_way()
    {
        var (lower, upper) = GaussNewtonCovariance.Interval95(10, 2);
        Assert.That((lower + upper) / 2, Is.EqualTo(10).Within(1e-14));
        Assert.That(upper - lower, Is.EqualTo(4 * 1.959963984540054).Within(1e-14));
        Assert.That(GaussNewtonCovariance.Interval95(10, null), Is.EqualTo((double.NegativeInfinity, double.PositiveInfinity)));
        Assert.That(GaussNewtonCovariance.NoiseVariance(6, 5, 5), Is.Null);
    }

    [Test]
    public void Wrong_lengths_are_refused()
    {
        Assert.That(() => GaussNewtonCovariance.OfLast(new double[5], 2, 0), Throws.ArgumentException);
        Assert.That(() => GaussNewtonCovariance.OfLast(new double[4], 2, 3), Throws.ArgumentException);
    }
}

/// <summary>What equations say when a network cannot quite follow the solution: no knowledge of the parameters.</summary>
public sealed class DataCovarianceTests
{
    private const double Sigma = 0.1, Weight = 1e6;

    /// <summary>u = w₁·1 + w₂·x "solves" u = p·x up to a part ε that no w reaches; data measure u at five x with σ.</summary>
    private static FunctionLeastSquares Problem(double missed) => new(
        new ParameterLayout(("weights", 2), ("unknowns", 1)), new ResidualLayout([("equation", 3), ("data", 5)]),
        theta => [Weight * theta[0], Weight * (theta[1] - theta[2]), Weight * missed * (theta[2] - 1),
            .. Enumerable.Range(1, 5).Select(x => (theta[0] + theta[1] * x - x) / Sigma)],
        _ =>
        {
            var j = new double[8, 3];
            (j[0, 0], j[1, 1], j[1, 2], j[2, 2]) = (Weight, Weight, -Weight, Weight * missed);
            for (var i = 0; i < 5; i++) (j[3 + i, 0], j[3 + i, 1]) = (1 / Sigma, (i + 1) / Sigma);
            return j;
        });

    [TestCase(0), TestCase(1e-3), TestCase(0.3)]
    public void What_the_network_misses_does_not_count(double missed)
    {
        var problem = Problem(missed);
        double[] theta = [0, 1, 1], gram = new double[9];
        problem.NormalEquations(theta, gram, new double[3]);
        var expected = Sigma / Math.Sqrt(55); // Σ x²
        Assert.That(GaussNewtonCovariance.OfData(problem, theta, gram, 2, t => t.Name == "data").StandardDeviation(0), Is.EqualTo(expected).Within(1e-4 * expected));
        if (missed > 0) Assert.That(GaussNewtonCovariance.OfLast(gram, 3, 2).StandardDeviation(0), Is.LessThan(0.9 * expected), "as it would seem");
    }

    [TestCase(0), TestCase(1e-3), TestCase(0.3)]
    public void Nor_does_it_for_values_of_the_solution(double missed)
    {
        var problem = Problem(missed);
        double[] theta = [0, 1, 1], gram = new double[9];
        problem.NormalEquations(theta, gram, new double[3]);
        var data = new FunctionLeastSquares(problem.Parameters, new ResidualLayout([("data", 5)]), Data, _ => DataRows());
        var found = FunctionalDeviations.OfData(data, theta, gram, 2).Of([1, 2, 0, 0, 0, 1]);
        var expected = Sigma / Math.Sqrt(55);
        Assert.That(found[0], Is.EqualTo(2 * expected).Within(1e-4 * expected), "u(2)");
        Assert.That(found[1], Is.EqualTo(expected).Within(1e-4 * expected), "p");
        if (missed > 0) Assert.That(FunctionalDeviations.OfAll(gram, 3).Of([1, 2, 0])[0], Is.LessThan(0.9 * 2 * expected), "as it would seem");

        static double[] Data(double[] w) => [.. Enumerable.Range(1, 5).Select(x => (w[0] + w[1] * x - x) / Sigma)];
        static double[,] DataRows()
        {
            var j = new double[5, 3];
            for (var i = 0; i < 5; i++) (j[i, 0], j[i, 1]) = (1 / Sigma, (i + 1) / Sigma);
            return j;
        }
    }

    [Test]
    public void Without_equations_values_are_as_uncertain_as_all_residuals_say()
    {
        var j = Matrix<double>.Build.Dense(30, 6, (i, k) => Math.Sin(1 + 3 * i * (k + 1) + k * k));
        var problem = new FunctionLeastSquares(6, 30, theta => (j * Vector<double>.Build.Dense(theta)).ToArray(), _ => j.ToArray());
        double[] theta = [1, 2, 3, 4, 5, 6], gram = new double[36], g = [1, -2, 0.5, 3, 1, -1];
        problem.NormalEquations(theta, gram, new double[6]);
        var expected = FunctionalDeviations.OfAll(gram, 6).Of(g)[0];
        Assert.That(FunctionalDeviations.OfData(problem, theta, gram, 4).Of(g)[0], Is.EqualTo(expected).Within(1e-9 * expected));
    }

    [Test]
    public void Where_the_data_say_nothing_equations_count()
    {
        var problem = Problem(0.5);
        double[] theta = [0, 1, 1], gram = new double[9];
        problem.NormalEquations(theta, gram, new double[3]);
        Assert.That(GaussNewtonCovariance.OfData(problem, theta, gram, 2, _ => false).StandardDeviation(0), Is.EqualTo(GaussNewtonCovariance.OfLast(gram, 3, 2).StandardDeviation(0)));
    }

    [Test]
    public void Without_equations_it_is_the_covariance_of_all()
    {
        var j = Matrix<double>.Build.Dense(30, 6, (i, k) => Math.Sin(1 + 3 * i * (k + 1) + k * k));
        var problem = new FunctionLeastSquares(6, 30, theta => (j * Vector<double>.Build.Dense(theta)).ToArray(), _ => j.ToArray());
        double[] theta = [1, 2, 3, 4, 5, 6], gram = new double[36];
        problem.NormalEquations(theta, gram, new double[6]);
        var (found, expected) = (GaussNewtonCovariance.OfData(problem, theta, gram, 4, _ => true), GaussNewtonCovariance.OfLast(gram, 6, 4));
        for (var a = 0; a < 2; a++)
            for (var b = 0; b < 2; b++)
                Assert.That(found[a, b], Is.EqualTo(expected[a, b]).Within(1e-10 * expected[a, a]));
    }
}
