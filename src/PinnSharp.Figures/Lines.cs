using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>A polyline through points in the order given; it breaks where a value cannot be drawn.</summary>
public sealed record Lines : Mark
{
    /// <summary>The line through (x[i], y[i]).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Lines(IEnumerable<double> x, IEnumerable<double> y)
    {
        X = Values(x);
        Y = Values(y, X.Length);
    }

    /// <summary>Abscissae.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Ordinates.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>The stroke.</summary>
    public Dash Dash { get; init; }
}
