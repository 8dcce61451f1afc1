using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Points on stems, such as singular values: a line from zero, or the lower end of a logarithmic axis, to each point.</summary>
public sealed record Stems : Mark
{
    /// <summary>Stems at x[i] up to y[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Stems(IEnumerable<double> x, IEnumerable<double> y)
    {
        X = Values(x);
        Y = Values(y, X.Length);
    }

    /// <summary>Abscissae.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Ordinates.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>The shape of a point.</summary>
    public Marker Marker { get; init; }
}
