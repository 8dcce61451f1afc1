using System.Collections.Immutable;

namespace PinnSharp.Neural.Tests;

/// <summary>An engine under the contract: every one that a test project lists must pass the same suite.</summary>
public sealed partial record EngineEntry(string Letter, string Name, Func<InternalVariables, ImmutableArray<FieldNetwork>, int, IResidualEngine> Create)
{
    /// <summary>How far a row's value may depend on how many rows are evaluated together, relative to 1: matrix products of other libraries choose their kernels by size.</summary>
    public double RowRounding { get; init; }

    public override string ToString() => $"{Letter} {Name}";
}
