using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>The area between two curves, such as an interval around a line.</summary>
public sealed record Band : Mark
{
    /// <summary>The area between (x[i], lower[i]) and (x[i], upper[i]).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Band(IEnumerable<double> x, IEnumerable<double> lower, IEnumerable<double> upper)
    {
        X = Values(x);
        Lower = Values(lower, X.Length);
        Upper = Values(upper, X.Length);
    }

    /// <summary>Abscissae, in order along the band.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Lower ordinates.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>Upper ordinates.</summary>
    public ImmutableArray<double> Upper { get; }
}
