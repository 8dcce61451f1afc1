using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>A coordinate and its interval.</summary>
/// <param name="Symbol">Its symbol, with its index in every point and every multi-index.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end, above the lower.</param>
/// <param name="IsTime">Whether it is the time; all others are space.</param>
public sealed record Coordinate(CoordinateSymbol Symbol, double Lower, double Upper, bool IsTime)
{
    /// <summary>Its unit, for figures and reports; null for a pure number.</summary>
    public string? Unit { get; init; }

    /// <summary>The coordinate's name.</summary>
    public string Name => Symbol.Name;
}
