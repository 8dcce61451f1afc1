using System.Collections.Immutable;
using PinnSharp.FiniteElements;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// Data with noise for a problem that states the true values of its unknowns, computed by finite elements: the truth of the fields need not be known, unless the conditions leave open what
/// holds on a boundary or at the beginning; then it gives the data. Points are those of the observations' files, whose values are not read, or drawn.
/// </summary>
/// <example><code>
/// var simulation = Simulation.Of("problems/fisher.yaml", seed: 1);
/// simulation.Write("simulated/fisher");
/// var result = Experiment.Load("simulated/fisher/fisher.yaml").Run();
/// </code></example>
public sealed record Simulation
{
    private Simulation() { }

    /// <summary>What was simulated.</summary>
    public required Experiment Experiment { get; init; }

    /// <summary>Of the noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>One for each observation, in the problem's order.</summary>
    public required ImmutableArray<SimulatedData> Data { get; init; }

    /// <summary>Simulates the data of a file.</summary>
    /// <param name="path">A problem, or a configuration, which says how it is discretised.</param>
    /// <param name="seed">Of the noise; the configuration's where null.</param>
    /// <exception cref="InputException">Something in the files is wrong, an unknown has no truth, or finite elements cannot take the problem.</exception>
    public static Simulation Of(string path, ulong? seed = null) => Of(Experiment.Load(path, simulated: true), seed);

    /// <summary>Simulates the data of an experiment.</summary>
    /// <param name="experiment">The experiment, whose own data are not used.</param>
    /// <param name="seed">Of the noise; the experiment's where null.</param>
    /// <exception cref="InputException">An unknown has no truth, or finite elements cannot take the problem.</exception>
    public static Simulation Of(Experiment experiment, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (problem, noise) = (experiment.Problem, seed ?? experiment.Options.Seed);
        var known = experiment with { Problem = problem.WithTrueUnknowns() };
        var points = DataLoader.LoadPoints(problem);
        // Steps in time are accurate relative to the sizes of fields, which the first solution tells.
        var (plain, _) = Solve(known, points, [.. points.Select(_ => Array.Empty<double>())], refine: false);
        var (exact, configured) = Solve(known, points, plain, refine: true);
        ImmutableArray<MeasuredData> data = [.. points.Select((p, i) => DataLoader.AddNoise(problem, p, exact[i], noise))];
        var levels = new NoiseLevels(problem, data);
        double[] truths = [.. levels.Unknowns.Select(u => u.Truth!.Value)];
        return new() { Experiment = experiment, Seed = noise, Data = [.. data.Select((d, i) => new SimulatedData(d, [.. exact[i]], levels.Sigma(d.Observation, truths)) { Configured = configured is null ? [] : [.. configured[i]] })] };
    }

    /// <summary>Writes a CSV file for each observation and a copy of the problem that reads them, of the same name, all else in it as it was.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="overwrite">Whether files there may be replaced; those that the simulation was made from never are.</param>
    /// <returns>The files, the problem last.</returns>
    /// <exception cref="InputException">A file is already there, the problem was declared in C#, or its text cannot be changed by parts.</exception>
    public ImmutableArray<string> Write(string folder, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return SimulationFiles.Write(this, folder, overwrite);
    }

    /// <summary>The values, and where they are those of a refined discretisation, those of the configured one; null where they are the declared truth or nothing finer was solved.</summary>
    private static (double[][] Values, double[][]? Configured) Solve(Experiment known, ImmutableArray<MeasuredData> points, double[][] sizes, bool refine)
    {
        var model = FiniteElementRunner.Build(known with { Data = [.. points.Select((p, i) => p with { Values = sizes[i], Noise = new ExactData() })] }, "the true values of the unknowns");
        if (model.Parameters.Count > 0)
            return (TrueValues(known.Problem, points) ?? throw new InputException($"No condition gives {string.Join(", ", model.Parameters.Blocks.Where(b => b.Length > 0).Select(b => b.Name))}, "
                + "so the data do not follow from the unknowns. Declare what holds there, or the truth of the fields."), null);
        var values = Values(model);
        var better = refine && Finer(model) is { } finer ? Values(finer) : null;
        return better?.All(v => v.All(double.IsFinite)) == true ? (better, values) : (values, null);

        double[][] Values(FiniteElementModel at)
        {
            var all = new double[at.Outputs.Count];
            at.Evaluate(at.Start, all);
            return [.. points.Select(p => at.Outputs[p.Observation]).Select(b => all[b.Offset..(b.Offset + b.Count)])];
        }
    }

    private static FiniteElementModel? Finer(FiniteElementModel model)
    {
        try
        {
            return model.Refined(model.Start);
        }
        catch (TimeIntegrationException)
        {
            return null;
        }
    }

    /// <summary>The declared truth of what is observed; null where it is not known.</summary>
    private static double[][]? TrueValues(InverseProblem known, ImmutableArray<MeasuredData> points)
    {
        var d = known.Coordinates.Length;
        double[][] values = [.. points.Select(p => known.SubstituteTruth(known.Observations.First(o => o.Name == p.Observation).Of) is var truth
            ? Enumerable.Range(0, p.Count).Select(i => truth.Evaluate(leaf => known.Known(leaf, p.Points.AsSpan(i * d, d)))).ToArray() : [])];
        return values.All(v => v.All(double.IsFinite)) ? values : null;
    }
}

/// <summary>The simulated data of one observation.</summary>
/// <param name="Data">Points and values with noise.</param>
/// <param name="Exact">The values without noise.</param>
/// <param name="Sigma">The level of the noise, of logarithms for log-normal noise; null where it has none.</param>
public sealed record SimulatedData(MeasuredData Data, ImmutableArray<double> Exact, double? Sigma)
{
    private const double Small = 0.1;

    /// <summary>
    /// The values without noise of the configured discretisation, where <see cref="Exact"/> are those of a refined one, with cells of half the size and an eighth of the error of steps. Empty
    /// where these are the declared truth, or a refinement was too large or had no solution, so that their error is not known.
    /// </summary>
    public ImmutableArray<double> Configured { get; init; } = [];

    /// <summary>How far the refinement moved the values at most: about the error of a run with the configured discretisation, and some times that of the data; null where it is not known.</summary>
    public double? Refinement => Configured.IsEmpty ? null : Exact.Zip(Configured, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>The same in deviations of the noise; null for exact data.</summary>
    public double? RefinementInNoise => Configured.IsEmpty || Data.Noise is ExactData ? null : NoiseDistribution.Of(Data.Noise, Sigma ?? 1, Exact.Max(Math.Abs)) is var noise && Data.Noise is LogNormalNoise
        ? Exact.Zip(Configured, (a, b) => Math.Abs(Math.Log(a / b))).Max() / Sigma : Exact.Zip(Configured, (a, b) => Math.Abs(a - b) / noise.Information(a)).Max();

    /// <summary>Whether that is above a tenth.</summary>
    public bool IsCoarse => RefinementInNoise > Small;

    /// <summary>What the values were computed with, in words.</summary>
    public string Accuracy => Refinement is not { } moved ? "Values without noise are the declared truth, or of a discretisation whose error was not measured."
        : FormattableString.Invariant($"Values without noise are those of cells of half the configured size and finer steps; the configured ones differ by at most {moved:g2}")
            + (RefinementInNoise is { } part ? FormattableString.Invariant($", {part:g2} of the noise.") : ".");

    /// <summary>The size of the signal: the standard deviation of the values without noise.</summary>
    public double Signal => MeasuredData.StandardDeviation(Exact.AsSpan());
}
