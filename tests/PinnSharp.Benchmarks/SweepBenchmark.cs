using System.Diagnostics;
using PinnSharp.Inversion;

namespace PinnSharp.Benchmarks;

/// <summary>
/// From 10³ to 10⁶ points: loss and gradient of Burgers' residual (MLP 2-52-52-52-52-1) and one Gauss–Newton iteration (MLP 2-26-26-26-1). The time for each
/// point shows a cost linear in the points; the memory that a first evaluation adds to what the points, their weights and the residual take
/// shows how much the engine keeps beside them (managed, pinned blocks included), whatever their number.
/// </summary>
internal sealed class SweepBenchmark : IBenchmark
{
    public string Name => "sweep";

    public void Run(int threads)
    {
        Console.WriteLine($"| points ({threads} threads) | loss and gradient, ns a point | workspace, MB | Gauss-Newton iteration, ns a point | workspace, MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var points in new[] { 1_000, 10_000, 100_000, 1_000_000 })
        {
            var (gradient, gradientMemory) = Gradient(points, threads);
            var (step, stepMemory) = Step(points, threads);
            Console.WriteLine($"| {points:N0} | {1e9 * gradient / points:F0} | {gradientMemory * 1e-6:F2} | {1e9 * step / points:F0} | {stepMemory * 1e-6:F2} |");
        }
    }

    private static (double Seconds, long Bytes) Gradient(int points, int threads)
    {
        var burgers = new BurgersProblem([52, 52, 52, 52], points, threads);
        var gradient = new double[burgers.Theta.Length];
        var bytes = Kept(() => burgers.LeastSquares.Gradient(burgers.Theta, gradient));
        return (Fastest(points, () => burgers.LeastSquares.Gradient(burgers.Theta, gradient)), bytes);
    }

    private static (double Seconds, long Bytes) Step(int points, int threads)
    {
        var burgers = new BurgersProblem([26, 26, 26], points, threads);
        var optimizer = new LevenbergMarquardt { Threads = threads, AccelerationLimit = 0 };
        OptimizerState? state = null;
        var bytes = Kept(() => state = optimizer.Step(burgers.LeastSquares, optimizer.Start(burgers.LeastSquares, burgers.Theta)));
        return (Fastest(points, () => state = optimizer.Step(burgers.LeastSquares, state!)), bytes - sizeof(double) * (long)points);
    }

    /// <summary>What is still held after an action that was not held before it.</summary>
    private static long Kept(Action action)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        action();
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    private static double Fastest(int points, Action action)
    {
        var best = double.PositiveInfinity;
        for (var run = 0; run < Math.Clamp(1_000_000 / points, 2, 20); run++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
