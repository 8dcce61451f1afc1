using System.Globalization;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>
/// Every optimiser from the same start on two small inverse problems: k u″ = f with k unknown, and u″ = q with the field q unknown (to be eliminated
/// wholly by variable projection, as both output layers are linear). Cost against processor time and iterations, and what was found in the end.
/// </summary>
internal sealed class OptimizerBenchmark : IBenchmark
{
    private const double Seconds = 3;
    private static readonly double[] Marks = [0.1, 0.3, 1, 3];

    public string Name => "optimisers";

    public void Run(int threads)
    {
        Compare("coefficient: k u'' = f, k = 0.5 from 2, 20 data", new ProblemDeclaration
        {
            Coordinates = { ["x"] = (-1, 1) },
            Fields = { "u" },
            Unknowns = { ["k"] = new() { Initial = 2, Positive = true } },
            Equations = { ["balance"] = "k*u_xx + 0.5*pi^2*sin(pi*x) + 1.35*pi^2*sin(3*pi*x) = 0" },
            Conditions = { ["left"] = ("x = -1", "u = 0"), ["right"] = ("x = 1", "u = 0") },
            Observations = { ["data"] = new("u", Exact(20)) },
        }.Build(), [20, 20], threads, theta => Math.Abs(Math.Exp(theta[^1]) / 0.5 - 1));
        Compare("source: u'' = q, 40 data", new ProblemDeclaration
        {
            Coordinates = { ["x"] = (-1, 1) },
            Fields = { "u", "q" },
            Unknowns = { ["a"] = new() { Initial = 2 } },
            Equations = { ["balance"] = "u_xx = q" },
            Conditions = { ["left"] = ("x = -1", "u = 0"), ["right"] = ("x = 1", "u = 0"), ["slope"] = ("x = 1", "u_x = a") },
            Observations = { ["data"] = new("u", Exact(40)) },
        }.Build(), [20, 20], threads, theta => Math.Abs(2 * theta[^1] / (-Math.PI * (1 + 0.9)) - 1));
    }

    private static InlineDeclaration Exact(int count)
    {
        double[] x = [.. Enumerable.Range(0, count).Select(i => -1 + 2 * (i + 0.5) / count)];
        return Data.Inline(x, [.. x.Select(t => Math.Sin(Math.PI * t) + 0.3 * Math.Sin(3 * Math.PI * t))]);
    }

    private static void Compare(string title, InverseProblem problem, int[] hidden, int threads, Func<double[], double> error)
    {
        var data = DataLoader.Load(problem);
        var variables = new InternalVariables(problem, FieldScale.For(problem, data));
        var networks = FieldNetwork.For(problem, new NetworkOptions { Hidden = [.. hidden], Separate = true });
        var engine = new JetEngine(variables, networks, threads);
        var residuals = new ProblemResiduals(variables, data, new PointOptions { Interior = 4 * engine.Parameters.Count }, networks, 1);
        var start = new double[engine.Parameters.Count];
        for (var i = 0; i < networks.Length; i++) networks[i].Network.Start((ulong)i + 1).CopyTo(start, engine.Parameters.Blocks[i].Offset);
        start[^1] = variables.Transform(0).ToInternal(2);
        var leastSquares = engine.Assemble([.. residuals.Draw(0).Select(rows =>
        {
            var weights = engine.CoefficientNorms(rows, start);
            for (var i = 0; i < weights.Length; i++) weights[i] = 1 / Math.Sqrt(rows.Count) / weights[i];
            return new WeightedRows(rows, weights);
        })]);
        start = new Adam().Minimize(leastSquares, start, 300).Parameters;
        var linear = LinearParameters.Of(residuals.Programs, variables, networks, engine.Parameters);
        (string, IOptimizer)[] methods =
        [
            ("adam", new Adam()),
            ("l-bfgs", new LBfgs()),
            ("broyden, bfgs", new SelfScaledBroyden { Update = BroydenUpdate.SelfScaledBfgs }),
            ("broyden", new SelfScaledBroyden()),
            ("gn-cg", new GaussNewtonConjugateGradient { InitialDamping = 1e-4 }),
            ("gauss-newton", new LevenbergMarquardt { InitialDamping = 1e-4, Threads = threads }),
            ("gn, plain", new LevenbergMarquardt { InitialDamping = 1e-4, Threads = threads, AccelerationLimit = 0 }),
            ("gn, measured 0.15", new LevenbergMarquardt { InitialDamping = 1e-4, Threads = threads, Damping = new MeasuredRatioRule() }),
            ("gn, plain measured", new LevenbergMarquardt { InitialDamping = 1e-4, Threads = threads, Damping = new MeasuredRatioRule(), AccelerationLimit = 0 }),
            ("gn, projection", new LevenbergMarquardt { InitialDamping = 1e-4, Threads = threads, Projection = linear }),
        ];
        Console.WriteLine($"{title}: {start.Length} parameters, {leastSquares.Residuals.Count} rows, {linear?.Linear.Length ?? 0} linear, "
            + $"{threads} threads; cost after s of processor time");
        Console.WriteLine($"{"",-20}{string.Concat(Marks.Select(m => $"{m,9}"))}{"steps",8}{"seconds",9}{"error",9}  ends");
        foreach (var (name, method) in methods)
        {
            var before = Environment.CpuUsage.TotalTime;
            double Used() => (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            var state = method.Start(leastSquares, start);
            var costs = new List<double>();
            while (state.Status == Status.Running && Used() < Seconds)
            {
                state = method.Step(leastSquares, state);
                while (costs.Count < Marks.Length && Used() >= Marks[costs.Count]) costs.Add(state.Cost);
            }
            var seconds = Used();
            while (costs.Count < Marks.Length) costs.Add(state.Cost);
            Console.WriteLine($"{name,-20}{string.Concat(costs.Select(c => c.ToString("0.0e+0", CultureInfo.InvariantCulture).PadLeft(9)))}"
                + $"{state.Iteration,8}{seconds,9:F1}{error(state.Parameters),9:0e+0}  {state.Status}");
        }
    }
}
