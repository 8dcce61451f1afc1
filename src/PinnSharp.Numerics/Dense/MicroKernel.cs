using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PinnSharp.Numerics;

/// <summary>The innermost loop of every dense matrix product: an 8 × 24 tile held in registers while both operands stream by.</summary>
internal static unsafe class MicroKernel
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>
    /// C[r, s] += sign · Σ_k a[k·24 + r] b[k·24 + s] for r &lt; 8, s &lt; 24, k &lt; depth, with C[r, s] at c[r·stride + s]; both operands packed as in
    /// <see cref="Panel"/> and <paramref name="sign"/> ±1. The order of summation is fixed. Meanwhile the lines at
    /// <paramref name="next"/> + k·24 are fetched into the second-level cache for a later call; any address will do, none is read.
    /// </summary>
    public static void Multiply(double* a, double* b, int depth, double* c, nint stride, double sign, double* next)
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply8x24(a, b, depth, c, stride, sign, next);
        else
            for (var r = 0; r < Rows; r += 4)
            for (var s = 0; s < Panel.Rows; s += 12)
                Multiply4x12(a + r, b + s, depth, c + r * stride + s, stride, sign);
    }

    /// <summary>AVX-512: 24 of 32 registers accumulate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply8x24(double* a, double* b, int depth, double* c, nint stride, double sign, double* next)
    {
        Vector512<double> c00 = default, c01 = default, c02 = default;
        Vector512<double> c10 = default, c11 = default, c12 = default;
        Vector512<double> c20 = default, c21 = default, c22 = default;
        Vector512<double> c30 = default, c31 = default, c32 = default;
        Vector512<double> c40 = default, c41 = default, c42 = default;
        Vector512<double> c50 = default, c51 = default, c52 = default;
        Vector512<double> c60 = default, c61 = default, c62 = default;
        Vector512<double> c70 = default, c71 = default, c72 = default;
        for (var r = 0; r < 8; r++)
        {
            Sse.Prefetch0(c + r * stride);
            Sse.Prefetch0(c + r * stride + 8);
            Sse.Prefetch0(c + r * stride + 16);
            Sse.Prefetch0(c + r * stride + 23);
        }
        for (; depth > 0; depth--, a += Panel.Rows, b += Panel.Rows, next += Panel.Rows)
        {
            Sse.Prefetch1(next);
            Vector512<double> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 8), b2 = Vector512.Load(b + 16);
            var x = Vector512.Create(a[0]);
            c00 = Vector512.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(x, b2, c02);
            x = Vector512.Create(a[1]);
            c10 = Vector512.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(x, b2, c12);
            x = Vector512.Create(a[2]);
            c20 = Vector512.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(x, b2, c22);
            x = Vector512.Create(a[3]);
            c30 = Vector512.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(x, b2, c32);
            x = Vector512.Create(a[4]);
            c40 = Vector512.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(x, b1, c41);
            c42 = Vector512.MultiplyAddEstimate(x, b2, c42);
            x = Vector512.Create(a[5]);
            c50 = Vector512.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(x, b1, c51);
            c52 = Vector512.MultiplyAddEstimate(x, b2, c52);
            x = Vector512.Create(a[6]);
            c60 = Vector512.MultiplyAddEstimate(x, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(x, b1, c61);
            c62 = Vector512.MultiplyAddEstimate(x, b2, c62);
            x = Vector512.Create(a[7]);
            c70 = Vector512.MultiplyAddEstimate(x, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(x, b1, c71);
            c72 = Vector512.MultiplyAddEstimate(x, b2, c72);
        }

        var s = Vector512.Create(sign);
        Add(c, s, c00, c01, c02);
        Add(c + stride, s, c10, c11, c12);
        Add(c + 2 * stride, s, c20, c21, c22);
        Add(c + 3 * stride, s, c30, c31, c32);
        Add(c + 4 * stride, s, c40, c41, c42);
        Add(c + 5 * stride, s, c50, c51, c52);
        Add(c + 6 * stride, s, c60, c61, c62);
        Add(c + 7 * stride, s, c70, c71, c72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(double* c, Vector512<double> s, Vector512<double> c0, Vector512<double> c1, Vector512<double> c2)
    {
        Vector512.MultiplyAddEstimate(s, c0, Vector512.Load(c)).Store(c);
        Vector512.MultiplyAddEstimate(s, c1, Vector512.Load(c + 8)).Store(c + 8);
        Vector512.MultiplyAddEstimate(s, c2, Vector512.Load(c + 16)).Store(c + 16);
    }

    /// <summary>AVX2: 12 of 16 registers accumulate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply4x12(double* a, double* b, int depth, double* c, nint stride, double sign)
    {
        Vector256<double> c00 = default, c01 = default, c02 = default;
        Vector256<double> c10 = default, c11 = default, c12 = default;
        Vector256<double> c20 = default, c21 = default, c22 = default;
        Vector256<double> c30 = default, c31 = default, c32 = default;
        for (; depth > 0; depth--, a += Panel.Rows, b += Panel.Rows)
        {
            Vector256<double> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 4), b2 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            c02 = Vector256.MultiplyAddEstimate(x, b2, c02);
            x = Vector256.Create(a[1]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            c12 = Vector256.MultiplyAddEstimate(x, b2, c12);
            x = Vector256.Create(a[2]);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            c22 = Vector256.MultiplyAddEstimate(x, b2, c22);
            x = Vector256.Create(a[3]);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
            c32 = Vector256.MultiplyAddEstimate(x, b2, c32);
        }

        var s = Vector256.Create(sign);
        Add(c, s, c00, c01, c02);
        Add(c + stride, s, c10, c11, c12);
        Add(c + 2 * stride, s, c20, c21, c22);
        Add(c + 3 * stride, s, c30, c31, c32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(double* c, Vector256<double> s, Vector256<double> c0, Vector256<double> c1, Vector256<double> c2)
    {
        Vector256.MultiplyAddEstimate(s, c0, Vector256.Load(c)).Store(c);
        Vector256.MultiplyAddEstimate(s, c1, Vector256.Load(c + 4)).Store(c + 4);
        Vector256.MultiplyAddEstimate(s, c2, Vector256.Load(c + 8)).Store(c + 8);
    }
}
