using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PinnSharp.Numerics;

/// <summary>
/// The packed layout that all dense kernels share: 24 consecutive rows of a matrix make a panel, stored [column][24], so that
/// one column of a panel is three cache lines (three 512-bit vectors). The micro-kernel takes both its operands in this layout.
/// </summary>
internal static unsafe class Panel
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 24;

    /// <summary>Panels needed for <paramref name="n"/> rows.</summary>
    public static int Count(int n) => (n + Rows - 1) / Rows;

    /// <summary>
    /// Packs <paramref name="rows"/> ≤ 24 rows of <paramref name="columns"/> entries: target[c·24 + r] = source[r·stride + c]; missing rows become zero.
    /// </summary>
    public static void Pack(double* source, nint stride, int rows, int columns, double* target)
    {
        Transpose(source, stride, rows, columns, target, Rows);
        for (var c = 0; c < columns && rows < Rows; c++) new Span<double>(target + (nint)c * Rows + rows, Rows - rows).Clear();
    }

    /// <summary>The inverse of <see cref="Pack"/>: target[r·stride + c] = source[c·24 + r] for the given rows and columns.</summary>
    public static void Unpack(double* source, int rows, int columns, double* target, nint stride) =>
        Transpose(source, Rows, columns, rows, target, stride);

    /// <summary>target[c·targetStride + r] = source[r·sourceStride + c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(double* source, nint sourceStride, int rows, int columns, double* target, nint targetStride)
    {
        // A cache line of eight columns is used up at once: rows a power of two apart would evict each other before it is needed again.
        for (var c = 0; c < columns; c += 8)
        {
            var r = 0;
            if (Avx.IsSupported && c + 8 <= columns)
                for (; r + 4 <= rows; r += 4)
                {
                    double* s = source + r * sourceStride + c, t = target + c * targetStride + r;
                    Sse.Prefetch0(s + 16);
                    TransposeFour(s, sourceStride, t, targetStride);
                    TransposeFour(s + 4, sourceStride, t + 4 * targetStride, targetStride);
                }
            for (; r < rows; r++)
            for (var i = c; i < Math.Min(c + 8, columns); i++)
                target[i * targetStride + r] = source[r * sourceStride + i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(double* s, nint sourceStride, double* t, nint targetStride)
    {
        Vector256<double> r0 = Vector256.Load(s), r1 = Vector256.Load(s + sourceStride);
        Vector256<double> r2 = Vector256.Load(s + 2 * sourceStride), r3 = Vector256.Load(s + 3 * sourceStride);
        Vector256<double> low01 = Avx.UnpackLow(r0, r1), high01 = Avx.UnpackHigh(r0, r1);
        Vector256<double> low23 = Avx.UnpackLow(r2, r3), high23 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(low01, low23, 0x20).Store(t);
        Avx.Permute2x128(high01, high23, 0x20).Store(t + targetStride);
        Avx.Permute2x128(low01, low23, 0x31).Store(t + 2 * targetStride);
        Avx.Permute2x128(high01, high23, 0x31).Store(t + 3 * targetStride);
    }

    /// <summary>An array from the shared pool with room for <paramref name="length"/> values behind a cache-line boundary.</summary>
    public static double[] Rent(nint length) => ArrayPool<double>.Shared.Rent(checked((int)length + 8));

    /// <summary>Gives an array of <see cref="Rent"/> back.</summary>
    public static void Return(double[] buffer) => ArrayPool<double>.Shared.Return(buffer);

    /// <summary>The first cache-line boundary at or after <paramref name="p"/>.</summary>
    public static double* Align(double* p) => (double*)(((nint)p + 63) & ~(nint)63);
}
