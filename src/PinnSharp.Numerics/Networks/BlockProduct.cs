using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>
/// Products of a weight matrix with blocks of 64 points, the points standing in SIMD lanes. A block is four parts of 16 points, each stored as
/// [channel][neuron][16] with channels <see cref="Stride"/> apart; channels are independent copies (a value and its derivatives, say) that share the
/// weights. A part of a usual layer, all channels, fits the first-level cache, so a layer is done part by part, a few neurons at a time, and
/// what follows the product (an activation) finds them there. The tile kept in registers is 8 neurons × 2 vectors of 8 points (with registers of
/// four numbers or less, 4 neurons × 8 points). Results depend on nothing but the arguments.
/// </summary>
public static class BlockProduct
{
    /// <summary>The number of points in a block.</summary>
    public const int Lanes = 64;

    /// <summary>The number of points in a part of a block.</summary>
    public const int Part = 16;

    /// <summary>Neurons that are best computed together.</summary>
    public const int Tile = 8;

    /// <summary>Distance of channels in a part: that many neurons, rounded up to fours so that elementwise work goes by whole groups of 64 numbers, × 16.</summary>
    /// <param name="neurons">Neurons of the layer.</param>
    public static int Stride(int neurons) => (neurons + 3 & ~3) * Part;

    /// <summary>z[c][r] = Σ_k W[r,k] a[c][k], plus bias[r] in channel 0, of one part, for the neurons r from <paramref name="first"/> on.</summary>
    /// <param name="weights">W, row-major [rows][columns].</param>
    /// <param name="bias">[rows], or empty for none.</param>
    /// <param name="a">A part of [channels][columns][16].</param>
    /// <param name="z">A part of [channels][rows][16]; the neurons wanted are overwritten.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <param name="first">The first neuron wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="ArgumentException">A span is too short, or there are fewer neurons than wanted.</exception>
    public static void Multiply(ReadOnlySpan<double> weights, ReadOnlySpan<double> bias, ReadOnlySpan<double> a, Span<double> z,
        int rows, int columns, int channels, int first, int count) =>
        Product(weights, columns, 1, bias, a, z, rows, columns, channels, first, count, add: false);

    /// <summary>z[c][r] += Σ_k W[r,k] a[c][k]; otherwise as <see cref="Multiply"/>.</summary>
    /// <param name="weights">W, row-major [rows][columns].</param>
    /// <param name="a">A part of [channels][columns][16].</param>
    /// <param name="z">A part of [channels][rows][16]; the neurons wanted are added to.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <param name="first">The first neuron wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="ArgumentException">A span is too short, or there are fewer neurons than wanted.</exception>
    public static void MultiplyAdd(ReadOnlySpan<double> weights, ReadOnlySpan<double> a, Span<double> z,
        int rows, int columns, int channels, int first, int count) =>
        Product(weights, columns, 1, [], a, z, rows, columns, channels, first, count, add: true);

    /// <summary>a[c][k] = Σ_r W[r,k] z[c][r], the adjoint of <see cref="Multiply"/>, for the neurons k from <paramref name="first"/> on.</summary>
    /// <param name="weights">W, row-major [rows][columns].</param>
    /// <param name="z">A part of [channels][rows][16].</param>
    /// <param name="a">A part of [channels][columns][16]; the neurons wanted are overwritten.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <param name="first">The first neuron wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="ArgumentException">A span is too short, or there are fewer neurons than wanted.</exception>
    public static void MultiplyTransposed(ReadOnlySpan<double> weights, ReadOnlySpan<double> z, Span<double> a,
        int rows, int columns, int channels, int first, int count) =>
        Product(weights, 1, columns, [], z, a, columns, rows, channels, first, count, add: false);

