using System.Buffers;
using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(double* source, nint stride, int rows, int columns, double* target)
    {
        // Eight rows at a time: more rows a large power of two apart would evict each other from the cache.
        for (var r = 0; r < Rows; r += 8, source += 8 * stride, target += 8)
        {
            var present = Math.Clamp(rows - r, 0, 8);
            if (present == 8)
                for (var c = 0; c < columns; c++)
                {
                    double* s = source + c, t = target + (nint)c * Rows;
                    t[0] = s[0];
                    t[1] = s[stride];
                    t[2] = s[2 * stride];
                    t[3] = s[3 * stride];
                    t[4] = s[4 * stride];
                    t[5] = s[5 * stride];
                    t[6] = s[6 * stride];
                    t[7] = s[7 * stride];
                }
            else
                for (var c = 0; c < columns; c++)
                for (var i = 0; i < 8; i++)
                    target[(nint)c * Rows + i] = i < present ? source[i * stride + c] : 0;
        }
    }

    /// <summary>The inverse of <see cref="Pack"/>: target[r·stride + c] = source[c·24 + r] for the given rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(double* source, int rows, int columns, double* target, nint stride)
    {
        for (var r = 0; r < rows; r++, target += stride, source++)
        for (var c = 0; c < columns; c++)
            target[c] = source[(nint)c * Rows];
    }

    /// <summary>An array from the shared pool with room for <paramref name="length"/> values behind a cache-line boundary.</summary>
    public static double[] Rent(nint length) => ArrayPool<double>.Shared.Rent(checked((int)length + 8));

    /// <summary>Gives an array of <see cref="Rent"/> back.</summary>
    public static void Return(double[] buffer) => ArrayPool<double>.Shared.Return(buffer);

    /// <summary>The first cache-line boundary at or after <paramref name="p"/>.</summary>
    public static double* Align(double* p) => (double*)(((nint)p + 63) & ~(nint)63);
}
