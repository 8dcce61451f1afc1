using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion.Tests;

/// <summary>The count of determined directions, and the deviations of functionals, against closed forms of linear problems.</summary>
public sealed class MarginalLikelihoodTests
{
    private const int N = 12, First = 4, K = 5;

    private static readonly ParameterLayout Layout = new(("before", First), ("k", K), ("behind", N - First - K));

    private static Matrix<double> Design(int m, int n, ulong s) => Matrix<double>.Build.Dense(m, n, (_, _) =>
    {
        s = s * 6364136223846793005 + 1442695040888963407;
        return (s >> 11) * (2.0 / (1UL << 53)) - 1;
    });

    private static double[] RowMajor(Matrix<double> symmetric) => symmetric.ToColumnMajorArray();

    private static Matrix<double> Prior(double strength)
    {
        var r = Design(7, K, 5) * strength;
        return r.TransposeThisAndMultiply(r);
    }

    private static Matrix<double> With(Matrix<double> data, Matrix<double> prior)
    {
        var h = data.Clone();
        h.SetSubMatrix(First, First, data.SubMatrix(First, K, First, K) + prior);
        return h;
    }

    [TestCase(1e-3), TestCase(1), TestCase(30)]
    public void Determined_directions_are_the_trace_of_the_data_s_share(double strength)
    {
        var j = Design(40, N, 3);
        var (data, prior) = (j.TransposeThisAndMultiply(j), Prior(strength));
        var h = With(data, prior);
        // tr((H⁻¹)_kk S), with S the Schur complement of the data alone.
        var rest = Enumerable.Range(0, N).Where(i => i < First || i >= First + K).ToArray();
        var a = Matrix<double>.Build.Dense(rest.Length, rest.Length, (x, y) => data[rest[x], rest[y]]);
        var b = Matrix<double>.Build.Dense(rest.Length, K, (x, y) => data[rest[x], First + y]);
        var schur = data.SubMatrix(First, K, First, K) - b.TransposeThisAndMultiply(a.Solve(b));
        var expected = ((schur + prior).Inverse() * schur).Trace();
        Assert.That(MarginalLikelihood.Of(RowMajor(h), N, Layout.Blocks[1], RowMajor(prior))!.DeterminedDirections(), Is.EqualTo(expected).Within(1e-8 * K));
        Assert.That(h.Inverse().SubMatrix(First, K, First, K).Multiply(prior).Trace() + expected, Is.EqualTo(K).Within(1e-10), "the rest is the prior's");
    }

    [Test]
    public void Directions_on_which_nothing_depends_do_not_count()
    {
        var j = Design(40, N, 3);
        j.SetColumn(First + 1, new double[40]);
        j.SetColumn(First + 3, j.Column(First).ToArray());
        var data = j.TransposeThisAndMultiply(j);
        Assert.That(MarginalLikelihood.Of(RowMajor(data), N, Layout.Blocks[1], new double[K * K])!.DeterminedDirections(), Is.EqualTo(K - 2).Within(1e-4), "to rounding over the ridge, 1e-16/1e-11");
    }

    [TestCase(0.01), TestCase(1.0), TestCase(50)]
    public void The_strength_is_at_the_maximum_of_the_marginal_likelihood(double present)
    {
        // y = θ + ε, θ ~ N(0, 1/γ²), σ = 1: the marginal likelihood is largest at 1/γ² = mean(y²) − 1. The first parameter is free and stands apart.
        const int n = 200;
        var y = Design(n, 1, 11).Column(0) * 6;
        var (gamma2, gram) = (present * present, Matrix<double>.Build.DenseIdentity(n + 1));
        for (var i = 1; i <= n; i++) gram[i, i] = 1 + gamma2;
        var theta = y / (1 + gamma2);
        var layout = new ParameterLayout(("free", 1), ("k", n));
        var likelihood = MarginalLikelihood.Of(RowMajor(gram), n + 1, layout.Blocks[1], RowMajor(Matrix<double>.Build.DenseIdentity(n) * gamma2))!;
        var factor = likelihood.StrengthFactor((gamma2 * theta).ToArray(), gamma2 * theta.DotProduct(theta), 0);
        Assert.That(Math.Pow(present * factor, -2), Is.EqualTo(y.DotProduct(y) / n - 1).Within(0.02 * (y.DotProduct(y) / n - 1)));
    }

