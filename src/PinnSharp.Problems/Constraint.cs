using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>What is known of the answer beforehand beside equations and conditions: c ≤ 0, or c = 0, of unknowns, fields and averages, at places spread over a region.</summary>
/// <param name="Name">Its name in the problem.</param>
/// <param name="Of">c: the smaller side less the greater. Constants and unknowns are parameters.</param>
/// <param name="IsEquality">Whether c = 0 rather than c ≤ 0.</param>
/// <param name="Places">Where it is asked for; a single place where c is of unknown numbers alone.</param>
public sealed record Constraint(string Name, Expression Of, bool IsEquality, DrawnSource Places);
