namespace PinnSharp.Numerics.Tests;

/// <summary>The block kernels against three nested loops, at sizes that fill register tiles and at sizes that do not.</summary>
[TestFixture]
internal sealed class BlockProductTests
{
    private const int Lanes = BlockProduct.Lanes;
    private static readonly int[] Sizes = [1, 2, 3, 5, 7, 8, 52];

    private static IEnumerable<(int Rows, int Columns, int Channels)> Shapes() =>
        from rows in Sizes
        from columns in Sizes
        from channels in new[] { 1, 4, 15 }
        where rows * columns * channels <= 52 * 52 * 4
        select (rows, columns, channels);

    [TestCaseSource(nameof(Shapes))]
    public void Products_agree_with_plain_loops((int Rows, int Columns, int Channels) shape)
    {
        var (rows, columns, channels) = shape;
        double[] w = Numbers(rows * columns, 1), bias = Numbers(rows, 2), a = Numbers(channels * columns * Lanes, 3);
        var z = Numbers(channels * rows * Lanes, 4);
        var product = new double[z.Length];
        var transposed = new double[a.Length];
        for (var c = 0; c < channels; c++)
            for (var r = 0; r < rows; r++)
                for (var k = 0; k < columns; k++)
                    for (var p = 0; p < Lanes; p++)
                    {
                        product[(c * rows + r) * Lanes + p] += w[r * columns + k] * a[(c * columns + k) * Lanes + p];
                        transposed[(c * columns + k) * Lanes + p] += w[r * columns + k] * z[(c * rows + r) * Lanes + p];
                    }

        var result = Enumerable.Repeat(double.NaN, z.Length).ToArray();
        BlockProduct.Multiply(w, bias, a, result, rows, columns, channels);
        AssertClose(result, [.. product.Select((x, i) => i < rows * Lanes ? x + bias[i / Lanes] : x)], "with bias");
        BlockProduct.Multiply(w, [], a, result, rows, columns, channels);
        AssertClose(result, product, "without bias");
        z.CopyTo(result, 0);
        BlockProduct.MultiplyAdd(w, a, result, rows, columns, channels);
        AssertClose(result, [.. product.Zip(z, (x, y) => x + y)], "added");
        result = Enumerable.Repeat(double.NaN, a.Length).ToArray();
        BlockProduct.MultiplyTransposed(w, z, result, rows, columns, channels);
        AssertClose(result, transposed, "transposed");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Weight_gradients_agree_with_plain_loops((int Rows, int Columns, int Channels) shape)
    {
        const int stride = 2 * Lanes;
        var (rows, columns, channels) = shape;
        double[] a = Numbers(channels * columns * Lanes, 3), z = Numbers(channels * rows * Lanes, 4), start = Numbers(rows * columns, 5);
        var points = new double[rows * columns * Lanes];
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < points.Length; i++)
            {
                var (r, k, p) = (i / Lanes / columns, i / Lanes % columns, i % Lanes);
                points[i] += z[(c * rows + r) * Lanes + p] * a[(c * columns + k) * Lanes + p];
            }

        var gradient = (double[])start.Clone();
        BlockOuter.Accumulate(z, a, gradient, rows, columns, channels);
        AssertClose(gradient, [.. start.Select((x, w) => x + points.AsSpan(w * Lanes, Lanes).ToArray().Sum())], "summed");

        var panel = Enumerable.Repeat(double.NaN, rows * columns * stride).ToArray();
        BlockOuter.Rows(z, a, panel, stride, rows, columns, channels);
        AssertClose([.. panel.Where((_, i) => i % stride < Lanes)], points, "by point");
        Assert.That(panel.Where((_, i) => i % stride >= Lanes).All(double.IsNaN));
    }

    [Test]
    public void Short_spans_are_refused()
    {
        var few = new double[Lanes];
        Assert.Multiple(() =>
        {
            Assert.That(() => BlockProduct.Multiply(few, [], few, few, 2, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("z"));
            Assert.That(() => BlockProduct.Multiply(few, [], few, few, 1, 2, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("a"));
            Assert.That(() => BlockProduct.Multiply([], [], few, few, 1, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("weights"));
            Assert.That(() => BlockOuter.Accumulate(few, few, [], 1, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("gradient"));
            Assert.That(() => BlockOuter.Rows(few, few, few, 63, 1, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("panel"));
            Assert.That(() => BlockFunctions.Tanh(few, few.AsSpan(1)), Throws.ArgumentException);
        });
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }

    private static void AssertClose(double[] actual, double[] expected, string what)
    {
        var worst = actual.Zip(expected, (x, y) => double.IsNaN(x) ? double.PositiveInfinity : Math.Abs(x - y)).Max();
        Assert.That(worst, Is.LessThan(1e-12), what);
    }
}
