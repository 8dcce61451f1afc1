using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static PinnSharp.Numerics.BlockProduct;

namespace PinnSharp.Numerics;

/// <summary>
/// The weight gradient of a block product z[c][r] = Σ_k W[r,k] a[c][k]: Σ_c z̄[c][r] a[c][k], summed over the 64 points or kept point by point.
/// </summary>
public static class BlockOuter
{
    /// <summary>gradient[r,k] += Σ_c Σ_p z[c][r][p] a[c][k][p].</summary>
    /// <param name="z">[channels][rows][64].</param>
    /// <param name="a">[channels][columns][64].</param>
    /// <param name="gradient">Row-major [rows][columns], added to.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Accumulate(ReadOnlySpan<double> z, ReadOnlySpan<double> a, Span<double> gradient, int rows, int columns, int channels)
    {
        Require(z.Length >= channels * rows * Lanes, nameof(z));
        Require(a.Length >= channels * columns * Lanes, nameof(a));
        Require(gradient.Length >= rows * columns, nameof(gradient));
        ref var z0 = ref MemoryMarshal.GetReference(z);
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var g0 = ref MemoryMarshal.GetReference(gradient);
        int fullRows = rows & ~3, fullColumns = columns & ~3;
        for (var r = 0; r < fullRows; r += 4)
            for (var k = 0; k < fullColumns; k += 4)
                FourByFour(ref Unsafe.Add(ref z0, r * Lanes), rows * Lanes, ref Unsafe.Add(ref a0, k * Lanes), columns * Lanes, channels,
                    ref Unsafe.Add(ref g0, r * columns + k), columns);
        for (var r = 0; r < rows; r++)
            for (var k = r < fullRows ? fullColumns : 0; k < columns; k++)
                Unsafe.Add(ref g0, r * columns + k) += Dot(ref Unsafe.Add(ref z0, r * Lanes), rows * Lanes, ref Unsafe.Add(ref a0, k * Lanes),
                    columns * Lanes, channels);
    }

