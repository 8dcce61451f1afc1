using System.Collections.Immutable;

namespace PinnSharp.Inversion;

/// <summary>Whether data determine a parameter.</summary>
public enum Determination
{
    /// <summary>Within a finite interval of less than its own size either way.</summary>
    Determined,

    /// <summary>Its interval is open to one side, or wider.</summary>
    Weak,

    /// <summary>Other values fit as well, as far as was looked.</summary>
    Not,
}

/// <summary>What is said of one parameter, with the evidence.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Determination">The verdict.</param>
/// <param name="Only">The combinations with it that are determined instead.</param>
/// <param name="Evidence">In words and numbers.</param>
/// <param name="IsLocal">Whether it rests on derivatives at the estimate alone.</param>
public sealed record Verdict(string Name, Determination Determination, ImmutableArray<string> Only, ImmutableArray<string> Evidence, bool IsLocal)
{
    /// <summary>The part of what is known of it that its prior contributes; null without one.</summary>
    public double? FromPrior { get; init; }

    /// <summary>determined, weakly determined, not determined, or not determined: only a·b and c; by its prior where that contributes more than nine tenths.</summary>
    public string Text => Determination switch
    {
        Determination.Determined when FromPrior > 0.9 => "determined by its prior",
        Determination.Weak when FromPrior > 0.9 => "weakly determined, by its prior",
        Determination.Determined => "determined",
        Determination.Weak => "weakly determined",
        _ when Only.IsEmpty => "not determined",
        _ => $"not determined: only {(Only.Length == 1 ? Only[0] : $"{string.Join(", ", Only.SkipLast(1))} and {Only[^1]}")}",
    };
}
