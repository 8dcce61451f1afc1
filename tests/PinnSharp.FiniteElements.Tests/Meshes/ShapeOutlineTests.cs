using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>The boundary as rings: closed, as many as there are, about the right area.</summary>
public sealed class ShapeOutlineTests
{
    private static readonly Shape Box = new BoxShape([0, 0], [2, 1]);

    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return new TestCaseData(Box, 1, 2.0).SetArgDisplayNames("box");
        yield return new TestCaseData(Box - new BallShape([1, 0.5], 0.25), 2, 2 - Math.PI / 16).SetArgDisplayNames("hole");
        yield return new TestCaseData(Box - new BallShape([1, 0], 0.5), 1, 2 - Math.PI / 8).SetArgDisplayNames("bay");
        yield return new TestCaseData(Box + new BallShape([2, 0.5], 0.5), 1, 2 + Math.PI / 8).SetArgDisplayNames("head");
        yield return new TestCaseData(Box - new BallShape([0, 0], 0.5) - new BallShape([2, 1], 0.5) - new BoxShape([0.9, 0.4], [1.1, 0.6]), 2, 2 - Math.PI / 8 - 0.04).SetArgDisplayNames("corners");
        yield return new TestCaseData(new BoxShape([0, 0], [1, 1]) + new BoxShape([2, 0], [3, 1]), 2, 2.0).SetArgDisplayNames("islands");
    }

    [TestCaseSource(nameof(Shapes))]
    public void Rings_are_closed_and_enclose_the_area(Shape shape, int count, double area)
    {
        var rings = ShapeOutline.Rings(shape);
        Assert.That(rings, Has.Length.EqualTo(count));
        Assert.That(rings.Select(r => r[0]), Is.EqualTo(rings.Select(r => r[^1])));
        foreach (var ring in rings)
            foreach (var (x, y) in ring) Assert.That(shape.Level([x, y]), Is.EqualTo(0).Within(1e-9));
        // A hole lies inside another ring: of each ring its area, less where it is a hole.
        var total = rings.Sum(r => Math.Abs(Area(r)) * (rings.Count(o => o != r && Inside(o, r[0])) % 2 == 0 ? 1 : -1));
        // Arcs are polygons, which lack 4.6e-4 of a disc.
        Assert.That(total, Is.EqualTo(area).Within(5e-4));
        Assert.That(rings.Max(r => r.Zip(r.Skip(1)).Max(s => Math.Abs(shape.Level([(s.First.X + s.Second.X) / 2, (s.First.Y + s.Second.Y) / 2])))), Is.LessThan(1e-3), "a chord from one end of the shape to the other is no boundary");
    }

    private static double Area(IReadOnlyList<(double X, double Y)> ring) => ring.Zip(ring.Skip(1)).Sum(s => s.First.X * s.Second.Y - s.First.Y * s.Second.X) / 2;

    private static bool Inside(IReadOnlyList<(double X, double Y)> ring, (double X, double Y) p) =>
        ring.Zip(ring.Skip(1)).Count(s => s.First.Y > p.Y != s.Second.Y > p.Y && p.X < s.First.X + (p.Y - s.First.Y) / (s.Second.Y - s.First.Y) * (s.Second.X - s.First.X)) % 2 == 1;
}
