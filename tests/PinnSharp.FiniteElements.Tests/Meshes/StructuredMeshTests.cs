using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

public sealed class StructuredMeshTests
{
    internal static Coordinate Coordinate(string name, int index, double lower, double upper) => new(new CoordinateSymbol(name, index), lower, upper, name == "t");

    private static readonly ImmutableArray<Coordinate> Plane = [Coordinate("x", 0, 0, 2), Coordinate("t", 1, 0, 9), Coordinate("y", 2, -1, 1)];

    private static Mesh Grid(int n, int m) => StructuredMeshes.Rectangle(Grading.Uniform(0, 2, n), Grading.Uniform(-1, 1, m));

    [Test]
    public void A_rectangle_has_its_area_its_facets_and_no_triangle_with_two_of_them()
    {
        foreach (var mesh in new[] { Grid(4, 6), Grid(5, 3) })
        {
            Assert.That(mesh.Volume, Is.EqualTo(4).Within(1e-13));
            Assert.That(mesh.FacetCells, Is.Unique);
            var length = 0.0;
            double[] local = new double[2], normal = new double[2];
            for (var f = 0; f < mesh.FacetCount; f++) length += mesh.MapFacet(f, [0.5], local, normal);
            Assert.That(length, Is.EqualTo(8).Within(1e-14));
        }
    }

    [Test]
    public void Facets_of_a_face_are_found_with_their_normals()
    {
        var mesh = Grid(4, 6);
        var whole = Region.Whole(Plane);
        foreach (var (region, count, x, y) in new[] { (whole.With(0, 0, 0), 6, -1.0, 0.0), (whole.With(0, 2, 2), 6, 1, 0), (whole.With(2, -1, -1), 4, 0, -1), (whole.With(2, 1, 1), 4, 0, 1),
            (whole.With(0, 0, 0).With(2, 0, 1), 3, -1, 0) })
        {
            var facets = mesh.FacetsOn(region);
            Assert.That(facets, Has.Length.EqualTo(count));
            double[] local = new double[2], normal = new double[2];
            foreach (var f in facets)
            {
                mesh.MapFacet(f, [0.3], local, normal);
                Assert.That(normal, Is.EqualTo([x, y]).Within(1e-15));
            }
        }
    }

    [Test]
    public void The_divergence_theorem_holds()
    {
        // ∮ F·n = ∫ div F for F = (x² y, x y³): div F = 2xy + 3xy² has the integral 4 over the rectangle.
        var mesh = Grid(3, 4);
        var (rule, sum) = (Quadrature.Of(1, 4), 0.0);
        double[] local = new double[2], normal = new double[2], p = new double[2], inverse = new double[4];
        for (var f = 0; f < mesh.FacetCount; f++)
            for (var q = 0; q < rule.Count; q++)
            {
                var length = mesh.MapFacet(f, rule[q], local, normal);
                mesh.Map(mesh.FacetCells[f], local, p, inverse);
                sum += rule.Weights[q] * length * (p[0] * p[0] * p[1] * normal[0] + p[0] * p[1] * p[1] * p[1] * normal[1]);
            }
        Assert.That(sum, Is.EqualTo(4).Within(1e-13));
    }

    [Test]
    public void The_ends_of_an_interval_have_their_normals()
    {
        var mesh = StructuredMeshes.Interval([0, 0.5, 2]);
        var whole = Region.Whole([Plane[0]]);
        double[] local = new double[1], normal = new double[1];
        foreach (var (end, sign) in new[] { (0.0, -1.0), (2.0, 1.0) })
        {
            var facet = mesh.FacetsOn(whole.With(0, end, end)).Single();
            Assert.That(mesh.MapFacet(facet, [], local, normal), Is.EqualTo(1));
            Assert.That(normal, Is.EqualTo([sign]));
            Assert.That(mesh.Vertices[mesh.Facet(facet)[0]], Is.EqualTo(end));
        }
    }

    [Test]
    public void Gradings_have_their_ratio_and_their_density()
    {
        double[] Steps(double[] x) => [.. x.Zip(x.Skip(1), (a, b) => b - a)];
        var steps = Steps(Grading.Geometric(1, 3, 10, 8));
        Assert.That(steps[^1] / steps[0], Is.EqualTo(8).Within(1e-12));
        for (var k = 1; k < steps.Length; k++) Assert.That(steps[k] / steps[k - 1], Is.EqualTo(Math.Pow(8, 1.0 / 9)).Within(1e-12));
        // Density 1/x: equal parts of the logarithm.
        Assert.That(Grading.Density(1, 16, 4, x => 1 / x), Is.EqualTo([1.0, 2, 4, 8, 16]).Within(1e-3));
    }

    [Test]
    public void Refinement_quarters_the_cells_and_halves_the_size()
    {
        foreach (var (mesh, factor) in new[] { (Grid(2, 3), 4), (StructuredMeshes.Interval([0, 0.5, 2]), 2) })
        {
            var fine = mesh.Refine();
            Assert.That(fine.CellCount, Is.EqualTo(factor * mesh.CellCount));
            Assert.That(fine.Size, Is.EqualTo(mesh.Size / 2).Within(1e-15));
            Assert.That(fine.Volume, Is.EqualTo(mesh.Volume).Within(1e-14));
        }
    }

    [Test]
    public void A_flat_cell_is_refused() =>
        Assert.That(() => new Mesh(2, [0, 0, 1, 1, 2, 2], [0, 1, 2]), Throws.ArgumentException.With.Message.Contains("no volume"));
}
