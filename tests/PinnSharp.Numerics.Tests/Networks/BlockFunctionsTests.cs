namespace PinnSharp.Numerics.Tests;

[TestFixture]
internal sealed class BlockFunctionsTests
{
    private const int Lanes = BlockProduct.Lanes;
    private const double Epsilon = 2.220446049250313e-16;

    [TestCase(1e-12)]
    [TestCase(0.3)]
    [TestCase(3)]
    [TestCase(25)]
    [TestCase(1e6)]
    public void Tanh_is_accurate_to_a_few_roundings(double size) =>
        Assert.That(WorstRelative(size, Math.Tanh, x => Apply(BlockFunctions.Tanh, x)), Is.LessThan(4 * Epsilon));

    [TestCase(1e-12, 4)]
    [TestCase(3, 4)]
    [TestCase(30, 20)]
    public void Logistic_is_accurate_to_a_few_roundings(double size, double roundings) =>
        Assert.That(WorstRelative(size, x => 1 / (1 + Math.Exp(-x)), x => Apply(BlockFunctions.Logistic, x)), Is.LessThan(roundings * Epsilon));

    [TestCase(1e-12)]
    [TestCase(3)]
    [TestCase(1e3)]
    [TestCase(1e9)]
    public void Sine_and_cosine_are_accurate(double size)
    {
        var x = Numbers(size);
        double[] sin = new double[Lanes], cos = new double[Lanes];
        BlockFunctions.SinCos(x, sin, cos);
        for (var i = 0; i < Lanes; i++)
        {
            Assert.That(sin[i], Is.EqualTo(Math.Sin(x[i])).Within(2 * Epsilon), $"sin {x[i]}");
            Assert.That(cos[i], Is.EqualTo(Math.Cos(x[i])).Within(2 * Epsilon), $"cos {x[i]}");
        }
    }

    [Test]
    public void Extremes_saturate_and_NaN_stays()
    {
        var x = new double[Lanes];
        double[] special = [0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e300, -1e300, double.Epsilon, -800];
        special.CopyTo(x, 0);
        Assert.That(Apply(BlockFunctions.Tanh, x)[..8], Is.EqualTo(new[] { 0, 1, -1, double.NaN, 1, -1, double.Epsilon, -1 }));
        Assert.That(Apply(BlockFunctions.Logistic, x)[..7], Is.EqualTo(new[] { 0.5, 1, 0, double.NaN, 1, 0, 0.5 }).Within(1e-300));
        double[] sin = new double[Lanes], cos = new double[Lanes];
        BlockFunctions.SinCos(x, sin, cos);
        Assert.That((sin[3], cos[3]), Is.EqualTo((double.NaN, double.NaN)));
    }

    [Test]
    public void Polynomials_sums_and_combinations()
    {
        var x = Numbers(2);
        var results = new double[3 * Lanes];
        BlockFunctions.Polynomials([[5], [1, -2], [0.5, 0, 1, 3]], x, results);
        var combined = Numbers(1);
        BlockFunctions.MultiplyAdd(x, x, 3, combined, combined);
        var added = (double[])x.Clone();
        BlockFunctions.Add(combined, added);
        for (var i = 0; i < Lanes; i++)
        {
            Assert.That(results[i], Is.EqualTo(5));
            Assert.That(results[Lanes + i], Is.EqualTo(1 - 2 * x[i]).Within(1e-15));
            Assert.That(results[2 * Lanes + i], Is.EqualTo(0.5 + x[i] * x[i] + 3 * x[i] * x[i] * x[i]).Within(1e-13));
            Assert.That(combined[i], Is.EqualTo(x[i] * x[i] + 3 * Numbers(1)[i]).Within(1e-14));
            Assert.That(added[i], Is.EqualTo(x[i] + combined[i]));
        }
        Assert.That(BlockFunctions.Sum(x), Is.EqualTo(x.Sum()).Within(1e-13));
    }

    [Test]
    public void Aligned_memory_begins_at_a_cache_line()
    {
        for (var length = 1; length < 40; length++)
        {
            var memory = AlignedMemory.Allocate(length);
            using var pin = memory.Pin();
            unsafe
            {
                Assert.That((long)pin.Pointer % 64, Is.Zero);
            }
            Assert.That(memory.Length, Is.EqualTo(length));
        }
    }

    private delegate void Function(ReadOnlySpan<double> x, Span<double> result);

    private static double[] Apply(Function function, double[] x)
    {
        var result = new double[Lanes];
        function(x, result);
        return result;
    }

    private static double WorstRelative(double size, Func<double, double> exact, Func<double[], double[]> block)
    {
        var x = Numbers(size);
        return block(x).Select((y, i) => Math.Abs(y - exact(x[i])) / Math.Abs(exact(x[i]))).Max();
    }

    private static double[] Numbers(double size)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Lanes).Select(_ => size * (2 * random.NextDouble() - 1))];
    }
}
