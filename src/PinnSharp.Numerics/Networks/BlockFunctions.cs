using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static PinnSharp.Numerics.BlockProduct;

namespace PinnSharp.Numerics;

/// <summary>Elementary functions of 64 points at a time. All take and give spans of 64; NaN gives NaN.</summary>
public static class BlockFunctions
{
    /// <summary>tanh x = E/(E + 2) with E = e^(2x) − 1, to 2 units in the last place or so.</summary>
    /// <param name="x">64 arguments.</param>
    /// <param name="result">64 values.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(ReadOnlySpan<double> x, Span<double> result)
    {
        ref var from = ref First(x);
        ref var to = ref First(result);
        for (nuint p = 0; p < Lanes; p += 8)
        {
            var t = Clamp(Load(ref from, p), 20.0);
            var (scale, rest) = ExpMinus1(t + t);
            var e = Vector512.MultiplyAddEstimate(scale, rest, scale - Vector512<double>.One);
            Store(e / (e + Vector512.Create(2.0)), ref to, p);
        }
    }

    /// <summary>1/(1 + e^(−x)).</summary>
    /// <param name="x">64 arguments.</param>
    /// <param name="result">64 values.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Logistic(ReadOnlySpan<double> x, Span<double> result)
    {
        ref var from = ref First(x);
        ref var to = ref First(result);
        for (nuint p = 0; p < Lanes; p += 8)
        {
            var (scale, rest) = ExpMinus1(-Clamp(Load(ref from, p), 700.0));
            Store(Vector512<double>.One / (Vector512.MultiplyAddEstimate(scale, rest, scale) + Vector512<double>.One), ref to, p);
        }
    }

    /// <summary>sin x and cos x.</summary>
    /// <param name="x">64 arguments.</param>
    /// <param name="sin">64 values of the sine.</param>
    /// <param name="cos">64 values of the cosine.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void SinCos(ReadOnlySpan<double> x, Span<double> sin, Span<double> cos)
    {
        ref var from = ref First(x);
        ref var sine = ref First(sin);
        ref var cosine = ref First(cos);
        for (nuint p = 0; p < Lanes; p += 8)
        {
            var (s, c) = Vector512.SinCos(Load(ref from, p));
            Store(s, ref sine, p);
            Store(c, ref cosine, p);
        }
    }

    /// <summary>Σ_j coefficients[j] x^j by Horner's rule.</summary>
    /// <param name="coefficients">At least one, the constant first.</param>
    /// <param name="x">64 arguments.</param>
    /// <param name="result">64 values; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Polynomial(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> x, Span<double> result)
    {
        Require(coefficients.Length > 0, nameof(coefficients));
        ref var from = ref First(x);
        ref var to = ref First(result);
        for (nuint p = 0; p < Lanes; p += 32)
        {
            Vector512<double> x0 = Load(ref from, p), x1 = Load(ref from, p + 8), x2 = Load(ref from, p + 16), x3 = Load(ref from, p + 24);
            Vector512<double> y0 = Vector512.Create(coefficients[^1]), y1 = y0, y2 = y0, y3 = y0;
            for (var j = coefficients.Length - 2; j >= 0; j--)
            {
                var c = Vector512.Create(coefficients[j]);
                y0 = Vector512.MultiplyAddEstimate(y0, x0, c);
                y1 = Vector512.MultiplyAddEstimate(y1, x1, c);
                y2 = Vector512.MultiplyAddEstimate(y2, x2, c);
                y3 = Vector512.MultiplyAddEstimate(y3, x3, c);
            }
            Store(y0, ref to, p); Store(y1, ref to, p + 8); Store(y2, ref to, p + 16); Store(y3, ref to, p + 24);
        }
    }

    /// <summary>result = x·y + c·w, point by point.</summary>
    /// <param name="x">64 numbers.</param>
    /// <param name="y">64 numbers.</param>
    /// <param name="c">A factor.</param>
    /// <param name="w">64 numbers.</param>
    /// <param name="result">64 numbers; may be one of the arguments.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double c, ReadOnlySpan<double> w, Span<double> result)
    {
        ref var x0 = ref First(x);
        ref var y0 = ref First(y);
        ref var w0 = ref First(w);
        ref var to = ref First(result);
        for (nuint p = 0; p < Lanes; p += 8)
            Store(Vector512.MultiplyAddEstimate(Load(ref x0, p), Load(ref y0, p), Vector512.Create(c) * Load(ref w0, p)), ref to, p);
    }

    /// <summary>result += x.</summary>
    /// <param name="x">64 numbers.</param>
    /// <param name="result">64 numbers, added to.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Add(ReadOnlySpan<double> x, Span<double> result)
    {
        ref var from = ref First(x);
        ref var to = ref First(result);
        for (nuint p = 0; p < Lanes; p += 8)
            Store(Load(ref to, p) + Load(ref from, p), ref to, p);
    }

    /// <summary>The sum of 64 numbers, always in the same order.</summary>
    /// <param name="x">64 numbers.</param>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public static double Sum(ReadOnlySpan<double> x)
    {
        ref var from = ref First(x);
        var sum = Load(ref from, 0);
        for (nuint p = 8; p < Lanes; p += 8)
            sum += Load(ref from, p);
        return Vector512.Sum(sum);
    }

    /// <summary>
    /// e^y = scale·(1 + rest), scale = 2^k with k = round(y/ln 2), rest = e^r − 1 by its Taylor series to r^13, |r| ≤ ln 2/2 (truncation 4e-18).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Scale, Vector512<double> Remainder) ExpMinus1(Vector512<double> y)
    {
        var magic = Vector512.Create(6755399441055744.0); // 1.5·2^52: adding it rounds to an integer and leaves that in the low bits
        var shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(1.4426950408889634), magic);
        var k = shifted - magic;
        var r = Vector512.MultiplyAddEstimate(k, Vector512.Create(-6.93147180369123816490e-01), y);
        r = Vector512.MultiplyAddEstimate(k, Vector512.Create(-1.90821492927058770002e-10), r);
        var scale = (Vector512.ShiftLeft(shifted.AsInt64(), 52) + Vector512.Create(0x3FF0000000000000L)).AsDouble();
        var s = Vector512.Create(1 / 6227020800.0);
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 479001600.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 39916800.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 3628800.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 362880.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 40320.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 5040.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 720.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 120.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 24.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(1 / 6.0));
        s = Vector512.MultiplyAddEstimate(s, r, Vector512.Create(0.5));
        return (scale, Vector512.MultiplyAddEstimate(s * r, r, r));
    }

    /// <summary>Into [−limit, limit]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Clamp(Vector512<double> x, double limit) =>
        Vector512.Min(Vector512.Max(x, Vector512.Create(-limit)), Vector512.Create(limit));

    private static ref double First(ReadOnlySpan<double> span)
    {
        Require(span.Length >= Lanes, nameof(span));
        return ref MemoryMarshal.GetReference(span);
    }
}
