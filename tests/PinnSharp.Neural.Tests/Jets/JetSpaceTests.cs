using PinnSharp.Expressions;

namespace PinnSharp.Neural.Tests;

[TestFixture]
internal sealed class JetSpaceTests
{
    [Test]
    public void Closure_is_downward_and_ordered()
    {
        var space = JetSpace.Closure([new MultiIndex(2, 1)], 2);
        Assert.That(space.Channels, Is.EqualTo(new[] { new MultiIndex(0, 0), new(1, 0), new(0, 1), new(2, 0), new(1, 1), new(2, 1) }));
        Assert.That(space.Channels.Select(space.IndexOf), Is.EqualTo(Enumerable.Range(0, 6)));
        Assert.That(space.IndexOf(new MultiIndex(0, 2)), Is.EqualTo(-1));
        Assert.That((space.Order, space.Dimension), Is.EqualTo((3, 2)));
        Assert.That(space.Units, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(JetSpace.Closure([], 3).Units, Is.EqualTo(new[] { -1, -1, -1 }));
    }

    /// <summary>The coefficients of order k sum to the Stirling number S(n, k), in any mixture of coordinates.</summary>
    [Test]
    public void Composition_counts_set_partitions()
    {
        int[][] stirling = [[1], [0, 1], [0, 1, 1], [0, 1, 3, 1], [0, 1, 7, 6, 1], [0, 1, 15, 25, 10, 1]];
        var space = JetCase.Full(3, 5);
        for (var channel = 0; channel < space.Channels.Length; channel++)
        {
            var n = space.Channels[channel].Order;
            for (var k = 0; k <= n; k++)
                Assert.That(space.Composition[channel].Where(t => t.Order == k).Sum(t => t.Coefficient), Is.EqualTo(stirling[n][k]));
            Assert.That(space.Composition[channel].Select(term => string.Join(' ', term.Factors)), Is.Unique);
            foreach (var term in space.Composition[channel])
                Assert.That(term.Factors.Aggregate(MultiIndex.Zero, (sum, f) => sum + space.Channels[f]), Is.EqualTo(space.Channels[channel]));
        }
    }

    [Test]
    public void Impossible_derivatives_are_refused()
    {
        Assert.That(() => JetSpace.Closure([new MultiIndex(0, 0, 1)], 2), Throws.ArgumentException.With.Message.Contains("beyond the 2"));
        Assert.That(() => JetSpace.Closure([new MultiIndex(12)], 1), Throws.ArgumentException.With.Message.Contains("the highest is 11"));
        var network = new Mlp(3, [4], 1, Activation.Tanh);
        Assert.That(() => new JetNetwork(network, JetSpace.Closure([], 2)), Throws.ArgumentException.With.Message.Contains("3 inputs"));
    }
}
