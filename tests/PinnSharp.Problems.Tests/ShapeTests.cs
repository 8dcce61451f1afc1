using PinnSharp.Expressions;
using Law = FsCheck.NUnit.PropertyAttribute;

namespace PinnSharp.Problems.Tests;

/// <summary>Shapes: their measures, normals and algebra.</summary>
public sealed class ShapeTests
{
    private static readonly (double X, double Y)[] Arrow = [(0, 0), (2, 0), (2, 1.5), (1, 0.5), (0, 1.5)];

    private static readonly Primitive[] Primitives =
    [
        new BallShape([0.3], 0.4), new BallShape([0.3, -0.2], 0.7), new BallShape([0.1, 0.2, -0.3], 0.8),
        new BoxShape([-0.5], [0.25]), new BoxShape([-0.5, 0], [0.5, 3]), new BoxShape([0, 0, 0], [1, 2, 0.5]),
        PolygonShape.Of(Arrow), PolygonShape.Of(Arrow.Reverse()),
    ];

    private static int Dimension(Primitive p) => p switch { BallShape b => b.Center.Length, BoxShape b => b.Lower.Length, _ => 2 };

    [Test]
    public void Measures_are_those_of_the_formulas()
    {
        Assert.That(new BallShape([0, 0], 0.4).Surface, Is.EqualTo(0.8 * Math.PI).Within(1e-15));
        Assert.That(new BallShape([0, 0, 0], 0.5).Surface, Is.EqualTo(Math.PI).Within(1e-15));
        Assert.That(new BoxShape([0, 0, 0], [1, 2, 0.5]).Surface, Is.EqualTo(2 * (1 + 0.5 + 2)).Within(1e-14));
        var arrow = PolygonShape.Of(Arrow);
        Assert.That(arrow.Area, Is.EqualTo(2).Within(1e-14));
        Assert.That(arrow.Surface, Is.EqualTo(2 + 3 + 2 * Math.Sqrt(2)).Within(1e-14));
    }

    [TestCaseSource(nameof(Primitives))]
    public void Points_of_the_boundary_lie_on_it_with_normals_that_are_gradients_of_the_distance(Primitive shape)
    {
        var d = Dimension(shape);
        Span<double> point = stackalloc double[d], normal = stackalloc double[d], beside = stackalloc double[d];
        var random = new RandomSource(3);
        double[] unit = new double[Math.Max(1, d - 1)];
        for (var k = 0; k < 200; k++)
        {
            for (var i = 0; i < unit.Length; i++) unit[i] = random.NextUniform();
            shape.Place(unit, point, normal);
            Assert.That(shape.Level(point), Is.Zero.Within(1e-14));
            for (var i = 0; i < d; i++) beside[i] = point[i] + 1e-6 * normal[i];
            Assert.That(shape.Level(beside) / 1e-6, Is.EqualTo(1).Within(1e-5), "φ rises by the length of a step along the normal");
            Assert.That(shape.Side(point, normal, 1e-7), Is.EqualTo(1));
        }
    }

    /// <summary>∫ x·n dS = d·|V|: Gauss' theorem by the boundary's own sampling finds the volume, if points are uniform by area and normals point outward.</summary>
    [TestCaseSource(nameof(Primitives))]
    public void Gauss_finds_the_volume(Primitive shape)
    {
        var (d, n) = (Dimension(shape), 4096);
        var volume = shape switch
        {
            BallShape b => d switch { 1 => 2 * b.Radius, 2 => Math.PI * b.Radius * b.Radius, _ => 4.0 / 3 * Math.PI * Math.Pow(b.Radius, 3) },
            BoxShape b => Enumerable.Range(0, d).Aggregate(1.0, (v, i) => v * (b.Upper[i] - b.Lower[i])),
            _ => 2,
        };
        var unit = UnitSampler.Sample(n, Math.Max(1, d - 1), SamplingMethod.Sobol, new RandomSource(5));
        double[] point = new double[d], normal = new double[d];
        var (sum, width) = (0.0, Math.Max(1, d - 1));
        for (var k = 0; k < n; k++)
        {
            shape.Place(unit.AsSpan(k * width, width), point, normal);
            sum += point.Zip(normal, (x, y) => x * y).Sum();
        }
        Assert.That(sum / n * shape.Surface / d, Is.EqualTo(volume).Within(3e-3 * volume));
    }

#pragma warning disable NUnit1027 // FsCheck gives the law its arguments.
    [Law(MaxTest = 300, Replay = "20240607,15485863")]
    public bool Sets_obey_de_Morgan_and_differences_are_intersections_with_the_outside(ulong seed)
    {
        var random = new RandomSource(seed);
        var (a, b, c) = (Any(random, 3), Any(random, 3), Any(random, 3));
        Shape all = new BoxShape([-9, -9], [9, 9]);
        double[] x = [3 * random.NextUniform() - 1, 3 * random.NextUniform() - 1];
        bool In(Shape shape) => shape.Level(x) < 0;
        return In(a - b) == (In(a) && !In(b)) && In(all - (a + b)) == In((all - a) & (all - b)) && In(a & (b + c)) == In((a & b) + (a & c))
            && In(a - b - c) == In(a - (b + c)) && !In(a - a);
    }
#pragma warning restore NUnit1027

    private static Shape Any(RandomSource random, int depth)
    {
        double U() => 1.5 * random.NextUniform();
        switch (depth == 0 ? random.NextBelow(3) : random.NextBelow(6))
        {
            case 0: return new BallShape([U(), U()], 0.1 + U());
            case 1:
                var (x, y) = (U(), U());
                return new BoxShape([x, y], [x + 0.1 + U(), y + 0.1 + U()]);
            case 2:
                var (dx, dy) = (U() - 1, U() - 1);
                return PolygonShape.Of(Arrow.Select(v => (v.X + dx, v.Y + dy)));
            case var k:
                return new Combination((ShapeOperation)(k - 3), Any(random, depth - 1), Any(random, depth - 1));
        }
    }

    [Test]
    public void Expressions_of_shapes_are_read_with_intersection_binding_tighter()
    {
        Shape a = new BallShape([0, 0], 1), b = new BallShape([1, 0], 1), box = new BoxShape([0, 0], [1, 1]);
        var shapes = new Dictionary<string, Shape> { ["a"] = a, ["b"] = b, ["box"] = box };
        Assert.That(ShapeParser.Parse("box - a & b", shapes), Is.EqualTo(box - (a & b)));
        Assert.That(ShapeParser.Parse(" (box - a) & b+a ", shapes), Is.EqualTo(((box - a) & b) + a));
        Assert.That(ShapeParser.Parse("box - a - b", shapes), Is.EqualTo(box - a - b));
    }

    [TestCase("a +", "Expected the name of a shape, found the end.", 3)]
    [TestCase("(a", "Expected ')' to close the '(' at character 1.", 2)]
    [TestCase("a b", "Expected '+', '-' or '&' between shapes, found 'b'.", 2)]
    [TestCase("a * a", "Expected '+', '-' or '&' between shapes, found '*'.", 2)]
    [TestCase("a - c", "Unknown shape 'c'. Known are a.", 4)]
    public void Wrong_expressions_of_shapes_say_what_was_expected(string text, string message, int position)
    {
        var e = Assert.Throws<ExpressionException>(() => ShapeParser.Parse(text, new Dictionary<string, Shape> { ["a"] = new BallShape([0, 0], 1) }));
        Assert.That((e.Message, e.Position), Is.EqualTo((message, position)));
    }
}
