using System.Collections.Immutable;

namespace PinnSharp.Neural.Tests;

/// <summary>An engine under the contract: every one that a test project lists must pass the same suite.</summary>
public sealed partial record EngineEntry(string Letter, string Name, Func<InternalVariables, ImmutableArray<FieldNetwork>, int, IResidualEngine> Create)
{
    public override string ToString() => $"{Letter} {Name}";
}
