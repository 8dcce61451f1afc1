using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Bars that stand on zero, or on the lower end of a logarithmic axis.</summary>
public sealed record Bars : Mark
{
    /// <summary>Bar i covers [edges[i], edges[i + 1]] and is heights[i] high; a height that is not finite leaves a gap.</summary>
    /// <exception cref="ArgumentException">There is not one edge more than heights, or the edges do not ascend.</exception>
    public Bars(IEnumerable<double> edges, IEnumerable<double> heights)
    {
        Heights = Values(heights);
        Edges = Values(edges);
        if (Edges.Length != Heights.Length + 1)
        {
            throw new ArgumentException($"{Heights.Length} bars have {Heights.Length + 1} edges; these are {Edges.Length}.");
        }

        if (!Edges.Zip(Edges.Skip(1)).All(e => e.First < e.Second))
        {
            throw new ArgumentException("The edges of bars ascend.");
        }
    }

    /// <summary>Edges, one more than bars, ascending.</summary>
    public ImmutableArray<double> Edges { get; }

    /// <summary>Heights.</summary>
    public ImmutableArray<double> Heights { get; }
}
