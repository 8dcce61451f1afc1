using System.Collections.Immutable;

namespace PinnSharp.Neural;

/// <summary>One term c σ^(k)(z) Π_j z_(β_j) of a derivative of σ(z).</summary>
/// <param name="Coefficient">c.</param>
/// <param name="Order">k, which is also the number of factors.</param>
/// <param name="Factors">The channels β_j.</param>
public readonly record struct JetTerm(double Coefficient, int Order, ImmutableArray<int> Factors);
