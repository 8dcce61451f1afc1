using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>
/// A vector field as arrows centred at their points, thinned where these are too close together: lengths in proportion to √(u² + v²), the longest about as long as the points are apart;
/// directions those of a displacement (u, v) on the axes, so that arrows are tangent to stream lines. The legend holds an arrow of round length. Automatic ink is that of text.
/// </summary>
public sealed record Arrows : Mark
{
    /// <summary>The vector (u[i], v[i]) at (x[i], y[i]).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Arrows(IEnumerable<double> x, IEnumerable<double> y, IEnumerable<double> u, IEnumerable<double> v)
    {
        X = Values(x);
        Y = Values(y, X.Length);
        U = Values(u, X.Length);
        V = Values(v, X.Length);
    }

    /// <summary>Abscissae.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Ordinates.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>Components along the abscissa.</summary>
    public ImmutableArray<double> U { get; }

    /// <summary>Components along the ordinate.</summary>
    public ImmutableArray<double> V { get; }

    /// <summary>The unit of u and v, written in the legend; null for a pure number.</summary>
    public string? Unit { get; init; }
}
