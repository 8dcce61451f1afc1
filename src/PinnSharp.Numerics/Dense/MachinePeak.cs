using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PinnSharp.Numerics;

/// <summary>What the machine can do at best: the yardstick for every kernel's speed.</summary>
public static class MachinePeak
{
    private const int Steps = 400_000;

    /// <summary>
    /// The rate of fused multiply-adds (two floating-point operations each) on data that never leave the registers, with
    /// all threads at once, in GFLOP/s: the median of <paramref name="runs"/> runs of a few milliseconds. It varies with the machine's
    /// other load, so measure it beside what is compared with it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> or <paramref name="runs"/> is less than 1.</exception>
    public static double Measure(int threads, int runs = 7)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var rates = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var started = 0;
            var seconds = new double[threads];
            Workers.Run(threads, worker =>
            {
                // Wait for the others, but not for ever: on a busy machine they may come one after the other.
                Interlocked.Increment(ref started);
                SpinWait.SpinUntil(() => Volatile.Read(ref started) == threads, millisecondsTimeout: 20);
                var start = Stopwatch.GetTimestamp();
                var sum = Accumulate(Steps);
                seconds[worker] = double.IsFinite(sum) ? Stopwatch.GetElapsedTime(start).TotalSeconds : double.NaN;
            });
            var operations = 2.0 * Steps * (Vector512.IsHardwareAccelerated ? 24 * 8 : 12 * 4);
            rates[run] = threads * operations / seconds.Max() * 1e-9;
        }
        Array.Sort(rates);
        return rates[runs / 2];
    }

    private static double Accumulate(int steps) => Vector512.IsHardwareAccelerated ? Accumulate512(steps) : Accumulate256(steps);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Accumulate512(int steps)
    {
        Vector512<double> x = Vector512.Create(1 - 1e-7), y = Vector512.Create(1e-7);
        Vector512<double> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;
        Vector512<double> s6 = x, s7 = x, s8 = x, s9 = x, s10 = x, s11 = x;
        Vector512<double> s12 = x, s13 = x, s14 = x, s15 = x, s16 = x, s17 = x;
        Vector512<double> s18 = x, s19 = x, s20 = x, s21 = x, s22 = x, s23 = x;
        for (; steps > 0; steps--)
        {
            s0 = Vector512.MultiplyAddEstimate(s0, x, y);
            s1 = Vector512.MultiplyAddEstimate(s1, x, y);
            s2 = Vector512.MultiplyAddEstimate(s2, x, y);
            s3 = Vector512.MultiplyAddEstimate(s3, x, y);
            s4 = Vector512.MultiplyAddEstimate(s4, x, y);
            s5 = Vector512.MultiplyAddEstimate(s5, x, y);
            s6 = Vector512.MultiplyAddEstimate(s6, x, y);
            s7 = Vector512.MultiplyAddEstimate(s7, x, y);
            s8 = Vector512.MultiplyAddEstimate(s8, x, y);
            s9 = Vector512.MultiplyAddEstimate(s9, x, y);
            s10 = Vector512.MultiplyAddEstimate(s10, x, y);
            s11 = Vector512.MultiplyAddEstimate(s11, x, y);
            s12 = Vector512.MultiplyAddEstimate(s12, x, y);
            s13 = Vector512.MultiplyAddEstimate(s13, x, y);
            s14 = Vector512.MultiplyAddEstimate(s14, x, y);
            s15 = Vector512.MultiplyAddEstimate(s15, x, y);
            s16 = Vector512.MultiplyAddEstimate(s16, x, y);
            s17 = Vector512.MultiplyAddEstimate(s17, x, y);
            s18 = Vector512.MultiplyAddEstimate(s18, x, y);
            s19 = Vector512.MultiplyAddEstimate(s19, x, y);
            s20 = Vector512.MultiplyAddEstimate(s20, x, y);
            s21 = Vector512.MultiplyAddEstimate(s21, x, y);
            s22 = Vector512.MultiplyAddEstimate(s22, x, y);
            s23 = Vector512.MultiplyAddEstimate(s23, x, y);
        }
        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11 + s12 + s13 + s14 + s15 + s16 + s17 + s18 + s19 + s20 + s21 + s22 + s23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Accumulate256(int steps)
    {
        Vector256<double> x = Vector256.Create(1 - 1e-7), y = Vector256.Create(1e-7);
        Vector256<double> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;
        Vector256<double> s6 = x, s7 = x, s8 = x, s9 = x, s10 = x, s11 = x;
        for (; steps > 0; steps--)
        {
            s0 = Vector256.MultiplyAddEstimate(s0, x, y);
            s1 = Vector256.MultiplyAddEstimate(s1, x, y);
            s2 = Vector256.MultiplyAddEstimate(s2, x, y);
            s3 = Vector256.MultiplyAddEstimate(s3, x, y);
            s4 = Vector256.MultiplyAddEstimate(s4, x, y);
            s5 = Vector256.MultiplyAddEstimate(s5, x, y);
            s6 = Vector256.MultiplyAddEstimate(s6, x, y);
            s7 = Vector256.MultiplyAddEstimate(s7, x, y);
            s8 = Vector256.MultiplyAddEstimate(s8, x, y);
            s9 = Vector256.MultiplyAddEstimate(s9, x, y);
            s10 = Vector256.MultiplyAddEstimate(s10, x, y);
            s11 = Vector256.MultiplyAddEstimate(s11, x, y);
        }
        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
