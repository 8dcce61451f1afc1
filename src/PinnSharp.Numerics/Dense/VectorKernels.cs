using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PinnSharp.Numerics;

/// <summary>Vector operations whose order of summation depends on the length alone, never on where the data lie in memory.</summary>
public static class VectorKernels
{
    /// <summary>‖x‖₂.</summary>
    /// <param name="x">Any numbers.</param>
    public static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(Dot(x, x));

    /// <summary>Σ_i x_i².</summary>
    /// <param name="x">Any numbers.</param>
    public static double SumOfSquares(ReadOnlySpan<double> x) => Dot(x, x);

    /// <summary>Σ_i x_i y_i.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="y">At least as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        ref var p = ref MemoryMarshal.GetReference(x);
        ref var q = ref MemoryMarshal.GetReference(y);
        var lanes = Vector<double>.Count;
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var i = 0;
        for (; i <= x.Length - 4 * lanes; i += 4 * lanes)
        {
            s0 = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref p, (nuint)i), Vector.LoadUnsafe(ref q, (nuint)i), s0);
            s1 = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref p, (nuint)(i + lanes)), Vector.LoadUnsafe(ref q, (nuint)(i + lanes)), s1);
            s2 = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref p, (nuint)(i + 2 * lanes)), Vector.LoadUnsafe(ref q, (nuint)(i + 2 * lanes)), s2);
            s3 = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref p, (nuint)(i + 3 * lanes)), Vector.LoadUnsafe(ref q, (nuint)(i + 3 * lanes)), s3);
        }
        for (; i <= x.Length - lanes; i += lanes)
            s0 = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref p, (nuint)i), Vector.LoadUnsafe(ref q, (nuint)i), s0);
        var sum = Vector.Sum(s0 + s1 + (s2 + s3));
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y += factor · x.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="x">Any numbers.</param>
    /// <param name="y">At least as many, added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        y = y[..x.Length];
        ref var p = ref MemoryMarshal.GetReference(x);
        ref var q = ref MemoryMarshal.GetReference(y);
        var f = new Vector<double>(factor);
        var i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
            Vector.MultiplyAddEstimate(f, Vector.LoadUnsafe(ref p, (nuint)i), Vector.LoadUnsafe(ref q, (nuint)i)).StoreUnsafe(ref q, (nuint)i);
        for (; i < x.Length; i++) y[i] += factor * x[i];
    }
}
