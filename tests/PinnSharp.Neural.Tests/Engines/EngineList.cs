using System.Collections.Immutable;

namespace PinnSharp.Neural.Tests;

/// <content>The engines that need no package.</content>
public sealed partial record EngineEntry
{
    public static ImmutableArray<EngineEntry> All { get; } =
    [
        new("A", "jets", (variables, networks, threads) => new JetEngine(variables, networks, threads)),
    ];
}
