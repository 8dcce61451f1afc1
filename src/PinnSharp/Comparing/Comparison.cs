using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>An unknown scalar by both methods.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Network">The network's estimate.</param>
/// <param name="Elements">That of finite elements.</param>
/// <param name="Agree">Whether their 95 % intervals have a value in common; null where one has none.</param>
public sealed record ComparedScalar(string Name, UnknownEstimate Network, UnknownEstimate Elements, bool? Agree)
{
    /// <summary>The difference in standard deviations, √(s₁² + s₂²).</summary>
    public double? Difference => Network.Std is { } a && Elements.Std is { } b ? Math.Abs(Network.Value - Elements.Value) / Math.Sqrt(a * a + b * b) : null;

    /// <summary>The network's standard deviation over that of finite elements by the data alone, which is the Cramér–Rao bound of the discretised problem.</summary>
    public double? DeviationRatio => Network.Std is { } a && (Elements.OfData ?? Elements.Std) is { } b && b > 0 ? a / b : null;
}

/// <summary>An unknown function by both methods.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Network">The network's relative L² error; null without a truth.</param>
/// <param name="Elements">That of finite elements.</param>
/// <param name="Difference">‖k₁ − k₂‖/‖k₂‖ over the domain.</param>
public sealed record ComparedFunction(string Name, double? Network, double? Elements, double Difference);

/// <summary>
/// One declaration solved twice on the same data, by a network and by finite elements: estimates, intervals, misfits, seconds, and, where they contradict each other, the likely
/// reason.
/// </summary>
public sealed class Comparison
{
    private const int Points = 1024, Moments = 16;

    /// <summary>Differences of the logarithm of the likelihood above this are not by chance: three standard deviations.</summary>
    private const double Likelier = 4.5;

    private readonly Lazy<NetworkCheck?> _check;