    private static void Product(ReadOnlySpan<double> weights, int rowStride, int columnStride, ReadOnlySpan<double> bias,
        ReadOnlySpan<double> a, Span<double> z, int rows, int columns, int channels, int first, int count, bool add)
    {
        Require(weights.Length >= rows * columns, nameof(weights));
        Require(a.Length >= channels * Stride(columns), nameof(a));
        Require(z.Length >= channels * Stride(rows), nameof(z));
        Require(bias.IsEmpty || bias.Length >= rows, nameof(bias));
        Require(first >= 0 && first + count <= rows, nameof(count));
        ref var w = ref MemoryMarshal.GetReference(weights);
        for (var row = first; row < first + count;)
        {
            var together = first + count - row >= 8 ? 8 : first + count - row >= 4 ? 4 : 1;
            ref var wAt = ref Unsafe.Add(ref w, row * rowStride);
            for (var c = 0; c < channels; c++)
            {
                ref var from = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), c * Stride(columns));
                ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(z), c * Stride(rows) + row * Part);
                var start = c > 0 || bias.IsEmpty ? [] : bias.Slice(row, together);
                if (together == 1)
                    OneRow(ref wAt, columnStride, columns, ref from, start, ref to, add);
                else if (!Vector512.IsHardwareAccelerated)
                    for (var r = 0; r < together; r += 4)
                        FourRowsNarrow(ref Unsafe.Add(ref wAt, r * rowStride), rowStride, columnStride, columns, ref from,
                            start.IsEmpty ? start : start[r..], ref Unsafe.Add(ref to, r * Part), add);
                else if (together == 8)
                    EightRows(ref wAt, rowStride, columnStride, columns, ref from, start, ref to, add);
                else
                    FourRows(ref wAt, rowStride, columnStride, columns, ref from, start, ref to, add);
            }
            row += together;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(ref double w, nint rowStride, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        Vector512<double> z00, z01, z10, z11, z20, z21, z30, z31, z40, z41, z50, z51, z60, z61, z70, z71;
        if (add)
        {
            (z00, z01, z10, z11) = (Load(ref z, 0), Load(ref z, 8), Load(ref z, 16), Load(ref z, 24));
            (z20, z21, z30, z31) = (Load(ref z, 32), Load(ref z, 40), Load(ref z, 48), Load(ref z, 56));
            (z40, z41, z50, z51) = (Load(ref z, 64), Load(ref z, 72), Load(ref z, 80), Load(ref z, 88));
            (z60, z61, z70, z71) = (Load(ref z, 96), Load(ref z, 104), Load(ref z, 112), Load(ref z, 120));
        }
        else if (bias.IsEmpty)
            z00 = z01 = z10 = z11 = z20 = z21 = z30 = z31 = z40 = z41 = z50 = z51 = z60 = z61 = z70 = z71 = default;
        else
        {
            z70 = z71 = Vector512.Create(bias[7]);
            z00 = z01 = Vector512.Create(bias[0]);
            z10 = z11 = Vector512.Create(bias[1]);
            z20 = z21 = Vector512.Create(bias[2]);
            z30 = z31 = Vector512.Create(bias[3]);
            z40 = z41 = Vector512.Create(bias[4]);
            z50 = z51 = Vector512.Create(bias[5]);
            z60 = z61 = Vector512.Create(bias[6]);
        }
        ref var lower = ref Unsafe.Add(ref w, 4 * rowStride);
        nint second = 2 * rowStride, third = 3 * rowStride;
        for (; columns > 0; columns--)
        {
            Vector512<double> a0 = Load(ref a, 0), a1 = Load(ref a, 8);
            var b = Vector512.Create(w);
            z00 = Vector512.MultiplyAddEstimate(b, a0, z00);
            z01 = Vector512.MultiplyAddEstimate(b, a1, z01);
            b = Vector512.Create(Unsafe.Add(ref w, rowStride));
            z10 = Vector512.MultiplyAddEstimate(b, a0, z10);
            z11 = Vector512.MultiplyAddEstimate(b, a1, z11);
            b = Vector512.Create(Unsafe.Add(ref w, second));
            z20 = Vector512.MultiplyAddEstimate(b, a0, z20);
            z21 = Vector512.MultiplyAddEstimate(b, a1, z21);
            b = Vector512.Create(Unsafe.Add(ref w, third));
            z30 = Vector512.MultiplyAddEstimate(b, a0, z30);
            z31 = Vector512.MultiplyAddEstimate(b, a1, z31);
            b = Vector512.Create(lower);
            z40 = Vector512.MultiplyAddEstimate(b, a0, z40);
            z41 = Vector512.MultiplyAddEstimate(b, a1, z41);
            b = Vector512.Create(Unsafe.Add(ref lower, rowStride));
            z50 = Vector512.MultiplyAddEstimate(b, a0, z50);
            z51 = Vector512.MultiplyAddEstimate(b, a1, z51);
            b = Vector512.Create(Unsafe.Add(ref lower, second));
            z60 = Vector512.MultiplyAddEstimate(b, a0, z60);
            z61 = Vector512.MultiplyAddEstimate(b, a1, z61);
            b = Vector512.Create(Unsafe.Add(ref lower, third));
            z70 = Vector512.MultiplyAddEstimate(b, a0, z70);
            z71 = Vector512.MultiplyAddEstimate(b, a1, z71);
            w = ref Unsafe.Add(ref w, columnStride);
            lower = ref Unsafe.Add(ref lower, columnStride);
            a = ref Unsafe.Add(ref a, Part);
        }
        Store(z00, ref z, 0); Store(z01, ref z, 8); Store(z10, ref z, 16); Store(z11, ref z, 24);
        Store(z20, ref z, 32); Store(z21, ref z, 40); Store(z30, ref z, 48); Store(z31, ref z, 56);
        Store(z40, ref z, 64); Store(z41, ref z, 72); Store(z50, ref z, 80); Store(z51, ref z, 88);
        Store(z60, ref z, 96); Store(z61, ref z, 104); Store(z70, ref z, 112); Store(z71, ref z, 120);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(ref double w, nint rowStride, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        Vector512<double> z00, z01, z10, z11, z20, z21, z30, z31;
        if (add)
        {
            (z00, z01, z10, z11) = (Load(ref z, 0), Load(ref z, 8), Load(ref z, 16), Load(ref z, 24));
            (z20, z21, z30, z31) = (Load(ref z, 32), Load(ref z, 40), Load(ref z, 48), Load(ref z, 56));
        }
        else
        {
            z00 = z01 = Start(bias, 0);
            z10 = z11 = Start(bias, 1);
            z20 = z21 = Start(bias, 2);
            z30 = z31 = Start(bias, 3);
        }
        nint second = 2 * rowStride, third = 3 * rowStride;
        for (; columns > 0; columns--)
        {
            Vector512<double> a0 = Load(ref a, 0), a1 = Load(ref a, 8);
            var b = Vector512.Create(w);
            z00 = Vector512.MultiplyAddEstimate(b, a0, z00);
            z01 = Vector512.MultiplyAddEstimate(b, a1, z01);
            b = Vector512.Create(Unsafe.Add(ref w, rowStride));
            z10 = Vector512.MultiplyAddEstimate(b, a0, z10);
            z11 = Vector512.MultiplyAddEstimate(b, a1, z11);
            b = Vector512.Create(Unsafe.Add(ref w, second));
            z20 = Vector512.MultiplyAddEstimate(b, a0, z20);
            z21 = Vector512.MultiplyAddEstimate(b, a1, z21);
            b = Vector512.Create(Unsafe.Add(ref w, third));
            z30 = Vector512.MultiplyAddEstimate(b, a0, z30);
            z31 = Vector512.MultiplyAddEstimate(b, a1, z31);
            w = ref Unsafe.Add(ref w, columnStride);
            a = ref Unsafe.Add(ref a, Part);
        }
        Store(z00, ref z, 0); Store(z01, ref z, 8); Store(z10, ref z, 16); Store(z11, ref z, 24);
        Store(z20, ref z, 32); Store(z21, ref z, 40); Store(z30, ref z, 48); Store(z31, ref z, 56);
    }

    /// <summary>As <see cref="FourRows"/>, by tiles of 4 neurons × 8 points, for sixteen registers of at most four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRowsNarrow(ref double w, nint rowStride, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        for (nuint p = 0; p < Part; p += 8)
        {
            Vector512<double> z0, z1, z2, z3;
            if (add)
                (z0, z1, z2, z3) = (Load(ref z, p), Load(ref z, p + 16), Load(ref z, p + 32), Load(ref z, p + 48));
            else
                (z0, z1, z2, z3) = (Start(bias, 0), Start(bias, 1), Start(bias, 2), Start(bias, 3));
            ref var wAt = ref w;
            ref var aAt = ref a;
            for (nint k = 0; k < columns; k++)
            {
                var x = Load(ref aAt, p);
                z0 = Vector512.MultiplyAddEstimate(Vector512.Create(wAt), x, z0);
                z1 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref wAt, rowStride)), x, z1);
                z2 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref wAt, 2 * rowStride)), x, z2);
                z3 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref wAt, 3 * rowStride)), x, z3);
                wAt = ref Unsafe.Add(ref wAt, columnStride);
                aAt = ref Unsafe.Add(ref aAt, Part);
            }
            Store(z0, ref z, p); Store(z1, ref z, p + 16); Store(z2, ref z, p + 32); Store(z3, ref z, p + 48);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(ref double w, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        Vector512<double> z0, z1;
        if (add)
            (z0, z1) = (Load(ref z, 0), Load(ref z, 8));
        else
            z0 = z1 = Start(bias, 0);
        for (; columns > 0; columns--)
        {
            var b = Vector512.Create(w);
            z0 = Vector512.MultiplyAddEstimate(b, Load(ref a, 0), z0);
            z1 = Vector512.MultiplyAddEstimate(b, Load(ref a, 8), z1);
            w = ref Unsafe.Add(ref w, columnStride);
            a = ref Unsafe.Add(ref a, Part);
        }
        Store(z0, ref z, 0); Store(z1, ref z, 8);
    }

    /// <summary>A bias in every lane, or zero where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Start(ReadOnlySpan<double> bias, int row) => bias.IsEmpty ? default : Vector512.Create(bias[row]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Load(ref double at, nuint offset) => Vector512.LoadUnsafe(ref at, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector512<double> value, ref double at, nuint offset) => value.StoreUnsafe(ref at, offset);

    internal static void Require(bool condition, string argument)
    {
        if (!condition)
            throw new ArgumentException("The span is shorter than its shape demands.", argument);
    }
}
