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
        Accumulate(panel, n, rows, stride, gram, threads: 2);
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
        {
            var expected = start[i * n + j];
            for (var k = 0; k < rows && j <= i; k++) expected += panel[i * stride + k] * panel[j * stride + k];
            Assert.That(gram[i * n + j], Is.EqualTo(expected).Within(j <= i ? 1e-15 * (rows + 1) : 0), $"({i}, {j})");
        }
    }

    [Test]
    public void Rows_packed_in_parts_and_in_any_order_are_the_same_rows()
    {
        const int n = 50, rows = 230, stride = 256;
        var panel = TestData.Uniform(n * stride, seed: 3);
        double[] whole = new double[n * n], parts = new double[n * n];
        Accumulate(panel, n, rows, stride, whole, 1);
        var gram = new Gram(n, 1000);
        gram.Pack(panel.AsSpan(101), stride, 101, rows - 101);
        gram.Pack(panel, stride, 0, 101);
        gram.Accumulate(rows, parts);
        Assert.That(parts, Is.EqualTo(whole));
        gram.Accumulate(rows, parts);
        for (var i = 0; i < whole.Length; i++) Assert.That(parts[i], Is.EqualTo(2 * whole[i]).Within(1e-12));
    }

    [TestCase(130, 200)]
    [TestCase(487, 513)]
    public void Gram_does_not_depend_on_the_number_of_threads(int n, int rows)
    {
        var stride = (rows + 63) / 64 * 64;
        var panel = TestData.Uniform(n * stride, seed: 4);
        var one = new double[n * n];
        Accumulate(panel, n, rows, stride, one, threads: 1);
        foreach (var threads in new[] { 2, 3, 5 })
        {
            var many = new double[n * n];
            Accumulate(panel, n, rows, stride, many, threads);
            Assert.That(many, Is.EqualTo(one), $"{threads} threads");
        }
    }

    [Test]
    public void Short_spans_and_too_many_rows_are_refused()
    {
        var gram = new Gram(2, 64);
        Assert.That(() => gram.Pack(new double[127], 64, 0, 64), Throws.ArgumentException.With.Message.Contains("needs 128 entries, not 127"));
        Assert.That(() => gram.Pack(new double[128], 63, 0, 64), Throws.ArgumentException.With.Message.Contains("less than the number of rows, 64"));
        Assert.That(() => gram.Pack(new double[128], 64, 1, 64), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => gram.Accumulate(64, new double[3]), Throws.ArgumentException.With.Message.Contains("needs 4 entries, not 3"));
        Assert.That(() => gram.Accumulate(65, new double[4]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void Accumulate(double[] panel, int n, int rows, int stride, double[] result, int threads)
    {
        var gram = new Gram(n, rows);
        gram.Pack(panel, stride, 0, rows);
        gram.Accumulate(rows, result, threads);
    }
}
