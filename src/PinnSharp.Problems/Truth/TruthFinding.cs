using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Problems;

/// <summary>How the declared truth fares in an equation, condition or constraint; a later one is worse.</summary>
public enum TruthVerdict
{
    /// <summary>The residual simplifies to zero.</summary>
    Exact,
    /// <summary>The residual is zero to rounding at every point tried.</summary>
    ToRounding,
    /// <summary>Something in it has no declared truth.</summary>
    NotChecked,
    /// <summary>The truth does not satisfy it.</summary>
    Mismatch,
}

/// <summary>What became of the truth in one equation or condition.</summary>
/// <param name="Term">Which: "equations.flow", "conditions.left".</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Mismatch">The greatest |Σ terms| / Σ |terms| over the points tried; null where it has no value.</param>
/// <param name="Where">The point where that is.</param>
/// <param name="Detail">Why there is no value.</param>
public sealed record TruthFinding(string Term, TruthVerdict Verdict, double? Mismatch, ImmutableArray<(string Coordinate, double Value)> Where, string Detail)
{
    /// <summary>The finding as a sentence.</summary>
    public override string ToString() => Verdict switch
    {
        TruthVerdict.Exact => $"{Term}: the truth holds exactly.",
        TruthVerdict.ToRounding => $"{Term}: the truth holds to rounding ({Text(Mismatch!.Value)} of its terms).",
        TruthVerdict.NotChecked => $"{Term}: not checked, {Detail}.",
        _ when Mismatch is { } mismatch => $"{Term}: the truth does not satisfy it: off by {Text(100 * mismatch)} % of its terms at {Point}.",
        _ => $"{Term}: {Detail}, at {Point}.",
    };

    private string Point => string.Join(", ", Where.Select(w => $"{w.Coordinate} = {Text(w.Value)}"));

    private static string Text(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
