using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>An equation that holds everywhere inside the domain. Definitions are inlined; constants and unknowns are parameters.</summary>
/// <param name="Name">Its name in the problem.</param>
/// <param name="Equation">The equation.</param>
public sealed record NamedEquation(string Name, Equation Equation);
