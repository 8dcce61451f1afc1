using Corner = NetTopologySuite.Geometries.Coordinate;

namespace PinnSharp.FiniteElements.Tests;

public sealed class PredicatesTests
{
    // 2⁻⁵² apart at 1: one unit in the last place.
    private const double Bit = 1.0 / (1L << 52);

    [Test]
    public void Points_a_bit_off_a_line_are_told_apart()
    {
        Corner a = new(12, 12), b = new(24, 24);
        Assert.That(Predicates.Orientation(new(0.5, 0.5), a, b), Is.EqualTo(0));
        Assert.That(Predicates.Orientation(new(0.5, 0.5 + Bit / 2), a, b), Is.EqualTo(1));
        Assert.That(Predicates.Orientation(new(0.5, 0.5 - Bit / 4), a, b), Is.EqualTo(-1));
        Assert.That(Predicates.Orientation(new(1e-300, 0), new(-1e300, 0), new(0, 0)), Is.EqualTo(0));
        Assert.That(Predicates.Orientation(new(1e-300, 0), new(0, 1e-300), new(0, 0)), Is.EqualTo(1));
    }

    [Test]
    public void Points_a_bit_off_a_circle_are_told_apart()
    {
        // On the circle about (1, 1) with radius 5/8, all numbers exact.
        Corner a = new(1.625, 1), b = new(1.375, 1.5), c = new(1, 1.625);
        Assert.That(Predicates.Circle(a, b, c, new(0.625, 0.5)), Is.EqualTo(0));
        Assert.That(Predicates.Circle(a, b, c, new(0.625, 0.5 + Bit / 2)), Is.EqualTo(1));
        Assert.That(Predicates.Circle(a, b, c, new(0.625, 0.5 - Bit / 4)), Is.EqualTo(-1));
        // Three of the corners are as far as helpers can be.
        Assert.That(Predicates.Circle(new(1e15, 0), new(0, 1e15), new(-1e15, 0), new(0, -1e15)), Is.EqualTo(0));
        Assert.That(Predicates.Circle(new(1e15, 0), new(0, 1e15), new(-1e15, 0), new(Bit, -1e15)), Is.EqualTo(-1));
    }

    [Test]
    public void Nearly_a_grid_is_triangulated_without_flat_or_overlapping_triangles()
    {
        // Places of a grid, moved by bits: all four points of each square are nearly on a circle, all of each row nearly on a line.
        const int n = 12;
        var mesh = new Delaunay((0, 0), (1, 1));
        for (var k = 0; k < n * n; k++) mesh.Insert(new((k % n + 0.5) / n * (1 + k * 7 % 5 * Bit), (k / n + 0.5) / n * (1 + k * 3 % 5 * Bit)));
        var sum = 0.0;
        for (var t = 0; t < mesh.Places; t++)
        {
            if (!mesh.IsTriangle(t)) continue;
            var (a, b, c) = (mesh[mesh.Vertex(t, 0)], mesh[mesh.Vertex(t, 1)], mesh[mesh.Vertex(t, 2)]);
            Assert.That(Predicates.Orientation(a, b, c), Is.EqualTo(1));
            sum += ((b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y)) / 2;
        }
        Assert.That(sum, Is.EqualTo(81 * 81).Within(1e-9));
    }
}
