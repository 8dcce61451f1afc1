using System.Collections.Immutable;

namespace PinnSharp;

/// <summary>A profile likelihood as a diagnosis kept it.</summary>
/// <param name="Unknown">The unknown.</param>
/// <param name="Value">The estimate, at which the profile is least.</param>
/// <param name="Points">Values of the unknown and the deviance −2 ln(p/p_max), all else fitted anew.</param>
/// <param name="Lower">Where the deviance passes 3.84 below; null where it does not.</param>
/// <param name="Upper">Where above.</param>
internal sealed record StoredProfile(string Unknown, double Value, ImmutableArray<(double Value, double Deviance)> Points, double? Lower, double? Upper);
