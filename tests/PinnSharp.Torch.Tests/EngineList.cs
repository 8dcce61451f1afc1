using System.Collections.Immutable;
using PinnSharp.Torch;

namespace PinnSharp.Neural.Tests;

/// <content>The tensor engine, in both modes.</content>
public sealed partial record EngineEntry
{
    public static ImmutableArray<EngineEntry> All { get; } =
    [
        new("B", "Taylor", (variables, networks, threads) => TorchLibrary.Instance.Factory(new() { Device = "cpu" }).Create(variables, networks, threads)) { RowRounding = 1e-12 },
        new("C", "autograd", (variables, networks, threads) => TorchLibrary.Instance.Factory(new() { Device = "cpu", Derivatives = DerivativeMode.Autograd }).Create(variables, networks, threads)) { RowRounding = 1e-12 },
    ];
}
