using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>Something drawn on a pair of axes.</summary>
public abstract record Mark
{
    private protected Mark()
    {
    }

    /// <summary>
    /// The entry in the legend; null for none. Marks with the same label share one entry and, where their ink is automatic, one colour:
    /// a line and its band belong together this way.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>The colour; automatic takes the next of the palette.</summary>
    public Ink Ink { get; init; }

    private protected static ImmutableArray<double> Values(IEnumerable<double> values, int? count = null)
    {
        ImmutableArray<double> array = [.. values];
        return count is { } n && array.Length != n
            ? throw new ArgumentException($"The arrays of a mark must be of one length; these have {n} and {array.Length} values.")
            : array;
    }
}
