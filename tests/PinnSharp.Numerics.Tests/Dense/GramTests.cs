namespace PinnSharp.Numerics.Tests.Dense;

public sealed class GramTests
{
    [Test]
    public void Gram_is_the_panel_times_its_transpose(
        [Values(1, 2, 3, 7, 24, 64, 65, 130, 211)] int n, [Values(1, 2, 9, 63, 64, 161, 200)] int rows)
    {
        var stride = (rows + 63) / 64 * 64;
        var panel = TestData.Uniform(n * stride, seed: 1);
        for (var w = 0; w < n; w++) Array.Fill(panel, double.NaN, w * stride + rows, stride - rows);
        var start = TestData.Uniform(n * n, seed: 2);
        var gram = (double[])start.Clone();
        Gram.Accumulate(panel, n, rows, stride, gram, threads: 2);
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
        {
            var expected = start[i * n + j];
            for (var k = 0; k < rows && j <= i; k++) expected += panel[i * stride + k] * panel[j * stride + k];
            Assert.That(gram[i * n + j], Is.EqualTo(expected).Within(j <= i ? 1e-15 * (rows + 1) : 0), $"({i}, {j})");
        }
    }

    [Test]
    public void Many_rows_at_once_are_the_sum_of_their_parts()
    {
        const int n = 50, rows = 2500, stride = 2560;
        var panel = TestData.Uniform(n * stride, seed: 3);
        double[] whole = new double[n * n], parts = new double[n * n];
        Gram.Accumulate(panel, n, rows, stride, whole);
        Gram.Accumulate(panel, n, 1000, stride, parts);
        Gram.Accumulate(panel.AsSpan(1000), n, 1500, stride, parts);
        for (var i = 0; i < whole.Length; i++) Assert.That(parts[i], Is.EqualTo(whole[i]).Within(1e-12));
    }

    [TestCase(130, 200)]
    [TestCase(487, 513)]
    public void Gram_does_not_depend_on_the_number_of_threads(int n, int rows)
    {
        var stride = (rows + 63) / 64 * 64;
        var panel = TestData.Uniform(n * stride, seed: 4);
        var one = new double[n * n];
        Gram.Accumulate(panel, n, rows, stride, one, threads: 1);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            var many = new double[n * n];
            Gram.Accumulate(panel, n, rows, stride, many, threads);
            Assert.That(many, Is.EqualTo(one), $"{threads} threads");
        }
    }

    [TestCase(1, 1)]
    [TestCase(7, 63)]
    [TestCase(65, 200)]
    public void AddProduct_adds_the_panel_times_the_residual(int n, int rows)
    {
        var stride = (rows + 63) / 64 * 64;
        var panel = TestData.Uniform(n * stride, seed: 5);
        var residual = TestData.Uniform(rows, seed: 6);
        var start = TestData.Uniform(n, seed: 7);
        var gradient = (double[])start.Clone();
        Gram.AddProduct(panel, n, rows, stride, residual, gradient);
        for (var w = 0; w < n; w++)
        {
            var expected = start[w];
            for (var k = 0; k < rows; k++) expected += panel[w * stride + k] * residual[k];
            Assert.That(gradient[w], Is.EqualTo(expected).Within(1e-15 * (rows + 1)));
        }
    }

    [Test]
    public void Short_spans_are_refused()
    {
        Assert.That(() => Gram.Accumulate(new double[127], 2, 64, 64, new double[4]), Throws.ArgumentException.With.Message.Contains("needs 128 entries, not 127"));
        Assert.That(() => Gram.Accumulate(new double[128], 2, 64, 64, new double[3]), Throws.ArgumentException.With.Message.Contains("needs 4 entries, not 3"));
        Assert.That(() => Gram.Accumulate(new double[128], 2, 65, 64, new double[4]), Throws.ArgumentException.With.Message.Contains("less than the number of rows, 65"));
    }
}
