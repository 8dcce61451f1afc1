namespace PinnSharp.Problems.Tests;

public sealed class RandomSourceTests
{
    [Test]
    public void The_generator_is_xoshiro256_plus_plus()
    {
        // SplitMix64 from 0, then xoshiro256++: the published reference implementations give these.
        var random = new RandomSource(0);
        Assert.That(new[] { random.NextBits(), random.NextBits(), random.NextBits() },
            Is.EqualTo(new[] { 0x53175d61490b23dfUL, 0x61da6f3dc380d507UL, 0x5c0fdf91ec9a7bfcUL }));
    }

    [Test]
    public void Purposes_have_streams_of_their_own()
    {
        var first = new RandomSource(1, "a").NextBits();
        Assert.That(new RandomSource(1, "a").NextBits(), Is.EqualTo(first));
        Assert.That(new[] { new RandomSource(1, "b").NextBits(), new RandomSource(2, "a").NextBits(), new RandomSource(1).NextBits() }, Has.None.EqualTo(first));
    }

    [Test]
    public void Normal_deviates_have_the_normal_moments()
    {
        var random = new RandomSource(7);
        const int N = 200_000;
        var moments = new double[5];
        for (var i = 0; i < N; i++)
        {
            var x = random.NextNormal();
            for (var k = 1; k <= 4; k++) moments[k] += Math.Pow(x, k) / N;
        }
        Assert.That(moments[1], Is.EqualTo(0).Within(0.01));
        Assert.That(moments[2], Is.EqualTo(1).Within(0.015));
        Assert.That(moments[3], Is.EqualTo(0).Within(0.04));
        Assert.That(moments[4], Is.EqualTo(3).Within(0.12));
    }

    [Test]
    public void Uniform_deviates_fill_the_interval_evenly()
    {
        var random = new RandomSource(7);
        var cells = new int[20];
        for (var i = 0; i < 100_000; i++) cells[(int)(random.NextUniform() * 20)]++;
        Assert.That(cells.Sum(c => (c - 5000.0) * (c - 5000.0) / 5000), Is.LessThan(43.8)); // chi-squared, 19 degrees of freedom, 0.1 %
        cells = new int[7];
        for (var i = 0; i < 70_000; i++) cells[random.NextBelow(7)]++;
        Assert.That(cells.Sum(c => (c - 10000.0) * (c - 10000.0) / 10000), Is.LessThan(22.5)); // 6 degrees of freedom
    }

    [Test]
    public void Every_subset_is_as_likely_as_any_other()
    {
        var random = new RandomSource(7);
        var counts = new Dictionary<(int, int, int), int>();
        for (var i = 0; i < 40_000; i++)
        {
            var subset = random.NextSubset(6, 3);
            Assert.That(subset, Is.Ordered.And.Unique);
            var key = (subset[0], subset[1], subset[2]);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.That(counts, Has.Count.EqualTo(20));
        Assert.That(counts.Values.Sum(c => (c - 2000.0) * (c - 2000.0) / 2000), Is.LessThan(43.8)); // chi-squared, 19 degrees of freedom, 0.1 %
        Assert.That(random.NextSubset(4, 4), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(() => random.NextSubset(4, 5), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0.5, 0)]
    [TestCase(0.975, 1.959963984540054)]
    [TestCase(0.0013498980316300933, -3)]
    [TestCase(1e-20, -9.262340089798408)]
    public void Quantiles_are_exact_to_rounding(double p, double x) => Assert.That(NormalDistribution.Quantile(p), Is.EqualTo(x).Within(1e-14 * Math.Max(1, Math.Abs(x))));
}
