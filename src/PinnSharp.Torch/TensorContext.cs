using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>What all evaluations of an engine share: the problem's variables and networks, θ's layout, and where and how precisely numbers are kept.</summary>
internal sealed record TensorContext(InternalVariables Variables, ImmutableArray<FieldNetwork> Networks, ParameterLayout Parameters, Device Device, ScalarType Type)
{
    /// <summary>Where the block of unknowns begins.</summary>
    public int FirstUnknown { get; } = Parameters["unknowns"].Offset;

    /// <summary>Bytes of a number.</summary>
    public int Bytes => Type == ScalarType.Float32 ? sizeof(float) : sizeof(double);

    /// <summary>Numbers on the device, in the present scope.</summary>
    public Tensor Move(ReadOnlySpan<double> numbers, params long[] shape) => On(numbers.ToArray(), shape, Type);

    /// <summary>Numbers on the device, in 64 bits whatever the engine's precision.</summary>
    public Tensor MoveWide(ReadOnlySpan<double> numbers, params long[] shape) => On(numbers.ToArray(), shape, ScalarType.Float64);

    /// <summary>Numbers on the device, outside of any scope.</summary>
    public Tensor Keep(double[] numbers, params long[] shape)
    {
        using var scope = NewDisposeScope();
        return On(numbers, shape, Type).DetachFromDisposeScope();
    }

    /// <summary>Zeros on the device.</summary>
    public Tensor Zeros(params long[] shape) => zeros(shape, Type, Device);

    /// <summary>By way of the host: the library's own move to a full device frees the array twice.</summary>
    private Tensor On(double[] numbers, long[] shape, ScalarType type) => tensor(numbers, shape, ScalarType.Float64, CPU).to(type).to(Device);

    /// <summary>The numbers of a tensor.</summary>
    public static void Fetch(Tensor tensor, Span<double> numbers)
    {
        using var host = tensor.to(ScalarType.Float64).cpu().contiguous();
        host.data<double>().ToArray().AsSpan(0, numbers.Length).CopyTo(numbers);
    }
}
