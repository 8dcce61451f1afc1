using PinnSharp.Neural;
using PinnSharp.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>TorchSharp: residuals as tensors, on the processor or by CUDA.</summary>
public sealed class TorchLibrary : ITensorLibrary
{
    private TorchLibrary() { }

    /// <summary>The only one.</summary>
    public static TorchLibrary Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "torch";

    /// <inheritdoc/>
    public int CudaDevices => cuda.is_available() ? cuda.device_count() : 0;

    /// <inheritdoc/>
    public IEngineFactory Factory(TensorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TorchEngineFactory(Find(options.Device), options);
    }

    private Device Find(string? name)
    {
        if (name == "cpu" || (name is null && CudaDevices == 0)) return CPU;
        var index = name is null or "cuda" ? 0 : name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out var n) ? n : -1;
        if (index < 0) throw new InputException($"Unknown device '{name}'; devices are cpu, cuda and cuda:0, cuda:1, …");
        if (CudaDevices == 0) throw new InputException($"There is no device '{name}': no NVIDIA GPU can be used here. A GPU needs a build with -p:Torch=cuda and its driver; --device cpu needs neither.");
        if (index >= CudaDevices) throw new InputException($"There is no device '{name}': the last is cuda:{CudaDevices - 1}.");
        return device(DeviceType.CUDA, index);
    }
}
