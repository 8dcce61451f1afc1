using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion.Tests;

public sealed class GramMatrixTests
{
    /// <summary>A problem that keeps its Gram matrix elsewhere: how often it was filled, and which are not yet disposed.</summary>
    private sealed class Elsewhere(ILeastSquares inner) : ILeastSquares
    {
        public List<ILeastSquares> Filled { get; init; } = [];
        public List<IGramMatrix> Alive { get; init; } = [];
        public ParameterLayout Parameters => inner.Parameters;
        public ResidualLayout Residuals => inner.Residuals;
        public double Residual(ReadOnlySpan<double> theta, Span<double> residual) => inner.Residual(theta, residual);
        public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient) => inner.Gradient(theta, gradient);
        public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => inner.Multiply(theta, v, product);
        public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product) => inner.MultiplyTransposed(theta, w, product);
        public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient) => throw new InvalidOperationException("The matrix does not come to the host.");
        public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows) => inner.Rows(theta, first, count, rows);

        public IGramMatrix CreateGram(int threads, IGramMatrix? former)
        {
            var gram = new Matrix(this, new HostGram(inner, threads, null));
            Alive.Add(gram);
            return gram;
        }

        private sealed class Matrix(Elsewhere problem, IGramMatrix kept) : IGramMatrix
        {
            public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient)
            {
                problem.Filled.Add(problem);
                return kept.Evaluate(theta, gradient);
            }

            public void Diagonal(Span<double> diagonal) => kept.Diagonal(diagonal);
            public bool Factor(double mu, ReadOnlySpan<double> scaling) => kept.Factor(mu, scaling);
            public void Solve(Span<double> b) => kept.Solve(b);
            public void Dispose() => Assert.That(problem.Alive.Remove(this), Is.True, "disposed once");
        }
    }

    private static readonly double[,] Tall = { { 1, 2, 0 }, { -3, 1, 1 }, { 0.5, 0, 4 }, { 2, 2, -1 } };

    [Test]
    public void A_matrix_is_factored_and_solved_with_its_damping_and_stays_as_it_is()
    {
        var j = Matrix<double>.Build.DenseOfArray(Tall);
        var problem = new FunctionLeastSquares(3, 4, t => [.. j * Vector<double>.Build.Dense(t) + 1], _ => Tall);
        var gram = ((ILeastSquares)problem).CreateGram(1, null);
        double[] theta = [1, -2, 0.5], gradient = new double[3], diagonal = new double[3], d = [1, 10, 0.1];
        var r = j * Vector<double>.Build.Dense(theta) + 1;
        Assert.That(gram.Evaluate(theta, gradient), Is.EqualTo(r * r / 2).Within(1e-14));
        Assert.That(Vector<double>.Build.Dense(gradient) - j.TransposeThisAndMultiply(r), Has.All.EqualTo(0).Within(1e-13));
        gram.Diagonal(diagonal);
        foreach (var mu in new[] { 0, 2.5, 0.3 })
        {
            var damped = j.TransposeThisAndMultiply(j) + mu * Matrix<double>.Build.DenseOfDiagonalArray(d);
            double[] b = [3, 1, 2];
            Assert.That(gram.Factor(mu, d), Is.True);
            gram.Solve(b);
            Assert.That(Vector<double>.Build.Dense(b) - damped.Solve(Vector<double>.Build.Dense([3, 1, 2])), Has.All.EqualTo(0).Within(1e-13), $"{mu}");
            for (var i = 0; i < 3; i++) Assert.That(damped[i, i] - mu * d[i], Is.EqualTo(diagonal[i]).Within(1e-13));
        }
    }

    [Test]
    public void A_matrix_that_is_singular_or_not_finite_has_no_factors()
    {
        var level = new FunctionLeastSquares(2, 1, t => [t[0]], t => new[,] { { t[0], 0 } });
        var gram = ((ILeastSquares)level).CreateGram(1, null);
        gram.Evaluate([1, 1], new double[2]);
        Assert.That((gram.Factor(0, [1, 1]), gram.Factor(1, [1, 1])), Is.EqualTo((false, true)));
        gram.Evaluate([double.NaN, 1], new double[2]);
        Assert.That(gram.Factor(1, [1, 1]), Is.False);
    }

    [Test]
    public void A_matrix_takes_over_the_room_of_one_of_the_same_size_and_nothing_else()
    {
        ILeastSquares problem = TestProblem.Beale.Problem;
        var former = problem.CreateGram(1, null);
        former.Evaluate([2, 2], new double[2]);
        var (gram, diagonal, afresh) = (TestProblem.Rosenbrock.Problem.CreateGram(1, former), new double[2], new double[2]);
        gram.Evaluate([-1.2, 1], new double[2]);
        gram.Diagonal(diagonal);
        former.Diagonal(afresh);
        Assert.That(diagonal[1], Is.EqualTo(100).Within(1e-10));
        Assert.That(afresh, Is.EqualTo(diagonal), "the same room");
        var other = TestProblem.HelicalValley.Problem.CreateGram(1, gram);
        other.Evaluate(TestProblem.HelicalValley.Start, new double[3]);
        gram.Diagonal(afresh);
        Assert.That(afresh, Is.EqualTo(diagonal), "another size has its own");
    }

    [Test]
    public void With_a_matrix_kept_elsewhere_the_states_are_those_of_the_host_and_one_matrix_lives()
    {
        var first = new Elsewhere(TestProblem.Rosenbrock.Problem);
        var second = new Elsewhere(TestProblem.Analytic(2, 2, t => [9 * (t[1] - t[0] * t[0]), 1.1 - t[0]])) { Filled = first.Filled, Alive = first.Alive };
        var method = new LevenbergMarquardt();
        byte[][] Run(ILeastSquares a, ILeastSquares b)
        {
            var old = method.Minimize(a, TestProblem.Rosenbrock.Start, 4);
            var rebased = method.Rebase(b, old);
            var after = method.Step(b, method.Step(b, rebased));
            // The old state is still one of the problem as it was, whose matrix is gone.
            var again = method.Step(a, old);
            return [.. new[] { old, rebased, after, again, method.Step(b, after) }.Select(OptimizerContract.Bytes)];
        }
        var kept = Run(first, second);
        Assert.That(kept, Is.EqualTo(Run(TestProblem.Rosenbrock.Problem, TestProblem.Analytic(2, 2, t => [9 * (t[1] - t[0] * t[0]), 1.1 - t[0]]))));
        Assert.That(first.Alive, Has.Count.EqualTo(1));
        // Start and four steps; the new problem and two steps; the old problem at its state and one step; the new one likewise.
        Assert.That(first.Filled.Select(p => ReferenceEquals(p, second)), Is.EqualTo(new[] { false, false, false, false, false, true, true, true, false, false, true, true }));
    }
}
