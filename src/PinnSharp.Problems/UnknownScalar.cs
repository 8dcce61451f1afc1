namespace PinnSharp.Problems;

/// <summary>A scalar to be recovered. In expressions it is <c>Parameter(Name)</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Initial">Where the search starts.</param>
/// <param name="Positive">Whether it is known to be positive.</param>
/// <param name="Bounds">The interval it is known to lie in, if there is one; the initial value is strictly inside.</param>
/// <param name="Unit">Its unit, for reports.</param>
/// <param name="Truth">Its true value, where one is declared.</param>
/// <param name="IsNoiseLevel">Whether it is a noise level, and so stands in no equation, condition or observed expression.</param>
public sealed record UnknownScalar(
    string Name, double Initial, bool Positive, (double Lower, double Upper)? Bounds, string? Unit, double? Truth, bool IsNoiseLevel)
{
    /// <summary>Whether its bounds are held by projected steps, so that it may lie on them, rather than by a change of variables.</summary>
    public bool Projected { get; init; }

    /// <summary>What is known of it beforehand; null for nothing but its bounds.</summary>
    public ScalarPrior? Prior { get; init; }
}
