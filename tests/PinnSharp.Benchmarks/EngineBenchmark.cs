using System.Collections.Immutable;
using System.Diagnostics;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>
/// Loss and full gradient of three systems' equations by every engine that is built in, evaluated by turns in one run: the jet engine; with -p:Torch=cpu or cuda also TorchSharp, by Taylor
/// series and by nested automatic differentiation, on the processor and on CUDA where it is. Set OPENBLAS_NUM_THREADS=1 where libtorch's matrix products are OpenBLAS's: two pools of
/// threads slow each other down.
/// </summary>
internal sealed class EngineBenchmark : IBenchmark
{
    private const int Rounds = 21;

    public string Name => "engines";

    /// <summary>Collocation points on the processor; on a GPU also 10 and 100 times as many.</summary>
    public int Points { get; set; } = 9984;

    public void Run(int threads)
    {
        var tensors = Tensors;
        List<(string Name, IEngineFactory Factory, bool IsCuda)> engines = [("jets", JetEngineFactory.Instance, false)];
        foreach (var device in tensors is null ? [] : tensors.CudaDevices > 0 ? ["cpu", "cuda"] : (string[])["cpu"])
            foreach (var precision in device == "cpu" ? [Precision.Float64] : (Precision[])[Precision.Float64, Precision.Float32])
                foreach (var mode in new[] { DerivativeMode.Taylor, DerivativeMode.Autograd })
                {
                    var factory = tensors!.Factory(new() { Device = device, Precision = precision, Derivatives = mode });
                    engines.Add(($"{factory.Name}{(mode == DerivativeMode.Taylor ? " Taylor" : "")}", factory, device != "cpu"));
                }
        var peak = MachinePeak.Measure(threads, runs: 5);
        Console.WriteLine($"Loss and gradient, {threads} threads, medians of {Rounds} runs by turns; processor's peak {peak:F0} GFLOP/s (float64)");
        Table(engines.Where(e => !e.IsCuda), Points, threads, peak);
        foreach (var precision in engines.Any(e => e.IsCuda) ? [Precision.Float64, Precision.Float32] : (Precision[])[])
        {
            var chosen = engines.Where(e => e.IsCuda && e.Name.Contains("float32") == (precision == Precision.Float32)).ToList();
            var device = ProductRate("cuda", precision);
            Console.WriteLine($"The GPU's matrix products of 8192 by 8192: {device:F0} GFLOP/s ({precision})");
            foreach (var points in (int[])[10_000, 100_000, 1_000_000]) Table(chosen, points, threads, device);
        }
    }

