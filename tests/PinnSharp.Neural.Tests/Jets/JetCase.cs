using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Neural.Tests;

/// <summary>A network, a set of derivatives and 64 points to try them on.</summary>
internal sealed record JetCase(string Name, Mlp Network, JetSpace Space)
{
    public double[] Weights { get; } = RandomNumbers(Network.ParameterCount, 1, 0.7);

    public double[] Points { get; } = RandomNumbers(Network.Inputs * BlockProduct.Lanes, 2, 1);

    public int OutputLength => Space.Channels.Length * Network.Outputs * BlockProduct.Lanes;

    public override string ToString() => Name;

    /// <summary>Every activation with: all derivatives up to order 4 in one to three coordinates, up to 2 in four, the value alone, the
    /// set of Burgers' equation and that of the biharmonic one; no, one and several hidden layers; one and several outputs; features and
    /// residual blocks.</summary>
    public static IEnumerable<JetCase> All()
    {
        foreach (var activation in Activation.All)
        {
            yield return Case("burgers", 2, [7, 5, 6], 1, activation, Burgers());
            yield return Case("order 4 in x", 1, [6, 5], 2, activation, Full(1, 4));
            yield return Case("order 4 in x, y", 2, [5, 4], 1, activation, Full(2, 4));
            yield return Case("order 4 in x, y, z", 3, [4, 5], 2, activation, Full(3, 4));
            yield return Case("order 2 in four", 4, [5, 3], 1, activation, Full(4, 2));
            yield return Case("biharmonic", 2, [8], 3, activation, JetSpace.Closure([new(4, 0), new(2, 2), new(0, 4)], 2));
            yield return Case("value alone", 2, [9, 8, 7, 6], 2, activation, JetSpace.Closure([], 2));
            yield return Case("no hidden layer", 3, [], 2, activation, Full(3, 2));
            yield return new($"{activation}, features", new Mlp(Features(2), [6, 5], 2, activation), Full(2, 4));
            yield return new($"{activation}, features of three, no hidden layer", new Mlp(Features(3), [], 2, activation), Full(3, 3));
            yield return new($"{activation}, periodic alone", new Mlp(Embedding.Of(1, [0], null, new RandomSource(1)), [5], 1, activation), Full(1, 4));
            yield return new($"{activation}, residual", new Mlp(Embedding.Identity(2), [5, 5, 4, 4, 4], 2, activation, true), Full(2, 3));
            yield return new($"{activation}, residual, features", new Mlp(Features(2), [11, 11], 1, activation, true), Full(2, 2));
        }
    }

    /// <summary>Every kind of feature: a coordinate, harmonics of another, random waves.</summary>
    public static Embedding Features(int dimension) => Embedding.Of(dimension, [0], new FourierOptions(5, 0.7), new RandomSource(4));

    public static JetSpace Burgers() => JetSpace.Closure([new MultiIndex(1, 0), new MultiIndex(0, 2)], 2);

    public static JetSpace Full(int dimension, int order)
    {
        IEnumerable<MultiIndex> all = [MultiIndex.Zero];
        for (var n = 0; n < order; n++)
            all = [.. all.SelectMany(a => Enumerable.Range(0, dimension).Select(i => a + MultiIndex.Unit(i)))];
        return JetSpace.Closure(all, dimension);
    }

    public static double[] RandomNumbers(int count, int seed, double size)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => size * (2 * random.NextDouble() - 1))];
    }

    public double[] Evaluate(double[] weights, double[] points)
    {
        var jets = new JetNetwork(Network, Space);
        jets.Forward(weights, points);
        return jets.Outputs.ToArray();
    }

    private static JetCase Case(string name, int inputs, ImmutableArray<int> hidden, int outputs, Activation activation, JetSpace space) =>
        new($"{activation}, {name}", new Mlp(inputs, hidden, outputs, activation), space);
}
