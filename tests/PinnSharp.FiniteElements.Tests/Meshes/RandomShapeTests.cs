using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Meshes of random combinations of discs, boxes and triangles, and of ones that touch.</summary>
public sealed class RandomShapeTests
{
    private const double Size = 0.07;

    [Test]
    public void Random_combinations_are_filled_by_good_triangles([Range(1, 3)] int seed)
    {
        var random = new RandomSource((ulong)seed);
        var filled = 0;
        for (var k = 0; k < 20; k++)
        {
            var shape = Combination(random, 3);
            var area = Area(shape);
            if (area == 0)
            {
                Assert.That(() => MeshBuilder.Build(shape, new() { Size = Size }), Throws.TypeOf<InputException>().With.Message.Contains("empty"));
                continue;
            }
            filled++;
            Check(shape, area, $"seed {seed}, combination {k}");
        }
        Assert.That(filled, Is.InRange(10, 19));
    }

    private static IEnumerable<TestCaseData> Touching()
    {
        BoxShape unit = Box(0, 1, 0, 1);
        yield return new TestCaseData(unit + Box(1, 2, 0, 1), 2.0).SetArgDisplayNames("a side shared");
        yield return new TestCaseData(unit + Box(1, 2, 0.3, 0.6), 1.3).SetArgDisplayNames("a part of a side shared");
        yield return new TestCaseData(unit - Box(0.4, 1, 0, 1), 0.4).SetArgDisplayNames("three sides taken away");
        yield return new TestCaseData(unit - Box(0.25, 0.5, 0, 0.5), 0.875).SetArgDisplayNames("a part of a side taken away");
        yield return new TestCaseData(unit - Box(1, 2, 0, 1), 1.0).SetArgDisplayNames("a neighbour taken away");
        yield return new TestCaseData(unit + Box(1, 2, 1, 2), 2.0).SetArgDisplayNames("two boxes at a corner");
        yield return new TestCaseData(unit - Disc(0.5, 0.3, 0.3), 1 - 0.09 * Math.PI).SetArgDisplayNames("a disc tangent to a side taken away");
        yield return new TestCaseData(unit & Disc(0.5, 0.3, 0.3), 0.09 * Math.PI).SetArgDisplayNames("a disc tangent to a side");
        yield return new TestCaseData(unit + Disc(0.5, -0.3, 0.3), 1 + 0.09 * Math.PI).SetArgDisplayNames("a disc on a side");
        yield return new TestCaseData(Disc(0, 0, 0.5) + Disc(1, 0, 0.5), 0.5 * Math.PI).SetArgDisplayNames("two discs in touch");
        yield return new TestCaseData(Disc(0, 0, 1) - Disc(0.5, 0, 0.5), 0.75 * Math.PI).SetArgDisplayNames("a disc tangent from within taken away");
        yield return new TestCaseData(Disc(0, 0, 1) + Disc(0.3, 0.4, 0.5), Math.PI).SetArgDisplayNames("a disc tangent from within");
        yield return new TestCaseData(PolygonShape.Of([(0, 0), (1, 0.5), (0, 1)]) + PolygonShape.Of([(0, 0), (1, 0.5), (1, 0)]), 0.75).SetArgDisplayNames("triangles with a slanted side shared");
        // The line from (−1, −¾) to (1, ¼) has the distance of the radius from the centre, but for rounding.
        yield return new TestCaseData(PolygonShape.Of([(-1, -0.75), (1, 0.25), (1, -0.75)]) + Disc(0.5, 0.25, 0.1 * Math.Sqrt(5)), 1 + 0.05 * Math.PI).SetArgDisplayNames("a disc on a slanted side");
    }

    [TestCaseSource(nameof(Touching))]
    public void Touching_shapes_are_filled(Shape shape, double area)
    {
        Assert.That(Area(shape), Is.EqualTo(area).Within(2e-4));
        Check(shape, area, "");
    }