    [TestCase(1), TestCase(1e9), TestCase(1e18)]
    public void Another_block_s_strength_changes_nothing(double other)
    {
        var j = Design(40, N, 3);
        var (data, prior) = (j.TransposeThisAndMultiply(j), Prior(1));
        for (var i = First + K; i < N; i++)
            for (var k = 0; k < First + K; k++) (data[i, k], data[k, i]) = (0, 0);
        var alone = MarginalLikelihood.Of(RowMajor(With(data, prior)), N, Layout.Blocks[1], RowMajor(prior), scales: Layout)!.DeterminedDirections();
        for (var i = First + K; i < N; i++)
            for (var k = First + K; k < N; k++) data[i, k] *= other;
        Assert.That(MarginalLikelihood.Of(RowMajor(With(data, prior)), N, Layout.Blocks[1], RowMajor(prior), scales: Layout)!.DeterminedDirections(), Is.EqualTo(alone).Within(1e-6));
    }

    [Test]
    public void Functionals_have_the_deviations_of_the_closed_form()
    {
        var j = Design(40, N, 3);
        var (h, g) = (j.TransposeThisAndMultiply(j), Design(3, N, 9));
        var expected = g * h.Inverse() * g.Transpose() * 2.5;
        var found = FunctionalDeviations.OfAll(RowMajor(h), N, 2.5).Of(g.Transpose().ToColumnMajorArray());
        for (var i = 0; i < 3; i++) Assert.That(found[i], Is.EqualTo(Math.Sqrt(expected[i, i])).Within(1e-9 * Math.Sqrt(expected[i, i])));
    }

    /// <summary>A ridge relative to the largest entry of all would hide what the residuals tell of the others.</summary>
    [Test]
    public void Parameters_of_other_orders_of_size_do_not_blur_a_deviation()
    {
        var j = Design(40, N, 3);
        j.SetColumn(N - 1, j.Column(N - 1) * 1e5);
        var (h, g) = (j.TransposeThisAndMultiply(j), new double[N]);
        g[0] = 1;
        // Scaled back, the closed form is to rounding.
        var scale = Matrix<double>.Build.DenseDiagonal(N, N, i => i == N - 1 ? 1e-5 : 1);
        var expected = Math.Sqrt((scale * h * scale).Inverse()[0, 0]);
        Assert.That(FunctionalDeviations.OfAll(RowMajor(h), N).Of(g)[0], Is.EqualTo(expected).Within(1e-9 * expected));
    }

    [Test]
    public void A_functional_of_what_is_open_has_a_large_deviation()
    {
        var j = Design(40, N, 3);
        j.SetColumn(2, new double[40]);
        var g = new double[2 * N];
        (g[1], g[N + 2]) = (1, 1);
        var found = FunctionalDeviations.OfAll(RowMajor(j.TransposeThisAndMultiply(j)), N).Of(g);
        Assert.That(found[0], Is.LessThan(1));
        Assert.That(found[1], Is.GreaterThan(1e4));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        Assert.That(() => MarginalLikelihood.Of(new double[9], N, Layout.Blocks[1], new double[4]), Throws.ArgumentException);
        Assert.That(() => FunctionalDeviations.OfAll(RowMajor(Matrix<double>.Build.DenseIdentity(3)), 3).Of(new double[4]), Throws.ArgumentException);
    }

    /// <summary>S and P with known eigenvectors (a rotation): μ = s/p, and p = 0 is free.</summary>
    [Test]
    public void The_spectrum_is_the_information_where_the_prior_is_white()
    {
        double[] s = [9, 2, 0.5, 3], p = [1, 4, 2, 0];
        var q = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Random(4, 4, 5).QR().Q;
        double[] Of(Func<int, double> values) => [.. Enumerable.Range(0, 16).Select(at => Enumerable.Range(0, 4).Sum(e => q[at / 4, e] * q[at % 4, e] * values(e)))];
        var likelihood = MarginalLikelihood.Of(Of(e => s[e] + p[e]), 4, new ParameterBlock("f", 0, 4), Of(e => p[e]))!;
        var spectrum = likelihood.Spectrum();
        Assert.That(spectrum[0], Is.EqualTo(double.PositiveInfinity));
        Assert.That(spectrum[1..], Is.EqualTo([9, 0.5, 0.25]).Within(1e-8));
        Assert.That(spectrum.Sum(mu => double.IsFinite(mu) ? mu / (1 + mu) : 1), Is.EqualTo(likelihood.DeterminedDirections()).Within(1e-6));
    }
}
