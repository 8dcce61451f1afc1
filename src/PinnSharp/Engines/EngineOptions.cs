using System.Globalization;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Which engine evaluates the residuals of a network, where and how precisely. Engines of one precision agree up to rounding.</summary>
public sealed record EngineOptions
{
    /// <summary>How a build comes to have the engine <see cref="EngineKind.Torch"/>, in a line.</summary>
    public const string HowToBuild = "Build it in: dotnet run -c Release -p:Torch=cuda --project src/PinnSharp.Cli -- run FILE (-p:Torch=cpu where there is no NVIDIA GPU).";

    /// <summary>Which.</summary>
    public EngineKind Kind { get; init; }

    /// <summary>How a tensor library works; jets have none of these options.</summary>
    public TensorOptions Tensors { get; init; } = new();

    /// <summary>
    /// Whether only a tensor library can do what is asked: <see cref="EngineKind.Torch"/>, or <see cref="EngineKind.Auto"/> with an option that differs from its default. The device "cpu" alone does
    /// not count: jets compute on it, and faster.
    /// </summary>
    public bool NeedsTensors => Kind == EngineKind.Torch || (Kind == EngineKind.Auto && OfTensors.Any());

    /// <summary>Whether a device may be called so: "cpu", "cuda" or "cuda:n".</summary>
    /// <param name="device">The name.</param>
    public static bool IsDevice(string device) => device is "cpu" or "cuda" || CudaIndex(device) is not null;

    /// <summary>The options given that change nothing, with the reason.</summary>
    internal IEnumerable<(string Key, string Reason)> Idle => Kind != EngineKind.Cpu ? []
        : OfTensors.Select(key => (key, $"'{key}' is for the engine 'torch' and changes nothing with 'cpu', whose jets compute in float64 on the processor."));

    /// <summary>The options that differ from what jets do anyway.</summary>
    private IEnumerable<string> OfTensors
    {
        get
        {
            var defaults = new TensorOptions();
            if (Tensors.Device is not (null or "cpu")) yield return "device";
            if (Tensors.Precision != defaults.Precision) yield return "precision";
            if (Tensors.Derivatives != defaults.Derivatives) yield return "derivatives";
            if (Tensors.Batch != defaults.Batch) yield return "batch";
        }
    }

    /// <summary>The engine, and the options with <see cref="EngineKind.Auto"/> decided.</summary>
    /// <param name="library">The tensor library; null where there is none.</param>
    /// <exception cref="InputException">There is no such engine or device here, or an option changes nothing.</exception>
    internal (EngineOptions Decided, IEngineFactory Factory) Resolve(ITensorLibrary? library)
    {
        if (Idle.FirstOrDefault().Reason is { } idle) throw new InputException(idle);
        if (Tensors.Device is { } device && !IsDevice(device)) throw new InputException($"'device' is cpu, cuda or cuda:n, found '{device}'.");
        if (!NeedsTensors && (Kind == EngineKind.Cpu || Tensors.Device is not null || library is not { CudaDevices: > 0 })) return (new() { Kind = EngineKind.Cpu }, JetEngineFactory.Instance);
        if (library is null) throw new InputException($"The engine 'torch' is not in this build. {HowToBuild}");
        RequireDevice(library.CudaDevices);
        return (this with { Kind = EngineKind.Torch }, library.Factory(Tensors));
    }

    private void RequireDevice(int count)
    {
        if (Tensors.Device is not { } device || device == "cpu" || (CudaIndex(device) ?? 0) < count) return;
        throw new InputException($"There is no device '{device}': " + count switch
        {
            0 => "no CUDA device can be used. It takes an NVIDIA GPU with its driver ('nvidia-smi' shows it) and a build with -p:Torch=cuda; the device 'cpu' is always there.",
            1 => "the only CUDA device is 'cuda:0'.",
            _ => $"the CUDA devices are 'cuda:0' to 'cuda:{count - 1}'.",
        });
    }

    private static int? CudaIndex(string device) =>
        device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan("cuda:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
