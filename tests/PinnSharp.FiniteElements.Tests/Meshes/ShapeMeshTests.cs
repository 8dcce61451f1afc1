using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

public sealed class ShapeMeshTests
{
    private static BoxShape Box(double a, double b, double c, double d) => new([a, c], [b, d]);

    private static BallShape Disc(double x, double y, double r) => new([x, y], r);

    private static readonly (string Name, Shape Shape, double Area, double Length, double Size)[] Domains =
    [
        ("disc", Disc(0.3, -0.2, 1.5), Math.PI * 2.25, 3 * Math.PI, 0.25),
        ("plate with a hole", Box(-1, 1, -1, 1) - Disc(0, 0, 0.4), 4 - Math.PI * 0.16, 8 + 0.8 * Math.PI, 0.15),
        ("ring", Disc(0, 0, 1) - Disc(0.1, 0, 0.5), 0.75 * Math.PI, 3 * Math.PI, 0.12),
        ("L", PolygonShape.Of([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)]), 3, 8, 0.2),
        ("triangle", PolygonShape.Of([(0, 0), (3, 0), (1, 1.5)]), 2.25, 3 + Math.Sqrt(3.25) + 2.5, 0.2),
        ("box and disc", Box(0, 2, 0, 1) + Disc(2, 0.5, 0.5), 2 + Math.PI / 8, 5 + Math.PI / 2, 0.15),
        ("half disc", Disc(0, 0, 1) & Box(-1, 1, 0, 1), Math.PI / 2, 2 + Math.PI, 0.15),
        ("boxes side by side", Box(0, 1, 0, 1) + Box(1, 2, 0, 0.5), 1.5, 6, 0.15),
        ("lens", Disc(-0.5, 0, 1) & Disc(0.5, 0, 1), 2 * Math.PI / 3 - Math.Sqrt(3) / 2, 4 * Math.PI / 3, 0.1),
        ("narrow gap", Box(0, 2, 0, 2) - Disc(1, 0.55, 0.5), 4 - Math.PI / 4, 8 + Math.PI, 0.2),
    ];

    [TestCaseSource(nameof(Names))]
    public void Angles_are_above_20_degrees(string name)
    {
        var (_, shape, _, _, size) = Domains.First(d => d.Name == name);
        var mesh = MeshBuilder.Build(shape, new() { Size = size });
        Assert.That(Meshes.SmallestAngle(mesh), Is.GreaterThan(20));
        Assert.That(mesh.Size, Is.LessThan(1.7 * size));
    }

    [TestCaseSource(nameof(Names))]
    public void Area_and_length_of_the_boundary_are_right(string name)
    {
        var (_, shape, area, length, size) = Domains.First(d => d.Name == name);
        var mesh = MeshBuilder.Build(shape, new() { Size = size });
        Assert.That(mesh.Volume, Is.EqualTo(area).Within(3e-5 * area));
        var (rule, sum) = (Quadrature.Of(1, 4), 0.0);
        double[] local = new double[2], normal = new double[2];
        for (var f = 0; f < mesh.FacetCount; f++)
            for (var q = 0; q < rule.Count; q++) sum += rule.Weights[q] * mesh.MapFacet(f, rule[q], local, normal);
        Assert.That(sum, Is.EqualTo(length).Within(3e-5 * length));
        for (var f = 0; f < mesh.FacetCount; f++)
            foreach (var v in mesh.Facet(f)) Assert.That(shape.Level(mesh.Vertex(v)), Is.EqualTo(0).Within(1e-14));
    }

    [TestCaseSource(nameof(Names))]
    public void Normals_point_outward(string name)
    {
        var (_, shape, _, _, size) = Domains.First(d => d.Name == name);
        var mesh = MeshBuilder.Build(shape, new() { Size = size });
        double[] local = new double[2], normal = new double[2];
        for (var f = 0; f < mesh.FacetCount; f++)
        {
            mesh.MapFacet(f, [0.5], local, normal);
            var v = mesh.Facet(f);
            Assert.That(shape.Side(mesh.Middle(v[0], v[1]), normal, 1e-6), Is.EqualTo(1));
        }
    }

    [Test]
    public void Corners_are_vertices()
    {
        var mesh = MeshBuilder.Build(PolygonShape.Of([(0, 0), (2, 0.1), (1.9, 1), (0.7, 0.8)]) - Disc(0.7, 0.8, 0.3), new() { Size = 0.3 });
        var vertices = Enumerable.Range(0, mesh.VertexCount).Select(v => (mesh.Vertex(v)[0], mesh.Vertex(v)[1])).ToHashSet();
        Assert.That(vertices, Is.SupersetOf(new[] { (0.0, 0.0), (2, 0.1), (1.9, 1) }).And.Not.Contains((0.7, 0.8)));
        // The circle cuts the edge from (0.7, 0.8) to (0, 0) at 0.3 from its beginning.
        var part = 0.3 / Math.Sqrt(0.7 * 0.7 + 0.8 * 0.8);
        Assert.That(vertices.Min(v => Math.Abs(v.Item1 - 0.7 * (1 - part)) + Math.Abs(v.Item2 - 0.8 * (1 - part))), Is.LessThan(1e-14));
    }

    [Test]
    public void Area_converges_at_order_four_with_curved_edges_and_two_by_the_vertices()
    {
        var shape = Box(-1, 1, -1, 1) - Disc(0.1, 0, 0.6);
        var area = 4 - Math.PI * 0.36;
        double[] sizes = [0.2, 0.1, 0.05];
        var meshes = sizes.Select(h => MeshBuilder.Build(shape, new() { Size = h })).ToArray();
        Assert.That(Meshes.Rate(sizes, [.. meshes.Select(m => Math.Abs(m.Volume - area))]), Is.EqualTo(4).Within(0.25));
        Assert.That(Meshes.Rate(sizes, [.. meshes.Select(m => Math.Abs(new Mesh(2, m.Vertices, m.Cells).Volume - area))]), Is.EqualTo(2).Within(0.15));
    }

    [Test]
    public void Interpolation_keeps_its_rate_on_curved_domains([Values(1, 2)] int order)
    {
        double[] sizes = [0.3, 0.15, 0.075];
        var errors = sizes.Select(h => Meshes.Error(new Space(MeshBuilder.Build(Disc(0, 0, 1), new() { Size = h }), order), x => Math.Sin(2 * x[0] + 1) * Math.Exp(x[1]))).ToArray();
        Assert.That(Meshes.Rate(sizes, errors), Is.EqualTo(order + 1).Within(0.2));
    }

    [Test]
    public void Refined_circles_stay_circles()
    {
        var mesh = MeshBuilder.Build(Disc(0, 0, 1), new() { Size = 0.5, Level = 2 });
        var coarse = MeshBuilder.Build(Disc(0, 0, 1), new() { Size = 0.5 });
        Assert.That(mesh.CellCount, Is.EqualTo(16 * coarse.CellCount));
        for (var f = 0; f < mesh.FacetCount; f++)
            foreach (var v in mesh.Facet(f)) Assert.That(Math.Sqrt(mesh.Vertex(v)[0] * mesh.Vertex(v)[0] + mesh.Vertex(v)[1] * mesh.Vertex(v)[1]), Is.EqualTo(1).Within(1e-14));
        Assert.That(Math.Abs(coarse.Volume - Math.PI) / Math.Abs(mesh.Volume - Math.PI), Is.EqualTo(256).Within(20));
        Assert.That(Meshes.SmallestAngle(mesh), Is.GreaterThan(20));
    }

    [Test]
    public void Sizes_follow_the_local_size()
    {
        // Fine about the origin, by a factor of 10.
        double Size(ReadOnlySpan<double> x) => 0.02 + 0.2 * Math.Sqrt(x[0] * x[0] + x[1] * x[1]);
        var mesh = MeshBuilder.Build(Box(0, 1, 0, 1), new() { Size = 0.2, LocalSize = Size });
        Assert.That(Meshes.SmallestAngle(mesh), Is.GreaterThan(20));
        for (var c = 0; c < mesh.CellCount; c++)
        {
            var v = mesh.Cell(c).ToArray();
            var longest = Enumerable.Range(0, 3).Max(k => Meshes.Length(mesh, v[k], v[(k + 1) % 3]));
            double[] centre = [v.Average(i => mesh.Vertex(i)[0]), v.Average(i => mesh.Vertex(i)[1])];
            Assert.That(longest / Math.Min(0.2, Size(centre)), Is.InRange(0.25, 1.9));
        }
        Assert.That(mesh.CellCount, Is.InRange(120, 300));
    }

    [Test]
    public void Angles_of_the_shape_below_20_degrees_are_the_only_ones()
    {
        // A corner of 10°, and the two cusps on each side of a disc that touches two faces.
        foreach (var (shape, area, corners) in new (Shape, double, (double X, double Y)[])[]
        {
            (PolygonShape.Of([(0, 0), (2, 0), (2, 2 * Math.Tan(Math.PI / 18))]), 2 * Math.Tan(Math.PI / 18), [(0, 0)]),
            (Box(0, 2, 0, 1) - Disc(1, 0.5, 0.5), 2 - Math.PI / 4, [(1, 0), (1, 1)]),
        })
        {
            var mesh = MeshBuilder.Build(shape, new() { Size = 0.1 });
            Assert.That(mesh.Volume, Is.EqualTo(area).Within(1e-5));
            foreach (var c in Enumerable.Range(0, mesh.CellCount).Where(c => Enumerable.Range(0, 3).Any(k => Meshes.Angle(mesh, c, k) < 20)))
                Assert.That(mesh.Cell(c).ToArray().Min(v => corners.Min(p => Math.Abs(mesh.Vertex(v)[0] - p.X) + Math.Abs(mesh.Vertex(v)[1] - p.Y))), Is.LessThan(0.25));
        }
    }

    [Test]
    public void Points_of_a_disc_are_found_in_it_and_on_its_circle([Values(1, 2)] int order)
    {
        var space = new Space(MeshBuilder.Build(Disc(0, 0, 1), new() { Size = 0.3 }), order);
        var linear = space.Interpolate(x => 1 + 2 * x[0] - x[1]);
        for (var k = 0; k < 400; k++)
        {
            var (radius, angle) = (k % 4 == 0 ? 1 : Math.Sqrt((k + 0.5) / 400), k * 2.399963);
            var (x, y) = (radius * Math.Cos(angle), radius * Math.Sin(angle));
            var (cell, distance) = space.Weights([x, y], new double[space.Element.Count], []);
            // Of order h⁴: the arc is a parabola.
            Assert.That(distance, Is.LessThan(1e-4));
            // On curved cells P1 is of the reference coordinates, and linear functions are those to the order of the element only.
            Assert.That(space.Evaluate(linear, [x, y]), Is.EqualTo(1 + 2 * x - y).Within(order == 2 ? 3e-4 : 0.03));
        }
    }

    [Test]
    public void Faces_match_where_a_coordinate_wraps()
    {
        var shape = Box(0, 1, 0, 2) - Disc(0.15, 0.7, 0.12) - Disc(0.8, 1.6, 0.15);
        var mesh = MeshBuilder.Build(shape, new() { Size = 0.15, Periodic = [0, 1] });
        Assert.That(Meshes.SmallestAngle(mesh), Is.GreaterThan(20));
        foreach (var order in new[] { 1, 2 }) Assert.That(new Space(mesh, order, [0, 1]).Count, Is.LessThan(new Space(mesh, order).Count));
    }

    [Test]
    public void Cells_do_not_cross_interfaces()
    {
        var core = Disc(0.5, 0.5, 0.25);
        var mesh = MeshBuilder.Build(Box(0, 1, 0, 1), new() { Size = 0.1, Interfaces = [core, Box(0, 1, 0, 0.6)] });
        Assert.That(Meshes.SmallestAngle(mesh), Is.GreaterThan(20));
        Assert.That(mesh.Volume, Is.EqualTo(1).Within(1e-12));
        for (var c = 0; c < mesh.CellCount; c++)
        {
            var v = mesh.Cell(c).ToArray();
            var levels = v.Select(i => core.Level(mesh.Vertex(i))).ToArray();
            var heights = v.Select(i => mesh.Vertex(i)[1] - 0.6).ToArray();
            foreach (var l in new[] { levels, heights }) Assert.That(l.Min() < -1e-12 && l.Max() > 1e-12, Is.False);
        }
    }

    private static IEnumerable<string> Names() => Domains.Select(d => d.Name);
}
