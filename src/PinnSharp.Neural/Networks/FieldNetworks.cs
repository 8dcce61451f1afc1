using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>What networks to use; which fields share one follows from the problem.</summary>
public sealed record NetworkOptions
{
    /// <summary>Neurons of each hidden layer of the fields' network; null for a size by the number of coordinates: two layers of 20 for one, three of 24
    /// for two, three of 32 for more.</summary>
    public ImmutableArray<int>? Hidden { get; init; }

    /// <summary>Neurons of each hidden layer of an unknown function's network; null for two layers of 16, or of 20 for a function of several variables.</summary>
    public ImmutableArray<int>? UnknownHidden { get; init; }

    /// <summary>σ in the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>One network for each field, rather than one for all fields over the same coordinates.</summary>
    public bool Separate { get; init; }

    /// <summary>The starting weights.</summary>
    public WeightStart Start { get; init; } = WeightStart.Glorot;

    /// <summary>Whether hidden layers of equal width add their input.</summary>
    public bool Residual { get; init; }

    /// <summary>Random waves beside the coordinates of the fields that the equations govern; null for none.</summary>
    public FourierOptions? Fourier { get; init; }

    /// <summary>
    /// Whether networks whose fields are all periodic along a coordinate are so by construction, where the equations allow it; otherwise the
    /// condition is a term of the loss.
    /// </summary>
    public bool ExactPeriodicity { get; init; } = true;

    /// <summary>Whether conditions u = g on whole faces of the box are built into the fields where they can be; otherwise they are terms of the loss.</summary>
    public bool Exact { get; init; }
}

/// <summary>One network and the fields it gives.</summary>
/// <param name="Name">The fields' names, joined.</param>
/// <param name="Network">Its inputs are the fields' coordinates scaled to [−1, 1] (and a function's arguments, scaled), its outputs the fields, scaled.</param>
/// <param name="Fields">The field of each output; for an unknown function that experiments share the symbols it has in each, all for the one output.</param>
/// <param name="Inputs">For each input the index of the coordinate among the problem's; behind them those of arguments.</param>
public sealed record FieldNetwork(string Name, Mlp Network, ImmutableArray<FieldSymbol> Fields, ImmutableArray<int> Inputs)
{
    /// <summary>Whether it gives an unknown function rather than fields that the equations govern.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Starting weights. An unknown function starts near its initial constant: its last layer is a tenth of the usual.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="start">Their distribution.</param>
    public double[] Start(ulong seed, WeightStart start = WeightStart.Glorot)
    {
        var weights = Network.Start(new RandomSource(seed, $"weights:{Name}").NextBits(), start);
        if (IsUnknown)
            foreach (ref var w in weights.AsSpan(Network.Layers[^1].Offset))
                w *= 0.1;
        return weights;
    }

    /// <summary>Output that gives a field, −1 if none does.</summary>
    /// <param name="field">A field.</param>
    public int OutputOf(FieldSymbol field) => Fields.IndexOf(field) is var i && IsUnknown ? Math.Min(i, 0) : i;

    /// <summary>A derivative with respect to the problem's coordinates as one with respect to this network's inputs.</summary>
    /// <param name="order">α over all coordinates.</param>
    public MultiIndex ToInputs(MultiIndex order)
    {
        var result = MultiIndex.Zero;
        for (var i = 0; i < Inputs.Length; i++)
            for (var k = 0; k < order[Inputs[i]]; k++)
                result += MultiIndex.Unit(i);
        return result;
    }

    /// <summary>Whether a field of this network is periodic along one of the problem's coordinates whatever the weights.</summary>
    /// <param name="field">A field.</param>
    /// <param name="coordinate">A coordinate.</param>
    public bool IsPeriodic(FieldSymbol field, CoordinateSymbol coordinate) =>
        OutputOf(field) >= 0 && Inputs.IndexOf(coordinate.Index) is var i and >= 0 && Network.Embedding.IsPeriodic(i);

    /// <summary>The networks for all fields of a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="options">Widths and activation.</param>
    /// <param name="seed">Seed of random features.</param>
    public static ImmutableArray<FieldNetwork> For(InverseProblem problem, NetworkOptions options, ulong seed = 1)
    {
        var groups = options.Separate
            ? problem.Fields.Select(f => ImmutableArray.Create(f.Symbol))
            : problem.Fields.GroupBy(f => (f.Experiment, string.Join(',', f.Symbol.Over.Select(c => c.Name)))).Select(g => g.Select(f => f.Symbol).ToImmutableArray());
        return [.. groups.Select(fields => Of(fields, options.Hidden ?? ForFields(fields[0].Over.Length), options.Fourier)),
            .. problem.UnknownFields.GroupBy(f => f.Shared ?? f.Name).Select(g => OfUnknown(g.Key, [.. g.Select(f => f.Symbol)]))];

        FieldNetwork OfUnknown(string name, ImmutableArray<FieldSymbol> symbols) =>
            Of(symbols[..1], options.UnknownHidden ?? (symbols[0].Over.Length == 1 ? [16, 16] : [20, 20]), null, name) with { Fields = symbols, IsUnknown = true };

        FieldNetwork Of(ImmutableArray<FieldSymbol> fields, ImmutableArray<int> hidden, FourierOptions? fourier, string? given = null)
        {
            var (name, over) = (given ?? string.Join(',', fields.Select(f => f.Name)), fields[0].Over);
            var periodic = Enumerable.Range(0, over.Length).Where(i => options.ExactPeriodicity && ExactPeriodicity.Holds(problem, fields, over[i])).ToList();
            var embedding = Embedding.Of(over.Length, periodic, fourier, new RandomSource(seed, $"features:{name}"));
            return new(name, new Mlp(embedding, hidden, fields.Length, options.Activation, options.Residual), fields, [.. over.Select(c => c.Index)]);
        }
    }

    private static ImmutableArray<int> ForFields(int coordinates) => coordinates switch { 1 => [20, 20], 2 => [24, 24, 24], _ => [32, 32, 32] };
}
