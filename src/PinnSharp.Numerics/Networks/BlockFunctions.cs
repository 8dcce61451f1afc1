using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static PinnSharp.Numerics.BlockProduct;

namespace PinnSharp.Numerics;

/// <summary>Elementary functions of 64 points at a time. All take and give spans of 64; NaN gives NaN.</summary>
public static class BlockFunctions
{
    /// <summary>
    /// tanh x = E/(E + 2) with E = e^(2x) − 1 as in <see cref="ExpMinus1"/>, its polynomial in x instead of 2x, to 2 units in the last place or so. Four vectors
    /// go side by side, because one alone would wait for its own long chain of operations.
    /// </summary>
    /// <param name="x">64 arguments.</param>
    /// <param name="result">64 values.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(ReadOnlySpan<double> x, Span<double> result)
    {
        const double Odd0 = 4 * 0.16666666666666563, Odd1 = 16 * 0.00833333333339787, Odd2 = 64 * 0.00019841269707421527,
            Odd3 = 256 * 2.7557414794334093e-06, Odd4 = 1024 * 2.5052107856614653e-08,
            Even0 = 2 * 0.5000000000000006, Even1 = 8 * 0.041666666666573836, Even2 = 32 * 0.0013888888932284493,
            Even3 = 128 * 2.4801504569554614e-05, Even4 = 512 * 2.762627639396522e-07;
        Vector512<double> perHalving = Vector512.Create(2 * 1.4426950408889634), halving = Vector512.Create(-0.6931471805599453 / 2),
            magic = Vector512.Create(6755399441055744.0 + 1024), half = Vector512.Create(0.5), minus = Vector512.Create(-1.0), two = Vector512.Create(2.0);
        ref var from = ref First(x);
        ref var to = ref First(result);
        for (nuint p = 0; p < Lanes; p += 32)
        {
            Vector512<double> t0 = Clamp(Load(ref from, p), 20.0), t1 = Clamp(Load(ref from, p + 8), 20.0),
                t2 = Clamp(Load(ref from, p + 16), 20.0), t3 = Clamp(Load(ref from, p + 24), 20.0);
            // e^(2t) = scale·(1 + 2h + …), h = t − k·ln 2/2; twice the scale stands in the low bits of n.
            Vector512<double> n0 = Fma(t0, perHalving, magic), n1 = Fma(t1, perHalving, magic), n2 = Fma(t2, perHalving, magic), n3 = Fma(t3, perHalving, magic);
            t0 = Fma(n0 - magic, halving, t0); t1 = Fma(n1 - magic, halving, t1); t2 = Fma(n2 - magic, halving, t2); t3 = Fma(n3 - magic, halving, t3);
            Vector512<double> s0 = Vector512.ShiftLeft(n0.AsInt64(), 52).AsDouble(), s1 = Vector512.ShiftLeft(n1.AsInt64(), 52).AsDouble(),
                s2 = Vector512.ShiftLeft(n2.AsInt64(), 52).AsDouble(), s3 = Vector512.ShiftLeft(n3.AsInt64(), 52).AsDouble();
            Vector512<double> q0 = t0 * t0, q1 = t1 * t1, q2 = t2 * t2, q3 = t3 * t3;
            var c = Vector512.Create(Odd4);
            var d = Vector512.Create(Odd3);
            Vector512<double> o0 = Fma(c, q0, d), o1 = Fma(c, q1, d), o2 = Fma(c, q2, d), o3 = Fma(c, q3, d);
            c = Vector512.Create(Odd2);
            o0 = Fma(o0, q0, c); o1 = Fma(o1, q1, c); o2 = Fma(o2, q2, c); o3 = Fma(o3, q3, c);
            c = Vector512.Create(Odd1);
            o0 = Fma(o0, q0, c); o1 = Fma(o1, q1, c); o2 = Fma(o2, q2, c); o3 = Fma(o3, q3, c);
            c = Vector512.Create(Odd0);
            o0 = Fma(o0, q0, c); o1 = Fma(o1, q1, c); o2 = Fma(o2, q2, c); o3 = Fma(o3, q3, c);
            (c, d) = (Vector512.Create(Even4), Vector512.Create(Even3));
            Vector512<double> e0 = Fma(c, q0, d), e1 = Fma(c, q1, d), e2 = Fma(c, q2, d), e3 = Fma(c, q3, d);
            c = Vector512.Create(Even2);
            e0 = Fma(e0, q0, c); e1 = Fma(e1, q1, c); e2 = Fma(e2, q2, c); e3 = Fma(e3, q3, c);
            c = Vector512.Create(Even1);
            e0 = Fma(e0, q0, c); e1 = Fma(e1, q1, c); e2 = Fma(e2, q2, c); e3 = Fma(e3, q3, c);
            c = Vector512.Create(Even0);
            e0 = Fma(e0, q0, c); e1 = Fma(e1, q1, c); e2 = Fma(e2, q2, c); e3 = Fma(e3, q3, c);
            e0 = Fma(o0, t0, e0); e1 = Fma(o1, t1, e1); e2 = Fma(o2, t2, e2); e3 = Fma(o3, t3, e3);
            t0 = Fma(q0, e0, t0); t1 = Fma(q1, e1, t1); t2 = Fma(q2, e2, t2); t3 = Fma(q3, e3, t3);
            e0 = Fma(s0, t0, Fma(s0, half, minus)); e1 = Fma(s1, t1, Fma(s1, half, minus));
            e2 = Fma(s2, t2, Fma(s2, half, minus)); e3 = Fma(s3, t3, Fma(s3, half, minus));
            Store(Divide(e0, e0 + two), ref to, p); Store(Divide(e1, e1 + two), ref to, p + 8);
            Store(Divide(e2, e2 + two), ref to, p + 16); Store(Divide(e3, e3 + two), ref to, p + 24);
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

    /// <summary>Σ_p x[p]·y[p] over 64 points, always in the same order.</summary>
    /// <param name="x">64 numbers.</param>
    /// <param name="y">64 numbers.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref var a = ref First(x);
        ref var b = ref First(y);
        Vector512<double> even = default, odd = default;
        for (nuint p = 0; p < Lanes; p += 16)
        {
            even = Vector512.MultiplyAddEstimate(Load(ref a, p), Load(ref b, p), even);
            odd = Vector512.MultiplyAddEstimate(Load(ref a, p + 8), Load(ref b, p + 8), odd);
        }
        return Vector512.Sum(even + odd);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Fma(Vector512<double> x, Vector512<double> y, Vector512<double> z) => Vector512.MultiplyAddEstimate(x, y, z);

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
