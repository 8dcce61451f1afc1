using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>A boundary, initial or periodic condition.</summary>
/// <param name="Name">Its name in the problem.</param>
public abstract record Condition(string Name);

/// <summary>
/// An equation that holds on a region: Dirichlet, Neumann, Robin, initial. On a face of the box the components of the outward normal
/// are inlined as numbers.
/// </summary>
/// <param name="Name">Its name in the problem.</param>
/// <param name="Where">Where it holds.</param>
/// <param name="Equation">The equation.</param>
public sealed record EquationCondition(string Name, Region Where, Equation Equation) : Condition(Name);

/// <summary>Fields and their normal derivatives agree on the two ends of a coordinate.</summary>
/// <param name="Name">Its name in the problem.</param>
/// <param name="Coordinate">The coordinate that wraps.</param>
/// <param name="Fields">The fields that wrap.</param>
/// <param name="Order">The highest derivative with respect to the coordinate that agrees; all lower ones do too. 0 for values alone.</param>
public sealed record PeriodicCondition(string Name, CoordinateSymbol Coordinate, ImmutableArray<FieldSymbol> Fields, int Order) : Condition(Name);
