using System.Diagnostics;
using PinnSharp.Neural;
using PinnSharp.Numerics;

namespace PinnSharp.Benchmarks;

/// <summary>
/// Loss and full gradient of Burgers' equation as training evaluates them: MLP 2-52-52-52-52-1, 9,984 points, through the problem as declared, its
/// residual program, the jet engine and the reduction over blocks; operations as <see cref="BurgersProblem.Operations"/> counts them. The bare network
/// passes, in the same run, stand beside it.
/// "given" is the part of the threads' time that the system let them run: on a busy machine only the last column, by processor time, means much.
/// </summary>
internal sealed class BurgersBenchmark : IBenchmark
{
    private const int Points = 9984, Rounds = 41, Lanes = BlockProduct.Lanes;

    public string Name => "burgers";

    public void Run(int threads)
    {
        var burgers = new BurgersProblem([52, 52, 52, 52], Points, threads);
        var (network, space, rows, theta, leastSquares) = (burgers.Network, burgers.Space, burgers.Rows, burgers.Theta, burgers.LeastSquares);
        var gradient = new double[theta.Length];
        var residual = new double[Points];

        var cotangent = new double[space.Channels.Length * Lanes];
        Array.Fill(cotangent, 1e-3);
        var bare = Enumerable.Range(0, threads).Select(_ => (Jets: new JetNetwork(network, space), Gradient: new double[network.ParameterCount])).ToArray();
        var blocks = new double[Points * 2];
        for (var row = 0; row < Points; row++)
            for (var i = 0; i < 2; i++)
                blocks[(row / Lanes * 2 + i) * Lanes + row % Lanes] = burgers.Variables.Scaled(i, rows.Points[0][row * 2 + i]);
        void Passes() => Workers.Run(threads, worker =>
        {
            var (jets, sum) = bare[worker];
            for (var b = worker * (Points / Lanes) / threads; b < (worker + 1) * (Points / Lanes) / threads; b++)
            {
                jets.Forward(theta.AsSpan(0, network.ParameterCount), blocks.AsSpan(b * 2 * Lanes, 2 * Lanes));
                jets.Backward(theta.AsSpan(0, network.ParameterCount), cotangent, sum);
            }
        });

        var measured = new (string Name, int Products, Action Run)[]
        {
            ("loss", 1, () => leastSquares.Residual(theta, residual)),
            ("loss and gradient", 3, () => leastSquares.Gradient(theta, gradient)),
            ("bare network passes", 3, Passes),
        };
        var peaks = new List<double>();
        var seconds = measured.Select(_ => new List<double>()).ToArray();
        var busy = new double[measured.Length];
        for (var round = -5; round < Rounds; round++)
        {
            var peak = MachinePeak.Measure(threads, runs: 1);
            if (round >= 0) peaks.Add(peak);
            for (var m = 0; m < measured.Length; m++)
            {
                var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                measured[m].Run();
                if (round < 0) continue;
                seconds[m].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                busy[m] += (Environment.CpuUsage.TotalTime - used).TotalSeconds;
            }
        }

        Console.WriteLine($"Burgers' residual: 2-52-52-52-52-1, {space.Channels.Length} channels, {Points} points, {threads} threads, float64; medians and fastest of {Rounds} interleaved runs");
        Console.WriteLine($"{"",-20}{"ms",10}{"GFLOP/s",10}{"of peak",10}{"fastest ms",12}{"GFLOP/s",10}{"of peak",10}{"given",9}{"of peak",10}");
        Console.WriteLine($"{"FMA peak",-20}{"",10}{Median(peaks),10:F1}{"",10}{"",12}{peaks.Max(),10:F1}");
        for (var m = 0; m < measured.Length; m++)
        {
            var operations = 1e-9 * burgers.Operations(measured[m].Products);
            var (median, best) = (Median(seconds[m]), seconds[m].Min());
            Console.WriteLine($"{measured[m].Name,-20}{1e3 * median,10:F2}{operations / median,10:F1}{100 * operations / median / Median(peaks),9:F1}%"
                + $"{1e3 * best,12:F2}{operations / best,10:F1}{100 * operations / best / peaks.Max(),9:F1}%"
                + $"{100 * busy[m] / threads / seconds[m].Sum(),8:F0}%{100 * operations * Rounds / (busy[m] / threads) / peaks.Max(),9:F1}%");
        }
        Console.WriteLine($"loss and gradient cost {100 * (busy[1] / busy[2] - 1):F1}% more processor time than the bare passes");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
