namespace PinnSharp.Numerics.Tests;

/// <summary>The block kernels against three nested loops, at sizes that fill register tiles and at sizes that do not.</summary>
[TestFixture]
internal sealed class BlockProductTests
{
    private const int Lanes = BlockProduct.Lanes, Part = BlockProduct.Part;
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
        double[] w = Numbers(rows * columns, 1), bias = Numbers(rows, 2), a = Numbers(channels * BlockProduct.Stride(columns), 3);
        var z = Numbers(channels * BlockProduct.Stride(rows), 4);
        double[] product = Nothing(z.Length), transposed = Nothing(a.Length), withBias = Nothing(z.Length), added = Nothing(z.Length);
        for (var c = 0; c < channels; c++)
            for (var p = 0; p < Part; p++)
            {
                for (var r = 0; r < rows; r++)
                {
                    var sum = Enumerable.Range(0, columns).Sum(k => w[r * columns + k] * a[At(columns, c, k, p)]);
                    product[At(rows, c, r, p)] = sum;
                    withBias[At(rows, c, r, p)] = c == 0 ? sum + bias[r] : sum;
                    added[At(rows, c, r, p)] = z[At(rows, c, r, p)] + sum;
                }
                for (var k = 0; k < columns; k++)
                    transposed[At(columns, c, k, p)] = Enumerable.Range(0, rows).Sum(r => w[r * columns + k] * z[At(rows, c, r, p)]);
            }

        AssertClose(Tiles(z.Length, rows, (to, first, count) => BlockProduct.Multiply(w, bias, a, to, rows, columns, channels, first, count)), withBias, "with bias");
        AssertClose(Tiles(z.Length, rows, (to, first, count) => BlockProduct.Multiply(w, [], a, to, rows, columns, channels, first, count)), product, "without bias");
        AssertClose(Tiles(a.Length, columns, (to, first, count) => BlockProduct.MultiplyTransposed(w, z, to, rows, columns, channels, first, count)), transposed, "transposed");
        var sums = Nothing(z.Length);
        for (var i = 0; i < sums.Length; i++)
            if (!double.IsNaN(product[i])) sums[i] = z[i];
        BlockProduct.MultiplyAdd(w, a, sums, rows, columns, channels, 0, rows);
        AssertClose(sums, added, "added");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Weight_gradients_agree_with_plain_loops((int Rows, int Columns, int Channels) shape)
    {
        const int stride = 2 * Lanes, more = 2;
        var (rows, columns, channels) = shape;
        int zPart = (channels + more) * BlockProduct.Stride(rows), aPart = channels * BlockProduct.Stride(columns);
        double[] a = Numbers(4 * aPart, 3), z = Numbers(4 * zPart, 4), start = Numbers(rows * columns, 5);
        var points = new double[rows * columns * Lanes];
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < points.Length; i++)
            {
                var (r, k, p) = (i / Lanes / columns, i / Lanes % columns, i % Lanes);
                points[i] += z[p / Part * zPart + At(rows, c, r, p % Part)] * a[p / Part * aPart + At(columns, c, k, p % Part)];
            }

        var gradient = (double[])start.Clone();
        BlockOuter.Accumulate(z, a, gradient, rows, columns, channels);
        AssertClose(gradient, [.. start.Select((x, w) => x + points.AsSpan(w * Lanes, Lanes).ToArray().Sum())], "summed");

        var panel = Nothing(rows * columns * stride);
        BlockOuter.Rows(z, a, panel, stride, rows, columns, channels);
        AssertClose([.. panel.Where((_, i) => i % stride < Lanes)], points, "by point");
        Assert.That(panel.Where((_, i) => i % stride >= Lanes).All(double.IsNaN));
    }

    [Test]
    public void Short_spans_are_refused()
    {
        double[] few = new double[4 * Part], block = new double[4 * few.Length];
        Assert.Multiple(() =>
        {
            Assert.That(() => BlockProduct.Multiply(few, [], few, few, 5, 1, 1, 0, 5), Throws.ArgumentException.With.Property("ParamName").EqualTo("z"));
            Assert.That(() => BlockProduct.Multiply(few, [], few, few, 1, 5, 1, 0, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("a"));
            Assert.That(() => BlockProduct.Multiply([], [], few, few, 1, 1, 1, 0, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("weights"));
            Assert.That(() => BlockProduct.Multiply(few, [], few, few, 2, 1, 1, 1, 2), Throws.ArgumentException.With.Property("ParamName").EqualTo("count"));
            Assert.That(() => BlockOuter.Accumulate(few, block, few, 1, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("z"));
            Assert.That(() => BlockOuter.Accumulate(block, block, [], 1, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("gradient"));
            Assert.That(() => BlockOuter.Rows(block, block, few, 63, 1, 1, 1), Throws.ArgumentException.With.Property("ParamName").EqualTo("panel"));
            Assert.That(() => BlockFunctions.Tanh(few, few.AsSpan(1)), Throws.ArgumentException);
        });
    }

    private static int At(int neurons, int channel, int neuron, int point) => channel * BlockProduct.Stride(neurons) + neuron * Part + point;

    private static double[] Nothing(int length) => [.. Enumerable.Repeat(double.NaN, length)];

    /// <summary>All neurons, some at a time, tiles of all widths among them.</summary>
    private static double[] Tiles(int length, int neurons, Action<double[], int, int> product)
    {
        var result = Nothing(length);
        for (int first = 0, count = 8; first < neurons; first += count, count += 5)
            product(result, first, Math.Min(count, neurons - first));
        return result;
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
    }

    private static void AssertClose(double[] actual, double[] expected, string what)
    {
        // What is NaN in both was neither expected nor written.
        var worst = actual.Zip(expected, (x, y) => double.IsNaN(x) && double.IsNaN(y) ? 0 : double.IsNaN(x - y) ? double.PositiveInfinity : Math.Abs(x - y)).Max();
        Assert.That(worst, Is.LessThan(1e-12), what);
    }
}