    /// <summary>GFLOP/s of a large matrix product: a device's peak, as far as its library reaches it.</summary>
    private static double ProductRate(string device, Precision precision)
    {
#if TORCH
        const int n = 8192;
        using var scope = TorchSharp.torch.NewDisposeScope();
        var type = precision == Precision.Float32 ? TorchSharp.torch.ScalarType.Float32 : TorchSharp.torch.ScalarType.Float64;
        var a = TorchSharp.torch.ones([n, n], type, TorchSharp.torch.device(device));
        var best = double.PositiveInfinity;
        for (var round = 0; round < 5; round++)
        {
            var start = Stopwatch.GetTimestamp();
            a.mm(a).sum().to(TorchSharp.torch.ScalarType.Float64).item<double>();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2e-9 * n * n * n / best;
#else
        throw new NotSupportedException($"There is no {device} in {precision} without a tensor library.");
#endif
    }

    private static void Table(IEnumerable<(string Name, IEngineFactory Factory, bool)> engines, int points, int threads, double peak)
    {
        Console.WriteLine($"{points} points");
        Console.WriteLine($"{"",-44}{"ms",10}{"GFLOP/s",10}{"of peak",10}{"over autograd",15}");
        foreach (var (name, problem, hidden) in Systems)
        {
            var cases = engines.Select(e => (e.Name, Case: new Case(problem, hidden, points, e.Factory, threads))).ToList();
            var seconds = cases.Select(_ => new List<double>()).ToArray();
            for (var round = -2; round < Rounds; round++)
                for (var c = 0; c < cases.Count; c++)
                {
                    // What one engine leaves to the finalisers is not done in another one's time.
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    var start = Stopwatch.GetTimestamp();
                    cases[c].Case.Evaluate();
                    if (round >= 0) seconds[c].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            for (var c = 0; c < cases.Count; c++)
            {
                var (median, operations) = (Median(seconds[c]), 1e-9 * cases[c].Case.Operations);
                var reference = Enumerable.Range(0, cases.Count).Where(i => cases[i].Name == cases[c].Name.Replace(" Taylor", "") + " autograd").Select(i => (double?)Median(seconds[i])).FirstOrDefault()
                    ?? (cases[c].Name == "jets" && cases.Count > 1 ? Median(seconds[^1]) : null);
                Console.WriteLine($"{name + ", " + cases[c].Name,-44}{1e3 * median,10:F2}{operations / median,10:F1}{$"{100 * operations / median / peak:F1}%",10}{(reference is { } r ? $"{r / median:F1}" : ""),15}");
            }
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Second order in one dimension, Navier–Stokes, fourth order.</summary>
    private static IEnumerable<(string Name, InverseProblem Problem, int[] Hidden)> Systems =>
    [
        ("Burgers, 4 x 52", new ProblemDeclaration
        {
            Coordinates = { ["x"] = (-1, 1), ["t"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["nu"] = new() { Initial = 0.01, Positive = true } },
            Equations = { ["burgers"] = "u_t + u*u_x = nu*u_xx" },
            Observations = { ["probe"] = new("u", Data.Inline([0, 0.5], [0])) },
        }.Build(), [52, 52, 52, 52]),
        ("Navier-Stokes, 4 x 50", new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 1), ["y"] = (0, 1), ["t"] = (0, 1) },
            Fields = { "u", "v", "p" },
            Unknowns = { ["nu"] = new() { Initial = 0.01, Positive = true } },
            Equations =
            {
                ["along"] = "u_t + u*u_x + v*u_y + p_x = nu*laplacian(u)", ["across"] = "v_t + u*v_x + v*v_y + p_y = nu*laplacian(v)", ["mass"] = "u_x + v_y = 0",
            },
            Observations = { ["probe"] = new("u", Data.Inline([0, 0.5, 0.5], [0])) },
        }.Build(), [50, 50, 50, 50]),
        ("Kuramoto-Sivashinsky, 4 x 50", new ProblemDeclaration
        {
            Coordinates = { ["x"] = (0, 10), ["t"] = (0, 1) },
            Fields = { "u" },
            Unknowns = { ["a"] = new() { Initial = 1, Positive = true } },
            Equations = { ["ks"] = "u_t + u*u_x + u_xx + a*u_xxxx = 0" },
            Observations = { ["probe"] = new("u", Data.Inline([0, 0.5], [0])) },
        }.Build(), [50, 50, 50, 50]),
    ];

    /// <summary>The tensor library, where it is built in.</summary>
    private static ITensorLibrary? Tensors =>
#if TORCH
        Torch.TorchLibrary.Instance;
#else
        null;
#endif

    /// <summary>The equations of a system under one engine.</summary>
    private sealed class Case
    {
        private readonly ILeastSquares _problem;
        private readonly double[] _theta, _gradient;

        public Case(InverseProblem problem, int[] hidden, int points, IEngineFactory factory, int threads)
        {
            var data = DataLoader.Load(problem);
            var variables = new InternalVariables(problem, FieldScale.For(problem, data));
            var networks = FieldNetwork.For(problem, new NetworkOptions { Hidden = [.. hidden] });
            var engine = factory.Create(variables, networks, threads);
            var rows = new ProblemResiduals(variables, data, new PointOptions { Interior = points }, networks, 1).Draw(0).Where(r => r.Program.Kind == TermKind.Equation).ToList();
            _problem = engine.Assemble([.. rows.Select(r => new WeightedRows(r, [.. Enumerable.Repeat(1 / Math.Sqrt(r.Count), r.Count)]))]);
            _theta = new double[engine.Parameters.Count];
            networks[0].Network.Start(1).CopyTo(_theta, 0);
            _gradient = new double[_theta.Length];
            // Two operations for each multiply-add of W a, Wᵀ z̄ and z̄ aᵀ, all channels, as for the jets.
            Operations = rows.Sum(r => r.Program.Channels.GroupBy(c => c.Site).Sum(g =>
            {
                var channels = JetSpace.Closure(g.Select(c => networks[0].ToInputs(c.Order)), networks[0].Network.Inputs).Channels.Length;
                return 2.0 * r.Count * (networks[0].Network.Layers.Skip(1).Sum(l => (double)l.Inputs * l.Outputs) * channels * 3 + 2.0 * networks[0].Network.Layers[0].Inputs * networks[0].Network.Layers[0].Outputs);
            }));
        }

        public double Operations { get; }

        public void Evaluate() => _problem.Gradient(_theta, _gradient);
    }
}
