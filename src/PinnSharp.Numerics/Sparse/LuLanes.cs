using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>A few numbers that are worked with at once, one of each right-hand side.</summary>
/// <typeparam name="T">The numbers.</typeparam>
internal unsafe interface ILuLanes<T> where T : unmanaged
{
    /// <summary>b − Σ_k factor[k]·x[k].</summary>
    static abstract T Minus(T b, double* factor, T* x, int count);

    /// <summary>x[k] −= factor[k]·b.</summary>
    static abstract void Subtract(T b, double* factor, T* x, int count);

    /// <summary>b / factor.</summary>
    static abstract T Divide(T b, double factor);
}

/// <summary>One right-hand side.</summary>
internal readonly unsafe struct OneLane : ILuLanes<double>
{
    /// <inheritdoc/>
    public static double Minus(double b, double* factor, double* x, int count) => b - VectorKernels.Dot(new ReadOnlySpan<double>(factor, count), new ReadOnlySpan<double>(x, count));

    /// <inheritdoc/>
    public static void Subtract(double b, double* factor, double* x, int count) => VectorKernels.AddScaled(-b, new ReadOnlySpan<double>(factor, count), new Span<double>(x, count));

    /// <inheritdoc/>
    public static double Divide(double b, double factor) => b / factor;
}

/// <summary>Eight right-hand sides in SIMD lanes: the factors are read once for all.</summary>
internal readonly unsafe struct EightLanes : ILuLanes<Vector512<double>>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Minus(Vector512<double> b, double* factor, Vector512<double>* x, int count)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var k = 0;
        for (; k + 4 <= count; k += 4)
        {
            s0 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k]), x[k], s0);
            s1 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k + 1]), x[k + 1], s1);
            s2 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k + 2]), x[k + 2], s2);
            s3 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k + 3]), x[k + 3], s3);
        }
        for (; k < count; k++) s0 = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k]), x[k], s0);
        return b - (s0 + s1 + (s2 + s3));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Vector512<double> b, double* factor, Vector512<double>* x, int count)
    {
        var minus = -b;
        for (var k = 0; k < count; k++) x[k] = Vector512.MultiplyAddEstimate(Vector512.Create(factor[k]), minus, x[k]);
    }

    /// <inheritdoc/>
    public static Vector512<double> Divide(Vector512<double> b, double factor) => b / factor;
}
