using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems.Tests;

public sealed class SamplingTests
{
    private static readonly SamplingMethod[] Methods = Enum.GetValues<SamplingMethod>();

    private static Region Region(string where, int dimension = 3)
    {
        string[] names = ["x", "y", "z", "t"];
        var coordinates = Enumerable.Range(0, dimension).Select(i => new Coordinate(new CoordinateSymbol(names[i], i), -1 - i, 2 + i, names[i] == "t")).ToImmutableArray();
        if (where.Length == 0) return Problems.Region.Whole(coordinates);
        var declaration = new ProblemDeclaration
        {
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 1 } },
            Equations = { ["flow"] = "k*u_xx = 1" },
            Conditions = { ["here"] = (where, "u = 0") },
            Observations = { ["probe"] = new("u", Data.Inline(new double[dimension], [1])) },
        };
        foreach (var c in coordinates) declaration.Coordinates[c.Name] = (c.Lower, c.Upper);
        return ((EquationCondition)declaration.Build().Conditions[0]).Where;
    }

    [Test]
    public void Points_lie_strictly_inside_and_depend_on_the_seed_alone([ValueSource(nameof(Methods))] SamplingMethod method, [Values(1, 7, 500)] int count, [Values(1, 2, 3, 4)] int dimension)
    {
        var region = Region("", dimension);
        var points = region.Sample(count, method, 5);
        Assert.That(points, Has.Length.EqualTo(count * dimension));
        for (var i = 0; i < points.Length; i++)
            Assert.That(points[i], Is.GreaterThan(region.Lower[i % dimension]).And.LessThan(region.Upper[i % dimension]));
        Assert.That(region.Sample(count, method, 5), Is.EqualTo(points));
        if (method != SamplingMethod.Grid) Assert.That(region.Sample(count, method, 6), Is.Not.EqualTo(points));
    }

    [Test]
    public void Fixed_coordinates_are_exact_and_inequalities_narrow([ValueSource(nameof(Methods))] SamplingMethod method)
    {
        var region = Region("x = 2 and 0 <= y < 0.5 and 2*z > 1");
        Assert.That((region.Dimension, region.Lower[1], region.Upper[1], region.Lower[2]), Is.EqualTo((2, 0.0, 0.5, 0.5)));
        Assert.That(region.Inequalities, Is.Empty);
        var points = region.Sample(200, method, 1);
        for (var i = 0; i < 200; i++)
        {
            Assert.That(points[3 * i], Is.EqualTo(2));
            Assert.That(points[3 * i + 1], Is.GreaterThan(0).And.LessThan(0.5));
            Assert.That(points[3 * i + 2], Is.GreaterThan(0.5).And.LessThan(4));
            Assert.That(region.Contains(points.AsSpan(3 * i, 3)));
        }
        Assert.That(region.Contains([1.9, 0.2, 1]), Is.False);
    }

    [Test]
    public void Curved_regions_are_met_by_leaving_points_out([ValueSource(nameof(Methods))] SamplingMethod method)
    {
        var region = Region("x^2 + y^2 < 1 and z = 0");
        var points = region.Sample(300, method, 1);
        Assert.That(points, Has.Length.EqualTo(900));
        double mx = 0, my = 0;
        for (var i = 0; i < 300; i++)
        {
            Assert.That(points[3 * i] * points[3 * i] + points[3 * i + 1] * points[3 * i + 1], Is.LessThan(1));
            mx += points[3 * i] / 300;
            my += points[3 * i + 1] / 300;
        }
        Assert.That(Math.Abs(mx) + Math.Abs(my), Is.LessThan(0.15));
    }

    [Test]
    public void A_point_is_one_row() => Assert.That(Region("x = 0 and y = 1 and z = -3").Sample(50, SamplingMethod.Sobol, 1), Is.EqualTo(new[] { 0.0, 1, -3 }));

    [TestCase(10)]
    [TestCase(97)]
    public void Latin_hypercubes_have_one_point_a_slice(int count)
    {
        var region = Region("");
        var points = region.Sample(count, SamplingMethod.LatinHypercube, 3);
        for (var j = 0; j < 3; j++)
        {
            var slices = Enumerable.Range(0, count).Select(i => (int)((points[3 * i + j] - region.Lower[j]) / (region.Upper[j] - region.Lower[j]) * count));
            Assert.That(slices.Order(), Is.EqualTo(Enumerable.Range(0, count)));
        }
    }

    [Test]
    public void Grids_are_cell_centres()
    {
        Assert.That(Region("", 1).Sample(3, SamplingMethod.Grid, 0), Is.EqualTo(new[] { -0.5, 0.5, 1.5 }));
        var square = Region("", 2).Sample(9, SamplingMethod.Grid, 0);
        Assert.That(Enumerable.Range(0, 9).Select(i => square[2 * i]).Distinct(), Is.EqualTo(new[] { -0.5, 0.5, 1.5 }));
        Assert.That(Enumerable.Range(0, 9).Select(i => Math.Round(square[2 * i + 1], 12)).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Every_stretch_of_Sobol_points_is_a_net()
    {
        // 2^8 points: one in every elementary interval of area 2^-8 in the first two dimensions, whatever the shift.
        var points = UnitCube().Sample(256, SamplingMethod.Sobol, 9);
        for (var a = 0; a <= 8; a++)
        {
            var cells = new int[256];
            for (var i = 0; i < 256; i++) cells[((int)(points[8 * i] * (1 << a)) << (8 - a)) + (int)(points[8 * i + 1] * (1 << (8 - a)))]++;
            Assert.That(cells, Is.All.EqualTo(1));
        }
    }

    [Test]
    public void Sobol_points_are_spread_better_than_random_ones_in_every_pair_of_dimensions()
    {
        var sobol = UnitCube().Sample(1024, SamplingMethod.Sobol, 2);
        var uniform = UnitCube().Sample(1024, SamplingMethod.Uniform, 2);
        for (var j = 0; j < 8; j++)
            for (var k = j + 1; k < 8; k++)
                Assert.That(Discrepancy(sobol, j, k), Is.LessThan(0.5 * Discrepancy(uniform, j, k)), $"{j}, {k}");
    }

    private static Region UnitCube() =>
        Problems.Region.Whole([.. Enumerable.Range(0, 8).Select(i => new Coordinate(new CoordinateSymbol("x" + i, i), 0, 1, false))]);

    /// <summary>Warnock's formula for the L2 star discrepancy of two of eight dimensions.</summary>
    private static double Discrepancy(double[] points, int j, int k)
    {
        var n = points.Length / 8;
        var sum = 1.0 / 9;
        for (var a = 0; a < n; a++)
        {
            var (x, y) = (points[8 * a + j], points[8 * a + k]);
            sum -= 2.0 / n * (1 - x * x) * (1 - y * y) / 4;
            for (var b = 0; b < n; b++) sum += (1 - Math.Max(x, points[8 * b + j])) * (1 - Math.Max(y, points[8 * b + k])) / ((double)n * n);
        }
        return Math.Sqrt(sum);
    }
}
