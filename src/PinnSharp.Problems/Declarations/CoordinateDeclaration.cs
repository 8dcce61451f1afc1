namespace PinnSharp.Problems;

/// <summary>A coordinate's interval; numbers or constant expressions.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
public sealed record CoordinateDeclaration(SourceText Lower, SourceText Upper)
{
    /// <summary>Its unit, for figures and reports; null for a pure number.</summary>
    public string? Unit { get; init; }

    /// <summary>An interval of two numbers.</summary>
    public static implicit operator CoordinateDeclaration((double Lower, double Upper) interval) => new(interval.Lower, interval.Upper);

    /// <summary>An interval of two constant expressions.</summary>
    public static implicit operator CoordinateDeclaration((string Lower, string Upper) interval) => new(interval.Lower, interval.Upper);
}
