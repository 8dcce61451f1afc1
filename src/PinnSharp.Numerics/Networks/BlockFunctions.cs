using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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
            Store(Divide(e, e + Vector512.Create(2.0)), ref to, p);
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
            Store(Divide(Vector512<double>.One, Vector512.MultiplyAddEstimate(scale, rest, scale) + Vector512<double>.One), ref to, p);
        }
    }

    /// <summary>
    /// sin x and cos x: x less the nearest multiple of π/2, then the polynomials of fdlibm; a lane's values do not depend on the other lanes.
    /// </summary>
    /// <param name="x">64 arguments.</param>
    /// <param name="sin">64 values of the sine.</param>
    /// <param name="cos">64 values of the cosine.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SinCos(ReadOnlySpan<double> x, Span<double> sin, Span<double> cos)
    {
        ref var from = ref First(x);
        ref var sine = ref First(sin);
        ref var cosine = ref First(cos);
        for (nuint p = 0; p < Lanes; p += 8)
        {
            var at = Load(ref from, p);
            var k = Vector512.Round(at * Vector512.Create(2 / Math.PI));
            var r = at - k * Vector512.Create(1.57079632673412561417) - k * Vector512.Create(6.07710050630396597660e-11)
                - k * Vector512.Create(2.02226624871116645580e-21); // π/2 in parts of 33 bits, whose products with k are exact
            var z = r * r;
            var s = Vector512.MultiplyAddEstimate(r * z, Horner(z, SinCoefficients), r);
            var c = Vector512.MultiplyAddEstimate(z * z, Horner(z, CosCoefficients), Vector512.MultiplyAddEstimate(z, Vector512.Create(-0.5), Vector512<double>.One));
            var quadrant = Vector512.ConvertToInt64(k);
            var odd = Vector512.Equals(quadrant & Vector512<long>.One, Vector512<long>.One).AsDouble();
            var (signOfSin, signOfCos) = ((quadrant & Vector512.Create(2L)) << 62, (quadrant + Vector512<long>.One & Vector512.Create(2L)) << 62);
            Store(Vector512.ConditionalSelect(odd, c, s) ^ signOfSin.AsDouble(), ref sine, p);
            Store(Vector512.ConditionalSelect(odd, s, c) ^ signOfCos.AsDouble(), ref cosine, p);
            if (Vector512.GreaterThanAny(Vector512.Abs(at), Vector512.Create(1e5)))
                for (var lane = (int)p; lane < (int)p + 8; lane++)
                    if (Math.Abs(x[lane]) > 1e5)
                        (sin[lane], cos[lane]) = Math.SinCos(x[lane]);
        }
    }

    private static readonly double[] SinCoefficients =
    [
        -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
        2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
    ];

    private static readonly double[] CosCoefficients =
    [
        4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
        -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
    ];

    private static Vector512<double> Horner(Vector512<double> x, double[] coefficients)
    {
        var sum = Vector512.Create(coefficients[^1]);
        for (var j = coefficients.Length - 2; j >= 0; j--) sum = Vector512.MultiplyAddEstimate(sum, x, Vector512.Create(coefficients[j]));
        return sum;
    }

    /// <summary>results[k] = Σ_j coefficients[k][j] x^j by Horner's rule, for several polynomials.</summary>
    /// <param name="coefficients">Of each polynomial at least one, the constant first.</param>
    /// <param name="x">64 arguments.</param>
    /// <param name="results">[polynomials][64]; must not overlap <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Polynomials(ReadOnlySpan<double[]> coefficients, ReadOnlySpan<double> x, Span<double> results)
    {
        Require(results.Length >= coefficients.Length * Lanes, nameof(results));
        ref var f = ref First(x);
        ref var to = ref MemoryMarshal.GetReference(results);
        Vector512<double> x0 = Load(ref f, 0), x1 = Load(ref f, 8), x2 = Load(ref f, 16), x3 = Load(ref f, 24),
            x4 = Load(ref f, 32), x5 = Load(ref f, 40), x6 = Load(ref f, 48), x7 = Load(ref f, 56);
        foreach (var polynomial in coefficients)
        {
            var c = Vector512.Create(polynomial[^1]);
            Vector512<double> y0 = c, y1 = c, y2 = c, y3 = c, y4 = c, y5 = c, y6 = c, y7 = c;
            for (var j = polynomial.Length - 2; j >= 0; j--)
            {
                c = Vector512.Create(polynomial[j]);
                y0 = Vector512.MultiplyAddEstimate(y0, x0, c);
                y1 = Vector512.MultiplyAddEstimate(y1, x1, c);
                y2 = Vector512.MultiplyAddEstimate(y2, x2, c);
                y3 = Vector512.MultiplyAddEstimate(y3, x3, c);
                y4 = Vector512.MultiplyAddEstimate(y4, x4, c);
                y5 = Vector512.MultiplyAddEstimate(y5, x5, c);
                y6 = Vector512.MultiplyAddEstimate(y6, x6, c);
                y7 = Vector512.MultiplyAddEstimate(y7, x7, c);
            }
            Store(y0, ref to, 0); Store(y1, ref to, 8); Store(y2, ref to, 16); Store(y3, ref to, 24);
            Store(y4, ref to, 32); Store(y5, ref to, 40); Store(y6, ref to, 48); Store(y7, ref to, 56);
            to = ref Unsafe.Add(ref to, Lanes);
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
    /// e^y = scale·(1 + remainder), scale = 2^k with k = round(y/ln 2), remainder = e^r − 1, |r| ≤ ln 2/2, by the polynomial of degree 11
    /// with the least relative error (2e-17, Remez), its even and odd powers apart to shorten the chain. The rounding of k·ln 2 leaves
    /// a relative error of |y|·1e-16.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Scale, Vector512<double> Remainder) ExpMinus1(Vector512<double> y)
    {
        var magic = Vector512.Create(6755399441055744.0); // 1.5·2^52: adding it rounds to an integer and leaves that in the low bits
        var shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(1.4426950408889634), magic);
        var r = Vector512.MultiplyAddEstimate(shifted - magic, Vector512.Create(-0.6931471805599453), y);
        var scale = (Vector512.ShiftLeft(shifted.AsInt64(), 52) + Vector512.Create(0x3FF0000000000000L)).AsDouble();
        var q = r * r;
        var odd = Vector512.MultiplyAddEstimate(Vector512.Create(2.5052107856614653e-08), q, Vector512.Create(2.7557414794334093e-06));
        var even = Vector512.MultiplyAddEstimate(Vector512.Create(2.762627639396522e-07), q, Vector512.Create(2.4801504569554614e-05));
        odd = Vector512.MultiplyAddEstimate(odd, q, Vector512.Create(0.00019841269707421527));
        even = Vector512.MultiplyAddEstimate(even, q, Vector512.Create(0.0013888888932284493));
        odd = Vector512.MultiplyAddEstimate(odd, q, Vector512.Create(0.00833333333339787));
        even = Vector512.MultiplyAddEstimate(even, q, Vector512.Create(0.041666666666573836));
        odd = Vector512.MultiplyAddEstimate(odd, q, Vector512.Create(0.16666666666666563));
        even = Vector512.MultiplyAddEstimate(even, q, Vector512.Create(0.5000000000000006));
        return (scale, Vector512.MultiplyAddEstimate(q, Vector512.MultiplyAddEstimate(odd, r, even), r));
    }

    /// <summary>
    /// x/y for y ≥ 1, to one unit in the last place: the hardware's reciprocal of 14 bits, improved once by Newton's method, then the
    /// quotient once; four times as fast as the divider.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Divide(Vector512<double> x, Vector512<double> y)
    {
        if (!Avx512F.IsSupported)
            return x / y;
        var r = Avx512F.Reciprocal14(y);
        r = Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAddNegated(r, y, Vector512<double>.One), r, r);
        var q = x * r;
        return Avx512F.FusedMultiplyAdd(Avx512F.FusedMultiplyAddNegated(q, y, x), r, q);
    }

    /// <summary>Into [−limit, limit]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Clamp(Vector512<double> x, double limit) =>
        Vector512.MinNative(Vector512.Create(limit), Vector512.MaxNative(Vector512.Create(-limit), x));

    private static ref double First(ReadOnlySpan<double> span)
    {
        Require(span.Length >= Lanes, nameof(span));
        return ref MemoryMarshal.GetReference(span);
    }
}
