namespace PinnSharp.Numerics.Tests.Dense;

public sealed class MachinePeakTests
{
    [Test]
    public void Peak_is_a_positive_rate() => Assert.That(MachinePeak.Measure(threads: 2, runs: 1), Is.GreaterThan(0).And.LessThan(1e6));
}
