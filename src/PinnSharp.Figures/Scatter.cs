using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Points, with vertical error bars if wanted.</summary>
public sealed record Scatter : Mark
{
    /// <summary>The points (x[i], y[i]).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Scatter(IEnumerable<double> x, IEnumerable<double> y)
    {
        X = Values(x);
        Y = Values(y, X.Length);
    }

    /// <summary>Abscissae.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Ordinates.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>Lower ends of the error bars, in the unit of y; empty for none.</summary>
    public ImmutableArray<double> Lower { get; private init; } = [];

    /// <summary>Upper ends of the error bars, in the unit of y; empty for none.</summary>
    public ImmutableArray<double> Upper { get; private init; } = [];

    /// <summary>The shape of a point.</summary>
    public Marker Marker { get; init; }

    /// <summary>The same points with bars from lower[i] to upper[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Scatter WithIntervals(IEnumerable<double> lower, IEnumerable<double> upper) =>
        this with { Lower = Values(lower, X.Length), Upper = Values(upper, X.Length) };

    /// <summary>The same points with bars y[i] ± halfWidths[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Scatter WithErrors(IEnumerable<double> halfWidths)
    {
        var half = Values(halfWidths, X.Length);
        return WithIntervals(Y.Zip(half, (y, h) => y - h), Y.Zip(half, (y, h) => y + h));
    }
}
