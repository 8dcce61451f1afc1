using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>One input of a network's first layer: a function of the coordinates whose derivatives have a closed form.</summary>
public abstract record Feature
{
    private protected Feature() { }
}

/// <summary>The coordinate itself.</summary>
/// <param name="Index">Which.</param>
public sealed record CoordinateFeature(int Index) : Feature;

/// <summary>cos(ω·x + p), with ∂^α cos(ω·x + p) = ω^α cos(ω·x + p + |α|π/2).</summary>
/// <param name="Frequency">ω, an entry a coordinate.</param>
/// <param name="Phase">p.</param>
public sealed record WaveFeature(ImmutableArray<double> Frequency, double Phase) : Feature
{
    /// <summary>Same frequency, same phase.</summary>
    public bool Equals(WaveFeature? other) => other is not null && Phase.Equals(other.Phase) && Frequency.AsSpan().SequenceEqual(other.Frequency.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Frequency.Aggregate(Phase.GetHashCode(), HashCode.Combine);
}
