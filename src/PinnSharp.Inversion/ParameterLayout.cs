using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>A named, contiguous part of a parameter vector θ, for example one network's weights or the unknowns.</summary>
/// <param name="Name">The block's name, unique in its layout.</param>
/// <param name="Offset">Index in θ of the block's first entry.</param>
/// <param name="Length">Number of entries.</param>
public sealed record ParameterBlock(string Name, int Offset, int Length);

/// <summary>How a parameter vector θ ∈ ℝⁿ is divided into named blocks, in order and without gaps.</summary>
public sealed class ParameterLayout
{
    /// <summary>Lays blocks out one after another.</summary>
    /// <param name="blocks">Names and lengths, in order.</param>
    /// <exception cref="ArgumentException">A name occurs twice or a length is negative.</exception>
    public ParameterLayout(params IEnumerable<(string Name, int Length)> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var list = ImmutableArray.CreateBuilder<ParameterBlock>();
        foreach (var (name, length) in blocks)
        {
            if (length < 0) throw new ArgumentException($"Block '{name}' has the negative length {length}.", nameof(blocks));
            if (list.Any(b => b.Name == name)) throw new ArgumentException($"Block '{name}' occurs twice.", nameof(blocks));
            list.Add(new ParameterBlock(name, Count, length));
            Count += length;
        }
        Blocks = list.ToImmutable();
    }

    /// <summary>The blocks in order.</summary>
    public ImmutableArray<ParameterBlock> Blocks { get; }

    /// <summary>n, the length of θ.</summary>
    public int Count { get; }

    /// <summary>Bounds that are held by projected steps; null where there are none.</summary>
    public Box? Box { get; init; }

    /// <summary>The block of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterBlock this[string name] =>
        Blocks.FirstOrDefault(b => b.Name == name) ?? throw new KeyNotFoundException($"No parameter block is named '{name}'.");
}
