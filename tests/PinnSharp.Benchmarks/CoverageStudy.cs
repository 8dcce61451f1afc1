using System.Collections.Immutable;
using PinnSharp.FiniteElements;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>One unknown over all data sets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Covered">How often its 95 % interval held the truth.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Spread">√mean (estimate − mean)², in Cramér–Rao bounds; null for functions.</param>
/// <param name="Stated">The mean standard deviation that was stated, in bounds; null for functions.</param>
/// <param name="Error">√mean ((estimate − truth)/stated deviation)².</param>
internal sealed record Coverage(string Name, int Covered, int Count, double? Spread, double? Stated, double Error);

/// <summary>
/// Repeats an experiment with other noise, and true functions drawn from their priors anew. The Cramér–Rao bound is that of finite elements at the truth: the standard deviations they state for
/// data without noise, weighted as noisy data. Runs that did not converge count as they end.
/// </summary>
internal static class CoverageStudy
{
    private const double Normal95 = 1.959963984540054;
    private const int Places = 41;

    /// <summary>Runs all data sets, several at once; results do not depend on how many.</summary>
    public static (ImmutableArray<Coverage> Rows, int Converged) Of(Experiment experiment, int repetitions, int threads)
    {
        var problem = experiment.Problem;
        var drawn = problem.UnknownFields.IsEmpty ? null : new TrueFields(experiment);
        var simulation = drawn is null ? Simulation.Of(experiment with { Method = Method.FiniteElements }) : null;
        var results = new RunResult[repetitions];
        var done = 0;
        Parallel.For(0, repetitions, new() { MaxDegreeOfParallelism = threads }, i =>
        {
            var seed = (ulong)i + 1;
            var data = drawn?.Data(seed) ?? [.. simulation!.Data.Select(d => DataLoader.AddNoise(problem, d.Data, [.. d.Exact], seed))];
            results[i] = (experiment with { Data = data, Options = experiment.Options with { Threads = 1 } }).Run();
            Console.Error.Write($"\r{experiment.Name}: {Interlocked.Increment(ref done)} of {repetitions} ");
        });
        Console.Error.WriteLine();
        var bounds = simulation is null ? [] : Bounds(experiment, simulation);
        return ([.. problem.Unknowns.Select(u => Row(u, bounds.GetValueOrDefault(u.Name), [.. results.Select(r => r[u.Name])])),
            .. problem.UnknownFields.Select(f => Row(f, results, drawn!))], results.Count(r => r.Status == RunStatus.Converged));
    }

    /// <summary>A function at places along its first coordinate, through the logarithm of a positive one.</summary>
    private static Coverage Row(UnknownField field, RunResult[] results, TrueFields drawn)
    {
        var coordinate = field.Symbol.Over[0].Index;
        var coordinates = results[0].Experiment.Problem.Coordinates;
        double[] places = [.. Enumerable.Range(0, Places).SelectMany(i => coordinates.Select((c, j) => j == coordinate ? c.Lower + (c.Upper - c.Lower) * i / (Places - 1) : (c.Lower + c.Upper) / 2))];
        double[] errors = [.. results.SelectMany((r, i) =>
        {
            var (found, truth) = (r.Model.Predict(places, true, field.Name)[0], drawn.Values((ulong)i + 1, field, places));
            return found.Values.Select((k, j) => field.Positive ? Math.Log(k / truth[j]) * k / found.Std![j] : (k - truth[j]) / found.Std![j]);
        })];
        return new($"{field.Name}({field.Symbol.Over[0].Name})", errors.Count(e => Math.Abs(e) <= Normal95), errors.Length, null, null, Math.Sqrt(errors.Average(e => e * e)));
    }

    private static Coverage Row(UnknownScalar unknown, double bound, UnknownEstimate[] estimates)
    {
        var (truth, mean) = (unknown.Truth!.Value, estimates.Average(e => e.Value));
        double? InBounds(double x) => bound > 0 ? x / bound : null;
        return new(unknown.Name, estimates.Count(e => !(truth < e.Lower) && !(truth > e.Upper)), estimates.Length,
            InBounds(Math.Sqrt(estimates.Sum(e => (e.Value - mean) * (e.Value - mean)) / (estimates.Length - 1))), InBounds(estimates.Average(e => e.Std ?? double.PositiveInfinity)),
            Math.Sqrt(estimates.Average(e => Math.Pow((e.Value - truth) / (e.Std ?? double.PositiveInfinity), 2))));
    }

    /// <summary>The bound for every number; of a noise level that of its data alone, σ/√(2n) for Gaussian noise.</summary>
    private static Dictionary<string, double> Bounds(Experiment experiment, Simulation simulation)
    {
        var problem = experiment.Problem;
        ImmutableArray<MeasuredData> data = [.. simulation.Data.Select(d => d.Data with { Values = [.. d.Exact], Noise = d.Data.Noise is ScaledNoise noise ? noise with { Level = new NoiseLevel.Known(d.Sigma!.Value) } : d.Data.Noise })];
        var known = experiment with
        {
            Method = Method.FiniteElements, Data = data,
            Problem = problem with { Unknowns = [.. problem.Unknowns.Where(u => !u.IsNoiseLevel).Select(u => u with { Initial = u.Truth!.Value })] },
        };
        var bounds = known.Run().Report.Unknowns.ToDictionary(u => u.Name, u => u.OfData ?? u.Std ?? double.PositiveInfinity);
        var levels = new NoiseLevels(problem, [.. simulation.Data.Select(d => d.Data)]);
        foreach (var (i, level) in levels.Unknowns.Index()) bounds[level.Name] = level.Truth!.Value * levels.LevelDeviation(i, name => simulation.Data.First(d => d.Data.Observation == name).Data.Count);
        return bounds;
    }

    /// <summary>Truths of unknown functions that are drawn from their Gaussian priors, and what the equations make of them on the mesh that a run begins with.</summary>
    private sealed class TrueFields
    {
        private readonly InverseProblem _problem;
        private readonly ImmutableArray<MeasuredData> _points;
        private readonly FiniteElementModel _model;

        public TrueFields(Experiment experiment)
        {
            _problem = experiment.Problem;
            _points = DataLoader.LoadPoints(_problem);
            _model = FiniteElementRunner.Build(experiment with { Data = [.. _points.Select(p => p with { Values = new double[p.Count], Noise = new ExactData() })] });
        }

        public double[] Values(ulong seed, UnknownField field, double[] places) => _model.Copy().Predict(Theta(seed), field.Symbol.Value, places);

        public ImmutableArray<MeasuredData> Data(ulong seed)
        {
            var outputs = new double[_model.Outputs.Count];
            _model.Copy().Evaluate(Theta(seed), outputs);
            return [.. _points.Select(p => DataLoader.AddNoise(_problem, p, outputs.AsSpan(_model.Outputs[p.Observation].Offset, p.Count).ToArray(), seed))];
        }

        private double[] Theta(ulong seed)
        {
            var theta = (double[])_model.Start.Clone();
            foreach (var field in _problem.UnknownFields)
                if (_model.Prior(field.Name) is var prior) prior.Sample(new RandomSource(seed, field.Name + "/truth")).CopyTo(theta, prior.Block.Offset);
            return theta;
        }
    }
}
