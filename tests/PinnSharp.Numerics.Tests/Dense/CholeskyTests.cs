namespace PinnSharp.Numerics.Tests.Dense;

public sealed class CholeskyTests
{
    [Test]
    public void Factor_times_its_transpose_is_the_matrix([Values(1, 2, 3, 7, 8, 24, 25, 64, 65, 96, 97, 130, 193, 300)] int n)
    {
        var a = TestData.PositiveDefinite(n, shift: 0.01, seed: 1);
        var l = (double[])a.Clone();
        Assert.That(Cholesky.Factor(l, n, threads: 2), Is.True);
        double error = 0, norm = 0;
        for (var i = 0; i < n; i++)
        for (var j = 0; j <= i; j++)
        {
            var sum = 0.0;
            for (var k = 0; k <= j; k++) sum += l[i * n + k] * l[j * n + k];
            var weight = i == j ? 1 : 2;
            error += weight * (sum - a[i * n + j]) * (sum - a[i * n + j]);
            norm += weight * a[i * n + j] * a[i * n + j];
        }
        Assert.That(Math.Sqrt(error / norm), Is.LessThanOrEqualTo(1e-15 * n));
        Assert.That(Enumerable.Range(0, n).All(i => l[i * n + i] > 0));
        Assert.That(Enumerable.Range(0, n * n).Where(e => e % n > e / n).All(e => double.IsNaN(l[e])), "the upper triangle was touched");
    }

    [Test]
    public void An_ill_conditioned_matrix_is_factored_backward_stably()
    {
        // The Hilbert matrix of order 12 has condition 1.7e16: explicit inverses of diagonal blocks would not reproduce it.
        const int n = 12;
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            a[i * n + j] = 1.0 / (i + j + 1);
        var l = (double[])a.Clone();
        Assert.That(Cholesky.Factor(l, n), Is.True);
        for (var i = 0; i < n; i++)
        for (var j = 0; j <= i; j++)
        {
            var sum = 0.0;
            for (var k = 0; k <= j; k++) sum += l[i * n + k] * l[j * n + k];
            Assert.That(sum, Is.EqualTo(a[i * n + j]).Within(4e-16));
        }
    }

    [TestCase(1, 1)]
    [TestCase(7, 3)]
    [TestCase(130, 1)]
    [TestCase(211, 5)]
    public void Solve_leaves_a_small_residual(int n, int count)
    {
        var a = TestData.PositiveDefinite(n, shift: 1, seed: 2);
        var l = (double[])a.Clone();
        var b = TestData.Uniform(count * n, seed: 3);
        var x = (double[])b.Clone();
        Assert.That(Cholesky.Factor(l, n, threads: 2), Is.True);
        Cholesky.Solve(l, n, x, threads: 2);
        for (var c = 0; c < count; c++)
        for (var i = 0; i < n; i++)
        {
            double sum = 0, scale = 0;
            for (var j = 0; j < n; j++)
            {
                var term = a[Math.Max(i, j) * n + Math.Min(i, j)] * x[c * n + j];
                sum += term;
                scale += Math.Abs(term);
            }
            Assert.That(sum, Is.EqualTo(b[c * n + i]).Within(1e-15 * n * scale + 1e-15));
        }
    }

    [Test]
    public void Trailing_block_is_the_factor_of_the_Schur_complement()
    {
        const int n = 60, unknowns = 3;
        var a = TestData.PositiveDefinite(n, shift: 1, seed: 4);
        var l = (double[])a.Clone();
        Assert.That(Cholesky.Factor(l, n), Is.True);
        // (A⁻¹)₂₂ = (L₂₂L₂₂ᵀ)⁻¹: solve for unit vectors of the unknowns and compare.
        var inverse = new double[unknowns * n];
        for (var u = 0; u < unknowns; u++) inverse[u * n + n - unknowns + u] = 1;
        Cholesky.Solve(l, n, inverse);
        var l22 = new double[unknowns * unknowns];
        for (var i = 0; i < unknowns; i++)
        for (var j = 0; j <= i; j++)
            l22[i * unknowns + j] = l[(n - unknowns + i) * n + n - unknowns + j];
        var block = new double[unknowns * unknowns];
        for (var u = 0; u < unknowns; u++) block[u * unknowns + u] = 1;
        Cholesky.Solve(l22, unknowns, block);
        for (var i = 0; i < unknowns; i++)
        for (var j = 0; j < unknowns; j++)
            Assert.That(block[i * unknowns + j], Is.EqualTo(inverse[i * n + n - unknowns + j]).Within(1e-12));
    }

    [Test]
    public void A_matrix_that_is_not_positive_definite_gives_false(
        [Values(1, 8, 65, 200)] int n, [Values(0.0, -1.0, double.NaN, double.PositiveInfinity)] double pivot, [Values(0.0, 0.5, 1.0)] double where,
        [Values(1, 2)] int threads)
    {
        var a = TestData.PositiveDefinite(n, shift: 1, seed: 5);
        var i = (int)((n - 1) * where);
        a[i * n + i] = pivot;
        Assert.That(Cholesky.Factor(a, n, threads), Is.False);
    }

    [Test]
    public void A_NaN_anywhere_in_the_lower_triangle_gives_false([Values(1, 30, 150, 199)] int i)
    {
        const int n = 200;
        for (var j = 0; j <= i; j += 29)
        {
            var a = TestData.PositiveDefinite(n, shift: 1, seed: 6);
            a[i * n + j] = double.NaN;
            Assert.That(Cholesky.Factor(a, n, threads: 2), Is.False, $"({i}, {j})");
        }
    }

    [TestCase(130)]
    [TestCase(487)]
    public void Factor_does_not_depend_on_the_number_of_threads(int n)
    {
        var a = TestData.PositiveDefinite(n, shift: 1, seed: 7);
        var one = (double[])a.Clone();
        Assert.That(Cholesky.Factor(one, n, threads: 1), Is.True);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            var many = (double[])a.Clone();
            Assert.That(Cholesky.Factor(many, n, threads), Is.True);
            Assert.That(many, Is.EqualTo(one), $"{threads} threads");
        }
    }

    [Test]
    public void Misfitting_spans_are_refused()
    {
        Assert.That(() => Cholesky.Factor(new double[3], 2), Throws.ArgumentException.With.Message.Contains("needs 4 entries, not 3"));
        Assert.That(() => Cholesky.Solve(new double[4], 2, new double[3]), Throws.ArgumentException.With.Message.Contains("no multiple of 2"));
    }
}
