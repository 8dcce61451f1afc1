using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>The features φ(x) that a network's first layer sees of its coordinates, which are scaled to [−1, 1].</summary>
public sealed record Embedding
{
    /// <summary>Describes an embedding.</summary>
    /// <param name="dimension">Number of coordinates.</param>
    /// <param name="features">The features, at least one.</param>
    /// <exception cref="ArgumentException">There are no features, or one is of other coordinates.</exception>
    public Embedding(int dimension, ImmutableArray<Feature> features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (features.IsEmpty || features.Any(f => f is CoordinateFeature c ? c.Index < 0 || c.Index >= dimension : ((WaveFeature)f).Frequency.Length != dimension))
            throw new ArgumentException($"An embedding needs features of {dimension} coordinates.", nameof(features));
        (Dimension, Features) = (dimension, features);
        IsIdentity = features.SequenceEqual(Enumerable.Range(0, dimension).Select(i => new CoordinateFeature(i)));
    }

    /// <summary>The coordinates alone.</summary>
    /// <param name="dimension">Number of coordinates.</param>
    public static Embedding Identity(int dimension) => new(dimension, [.. Enumerable.Range(0, Math.Max(1, dimension)).Select(i => new CoordinateFeature(i))]);

    /// <summary>
    /// The coordinates; in place of a periodic one cos kπx and sin kπx for k = 1 … <see cref="Harmonics"/>, so that every function of the features
    /// is periodic with all its derivatives (Dong and Ni, "A method for representing periodic functions and enforcing exactly periodic boundary
    /// conditions with deep neural networks", 2021); and random waves cos πb·x and sin πb·x with normal b of standard deviation <c>scale</c>
    /// (Tancik et al., "Fourier features let networks learn high frequency functions in low dimensional domains", 2020), whole numbers
    /// along periodic coordinates.
    /// </summary>
    /// <param name="dimension">Number of coordinates.</param>
    /// <param name="periodic">The periodic ones.</param>
    /// <param name="fourier">The random waves, or null for none.</param>
    /// <param name="random">Gives the frequencies.</param>
    public static Embedding Of(int dimension, IReadOnlyCollection<int> periodic, FourierOptions? fourier, RandomSource random)
    {
        var features = ImmutableArray.CreateBuilder<Feature>();
        for (var i = 0; i < dimension; i++)
            if (!periodic.Contains(i))
                features.Add(new CoordinateFeature(i));
            else
                for (var k = 1; k <= Harmonics; k++)
                    features.AddRange(Pair([.. Enumerable.Range(0, dimension).Select(j => j == i ? k * Math.PI : 0)]));
        for (var n = 0; n < (fourier?.Features ?? 0); n += 2)
        {
            ImmutableArray<double> frequency = [.. Enumerable.Range(0, dimension).Select(i =>
            {
                var b = fourier!.Scale * random.NextNormal();
                return Math.PI * (periodic.Contains(i) ? Math.Round(b) : b);
            })];
            features.AddRange(Pair(frequency).Take(fourier!.Features - n));
        }
        return new Embedding(dimension, features.ToImmutable());
    }

    /// <summary>Multiples of the fundamental frequency that stand for a periodic coordinate.</summary>
    public const int Harmonics = 2;

    /// <summary>Number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>The features.</summary>
    public ImmutableArray<Feature> Features { get; }

    /// <summary>Whether the features are the coordinates in order.</summary>
    public bool IsIdentity { get; }

    /// <summary>Whether every feature, and so the network, has the period 2 along a coordinate: the length of [−1, 1].</summary>
    /// <param name="coordinate">Its index.</param>
    public bool IsPeriodic(int coordinate) => Features.All(f => f is CoordinateFeature c ? c.Index != coordinate
        : f is WaveFeature w && Math.IEEERemainder(w.Frequency[coordinate], Math.PI) is > -1e-12 and < 1e-12);

    /// <summary>Same features in the same order.</summary>
    /// <param name="other">Another embedding.</param>
    public bool Equals(Embedding? other) => other is not null && Dimension == other.Dimension && Features.SequenceEqual(other.Features);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, Features.Length);

    private static IEnumerable<Feature> Pair(ImmutableArray<double> frequency) => [new WaveFeature(frequency, 0), new WaveFeature(frequency, -Math.PI / 2)];
}

/// <summary>Random Fourier features beside the coordinates.</summary>
/// <param name="Features">How many: cosines and sines by turns, two to a frequency.</param>
/// <param name="Scale">Standard deviation of the waves along each coordinate's interval; about the number of oscillations expected there.</param>
public sealed record FourierOptions(int Features = 16, double Scale = 1);
