using System.Diagnostics;
using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Numerics;

namespace PinnSharp.Benchmarks;

/// <summary>
/// One whole Gauss–Newton iteration on Burgers' residual, MLP 2-26-26-26-1 (1,509 weights and ν) and 4,096 rows, as <see cref="LevenbergMarquardt"/> does it
/// (without geodesic acceleration): rows of J by jets, JᵀJ, Jᵀr, damping, Cholesky, both triangular solves, the cost at the new point. Operations
/// counted: n²·m for JᵀJ (one triangle), n³/3 for Cholesky, and those of the network's passes as in <see cref="BurgersBenchmark"/>, three for the rows
/// and one for the new cost; nothing for all that is left. Steps that needed more than one trial are left out. Parts of the iteration stand below it.
/// "given" and the last column are as in <see cref="BurgersBenchmark"/>.
/// </summary>
internal sealed class GaussNewtonBenchmark : IBenchmark
{
    private const int Rows = 4096, Packed = 1024, Rounds = 15;

    public string Name => "gauss-newton";

    public void Run(int threads)
    {
        var burgers = new BurgersProblem([26, 26, 26], Rows, threads);
        var problem = burgers.LeastSquares;
        var n = problem.Parameters.Count;
        var optimizer = new LevenbergMarquardt { Threads = threads, AccelerationLimit = 0 };
        var state = optimizer.Step(problem, optimizer.Start(problem, burgers.Theta));

        var panel = new double[n * Packed];
        var random = new Random(1);
        foreach (ref var x in panel.AsSpan()) x = random.NextDouble() - 0.5;
        var packed = new Gram(n, Packed);
        packed.Pack(panel, Packed, 0, Packed);
        double[] gram = new double[n * n], factor = new double[n * n], gradient = new double[n], residual = new double[Rows];
        for (var chunk = 0; chunk < Rows / Packed; chunk++) packed.Accumulate(Packed, gram, threads);

        var (passes, products) = (burgers.Operations(1), (double)n * n * Rows);
        var cubic = (double)n * n * n / 3;
        var measured = new (string Name, double Operations, Action Run)[]
        {
            ("whole iteration", products + cubic + burgers.Operations(3) + passes, () =>
            {
                state = optimizer.Step(problem, state);
            }),
            ("JᵀJ, Jᵀr with rows", products + burgers.Operations(3), () => problem.NormalEquations(burgers.Theta, gram, gradient)),
            ("JᵀJ alone", products, () =>
            {
                for (var chunk = 0; chunk < Rows / Packed; chunk++) packed.Accumulate(Packed, gram, threads);
            }),
            ("Cholesky", cubic, () =>
            {
                if (!Cholesky.Factor(factor, n, threads)) throw new InvalidOperationException("The Gram matrix is not positive definite.");
            }),
            ("cost", passes, () => problem.Residual(burgers.Theta, residual)),
            ("solve", 2.0 * n * n, () => Cholesky.Solve(factor, n, gradient)),
        };
        var seconds = measured.Select(_ => new List<double>()).ToArray();
        var peak = new List<double>();
        var busy = new double[measured.Length];
        for (var round = -2; round < Rounds; round++)
        {
            var rate = MachinePeak.Measure(threads, runs: 3);
            if (round >= 0) peak.Add(rate);
            for (var m = 0; m < measured.Length; m++)
            {
                var trials = state.Memory.Integer("rejected");
                if (measured[m].Name == "Cholesky")
                {
                    gram.CopyTo(factor, 0);
                    for (var i = 0; i < n; i++) factor[i * n + i] += 1;
                }
                var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                measured[m].Run();
                if (round < 0 || state.Status != Status.Running || state.Memory.Integer("rejected") != trials) continue;
                seconds[m].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                busy[m] += (Environment.CpuUsage.TotalTime - used).TotalSeconds;
            }
        }

        Console.WriteLine($"Gauss-Newton: {n} weights, {Rows} rows, {threads} threads, float64; medians and fastest of {Rounds} interleaved runs, {seconds[0].Count} of them whole iterations");
        Console.WriteLine($"{"",-20}{"ms",10}{"GFLOP/s",10}{"of peak",10}{"fastest ms",12}{"of peak",10}{"given",9}{"of peak",10}");
        Console.WriteLine($"{"FMA peak",-20}{"",10}{Median(peak),10:F1}{"",22}{peak.Max(),10:F1}");
        for (var m = 0; m < measured.Length; m++)
        {
            var (median, best) = (Median(seconds[m]), seconds[m].Min());
            Console.WriteLine($"{measured[m].Name,-20}{1e3 * median,10:F2}{measured[m].Operations / median * 1e-9,10:F1}"
                + $"{100e-9 * measured[m].Operations / median / Median(peak),9:F1}%{1e3 * best,12:F2}{100e-9 * measured[m].Operations / best / peak.Max(),9:F1}%"
                + $"{100 * busy[m] / threads / seconds[m].Sum(),8:F0}%{100e-9 * measured[m].Operations * seconds[m].Count / (busy[m] / threads) / peak.Max(),9:F1}%");
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