    [TestCaseSource(nameof(Touching))]
    public void Coarse_cells_at_cusps_are_not_folded(Shape shape, double area)
    {
        foreach (var size in new[] { 0.2, 0.4, 1.5 })
        {
            var mesh = MeshBuilder.Build(shape, new() { Size = size });
            Assert.That(mesh.Volume, Is.EqualTo(area).Within(6e-4));
            Assert.That(Mesh.Folded(mesh.Vertices, mesh.Cells, mesh.Arcs), Is.Empty);
            double[] point = new double[2], inverse = new double[4];
            for (var c = 0; c < mesh.CellCount; c++)
                foreach (var local in new double[][] { [0, 0], [1, 0], [0, 1], [0.5, 0.5], [0, 0.5], [0.5, 0], [0.2, 0.7] })
                    Assert.That(mesh.Map(c, local, point, inverse), Is.Positive);
        }
    }

    [Test]
    public void Nothing_is_refused_as_empty()
    {
        var unit = Box(0, 1, 0, 1);
        foreach (var shape in new[] { unit & Box(1, 2, 0, 1), unit & Box(3, 4, 0, 1), unit - Box(-1, 2, -1, 2), unit - unit, Disc(0, 0, 1) & Disc(2, 0, 1), Disc(0, 0, 1) & Disc(3, 3, 1) })
            Assert.That(() => MeshBuilder.Build(shape, new() { Size = Size }), Throws.TypeOf<InputException>().With.Message.EqualTo("The domain is empty."));
    }

    /// <summary>
    /// The area within 2e-4; no two cells over each other, by the sum of areas by the corners against that of the boundary's polygon; boundary vertices within 1e-8 of the
    /// boundary and middles of edges within 1e-5, as straight ones at cusps are; angles above 20° in cells further than the size from corners below 60° and cusps.
    /// </summary>
    private static void Check(Shape shape, double area, string which)
    {
        var mesh = MeshBuilder.Build(shape, new() { Size = Size });
        Assert.That(mesh.Volume, Is.EqualTo(area).Within(2e-4), which);
        double cells = 0, ring = 0;
        for (var c = 0; c < mesh.CellCount; c++) cells += Cross(mesh, mesh.Cell(c)[0], mesh.Cell(c)[1]) + Cross(mesh, mesh.Cell(c)[1], mesh.Cell(c)[2]) + Cross(mesh, mesh.Cell(c)[2], mesh.Cell(c)[0]);
        for (var f = 0; f < mesh.FacetCount; f++)
        {
            var v = mesh.Facet(f);
            ring += Cross(mesh, v[0], v[1]);
            Assert.That(shape.Level(mesh.Vertex(v[0])), Is.EqualTo(0).Within(1e-8), which);
            Assert.That(shape.Level(mesh.Middle(v[0], v[1])), Is.EqualTo(0).Within(1e-5), which);
        }
        Assert.That(cells, Is.EqualTo(ring).Within(1e-12), which);
        var sharp = Sharp(shape);
        for (var c = 0; c < mesh.CellCount; c++)
        {
            var near = mesh.Cell(c).ToArray().Any(v => sharp.Any(p => Curve.Distance(p, (mesh.Vertex(v)[0], mesh.Vertex(v)[1])) < Size));
            for (var k = 0; k < 3 && !near; k++) Assert.That(Meshes.Angle(mesh, c, k), Is.GreaterThan(20), $"{which}, at ({mesh.Vertex(mesh.Cell(c)[k])[0]}, {mesh.Vertex(mesh.Cell(c)[k])[1]})");
        }
    }

