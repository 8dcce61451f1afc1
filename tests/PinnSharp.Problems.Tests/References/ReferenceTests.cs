using System.Globalization;

namespace PinnSharp.Problems.Tests;

/// <summary>The shipped reference data are what their generators give, and these are accurate.</summary>
public sealed class ReferenceTests
{
    [Test]
    public void Lorenz_is_its_Taylor_series() => AssertSame("lorenz.csv", "t,x,y,z", LorenzReference.Rows(), 1e-12);

    [Test]
    public void Burgers_is_the_Cole_Hopf_solution() => AssertSame("burgers.csv", "x,t,u,noise", BurgersReference.Rows(), 1e-12);

    [Test]
    public void The_reaction_is_its_Taylor_series() => AssertSame("reaction-rate.csv", "x,u", ReactionRateReference.Rows(), 1e-12);

    /// <summary>The error of a generator is what half the step changes.</summary>
    [Test]
    public void Half_the_step_changes_rounding_only()
    {
        Assert.Multiple(() =>
        {
            AssertClose(LorenzReference.Rows(16), LorenzReference.Rows(), 2e-13);
            AssertClose(ReactionRateReference.Rows(2), ReactionRateReference.Rows(), 5e-13);
            foreach (var (x, t) in new[] { (0.01, 0.5), (0.003, 0.9), (-0.4, 0.05), (0.9999, 1), (0.3, 1e-4) })
                Assert.That(BurgersReference.Value(x, t), Is.EqualTo(BurgersReference.Value(x, t, 0.005)).Within(2e-13), $"u({x}, {t})");
        });
    }

    /// <summary>The steepest slope, −152.00516 at x = 0 where πt = 1.6037, as Basdevant et al. (1986) give it.</summary>
    [Test]
    public void Burgers_has_the_published_slope()
    {
        double Slope(double h) => BurgersReference.Value(h, 1.6037 / Math.PI) / h;
        Assert.That((4 * Slope(5e-5) - Slope(1e-4)) / 3, Is.EqualTo(-152.00516).Within(1e-3));
    }

    private static void AssertSame(string file, string header, double[][] rows, double tolerance)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Problems, file)).Where(l => !l.StartsWith('#')).ToArray();
        Assert.That(lines[0], Is.EqualTo(header));
        AssertClose([.. lines.Skip(1).Select(l => l.Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray())], rows, tolerance);
    }

    private static void AssertClose(double[][] actual, double[][] expected, double tolerance)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (var i = 0; i < expected.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance * Math.Max(1, expected[i].Max(Math.Abs))), $"row {i}");
    }
}
