namespace PinnSharp.Figures.Tests;

public sealed class MarksTests
{
    [Test]
    public void Arrays_of_different_lengths_are_refused()
    {
        Assert.That(() => new Lines([1, 2], [1]), Throws.ArgumentException.With.Message.Contains("2 and 1 values"));
        Assert.That(() => new Scatter([1], []), Throws.ArgumentException);
        Assert.That(() => new Band([1], [1], []), Throws.ArgumentException);
        Assert.That(() => new Scatter([1], [1]).WithErrors([]), Throws.ArgumentException);
        Assert.That(() => new HeatMap(new(0, 1), new(0, 1), 3, [1, 2, 3, 4]), Throws.ArgumentException.With.Message.Contains("rows of 3"));
        Assert.That(() => HeatMap.FromNodes(new(0, 1), new(0, 1), 2, [1, 2]), Throws.ArgumentException);
    }

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(double.NaN, 1)]
    [TestCase(0, double.PositiveInfinity)]
    public void Ranges_have_finite_ordered_ends(double lower, double upper) =>
        Assert.That(() => new AxisRange(lower, upper), Throws.ArgumentException);

    [Test]
    public void Cells_between_nodes_are_means_of_their_corners()
    {
        var map = HeatMap.FromNodes(new(0, 2), new(0, 1), 3, [0, 1, 2, 4, 5, 6]);
        Assert.That((map.Columns, map.Rows), Is.EqualTo((2, 1)));
        Assert.That(map.Cells, Is.EqualTo(new[] { 2.5, 3.5 }));
    }
}
