using PinnSharp.Problems;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>Meshes and measures that several tests take.</summary>
internal static class Meshes
{
    /// <summary>Points within the reference cell.</summary>
    public static IEnumerable<double[]> Points(int dimension, int count)
    {
        var random = new RandomSource(7);
        while (count > 0)
        {
            double[] point = [.. Enumerable.Range(0, dimension).Select(_ => random.NextUniform())];
            if (point.Sum() >= 1) continue;
            count--;
            yield return point;
        }
    }

    /// <summary>The unit interval or square with n unequal parts a side.</summary>
    public static Mesh Skewed(int dimension, int n)
    {
        var (x, y) = (Grading.Geometric(0, 1, n, 3), Grading.Geometric(0, 1, n, 0.5));
        return dimension == 1 ? StructuredMeshes.Interval(x) : StructuredMeshes.Rectangle(x, y);
    }

    /// <summary>‖u − Iu‖ in L² by a quadrature of degree 8.</summary>
    public static double Error(Space space, Func<double[], double> function)
    {
        var (mesh, coefficients, rule, sum) = (space.Mesh, space.Interpolate(function), Quadrature.Of(space.Mesh.Dimension, 8), 0.0);
        double[] point = new double[mesh.Dimension], inverse = new double[mesh.Dimension * mesh.Dimension], values = new double[space.Element.Count];
        for (var c = 0; c < mesh.CellCount; c++)
            for (var q = 0; q < rule.Count; q++)
            {
                var weight = rule.Weights[q] * mesh.Map(c, rule[q], point, inverse);
                space.Weights(c, rule[q], values, []);
                var error = function(point) - space.Dofs(c).ToArray().Select((dof, n) => coefficients[dof] * values[n]).Sum();
                sum += weight * error * error;
            }
        return Math.Sqrt(sum);
    }

    /// <summary>The slope of log y over log x, by least squares.</summary>
    public static double Rate(double[] x, double[] y)
    {
        var (u, v) = (Array.ConvertAll(x, Math.Log), Array.ConvertAll(y, Math.Log));
        var (mu, mv) = (u.Average(), v.Average());
        return u.Zip(v, (a, b) => (a - mu) * (b - mv)).Sum() / u.Sum(a => (a - mu) * (a - mu));
    }

    /// <summary>The smallest angle of any triangle, by its corners, in degrees.</summary>
    public static double SmallestAngle(Mesh mesh) => Enumerable.Range(0, mesh.CellCount).Min(c => Enumerable.Range(0, 3).Min(corner => Angle(mesh, c, corner)));

    /// <summary>The distance of two vertices.</summary>
    public static double Length(Mesh mesh, int a, int b) => Math.Sqrt(mesh.Vertex(a).ToArray().Zip(mesh.Vertex(b).ToArray(), (p, q) => (p - q) * (p - q)).Sum());

    public static double Angle(Mesh mesh, int cell, int corner)
    {
        double[] P(int k) => mesh.Vertex(mesh.Cell(cell)[(corner + k) % 3]).ToArray();
        var (p, q, r) = (P(0), P(1), P(2));
        var (x1, y1, x2, y2) = (q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]);
        return Math.Atan2(x1 * y2 - x2 * y1, x1 * x2 + y1 * y2) * 180 / Math.PI;
    }
}
