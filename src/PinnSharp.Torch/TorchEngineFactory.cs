using System.Collections.Immutable;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>Makes <see cref="TorchEngine"/>s on one device.</summary>
public sealed class TorchEngineFactory : IEngineFactory
{
    private readonly Device _device;
    private readonly TensorOptions _options;

    internal TorchEngineFactory(Device device, TensorOptions options) => (_device, _options) = (device, options);

    /// <inheritdoc/>
    public string Name => $"torch {_device}{(_options.Precision == Precision.Float32 ? " float32" : "")}{(_options.Derivatives == DerivativeMode.Autograd ? " autograd" : "")}";

    /// <inheritdoc/>
    public double Rounding => _options.Precision == Precision.Float32 ? 1.0 / (1 << 24) : 1.0 / (1L << 53);

    /// <inheritdoc/>
    /// <remarks>On a processor the engine's threads share the batches; the number of threads of libtorch, which is one for the process, is set to 1.</remarks>
    public IResidualEngine Create(InternalVariables variables, ImmutableArray<FieldNetwork> networks, int threads)
    {
        if (_device.type == DeviceType.CPU && get_num_threads() != 1) set_num_threads(1);
        return new TorchEngine(variables, networks, _device, _options, threads);
    }
}
