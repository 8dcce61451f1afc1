using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// ∫ f ≈ Σ wᵢ f(ξᵢ) on the reference cell, exact for polynomials up to a degree; weights are positive and add up to the cell's measure: 1 for the
/// interval, ½ for the triangle. Interval: Gauss–Legendre. Triangle: the symmetric rules of 1, 3, 6, 7, 12 points of degree 1, 2, 4, 5, 6 (Dunavant,
/// "High degree efficient symmetrical Gaussian quadrature rules for the triangle", 1985); beyond, products of Gauss–Legendre rules in the
/// coordinates u, v with ξ = u, η = v (1 − u).
/// </summary>
public sealed class Quadrature
{
    private Quadrature(int dimension, int degree, double[] points, double[] weights) => (Dimension, Degree, Points, Weights) = (dimension, degree, points, weights);

    /// <summary>1 for the interval, 2 for the triangle; 0 for a point, the facet of an interval.</summary>
    public int Dimension { get; }

    /// <summary>The degree that was asked for.</summary>
    public int Degree { get; }

    /// <summary>ξ, row-major [count × dimension].</summary>
    public double[] Points { get; }

    /// <summary>The weights.</summary>
    public double[] Weights { get; }

    /// <summary>Number of points.</summary>
    public int Count => Weights.Length;

    /// <summary>A point: ξ, as many numbers as dimensions.</summary>
    public ReadOnlySpan<double> this[int point] => Points.AsSpan(point * Dimension, Dimension);

    /// <summary>The rule for a cell, or for a facet: one dimension less.</summary>
    /// <param name="dimension">0 for the facets of intervals, 1 for intervals and the facets of triangles, 2 for triangles.</param>
    /// <param name="degree">Polynomials up to this degree are integrated exactly; not negative.</param>
    public static Quadrature Of(int dimension, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        var rule = dimension switch
        {
            0 => [([], 1)],
            1 => [.. Gauss(degree).Select(p => (new[] { p.X }, p.W))],
            2 => degree <= 6 ? Symmetric(degree) : Collapsed(degree),
            _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Finite elements take one or two space dimensions."),
        };
        return new(dimension, degree, [.. rule.SelectMany(p => p.At)], [.. rule.Select(p => p.Weight)]);
    }

    private static (double X, double W)[] Gauss(int degree) => GaussLegendre.Rule(degree / 2 + 1);

    private static (double[] At, double Weight)[] Collapsed(int degree) =>
        [.. from u in Gauss(degree + 1) from v in Gauss(degree) select (new[] { u.X, v.X * (1 - u.X) }, u.W * v.W * (1 - u.X))];

    /// <summary>Orbits of barycentric points under permutation; the weights of a rule add up to one.</summary>
    private static (double[] At, double Weight)[] Symmetric(int degree)
    {
        var root = Math.Sqrt(15);
        (double Weight, double A, double B)[] orbits = degree switch
        {
            0 or 1 => [(1, 1 / 3.0, 1 / 3.0)],
            2 => [(1 / 3.0, 1 / 6.0, 1 / 6.0)],
            3 or 4 => [(0.223381589678011, 0.445948490915965, 0.445948490915965), (0.109951743655322, 0.091576213509771, 0.091576213509771)],
            5 => [(0.225, 1 / 3.0, 1 / 3.0), ((155 - root) / 1200, (6 - root) / 21, (6 - root) / 21), ((155 + root) / 1200, (6 + root) / 21, (6 + root) / 21)],
            _ => [(0.116786275726379, 0.249286745170910, 0.249286745170910), (0.050844906370207, 0.063089014491502, 0.063089014491502),
                (0.082851075618374, 0.310352451033784, 0.053145049844817)],
        };
        return [.. from orbit in orbits from at in Orbit(orbit.A, orbit.B) select (at, orbit.Weight / 2)];
    }

    /// <summary>The different (λ₁, λ₂) of the permutations of (a, b, 1 − a − b).</summary>
    private static double[][] Orbit(double a, double b)
    {
        var c = 1 - a - b;
        return a != b ? [[a, b], [b, a], [a, c], [c, a], [b, c], [c, b]] : a == 1 / 3.0 ? [[a, b]] : [[a, b], [a, c], [c, a]];
    }
}
