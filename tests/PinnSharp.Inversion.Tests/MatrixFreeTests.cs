using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion.Tests;

public sealed class MatrixFreeTests
{
    /// <summary>r = Jθ − b with singular values of J over three decades.</summary>
    private static (FunctionLeastSquares Problem, double[,] J) Linear(int m, int n, int seed)
    {
        var random = new Random(seed);
        var j = new double[m, n];
        var b = new double[m];
        for (var i = 0; i < m; i++)
        {
            b[i] = random.NextDouble() - 0.5;
            for (var k = 0; k < n; k++) j[i, k] = (random.NextDouble() - 0.5) * Math.Pow(10, 3.0 * k / n);
        }
        return (new FunctionLeastSquares(n, m, t => [.. Enumerable.Range(0, m).Select(i => Enumerable.Range(0, n).Sum(k => j[i, k] * t[k]) - b[i])], _ => j), j);
    }

    [Test]
    public void Conjugate_gradients_solve_the_damped_equations_to_the_forcing_term([Values(0.1, 1e-3, 1e-10)] double forcing)
    {
        var (problem, j) = Linear(60, 25, 1);
        double[] theta = new double[25], x = new double[25], d = [.. Enumerable.Range(1, 25).Select(i => (double)i)];
        double[] b = [.. Enumerable.Range(0, 25).Select(i => Math.Cos(i))], left = [.. b];
        var products = ConjugateGradients.Solve(problem, theta, left, 0.5, d, forcing, 200, x);
        var matrix = Matrix<double>.Build.DenseOfArray(j);
        var residual = Vector<double>.Build.Dense(b) - (matrix.TransposeThisAndMultiply(matrix) + 0.5 * Matrix<double>.Build.DenseOfDiagonalArray(d)) * Vector<double>.Build.Dense(x);
        double Norm(IEnumerable<double> v) => Math.Sqrt(v.Zip(d, (a, s) => a * a / s).Sum());
        Assert.That(Norm(residual), Is.LessThanOrEqualTo(1.01 * forcing * Norm(b)));
        Assert.That(products, Is.GreaterThan(2).And.LessThan(200));
        for (var i = 0; i < 25; i++) Assert.That(left[i], Is.EqualTo(residual[i]).Within(1e-8));
    }

    [Test]
    public void The_diagonal_is_estimated_without_bias_and_with_the_stated_variance()
    {
        var (problem, j) = Linear(60, 25, 2);
        double[] theta = new double[25], estimate = new double[25], again = new double[25];
        ConjugateGradients.EstimateDiagonal(problem, theta, 4096, 1, estimate);
        for (var k = 0; k < 25; k++)
            Assert.That(estimate[k], Is.EqualTo(Enumerable.Range(0, 60).Sum(i => j[i, k] * j[i, k])).Within(4 * 100 * Math.Sqrt(2.0 / 4096)).Percent);
        ConjugateGradients.EstimateDiagonal(problem, theta, 4096, 2, again);
        Assert.That(again, Is.Not.EqualTo(estimate), "another seed");
    }

    [Test]
    public void The_forcing_term_follows_the_gradient()
    {
        var method = new GaussNewtonConjugateGradient();
        Assert.That(method.Forcing(1, double.NaN), Is.EqualTo(method.LargestForcing));
        Assert.That(method.Forcing(1e-2, 1), Is.EqualTo(Math.Max(method.LeastForcing, 0.9e-4)).Within(1e-15));
        Assert.That(method.Forcing(5, 1), Is.EqualTo(method.LargestForcing));
        Assert.That(method.Forcing(1e-9, 1), Is.EqualTo(method.LeastForcing));
    }

    [Test]
    public void With_exact_solves_its_steps_are_those_of_Levenberg_Marquardt()
    {
        var problem = TestProblem.HelicalValley;
        var matrix = new LevenbergMarquardt { AccelerationLimit = 0, InitialDamping = 0.5 };
        var free = new GaussNewtonConjugateGradient { LargestForcing = 1e-14, LeastForcing = 1e-14, Probes = 4000, InitialDamping = 0.5 };
        var (a, b) = (matrix.Minimize(problem.Problem, problem.Start, 1), free.Minimize(problem.Problem, problem.Start, 1));
        // The same but for D, of which 4,000 probes know each entry to 2 %.
        for (var i = 0; i < 3; i++) Assert.That(b.Parameters[i] - problem.Start[i], Is.EqualTo(a.Parameters[i] - problem.Start[i]).Within(0.03));
    }

    [Test]
    public void Covariance_by_conjugate_gradients_is_that_of_the_matrix([Values(20, 24, 25)] int first)
    {
        var (problem, j) = Linear(60, 25, 3);
        var theta = new double[25];
        var matrix = Matrix<double>.Build.DenseOfArray(j);
        var gram = matrix.TransposeThisAndMultiply(matrix).ToColumnMajorArray();
        var dense = GaussNewtonCovariance.OfLast(gram, 25, first, 1.7);
        var free = GaussNewtonCovariance.ByConjugateGradients(problem, theta, first, 1.7, tolerance: 1e-12);
        Assert.That(free.Count, Is.EqualTo(25 - first));
        for (var a = 0; a < free.Count; a++)
            for (var b = 0; b < free.Count; b++)
                Assert.That(free[a, b], Is.EqualTo(dense[a, b]).Within(1e-7 * Math.Sqrt(dense[a, a] * dense[b, b])));
    }

    [Test]
    public void Stopped_early_nothing_is_claimed_and_what_others_imitate_is_undetermined()
    {
        var (problem, j) = Linear(60, 25, 4);
        Assert.That(GaussNewtonCovariance.ByConjugateGradients(problem, new double[25], 24, iterations: 2).StandardDeviation(0), Is.Null);
        var imitated = new FunctionLeastSquares(26, 60, t => new double[60], _ =>
        {
            var wider = new double[60, 26];
            for (var i = 0; i < 60; i++)
                for (var k = 0; k < 26; k++) wider[i, k] = k < 25 ? j[i, k] : j[i, 3] - 2 * j[i, 7];
            return wider;
        });
        Assert.That(GaussNewtonCovariance.ByConjugateGradients(imitated, new double[26], 25).StandardDeviation(0), Is.Null);
    }
}
