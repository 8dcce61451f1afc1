using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static PinnSharp.Numerics.BlockProduct;

namespace PinnSharp.Numerics;

/// <summary>
/// The weight gradient of a block product z[c][r] = Σ_k W[r,k] a[c][k]: Σ_c z̄[c][r] a[c][k],
/// summed over the 64 points or kept point by point. Blocks are laid out as in <see cref="BlockProduct"/>.
/// </summary>
public static class BlockOuter
{
    private const int CachedLines = 48; // of 512 bytes: half of a usual first-level cache
    private const int Parts = Lanes / Part;

    /// <summary>gradient[r,k] += Σ_c Σ_p z[c][r][p] a[c][k][p].</summary>
    /// <param name="z">Four parts of [at least <paramref name="channels"/>][rows][16].</param>
    /// <param name="a">Four parts of [at least <paramref name="channels"/>][columns][16].</param>
    /// <param name="gradient">Row-major [rows][columns], added to.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">How many channels to sum, from the first on.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Accumulate(ReadOnlySpan<double> z, ReadOnlySpan<double> a, Span<double> gradient,
        int rows, int columns, int channels)
    {
        var (zAll, aAll) = (Operand(z, rows, channels, nameof(z)), Operand(a, columns, channels, nameof(a)));
        Require(gradient.Length >= rows * columns, nameof(gradient));
        ref var z0 = ref MemoryMarshal.GetReference(z);
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var g0 = ref MemoryMarshal.GetReference(gradient);
        int fullRows = rows & ~3, fullColumns = columns & ~3;
        var group = Math.Max(4, CachedLines / channels & ~3); // columns of a that stay in the first-level cache while all rows pass
        for (var first = 0; first < fullColumns; first += group)
            for (var r = 0; r < fullRows; r += 4)
                for (var k = first; k < Math.Min(first + group, fullColumns); k += 4)
                {
                    ref var zAt = ref Unsafe.Add(ref z0, r * Part);
                    ref var aAt = ref Unsafe.Add(ref a0, k * Part);
                    ref var gAt = ref Unsafe.Add(ref g0, r * columns + k);
                    if (Vector512.IsHardwareAccelerated)
                        FourByFour(ref zAt, zAll, ref aAt, aAll, channels, ref gAt, columns);
                    else
                        for (var corner = 0; corner < 4; corner++)
                            TwoByTwo(ref Unsafe.Add(ref zAt, corner / 2 * 2 * Part), zAll, ref Unsafe.Add(ref aAt, corner % 2 * 2 * Part), aAll,
                                channels, ref Unsafe.Add(ref gAt, corner / 2 * 2 * columns + corner % 2 * 2), columns);
                }
        for (var r = 0; r < rows; r++)
            for (var k = r < fullRows ? fullColumns : 0; k < columns; k++)
                Unsafe.Add(ref g0, r * columns + k) += Dot(ref Unsafe.Add(ref z0, r * Part), zAll, ref Unsafe.Add(ref a0, k * Part), aAll, channels);
    }

    /// <summary>panel[(r·columns + k)·stride + p] = Σ_c z[c][r][p] a[c][k][p]: the same gradient for each point by itself.</summary>
    /// <param name="z">Four parts of [at least <paramref name="channels"/>][rows][16].</param>
    /// <param name="a">Four parts of [at least <paramref name="channels"/>][columns][16].</param>
    /// <param name="panel">One line of length <paramref name="stride"/> a weight; the first 64 entries of each are overwritten.</param>
    /// <param name="stride">Distance of lines, at least 64.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">How many channels to sum, from the first on.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Rows(ReadOnlySpan<double> z, ReadOnlySpan<double> a, Span<double> panel, int stride,
        int rows, int columns, int channels)
    {
        var (zAll, aAll) = (Operand(z, rows, channels, nameof(z)), Operand(a, columns, channels, nameof(a)));
        Require(stride >= Lanes && panel.Length >= (long)(rows * columns - 1) * stride + Lanes, nameof(panel));
        ref var z0 = ref MemoryMarshal.GetReference(z);
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var p0 = ref MemoryMarshal.GetReference(panel);
        int fullRows = rows & ~3, fullColumns = columns & ~3;
        for (var r = 0; r < fullRows; r += 4)
            for (var k = 0; k < fullColumns; k += 4)
                FourByFourPoints(ref Unsafe.Add(ref z0, r * Part), zAll, ref Unsafe.Add(ref a0, k * Part), aAll,
                    channels, ref Unsafe.Add(ref p0, (nint)(r * columns + k) * stride), stride, (nint)columns * stride);
        for (var r = 0; r < rows; r++)
            for (var k = r < fullRows ? fullColumns : 0; k < columns; k++)
                PointByPoint(ref Unsafe.Add(ref z0, r * Part), zAll, ref Unsafe.Add(ref a0, k * Part), aAll, channels,
                    ref Unsafe.Add(ref p0, (nint)(r * columns + k) * stride));
    }

    /// <summary>The distances in a block of four equal parts.</summary>
    private static Strides Operand(ReadOnlySpan<double> block, int neurons, int channels, string name)
    {
        Require(block.Length >= Parts * channels * Stride(neurons), name);
        return new Strides(Stride(neurons), block.Length / Parts - channels * Stride(neurons));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByFour(ref double zAt, Strides z, ref double aAt, Strides a, int channels, ref double g, nint columns)
    {
        Vector512<double> g00 = default, g01 = default, g02 = default, g03 = default, g10 = default, g11 = default, g12 = default,
            g13 = default, g20 = default, g21 = default, g22 = default, g23 = default, g30 = default, g31 = default, g32 = default, g33 = default;
        for (var part = 0; part < Parts; part++)
        {
            for (var c = 0; c < channels; c++)
            {
                for (nuint p = 0; p < Part; p += 8)
                {
                    Vector512<double> a0 = Load(ref aAt, p), a1 = Load(ref aAt, p + 16), a2 = Load(ref aAt, p + 32), a3 = Load(ref aAt, p + 48);
                    var b = Load(ref zAt, p);
                    g00 = Vector512.MultiplyAddEstimate(b, a0, g00);
                    g01 = Vector512.MultiplyAddEstimate(b, a1, g01);
                    g02 = Vector512.MultiplyAddEstimate(b, a2, g02);
                    g03 = Vector512.MultiplyAddEstimate(b, a3, g03);
                    b = Load(ref zAt, p + 16);
                    g10 = Vector512.MultiplyAddEstimate(b, a0, g10);
                    g11 = Vector512.MultiplyAddEstimate(b, a1, g11);
                    g12 = Vector512.MultiplyAddEstimate(b, a2, g12);
                    g13 = Vector512.MultiplyAddEstimate(b, a3, g13);
                    b = Load(ref zAt, p + 32);
                    g20 = Vector512.MultiplyAddEstimate(b, a0, g20);
                    g21 = Vector512.MultiplyAddEstimate(b, a1, g21);
                    g22 = Vector512.MultiplyAddEstimate(b, a2, g22);
                    g23 = Vector512.MultiplyAddEstimate(b, a3, g23);
                    b = Load(ref zAt, p + 48);
                    g30 = Vector512.MultiplyAddEstimate(b, a0, g30);
                    g31 = Vector512.MultiplyAddEstimate(b, a1, g31);
                    g32 = Vector512.MultiplyAddEstimate(b, a2, g32);
                    g33 = Vector512.MultiplyAddEstimate(b, a3, g33);
                }
                zAt = ref Unsafe.Add(ref zAt, z.Channel);
                aAt = ref Unsafe.Add(ref aAt, a.Channel);
            }
            zAt = ref Unsafe.Add(ref zAt, z.Gap);
            aAt = ref Unsafe.Add(ref aAt, a.Gap);
        }
        AddSums(ref g, ref Unsafe.Add(ref g, columns), g00, g01, g02, g03, g10, g11, g12, g13);
        AddSums(ref Unsafe.Add(ref g, 2 * columns), ref Unsafe.Add(ref g, 3 * columns), g20, g21, g22, g23, g30, g31, g32, g33);
    }

    /// <summary>Adds the lane sums of eight vectors to two lines of four numbers, pairwise by halves rather than one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSums(ref double first, ref double second, Vector512<double> v0, Vector512<double> v1, Vector512<double> v2,
        Vector512<double> v3, Vector512<double> v4, Vector512<double> v5, Vector512<double> v6, Vector512<double> v7)
    {
        var sums = Avx512F.IsSupported
            ? Halves(Halves(Pairs(v0, v1), Pairs(v2, v3)), Halves(Pairs(v4, v5), Pairs(v6, v7)))
            : Vector512.Create(Vector512.Sum(v0), Vector512.Sum(v1), Vector512.Sum(v2), Vector512.Sum(v3),
                Vector512.Sum(v4), Vector512.Sum(v5), Vector512.Sum(v6), Vector512.Sum(v7));
        (Vector256.LoadUnsafe(ref first) + sums.GetLower()).StoreUnsafe(ref first);
        (Vector256.LoadUnsafe(ref second) + sums.GetUpper()).StoreUnsafe(ref second);

        static Vector512<double> Pairs(Vector512<double> x, Vector512<double> y) => Avx512F.UnpackLow(x, y) + Avx512F.UnpackHigh(x, y);

        static Vector512<double> Halves(Vector512<double> x, Vector512<double> y) =>
            Avx512F.Shuffle4x128(x, y, 0x88) + Avx512F.Shuffle4x128(x, y, 0xDD);
    }

    /// <summary>The same tile for machines with sixteen registers of at most four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByTwo(ref double zAt, Strides z, ref double aAt, Strides a, int channels, ref double g, nint columns)
    {
        Vector512<double> g00 = default, g01 = default, g10 = default, g11 = default;
        for (var part = 0; part < Parts; part++)
        {
            for (var c = 0; c < channels; c++)
            {
                for (nuint p = 0; p < Part; p += 8)
                {
                    Vector512<double> a0 = Load(ref aAt, p), a1 = Load(ref aAt, p + 16);
                    var b = Load(ref zAt, p);
                    g00 = Vector512.MultiplyAddEstimate(b, a0, g00);
                    g01 = Vector512.MultiplyAddEstimate(b, a1, g01);
                    b = Load(ref zAt, p + 16);
                    g10 = Vector512.MultiplyAddEstimate(b, a0, g10);
                    g11 = Vector512.MultiplyAddEstimate(b, a1, g11);
                }
                zAt = ref Unsafe.Add(ref zAt, z.Channel);
                aAt = ref Unsafe.Add(ref aAt, a.Channel);
            }
            zAt = ref Unsafe.Add(ref zAt, z.Gap);
            aAt = ref Unsafe.Add(ref aAt, a.Gap);
        }
        g += Vector512.Sum(g00);
        Unsafe.Add(ref g, 1) += Vector512.Sum(g01);
        Unsafe.Add(ref g, columns) += Vector512.Sum(g10);
        Unsafe.Add(ref g, columns + 1) += Vector512.Sum(g11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ref double zAt, Strides z, ref double aAt, Strides a, int channels)
    {
        Vector512<double> g0 = default, g1 = default;
        for (var part = 0; part < Parts; part++)
        {
            for (var c = 0; c < channels; c++)
            {
                g0 = Vector512.MultiplyAddEstimate(Load(ref zAt, 0), Load(ref aAt, 0), g0);
                g1 = Vector512.MultiplyAddEstimate(Load(ref zAt, 8), Load(ref aAt, 8), g1);
                zAt = ref Unsafe.Add(ref zAt, z.Channel);
                aAt = ref Unsafe.Add(ref aAt, a.Channel);
            }
            zAt = ref Unsafe.Add(ref zAt, z.Gap);
            aAt = ref Unsafe.Add(ref aAt, a.Gap);
        }
        return Vector512.Sum(g0 + g1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByFourPoints(ref double zPart, Strides z, ref double aPart, Strides a, int channels, ref double panel,
        nint stride, nint rowStride)
    {
        for (nuint point = 0; point < Lanes; point += 8)
        {
            Vector512<double> g00 = default, g01 = default, g02 = default, g03 = default, g10 = default, g11 = default, g12 = default,
                g13 = default, g20 = default, g21 = default, g22 = default, g23 = default, g30 = default, g31 = default, g32 = default, g33 = default;
            var p = point % Part;
            ref var zAt = ref zPart;
            ref var aAt = ref aPart;
            for (var c = 0; c < channels; c++)
            {
                Vector512<double> a0 = Load(ref aAt, p), a1 = Load(ref aAt, p + 16), a2 = Load(ref aAt, p + 32), a3 = Load(ref aAt, p + 48);
                var b = Load(ref zAt, p);
                g00 = Vector512.MultiplyAddEstimate(b, a0, g00);
                g01 = Vector512.MultiplyAddEstimate(b, a1, g01);
                g02 = Vector512.MultiplyAddEstimate(b, a2, g02);
                g03 = Vector512.MultiplyAddEstimate(b, a3, g03);
                b = Load(ref zAt, p + 16);
                g10 = Vector512.MultiplyAddEstimate(b, a0, g10);
                g11 = Vector512.MultiplyAddEstimate(b, a1, g11);
                g12 = Vector512.MultiplyAddEstimate(b, a2, g12);
                g13 = Vector512.MultiplyAddEstimate(b, a3, g13);
                b = Load(ref zAt, p + 32);
                g20 = Vector512.MultiplyAddEstimate(b, a0, g20);
                g21 = Vector512.MultiplyAddEstimate(b, a1, g21);
                g22 = Vector512.MultiplyAddEstimate(b, a2, g22);
                g23 = Vector512.MultiplyAddEstimate(b, a3, g23);
                b = Load(ref zAt, p + 48);
                g30 = Vector512.MultiplyAddEstimate(b, a0, g30);
                g31 = Vector512.MultiplyAddEstimate(b, a1, g31);
                g32 = Vector512.MultiplyAddEstimate(b, a2, g32);
                g33 = Vector512.MultiplyAddEstimate(b, a3, g33);
                zAt = ref Unsafe.Add(ref zAt, z.Channel);
                aAt = ref Unsafe.Add(ref aAt, a.Channel);
            }
            StoreLines(g00, g01, g02, g03, ref panel, stride, point);
            StoreLines(g10, g11, g12, g13, ref Unsafe.Add(ref panel, rowStride), stride, point);
            StoreLines(g20, g21, g22, g23, ref Unsafe.Add(ref panel, 2 * rowStride), stride, point);
            StoreLines(g30, g31, g32, g33, ref Unsafe.Add(ref panel, 3 * rowStride), stride, point);
            if (p == 0) continue;
            zPart = ref Unsafe.Add(ref zAt, z.Gap);
            aPart = ref Unsafe.Add(ref aAt, a.Gap);
        }

        static void StoreLines(Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3, ref double at,
            nint stride, nuint p)
        {
            Store(v0, ref at, p);
            Store(v1, ref Unsafe.Add(ref at, stride), p);
            Store(v2, ref Unsafe.Add(ref at, 2 * stride), p);
            Store(v3, ref Unsafe.Add(ref at, 3 * stride), p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PointByPoint(ref double zPart, Strides z, ref double aPart, Strides a, int channels, ref double panel)
    {
        for (nuint point = 0; point < Lanes; point += 8)
        {
            var p = point % Part;
            var sum = Vector512<double>.Zero;
            ref var zAt = ref zPart;
            ref var aAt = ref aPart;
            for (var c = 0; c < channels; c++)
            {
                sum = Vector512.MultiplyAddEstimate(Load(ref zAt, p), Load(ref aAt, p), sum);
                zAt = ref Unsafe.Add(ref zAt, z.Channel);
                aAt = ref Unsafe.Add(ref aAt, a.Channel);
            }
            Store(sum, ref panel, point);
            if (p == 0) continue;
            zPart = ref Unsafe.Add(ref zAt, z.Gap);
            aPart = ref Unsafe.Add(ref aAt, a.Gap);
        }
    }

    /// <summary>From channel to channel, and from behind the last channel of a part to the next part.</summary>
    private readonly record struct Strides(nint Channel, nint Gap);
}