    internal Comparison(RunResult network, RunResult elements, bool fromNetwork)
    {
        (Network, Elements, FromNetwork) = (network, elements, fromNetwork);
        _check = new(() => NetworkCheck.Of(network, elements));
        Scalars = [.. network.Report.Unknowns.Zip(elements.Report.Unknowns, (a, b) => new ComparedScalar(a.Name, a, b, Overlap(a, b)))];
        var (problem, points) = (network.Experiment.Problem, Places(network.Experiment.Problem));
        Functions = [.. problem.UnknownFields.Select(f =>
        {
            var (a, b) = (network.Solution.Predict(f.Symbol.Value, points), elements.Solution.Predict(f.Symbol.Value, points));
            return new ComparedFunction(f.Name, network.Report.Functions.First(x => x.Name == f.Name).RelativeL2, elements.Report.Functions.First(x => x.Name == f.Name).RelativeL2,
                Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() / b.Sum(y => y * y)));
        })];
    }

    /// <summary>The network's result.</summary>
    public RunResult Network { get; }

    /// <summary>That of finite elements.</summary>
    public RunResult Elements { get; }

    /// <summary>Whether finite elements began from the network's estimates, because from the declared initial values they ended at a fit that is worse.</summary>
    public bool FromNetwork { get; }

    /// <summary>The unknown scalars, noise levels included.</summary>
    public ImmutableArray<ComparedScalar> Scalars { get; }

    /// <summary>The unknown functions.</summary>
    public ImmutableArray<ComparedFunction> Functions { get; }

    /// <summary>Both side by side.</summary>
    internal RunsFigures Figures => new([new("network", Network), new("finite elements", Elements)]);

    /// <summary>What finite elements make of the network's answer; null where that cannot be said.</summary>
    public NetworkCheck? Check => _check.Value;

    /// <summary>What is wrong with the answers: of each method what its run says, and of the network's what finite elements make of it.</summary>
    public ImmutableArray<(string Method, Finding Finding)> Named =>
        [.. Network.Findings.AddRange(Check?.Findings ?? []).Select(f => (Network.Method, f)), .. Elements.Findings.Select(f => (Elements.Method, f))];

    /// <summary>What there is to say, a sentence each.</summary>
    public ImmutableArray<string> Findings => [.. Say()];

    /// <summary>How it ended: as both runs did, or the worse of them.</summary>
    public RunStatus Status => new[] { RunStatus.Stopped, RunStatus.Diverged, RunStatus.Stalled, RunStatus.Converged }.First(s => Network.Status == s || Elements.Status == s);

    /// <summary>Whether a folder is that of a comparison, finished or not.</summary>
    /// <param name="folder">The folder.</param>
    public static bool Holds(string folder) => ComparisonFolder.Holds(folder);

    /// <summary>Reads the experiment of a comparison's folder, as it was begun.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">The folder holds no comparison.</exception>
    public static Experiment Open(string folder)
    {
        ComparisonFolder.Require(folder);
        return Experiment.Read(folder);
    }

    /// <summary>Reads the comparison in a folder as far as its runs have come. Nothing is changed.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">The folder holds no comparison, or one whose runs have no checkpoint, were changed or damaged.</exception>
    public static Comparison Read(string folder)
    {
        ComparisonFolder.Require(folder);
        var (network, elements) = (RunResult.Open(Path.Combine(folder, ComparisonFolder.Network)), RunResult.Open(Path.Combine(folder, ComparisonFolder.Elements)));
        var again = RunFolder.Holds(Path.Combine(folder, ComparisonFolder.FromNetwork)) ? RunResult.Open(Path.Combine(folder, ComparisonFolder.FromNetwork)) : null;
        return again is not null && Starts.Score(again) > Starts.Score(elements) ? new(network, again, fromNetwork: true) : new(network, elements, fromNetwork: false);
    }

    /// <summary>Goes on with the comparison in a folder, each of its runs from its last checkpoint.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told how the runs are going.</param>
    /// <param name="cancellation">Stops after the current iteration.</param>
    /// <exception cref="InputException">The folder holds no comparison, or one that was changed or damaged.</exception>
    public static Comparison Resume(string folder, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(Open(folder), new() { Folder = folder, Resume = true }, progress, cancellation);

    /// <summary>Runs both methods.</summary>
    /// <param name="experiment">The experiment; its method does not matter.</param>
    /// <param name="options">Where it is recorded, and whether it goes on: the runs pinn/ and fem/, comparison.json, comparison.md, comparison.svg. Nowhere where null.</param>
    /// <param name="progress">Told how the runs are going.</param>
    /// <param name="cancellation">Stops after the current iteration.</param>
    /// <exception cref="InputException">Finite elements cannot take the problem, the folder cannot be used, or an engine was asked for and not given.</exception>
    public static Comparison Run(Experiment experiment, RunOptions? options = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        experiment = experiment.Equipped();
        options ??= new();
        var finished = options is { Resume: true, Folder: { } before } && RunSummary.Read(before).IsFinished;
        if (options.Folder is { } folder)
        {
            if (options.Resume) ComparisonFolder.Require(folder);
            else ComparisonFolder.Create(folder, experiment);
            if (!finished) File.Delete(Path.Combine(folder, ComparisonFolder.ResultFile));
        }
        // Finite elements say at once what they cannot take.
        var elements = Solve(experiment, Method.FiniteElements, ComparisonFolder.Elements);
        var network = Solve(experiment, Method.Pinn, ComparisonFolder.Network);
        var from = false;
        if (!cancellation.IsCancellationRequested && Starts.Score(network) - Starts.Score(elements) > Likelier)
        {
            var near = experiment.Problem with { Unknowns = [.. experiment.Problem.Unknowns.Select(u => u.IsNoiseLevel ? u : Near(u, network[u.Name].Value))] };
            var again = Solve(experiment with { Problem = near, Starts = 1 }, Method.FiniteElements, ComparisonFolder.FromNetwork);
            if (Starts.Score(again) > Starts.Score(elements)) (elements, from) = (again, true);
        }
        var comparison = new Comparison(network, elements, from);
        if (options.Folder is not null && !finished) ComparisonFiles.Write(comparison, options.Folder);
        return comparison;

        RunResult Solve(Experiment e, Method method, string name)
        {
            var own = options.Folder is null ? null : Path.Combine(options.Folder, name);
            return (e with { Method = method }).Run(options with { Folder = own, Resume = own is not null && options.Resume && RunFolder.Holds(own) }, progress, cancellation);
        }
    }

    /// <summary>An unknown that begins at a value, inside its bounds.</summary>
    private static UnknownScalar Near(UnknownScalar unknown, double value) =>
        unknown with { Initial = unknown.Bounds is var (lower, upper) ? Math.Clamp(value, lower + 1e-9 * (upper - lower), upper - 1e-9 * (upper - lower)) : value };

    private static bool? Overlap(UnknownEstimate a, UnknownEstimate b) => a.Std is null || b.Std is null ? null
        : Math.Max(a.Lower ?? double.NegativeInfinity, b.Lower ?? double.NegativeInfinity) <= Math.Min(a.Upper ?? double.PositiveInfinity, b.Upper ?? double.PositiveInfinity);

    private IEnumerable<string> Say()
    {
        foreach (var (result, name) in new[] { (Network, "The network's run"), (Elements, "The run by finite elements") })
            if (result.Status != RunStatus.Converged) yield return $"{name} did not converge ({ResultJson.Name(result.Status)}): its deviations say little. {result.Message}";
        if (FromNetwork) yield return "From the declared initial values finite elements end at a fit that is worse; they began from the network's estimates instead.";
        foreach (var s in Scalars.Where(s => s.Agree == false))
            yield return FormattableString.Invariant($"{s.Name} differs by {s.Difference:g2} standard deviations: {Reason()}.");
        foreach (var s in Scalars.Where(s => s.DeviationRatio is < 0.8 or > 1.25))
            yield return FormattableString.Invariant($"The network's standard deviation of {s.Name} is {s.DeviationRatio:g2} times the Cramér–Rao bound: ")
                + (IsExact ? "without noise both only measure the methods' own errors."
                    : s.DeviationRatio > 1 ? "it may not use all that the equations say." : "it may claim more than the data give.");
    }

    private bool IsExact => Network.Report.Observations.All(o => o.IsExact);

    /// <summary>The likely reason of a contradiction.</summary>
    private string Reason()
    {
        var likelier = IsExact ? 0 : Starts.Score(Network) - Starts.Score(Elements);
        return (Network.Status, Elements.Status) is not (RunStatus.Converged, RunStatus.Converged) ? "optimisation, as one of the runs did not converge"
            : likelier > Likelier ? "optimisation, as finite elements fit the data worse and may be at a local minimum"
            : likelier < -Likelier ? "optimisation, as the network fits the data worse and may not be at its best"
            : IsExact ? "discretisation, as without noise the intervals leave out the methods' own errors"
            : Elements.Report.Discretisation switch
            {
                { IsSettled: false, Moved: { } moved } =>
                    FormattableString.Invariant($"discretisation, as the last refinement of the mesh still moved the estimates by {moved:g2} standard deviations"),
                { Refinements: 0 } => "discretisation, as the mesh was never refined to see whether the estimates stay",
                _ => "noise, as both fit the data equally well, which do not tell the two apart",
            };
    }

    private static double[] Places(InverseProblem problem)
    {
        var (points, d) = (problem.Domain.Sample(Points, SamplingMethod.Sobol, 1), problem.Coordinates.Length);
        if (problem.Coordinates.FirstOrDefault(c => c.IsTime) is { } time)
            for (var i = time.Symbol.Index; i < points.Length; i += d)
                points[i] = time.Lower + (time.Upper - time.Lower) * (Math.Floor((points[i] - time.Lower) / (time.Upper - time.Lower) * (Moments - 1)) + 0.5) / Moments;
        return points;
    }
}
