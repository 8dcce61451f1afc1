using System.Diagnostics;
using PinnSharp.Numerics;

namespace PinnSharp.Benchmarks;

/// <summary>JᵀJ, Jᵀr and Cholesky for 1,500 weights and 4,096 rows in panels of 1,024, as in one Gauss–Newton step.</summary>
internal sealed class GaussNewtonBenchmark : IBenchmark
{
    private const int Weights = 1500, Rows = 4096, PanelRows = 1024, Rounds = 15;

    public string Name => "gauss-newton";

    public void Run(int threads)
    {
        var random = new Random(1);
        var panels = new double[Rows / PanelRows][];
        for (var p = 0; p < panels.Length; p++)
        {
            panels[p] = new double[Weights * PanelRows];
            foreach (ref var x in panels[p].AsSpan()) x = random.NextDouble() - 0.5;
        }
        double[] gram = new double[Weights * Weights], factor = new double[Weights * Weights];
        double[] residual = new double[PanelRows], gradient = new double[Weights];

        void Product()
        {
            Array.Clear(gram);
            foreach (var panel in panels) Gram.Accumulate(panel, Weights, PanelRows, PanelRows, gram, threads);
        }

        void Gradient()
        {
            foreach (var panel in panels) Gram.AddProduct(panel, Weights, PanelRows, PanelRows, residual, gradient, threads);
        }

        void Factor()
        {
            if (!Cholesky.Factor(factor, Weights, threads)) throw new InvalidOperationException("The Gram matrix is not positive definite.");
        }

        List<double> peak = [], product = [], vector = [], cholesky = [], solve = [];
        for (var round = -2; round < Rounds; round++)
        {
            peak.Add(MachinePeak.Measure(threads, runs: 3));
            product.Add(Seconds(Product));
            vector.Add(Seconds(Gradient));
            gram.CopyTo(factor, 0);
            cholesky.Add(Seconds(Factor));
            solve.Add(Seconds(() => Cholesky.Solve(factor, Weights, gradient)));
            if (round < 0) new[] { peak, product, vector, cholesky, solve }.ToList().ForEach(list => list.Clear());
        }

        var median = Median(peak);
        Console.WriteLine($"Gauss-Newton: {Weights} weights, {Rows} rows, {threads} threads, float64; medians of {Rounds} interleaved runs");
        Console.WriteLine($"{"",-20}{"ms",10}{"GFLOP/s",10}{"of peak",10}{"fastest ms",12}");
        Console.WriteLine($"{"FMA peak",-20}{"",10}{median,10:F1}");
        Print("JᵀJ", product, (double)Weights * Weights * Rows, median);
        Print("Cholesky", cholesky, (double)Weights * Weights * Weights / 3, median);
        Print("Jᵀr", vector, 2.0 * Weights * Rows, median);
        Print("solve", solve, 2.0 * Weights * Weights, median);
    }

    private static void Print(string name, List<double> seconds, double operations, double peak)
    {
        var rate = operations / Median(seconds) * 1e-9;
        Console.WriteLine($"{name,-20}{1e3 * Median(seconds),10:F2}{rate,10:F1}{100 * rate / peak,9:F1}%{1e3 * seconds.Min(),12:F2}");
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
