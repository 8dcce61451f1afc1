using System.Diagnostics;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using PinnSharp.Numerics;

namespace PinnSharp.Benchmarks;

/// <summary>
/// The network passes of Burgers' equation: MLP 2-52-52-52-52-1, channels u, u_t, u_x, u_xx, 9,984 points, forward and gradient.
/// Operations counted: 2 for each multiply-add of the matrix products, all four channels, in the forward pass, in Wᵀz̄ and in z̄aᵀ;
/// the first layer, whose input is no jet, with one channel and without Wᵀz̄. Activations are not counted.
/// </summary>
internal sealed class JetBenchmark : IBenchmark
{
    private const int Blocks = 156, Rounds = 41, Lanes = BlockProduct.Lanes;

    public string Name => "jets";

    public void Run(int threads)
    {
        var network = new Mlp(2, [52, 52, 52, 52], 1, Activation.Tanh);
        var space = JetSpace.Closure([new MultiIndex(0, 1), new MultiIndex(2, 0)], 2);
        var channels = space.Channels.Length;
        var weights = network.Start(1);
        var random = new Random(1);
        var points = new double[Blocks * 2 * Lanes];
        foreach (ref var x in points.AsSpan()) x = 2 * random.NextDouble() - 1;
        var cotangent = new double[channels * Lanes];
        Array.Fill(cotangent, 1e-3);
        var tangent = new double[channels * Lanes];
        var panel = new double[network.ParameterCount * Lanes];
        var workers = Enumerable.Range(0, threads)
            .Select(_ => (Jets: new JetNetwork(network, space), Gradient: new double[network.ParameterCount])).ToArray();

        void Each(Action<JetNetwork, double[], ReadOnlySpan<double>> pass) => Workers.Run(threads, worker =>
        {
            for (var b = worker * Blocks / threads; b < (worker + 1) * Blocks / threads; b++)
                pass(workers[worker].Jets, workers[worker].Gradient, points.AsSpan(b * 2 * Lanes, 2 * Lanes));
        });

        var passes = new (string Name, int Products, Action<JetNetwork, double[], ReadOnlySpan<double>> Run)[]
        {
            ("forward", 1, (jets, _, x) => jets.Forward(weights, x)),
            ("forward, gradient", 3, (jets, gradient, x) => { jets.Forward(weights, x); jets.Backward(weights, cotangent, gradient); }),
            ("forward, tangent", 3, (jets, _, x) => { jets.Forward(weights, x); jets.Tangent(weights, weights, tangent); }),
            ("forward, rows", 3, (jets, _, x) => { jets.Forward(weights, x); jets.BackwardRows(weights, cotangent, panel, Lanes); }),
        };
        var peak = new List<double>();
        var seconds = passes.Select(_ => new List<double>()).ToArray();
        for (var round = -5; round < Rounds; round++)
        {
            var rate = MachinePeak.Measure(threads, runs: 1);
            if (round >= 0) peak.Add(rate);
            for (var p = 0; p < passes.Length; p++)
            {
                if (passes[p].Name.EndsWith("rows", StringComparison.Ordinal) && threads > 1) continue; // they would share the panel
                var start = Stopwatch.GetTimestamp();
                Each(passes[p].Run);
                if (round >= 0) seconds[p].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        var best = peak.Max();
        Console.WriteLine($"Jets of Burgers' equation: 2-52-52-52-52-1, {channels} channels, {Blocks * Lanes} points, {threads} threads, float64; "
            + $"best of {Rounds} interleaved runs");
        Console.WriteLine($"{"",-20}{"ms",10}{"GFLOP/s",10}{"of peak",10}");
        Console.WriteLine($"{"FMA peak",-20}{"",10}{best,10:F1}{"",10}");
        var inner = network.Layers.Skip(1).Sum(layer => (double)layer.Inputs * layer.Outputs) * channels;
        var first = (double)network.Layers[0].Inputs * network.Layers[0].Outputs;
        for (var p = 0; p < passes.Length; p++)
        {
            if (seconds[p].Count == 0) continue;
            var operations = 2 * (inner * passes[p].Products + first * Math.Min(2, passes[p].Products)) * Blocks * Lanes;
            var rate = operations / seconds[p].Min() * 1e-9;
            Console.WriteLine($"{passes[p].Name,-20}{1e3 * seconds[p].Min(),10:F2}{rate,10:F1}{100 * rate / best,9:F1}%");
        }
    }
}
