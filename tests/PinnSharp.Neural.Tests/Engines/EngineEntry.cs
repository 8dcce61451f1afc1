using System.Collections.Immutable;

namespace PinnSharp.Neural.Tests;

/// <summary>An engine under the contract: every one that is listed must pass the same suite.</summary>
public sealed record EngineEntry(string Letter, string Name, Func<InternalVariables, ImmutableArray<FieldNetwork>, int, IResidualEngine> Create)
{
    public override string ToString() => $"{Letter} {Name}";

    public static ImmutableArray<EngineEntry> All { get; } =
    [
        new("A", "jets", (variables, networks, threads) => new JetEngine(variables, networks, threads)),
    ];
}
