using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>Sums in place.</summary>
/// <remarks>TorchSharp's add_(x) makes a number 1 for the library which the collector may take away while the library still reads it; this one stays.</remarks>
internal static class Accumulation
{
    private static readonly TorchSharp.Scalar One = 1.0;

    /// <summary>sum += term.</summary>
    public static Tensor Accumulate(this Tensor sum, Tensor term) => sum.add_(term, One);
}