    /// <summary>panel[(r·columns + k)·stride + p] = Σ_c z[c][r][p] a[c][k][p]: the same gradient for each point by itself.</summary>
    /// <param name="z">[channels][rows][64].</param>
    /// <param name="a">[channels][columns][64].</param>
    /// <param name="panel">One line of length <paramref name="stride"/> a weight; the first 64 entries of each are overwritten.</param>
    /// <param name="stride">Distance of lines, at least 64.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Rows(ReadOnlySpan<double> z, ReadOnlySpan<double> a, Span<double> panel, int stride, int rows, int columns, int channels)
    {
        Require(z.Length >= channels * rows * Lanes, nameof(z));
        Require(a.Length >= channels * columns * Lanes, nameof(a));
        Require(stride >= Lanes && panel.Length >= (long)(rows * columns - 1) * stride + Lanes, nameof(panel));
        ref var z0 = ref MemoryMarshal.GetReference(z);
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var p0 = ref MemoryMarshal.GetReference(panel);
        for (var r = 0; r < rows; r++)
            for (var k = 0; k < columns; k++)
                PointByPoint(ref Unsafe.Add(ref z0, r * Lanes), rows * Lanes, ref Unsafe.Add(ref a0, k * Lanes), columns * Lanes, channels,
                    ref Unsafe.Add(ref p0, (nint)(r * columns + k) * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByFour(ref double z, nint zStride, ref double a, nint aStride, int channels, ref double g, nint columns)
    {
        Vector512<double> g00 = default, g01 = default, g02 = default, g03 = default, g10 = default, g11 = default, g12 = default, g13 = default,
            g20 = default, g21 = default, g22 = default, g23 = default, g30 = default, g31 = default, g32 = default, g33 = default;
        for (var c = 0; c < channels; c++)
        {
            for (nuint p = 0; p < Lanes; p += 8)
            {
                Vector512<double> a0 = Load(ref a, p), a1 = Load(ref a, p + 64), a2 = Load(ref a, p + 128), a3 = Load(ref a, p + 192);
                var b = Load(ref z, p);
                g00 = Vector512.MultiplyAddEstimate(b, a0, g00);
                g01 = Vector512.MultiplyAddEstimate(b, a1, g01);
                g02 = Vector512.MultiplyAddEstimate(b, a2, g02);
                g03 = Vector512.MultiplyAddEstimate(b, a3, g03);
                b = Load(ref z, p + 64);
                g10 = Vector512.MultiplyAddEstimate(b, a0, g10);
                g11 = Vector512.MultiplyAddEstimate(b, a1, g11);
                g12 = Vector512.MultiplyAddEstimate(b, a2, g12);
                g13 = Vector512.MultiplyAddEstimate(b, a3, g13);
                b = Load(ref z, p + 128);
                g20 = Vector512.MultiplyAddEstimate(b, a0, g20);
                g21 = Vector512.MultiplyAddEstimate(b, a1, g21);
                g22 = Vector512.MultiplyAddEstimate(b, a2, g22);
                g23 = Vector512.MultiplyAddEstimate(b, a3, g23);
                b = Load(ref z, p + 192);
                g30 = Vector512.MultiplyAddEstimate(b, a0, g30);
                g31 = Vector512.MultiplyAddEstimate(b, a1, g31);
                g32 = Vector512.MultiplyAddEstimate(b, a2, g32);
                g33 = Vector512.MultiplyAddEstimate(b, a3, g33);
            }
            z = ref Unsafe.Add(ref z, zStride);
            a = ref Unsafe.Add(ref a, aStride);
        }
        AddSums(ref g, g00, g01, g02, g03);
        AddSums(ref Unsafe.Add(ref g, columns), g10, g11, g12, g13);
        AddSums(ref Unsafe.Add(ref g, 2 * columns), g20, g21, g22, g23);
        AddSums(ref Unsafe.Add(ref g, 3 * columns), g30, g31, g32, g33);
    }

    /// <summary>Adds the lane sums of four vectors to four neighbouring numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSums(ref double g, Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3)
    {
        g += Vector512.Sum(v0);
        Unsafe.Add(ref g, 1) += Vector512.Sum(v1);
        Unsafe.Add(ref g, 2) += Vector512.Sum(v2);
        Unsafe.Add(ref g, 3) += Vector512.Sum(v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ref double z, nint zStride, ref double a, nint aStride, int channels)
    {
        Vector512<double> g0 = default, g1 = default, g2 = default, g3 = default;
        for (var c = 0; c < channels; c++)
        {
            for (nuint p = 0; p < Lanes; p += 32)
            {
                g0 = Vector512.MultiplyAddEstimate(Load(ref z, p), Load(ref a, p), g0);
                g1 = Vector512.MultiplyAddEstimate(Load(ref z, p + 8), Load(ref a, p + 8), g1);
                g2 = Vector512.MultiplyAddEstimate(Load(ref z, p + 16), Load(ref a, p + 16), g2);
                g3 = Vector512.MultiplyAddEstimate(Load(ref z, p + 24), Load(ref a, p + 24), g3);
            }
            z = ref Unsafe.Add(ref z, zStride);
            a = ref Unsafe.Add(ref a, aStride);
        }
        return Vector512.Sum(g0 + g1 + (g2 + g3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PointByPoint(ref double z, nint zStride, ref double a, nint aStride, int channels, ref double panel)
    {
        for (nuint p = 0; p < Lanes; p += 8)
        {
            var sum = Load(ref z, p) * Load(ref a, p);
            for (nint c = 1; c < channels; c++)
                sum = Vector512.MultiplyAddEstimate(Load(ref Unsafe.Add(ref z, c * zStride), p), Load(ref Unsafe.Add(ref a, c * aStride), p), sum);
            Store(sum, ref panel, p);
        }
    }
}
