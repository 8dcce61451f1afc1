using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

public sealed class SpaceTests
{
    private static readonly ImmutableArray<Coordinate> Square = [StructuredMeshTests.Coordinate("x", 0, 0, 1), StructuredMeshTests.Coordinate("y", 1, 0, 1)];

    [Test]
    public void Nodes_are_as_many_as_places([Values(1, 2)] int order, [Values(1, 2)] int dimension)
    {
        var space = new Space(Meshes.Skewed(dimension, 4), order);
        Assert.That(space.Count, Is.EqualTo(Math.Pow(4 * order + 1, dimension)));
        Assert.That(space.CellDofs.Distinct().Count(), Is.EqualTo(space.Count));
        Assert.That(Enumerable.Range(0, space.Count).Select(n => string.Join(" ", space.Node(n).ToArray())), Is.Unique);
        for (var v = 0; v < space.Mesh.VertexCount; v++) Assert.That(space.Node(space.DofOfVertex(v)).ToArray(), Is.EqualTo(space.Mesh.Vertex(v).ToArray()));
    }

    [Test]
    public void Degrees_of_freedom_of_a_cell_are_close_together([Values(1, 2)] int order)
    {
        var space = new Space(Meshes.Skewed(2, 20), order);
        var widest = Enumerable.Range(0, space.Mesh.CellCount).Max(c => space.Dofs(c).ToArray().Max() - space.Dofs(c).ToArray().Min());
        Assert.That(widest, Is.LessThan(order * order * 2.5 * 21));
    }

    [Test]
    public void Facets_have_their_nodes([Values(1, 2)] int order)
    {
        var space = new Space(Meshes.Skewed(2, 3), order);
        double[] local = new double[2], normal = new double[2], point = new double[2], inverse = new double[4];
        for (var f = 0; f < space.Mesh.FacetCount; f++)
            foreach (var (s, n) in new[] { (0.0, 0), (1.0, 1), (0.5, 2) }.Take(order + 1))
            {
                space.Mesh.MapFacet(f, [s], local, normal);
                space.Mesh.Map(space.Mesh.FacetCells[f], local, point, inverse);
                Assert.That(space.Node(space.DofsOfFacet(f)[n]).ToArray(), Is.EqualTo(point).Within(1e-15));
            }
    }

    [Test]
    public void Nodes_of_a_region_are_found([Values(1, 2)] int order)
    {
        var space = new Space(StructuredMeshes.Rectangle(Grading.Uniform(0, 1, 4), Grading.Uniform(0, 1, 4)), order);
        var whole = Region.Whole(Square);
        double[][] Places(Region region) => [.. space.DofsOn(region).Select(n => space.Node(n).ToArray())];
        Assert.That(Places(whole), Has.Length.EqualTo(space.Count));
        Assert.That(Places(whole.With(0, 0, 0)).Select(p => p[1]).Order(), Is.EqualTo(Grading.Uniform(0, 1, 4 * order)));
        Assert.That(Places(whole.With(0, 1, 1).With(1, 0.5, 1)).Select(p => p[1]).Order(), Is.EqualTo(Grading.Uniform(0.5, 1, 2 * order)));
        Assert.That(Places(whole.With(0, 1, 1).With(1, 0.26, 0.26)), Is.EqualTo(new[] { new[] { 1, 0.25 } }));
    }

    /// <summary>A part of the boundary that leaves out an edge has the edge's end, as it is closed, and no other node of it.</summary>
    [TestCase("boundary and x > 0")]
    [TestCase("boundary and x > 0 and x < 0.9")]
    [TestCase("rest")]
    public void Nodes_of_a_part_without_an_edge_end_at_its_corners(string where)
    {
        var problem = new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["y"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["e"] = "k*laplacian(u) = 1" },
            Conditions = { ["part"] = (where, "u = 0"), ["left"] = ("x = 0", "u_x = 0") },
            Observations = { ["o"] = new("u", Data.Inline([0.5, 0.5], [1])) },
        }.Build();
        var region = ((EquationCondition)problem.Conditions[0]).Where;
        var space = new Space(StructuredMeshes.Rectangle(Grading.Uniform(0, 1, 4), Grading.Uniform(0, 1, 4)), 1);
        var places = space.DofsOn(region).Select(n => (space.Node(n)[0], space.Node(n)[1])).ToList();
        Assert.That(places.Where(p => p.Item1 == 0).Order(), Is.EqualTo(new[] { (0.0, 0.0), (0.0, 1.0) }));
        Assert.That(places, Has.Count.EqualTo(where.EndsWith("0.9") ? 8 : 13));
        Assert.That(space.Mesh.FacetsOn(region), Has.Length.EqualTo(where.EndsWith("0.9") ? 6 + 2 : 12));
    }

    [Test]
    public void Periodic_nodes_are_one([Values(1, 2)] int order)
    {
        var (one, two) = (new Space(Meshes.Skewed(2, 4), order, [0]), new Space(Meshes.Skewed(2, 4), order, [0, 1]));
        var n = 4 * order;
        Assert.That((one.Count, two.Count), Is.EqualTo((n * (n + 1), n * n)));
        Assert.That(one.CellDofs.Distinct().Count(), Is.EqualTo(one.Count));
        var sine = one.Interpolate(x => Math.Sin(2 * Math.PI * x[0]) + x[1]);
        foreach (var y in new[] { 0.0, 0.3, 1 }) Assert.That(one.Evaluate(sine, [1, y]), Is.EqualTo(one.Evaluate(sine, [0, y])).Within(1e-14));
        var whole = Region.Whole(Square);
        Assert.That(one.DofsOn(whole.With(0, 1, 1)), Is.EqualTo(one.DofsOn(whole.With(0, 0, 0))));
        Assert.That(one.DofsOn(whole.With(1, 1, 1)), Has.Length.EqualTo(n));
    }

    [Test]
    public void Faces_that_do_not_match_are_not_periodic() =>
        Assert.That(() => new Space(new Mesh(2, [0, 0, 1, 0, 1, 1, 0, 1, 0, 0.4, 0.5, 0.5], [0, 1, 5, 1, 2, 5, 2, 3, 5, 3, 4, 5, 4, 0, 5]), 1, [0]),
            Throws.ArgumentException.With.Message.Contains("do not match"));

    [Test]
    public void Points_outside_are_taken_to_the_nearest_place([Values(1, 2)] int order)
    {
        var space = new Space(Meshes.Skewed(2, 5), order);
        var values = new double[space.Element.Count];
        foreach (var (x, y, nearX, nearY) in new[] { (-1e-13, 0.4, 0, 0.4), (-0.25, 0.4, 0.0, 0.4), (0.7, 1.5, 0.7, 1), (2, 3, 1, 1) })
        {
            var coefficients = space.Interpolate(p => p[0] + 2 * p[1]);
            Assert.That(space.Evaluate(coefficients, [x, y]), Is.EqualTo(nearX + 2 * nearY).Within(1e-12));
            Assert.That(space.Weights([x, y], values, []).Distance, Is.EqualTo(Math.Sqrt((x - nearX) * (x - nearX) + (y - nearY) * (y - nearY))).Within(1e-12));
        }
    }
}
