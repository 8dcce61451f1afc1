using System.Collections.Immutable;

namespace PinnSharp;

/// <summary>What a diagnosis said of an unknown.</summary>
/// <param name="Unknown">The unknown.</param>
/// <param name="Value">Its estimate by finite elements.</param>
/// <param name="Verdict">In words.</param>
/// <param name="Evidence">By which numbers.</param>
internal sealed record StoredVerdict(string Unknown, double Value, string Verdict, ImmutableArray<string> Evidence);