    /// <summary>Places where curves of the outline leave in directions less than 60° apart.</summary>
    private static List<(double X, double Y)> Sharp(Shape shape)
    {
        var ways = Outline.Of(shape, [], [], 1).SelectMany(p => new[] { (At: p.Curve.A, Way: Way(p.Curve, 0)), (At: p.Curve.B, Way: Way(p.Curve, 1)) }).ToList();
        return [.. from i in Enumerable.Range(0, ways.Count)
                   where ways.Take(i).Any(w => w.At == ways[i].At && w.Way.X * ways[i].Way.X + w.Way.Y * ways[i].Way.Y > 0.5)
                   select ways[i].At];

        static (double X, double Y) Way(Curve curve, double s)
        {
            var (from, to) = s == 0 ? (curve.At(0), curve.At(1e-6)) : (curve.At(1), curve.At(1 - 1e-6));
            var length = Curve.Distance(from, to);
            return ((to.X - from.X) / length, (to.Y - from.Y) / length);
        }
    }

    /// <summary>
    /// The area by lines across: exact along each, 100 lines between any two heights at which a primitive begins, ends or has a corner, at the cosines of equal angles as circles ask.
    /// </summary>
    private static double Area(Shape shape)
    {
        const int Lines = 100;
        var heights = shape.Primitives.SelectMany(p => p is PolygonShape polygon ? polygon.Vertices.Select(v => v.Y) : [p.Extent(1).Lower, p.Extent(1).Upper]).Distinct().Order().ToArray();
        var sum = 0.0;
        for (var i = 1; i < heights.Length; i++)
            for (var k = 0; k < Lines; k++)
            {
                var (angle, half) = (Math.PI * (k + 0.5) / Lines, (heights[i] - heights[i - 1]) / 2);
                var (y, weight) = (heights[i] - half * (1 - Math.Cos(angle)), Math.PI / Lines * half * Math.Sin(angle));
                double[] cuts = [.. shape.Primitives.SelectMany(p => Cuts(p, y)).Order()];
                for (var j = 1; j < cuts.Length; j++)
                    if (shape.Level([(cuts[j - 1] + cuts[j]) / 2, y]) < 0) sum += weight * (cuts[j] - cuts[j - 1]);
            }
        return sum;
    }

    private static IEnumerable<double> Cuts(Primitive shape, double y) => shape switch
    {
        BallShape disc when Math.Abs(y - disc.Center[1]) < disc.Radius => Around(disc.Center[0], Math.Sqrt(disc.Radius * disc.Radius - (y - disc.Center[1]) * (y - disc.Center[1]))),
        BoxShape box => [box.Lower[0], box.Upper[0]],
        PolygonShape p => Enumerable.Range(0, p.Vertices.Length).Select(i => (A: p.Vertices[i], B: p.Vertices[(i + 1) % p.Vertices.Length])).Where(e => (e.A.Y < y) != (e.B.Y < y))
            .Select(e => e.A.X + (y - e.A.Y) / (e.B.Y - e.A.Y) * (e.B.X - e.A.X)),
        _ => [],
    };

    private static double[] Around(double x, double half) => [x - half, x + half];

    private static Shape Combination(RandomSource random, int operations)
    {
        var shape = Primitive(random);
        for (var i = 0; i < operations; i++)
            shape = random.NextBelow(3) switch { 0 => shape + Primitive(random), 1 => shape - Primitive(random), _ => shape & Primitive(random) };
        return shape;
    }

    private static Shape Primitive(RandomSource random)
    {
        double Between(double a, double b) => a + (b - a) * random.NextUniform();
        (double, double) Place() => (Between(-1, 1), Between(-1, 1));
        var ((x, y), kind) = (Place(), random.NextBelow(3));
        return kind switch
        {
            0 => Disc(x, y, Between(0.2, 0.9)),
            1 => Box(x, x + Between(0.3, 1.2), y, y + Between(0.3, 1.2)),
            _ => PolygonShape.Of([(x, y), Place(), Place()]),
        };
    }

    private static double Cross(Mesh mesh, int a, int b) => (mesh.Vertex(a)[0] * mesh.Vertex(b)[1] - mesh.Vertex(a)[1] * mesh.Vertex(b)[0]) / 2;

    private static BoxShape Box(double a, double b, double c, double d) => new([a, c], [b, d]);

    private static BallShape Disc(double x, double y, double r) => new([x, y], r);
}
