using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>A named, contiguous part of a residual vector, for example one equation's or one observation's rows.</summary>
/// <param name="Name">The term's name, unique in its layout.</param>
/// <param name="Offset">Index of the term's first row.</param>
/// <param name="Count">Number of rows.</param>
public sealed record ResidualTerm(string Name, int Offset, int Count);

/// <summary>How a residual vector r ∈ ℝᵐ is divided into named terms, in order and without gaps.</summary>
public sealed class ResidualLayout
{
    /// <summary>Lays terms out one after another.</summary>
    /// <param name="terms">Names and numbers of rows, in order.</param>
    /// <exception cref="ArgumentException">A name occurs twice or a count is negative.</exception>
    public ResidualLayout(params IEnumerable<(string Name, int Count)> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var list = ImmutableArray.CreateBuilder<ResidualTerm>();
        foreach (var (name, count) in terms)
        {
            if (count < 0) throw new ArgumentException($"Term '{name}' has the negative count {count}.", nameof(terms));
            if (list.Any(t => t.Name == name)) throw new ArgumentException($"Term '{name}' occurs twice.", nameof(terms));
            list.Add(new ResidualTerm(name, Count, count));
            Count += count;
        }
        Terms = list.ToImmutable();
    }

    /// <summary>The terms in order.</summary>
    public ImmutableArray<ResidualTerm> Terms { get; }

    /// <summary>m, the length of r.</summary>
    public int Count { get; }

    /// <summary>The term of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ResidualTerm this[string name] =>
        Terms.FirstOrDefault(t => t.Name == name) ?? throw new KeyNotFoundException($"No residual term is named '{name}'.");
}
