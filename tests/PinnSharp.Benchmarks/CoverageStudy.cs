using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>One unknown number over all data sets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Covered">How often its 95 % interval held the truth.</param>
/// <param name="Runs">Of how many.</param>
/// <param name="Spread">√mean (estimate − mean)², in bounds.</param>
/// <param name="Bias">|mean − truth|, in bounds.</param>
/// <param name="Stated">The mean standard deviation that was stated, in bounds.</param>
internal sealed record Coverage(string Name, int Covered, int Runs, double? Spread, double? Bias, double? Stated);

/// <summary>
/// Repeats an experiment with the same truth and other noise. The Cramér–Rao bound is that of finite elements at the truth: the standard deviations they state for data without noise,
/// weighted as noisy data. Runs that did not converge count as they end.
/// </summary>
internal static class CoverageStudy
{
    /// <summary>Runs all data sets, several at once; results do not depend on how many.</summary>
    public static (ImmutableArray<Coverage> Rows, int Converged) Of(Experiment experiment, int repetitions, int threads)
    {
        var simulation = Simulation.Of(experiment with { Method = Method.FiniteElements });
        var problem = experiment.Problem;
        var bounds = Bounds(experiment, simulation);
        var results = new RunResult[repetitions];
        var done = 0;
        Parallel.For(0, repetitions, new() { MaxDegreeOfParallelism = threads }, i =>
        {
            ImmutableArray<MeasuredData> data = [.. simulation.Data.Select(d => DataLoader.AddNoise(problem, d.Data, [.. d.Exact], (ulong)i + 1))];
            results[i] = (experiment with { Data = data, Options = experiment.Options with { Threads = 1 } }).Run();
            Console.Error.Write($"\r{experiment.Name}: {Interlocked.Increment(ref done)} of {repetitions} ");
        });
        Console.Error.WriteLine();
        return ([.. problem.Unknowns.Select(u => Row(u, bounds.GetValueOrDefault(u.Name), [.. results.Select(r => r[u.Name])]))], results.Count(r => r.Status == RunStatus.Converged));
    }

    private static Coverage Row(UnknownScalar unknown, double bound, UnknownEstimate[] estimates)
    {
        var (truth, mean) = (unknown.Truth!.Value, estimates.Average(e => e.Value));
        double? InBounds(double x) => bound > 0 ? x / bound : null;
        return new(unknown.Name, estimates.Count(e => !(truth < e.Lower) && !(truth > e.Upper)), estimates.Length,
            InBounds(Math.Sqrt(estimates.Sum(e => (e.Value - mean) * (e.Value - mean)) / (estimates.Length - 1))), InBounds(Math.Abs(mean - truth)),
            InBounds(estimates.Average(e => e.Std ?? double.PositiveInfinity)));
    }

    /// <summary>The bound for every number; of a noise level with n data of its own σ/√(2n).</summary>
    private static Dictionary<string, double> Bounds(Experiment experiment, Simulation simulation)
    {
        var problem = experiment.Problem;
        ImmutableArray<MeasuredData> data = [.. simulation.Data.Select(d => d.Data with { Values = [.. d.Exact], Noise = Known(d) })];
        var known = experiment with
        {
            Method = Method.FiniteElements, Data = data,
            Problem = problem with { Unknowns = [.. problem.Unknowns.Where(u => !u.IsNoiseLevel).Select(u => u with { Initial = u.Truth!.Value })] },
        };
        var bounds = known.Run().Report.Unknowns.ToDictionary(u => u.Name, u => u.OfData ?? u.Std ?? double.PositiveInfinity);
        foreach (var level in problem.Unknowns.Where(u => u.IsNoiseLevel))
            bounds[level.Name] = level.Truth!.Value / Math.Sqrt(2.0 * simulation.Data.Where(d => LevelOf(d.Data.Noise) is NoiseLevel.Unknown u && u.Name == level.Name).Sum(d => d.Data.Count));
        return bounds;
    }

    private static Noise Known(SimulatedData data) => data.Data.Noise switch
    {
        GaussianNoise => new GaussianNoise(new NoiseLevel.Known(data.Sigma!.Value)),
        LogNormalNoise => new LogNormalNoise(new NoiseLevel.Known(data.Sigma!.Value)),
        var other => other,
    };

    private static NoiseLevel? LevelOf(Noise noise) => noise switch { GaussianNoise g => g.Level, LogNormalNoise l => l.Level, _ => null };
}
