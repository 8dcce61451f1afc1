namespace PinnSharp.Figures;

/// <summary>What was found for one unknown. Numbers come as text, rounded as they should be shown.</summary>
public sealed record Answer
{
    /// <summary>The name, as in the problem.</summary>
    public required string Name { get; init; }

    /// <summary>The symbol: a MathML <c>math</c> element or text.</summary>
    public required string Symbol { get; init; }

    /// <summary>The estimate.</summary>
    public required string Value { get; init; }

    /// <summary>Its standard deviation, told as ± this; null for none.</summary>
    public string? Uncertainty { get; init; }

    /// <summary>The 95 % interval, such as "440 to 484"; null for none.</summary>
    public string? Interval { get; init; }

    /// <summary>The unit as written in a problem, <c>m^2/d</c>; null for a pure number.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether the data determine it, in words; null where that is not known.</summary>
    public string? Verdict { get; init; }

    /// <summary>How good the verdict is.</summary>
    public NoticeKind Standing { get; init; }

    /// <summary>The true or published value; null where there is none.</summary>
    public string? Truth { get; init; }

    /// <summary>Anything else to know about this value; null for none.</summary>
    public string? Note { get; init; }
}
