namespace PinnSharp.Expressions.Tests;

public sealed class MultiIndexTests
{
    [Test]
    public void Entries_order_and_factorial()
    {
        var α = new MultiIndex(1, 0, 3);
        Assert.That((α[0], α[1], α[2], α[7], α.Order, α.Factorial, α.ToString()), Is.EqualTo((1, 0, 3, 0, 4, 6.0, "(1,0,3)")));
        Assert.That(new MultiIndex(0, 0, 0, 0, 0, 0, 5, 250).Order, Is.EqualTo(255));
    }

    [Test]
    public void Sums_and_differences()
    {
        Assert.That(new MultiIndex(1, 2) + MultiIndex.Unit(1), Is.EqualTo(new MultiIndex(1, 3)));
        Assert.That(new MultiIndex(1, 2) - MultiIndex.Unit(1), Is.EqualTo(new MultiIndex(1, 1)));
        Assert.That(() => new MultiIndex(1, 2) - MultiIndex.Unit(2), Throws.ArgumentException);
        Assert.That(() => new MultiIndex(200) + new MultiIndex(0, 56), Throws.TypeOf<OverflowException>());
        Assert.That(() => new MultiIndex(256), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Sorted_by_order_then_by_coordinate()
    {
        MultiIndex[] sorted = [new(), new(1), new(0, 1), new(2), new(1, 1), new(0, 2), new(3)];
        Assert.That(sorted.Reverse().Order(), Is.EqualTo(sorted));
        Assert.That(new MultiIndex(1, 1).IsLessOrEqual(new(1, 2)), Is.True);
        Assert.That(new MultiIndex(2, 0).IsLessOrEqual(new(1, 2)), Is.False);
    }
}
