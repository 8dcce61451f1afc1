using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>
/// Products of a weight matrix with blocks of 64 points, the points standing in SIMD lanes. A block is stored as
/// [channel][neuron][64 points]; channels are independent copies (a value and its derivatives, say) that share the weights.
/// The tile kept in registers is 4 neurons × 4 vectors of 8 points
/// (with registers of four numbers or less, 4 neurons × 8 points). Results depend on nothing but the arguments.
/// </summary>
public static class BlockProduct
{
    /// <summary>The number of points in a block.</summary>
    public const int Lanes = 64;

    /// <summary>z[c][r] = Σ_k W[r,k] a[c][k], plus bias[r] in channel 0.</summary>
    /// <param name="weights">W, row-major [rows][columns].</param>
    /// <param name="bias">[rows], or empty for none.</param>
    /// <param name="a">[channels][columns][64].</param>
    /// <param name="z">[channels][rows][64], overwritten.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Multiply(ReadOnlySpan<double> weights, ReadOnlySpan<double> bias, ReadOnlySpan<double> a, Span<double> z,
        int rows, int columns, int channels) =>
        Product(weights, columns, 1, bias, a, z, rows, columns, channels, add: false);

    /// <summary>z[c][r] += Σ_k W[r,k] a[c][k]; shapes as in <see cref="Multiply"/>.</summary>
    /// <param name="weights">W, row-major [rows][columns].</param>
    /// <param name="a">[channels][columns][64].</param>
    /// <param name="z">[channels][rows][64], added to.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void MultiplyAdd(ReadOnlySpan<double> weights, ReadOnlySpan<double> a, Span<double> z,
        int rows, int columns, int channels) =>
        Product(weights, columns, 1, [], a, z, rows, columns, channels, add: true);

    /// <summary>a[c][k] = Σ_r W[r,k] z[c][r], the adjoint of <see cref="Multiply"/>.</summary>
    /// <param name="weights">W, row-major [rows][columns].</param>
    /// <param name="z">[channels][rows][64].</param>
    /// <param name="a">[channels][columns][64], overwritten.</param>
    /// <param name="rows">Neurons out.</param>
    /// <param name="columns">Neurons in.</param>
    /// <param name="channels">Channels of a and z.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void MultiplyTransposed(ReadOnlySpan<double> weights, ReadOnlySpan<double> z, Span<double> a,
        int rows, int columns, int channels) =>
        Product(weights, 1, columns, [], z, a, columns, rows, channels, add: false);

    private static void Product(ReadOnlySpan<double> weights, int rowStride, int columnStride, ReadOnlySpan<double> bias,
        ReadOnlySpan<double> a, Span<double> z, int rows, int columns, int channels, bool add)
    {
        Require(weights.Length >= rows * columns, nameof(weights));
        Require(a.Length >= channels * columns * Lanes, nameof(a));
        Require(z.Length >= channels * rows * Lanes, nameof(z));
        Require(bias.IsEmpty || bias.Length >= rows, nameof(bias));
        ref var w = ref MemoryMarshal.GetReference(weights);
        for (var c = 0; c < channels; c++)
        {
            var start = c == 0 ? bias : [];
            for (var half = 0; half < Lanes; half += Lanes / 2)
            {
                ref var from = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), c * columns * Lanes + half);
                ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(z), c * rows * Lanes + half);
                var row = 0;
                for (; row + 4 <= rows; row += 4)
                {
                    ref var wAt = ref Unsafe.Add(ref w, row * rowStride);
                    ref var toAt = ref Unsafe.Add(ref to, row * Lanes);
                    var startAt = start.IsEmpty ? default : start[row..];
                    if (Vector512.IsHardwareAccelerated)
                        FourRows(ref wAt, rowStride, columnStride, columns, ref from, startAt, ref toAt, add);
                    else
                        FourRowsNarrow(ref wAt, rowStride, columnStride, columns, ref from, startAt, ref toAt, add);
                }
                for (; row < rows; row++)
                    OneRow(ref Unsafe.Add(ref w, row * rowStride), columnStride, columns, ref from, start.IsEmpty ? default : start[row..],
                        ref Unsafe.Add(ref to, row * Lanes), add);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(ref double w, nint rowStride, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        Vector512<double> z00, z01, z02, z03, z10, z11, z12, z13, z20, z21, z22, z23, z30, z31, z32, z33;
        if (add)
        {
            (z00, z01, z02, z03) = (Load(ref z, 0), Load(ref z, 8), Load(ref z, 16), Load(ref z, 24));
            (z10, z11, z12, z13) = (Load(ref z, 64), Load(ref z, 72), Load(ref z, 80), Load(ref z, 88));
            (z20, z21, z22, z23) = (Load(ref z, 128), Load(ref z, 136), Load(ref z, 144), Load(ref z, 152));
            (z30, z31, z32, z33) = (Load(ref z, 192), Load(ref z, 200), Load(ref z, 208), Load(ref z, 216));
        }
        else
        {
            z00 = z01 = z02 = z03 = Start(bias, 0);
            z10 = z11 = z12 = z13 = Start(bias, 1);
            z20 = z21 = z22 = z23 = Start(bias, 2);
            z30 = z31 = z32 = z33 = Start(bias, 3);
        }
        ref var w1 = ref Unsafe.Add(ref w, rowStride);
        ref var w2 = ref Unsafe.Add(ref w, 2 * rowStride);
        ref var w3 = ref Unsafe.Add(ref w, 3 * rowStride);
        for (nint k = 0, at = 0; k < columns; k++, at += columnStride)
        {
            Vector512<double> a0 = Load(ref a, 0), a1 = Load(ref a, 8), a2 = Load(ref a, 16), a3 = Load(ref a, 24);
            var b = Vector512.Create(Unsafe.Add(ref w, at));
            z00 = Vector512.MultiplyAddEstimate(b, a0, z00);
            z01 = Vector512.MultiplyAddEstimate(b, a1, z01);
            z02 = Vector512.MultiplyAddEstimate(b, a2, z02);
            z03 = Vector512.MultiplyAddEstimate(b, a3, z03);
            b = Vector512.Create(Unsafe.Add(ref w1, at));
            z10 = Vector512.MultiplyAddEstimate(b, a0, z10);
            z11 = Vector512.MultiplyAddEstimate(b, a1, z11);
            z12 = Vector512.MultiplyAddEstimate(b, a2, z12);
            z13 = Vector512.MultiplyAddEstimate(b, a3, z13);
            b = Vector512.Create(Unsafe.Add(ref w2, at));
            z20 = Vector512.MultiplyAddEstimate(b, a0, z20);
            z21 = Vector512.MultiplyAddEstimate(b, a1, z21);
            z22 = Vector512.MultiplyAddEstimate(b, a2, z22);
            z23 = Vector512.MultiplyAddEstimate(b, a3, z23);
            b = Vector512.Create(Unsafe.Add(ref w3, at));
            z30 = Vector512.MultiplyAddEstimate(b, a0, z30);
            z31 = Vector512.MultiplyAddEstimate(b, a1, z31);
            z32 = Vector512.MultiplyAddEstimate(b, a2, z32);
            z33 = Vector512.MultiplyAddEstimate(b, a3, z33);
            a = ref Unsafe.Add(ref a, Lanes);
        }
        Store(z00, ref z, 0); Store(z01, ref z, 8); Store(z02, ref z, 16); Store(z03, ref z, 24);
        Store(z10, ref z, 64); Store(z11, ref z, 72); Store(z12, ref z, 80); Store(z13, ref z, 88);
        Store(z20, ref z, 128); Store(z21, ref z, 136); Store(z22, ref z, 144); Store(z23, ref z, 152);
        Store(z30, ref z, 192); Store(z31, ref z, 200); Store(z32, ref z, 208); Store(z33, ref z, 216);
    }

    /// <summary>As <see cref="FourRows"/>, by tiles of 4 neurons × 8 points, for sixteen registers of at most four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRowsNarrow(ref double w, nint rowStride, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        for (nuint p = 0; p < Lanes / 2; p += 8)
        {
            Vector512<double> z0, z1, z2, z3;
            if (add)
                (z0, z1, z2, z3) = (Load(ref z, p), Load(ref z, p + 64), Load(ref z, p + 128), Load(ref z, p + 192));
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
                aAt = ref Unsafe.Add(ref aAt, Lanes);
            }
            Store(z0, ref z, p); Store(z1, ref z, p + 64); Store(z2, ref z, p + 128); Store(z3, ref z, p + 192);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(ref double w, nint columnStride, nint columns, ref double a,
        ReadOnlySpan<double> bias, ref double z, bool add)
    {
        Vector512<double> z0, z1, z2, z3;
        if (add)
            (z0, z1, z2, z3) = (Load(ref z, 0), Load(ref z, 8), Load(ref z, 16), Load(ref z, 24));
        else
            z0 = z1 = z2 = z3 = Start(bias, 0);
        for (nint k = 0; k < columns; k++)
        {
            var b = Vector512.Create(w);
            z0 = Vector512.MultiplyAddEstimate(b, Load(ref a, 0), z0);
            z1 = Vector512.MultiplyAddEstimate(b, Load(ref a, 8), z1);
            z2 = Vector512.MultiplyAddEstimate(b, Load(ref a, 16), z2);
            z3 = Vector512.MultiplyAddEstimate(b, Load(ref a, 24), z3);
            w = ref Unsafe.Add(ref w, columnStride);
            a = ref Unsafe.Add(ref a, Lanes);
        }
        Store(z0, ref z, 0); Store(z1, ref z, 8); Store(z2, ref z, 16); Store(z3, ref z, 24);
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
