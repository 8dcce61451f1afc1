using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// How far to trust an answer: what the data determine of each unknown, by derivatives, profile likelihood, other optima and combinations that stay, and what to measure next. It is worked out with
/// finite elements, whichever method found the answer.
/// </summary>
/// <example><code>
/// var diagnosis = Diagnosis.Of(Experiment.Load("configs/pumping-test.yaml"));
/// foreach (var verdict in diagnosis.Verdicts) Console.WriteLine($"{verdict.Name}: {verdict.Text} ({verdict.Evidence[0]})");
/// </code></example>
public sealed class Diagnosis
{
    private Diagnosis(Experiment experiment, RunResult result, IdentifiabilityStudy study, FiniteElementSolution solution, GroupConsistency groups, NetworkCheck? network)
    {
        (Groups, Network) = (groups, network);
        (Experiment, Result, Study) = (experiment, result, study);
        Verdicts = Inversion.Verdicts.Of(study);
        Next = Measurement.Candidates(solution, result.Experiment, study);
        Functions = FunctionModes.Of(solution, study.Theta);
        Maps = FunctionMap.Of(solution, result.Experiment.Problem);
        // A density with a kink has no second derivatives.
        Laplace = experiment.Data.Any(d => d.Noise is LaplaceNoise) ? null : LaplaceDeviations.Of(solution.Problem(), study, solution.Likelihood);
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>Its result by finite elements.</summary>
    public RunResult Result { get; }

    /// <summary>What each observation says alone, and whether they agree.</summary>
    public GroupConsistency Groups { get; }

    /// <summary>How honest the answer is that a network gave; null for one by finite elements, and where that cannot be said.</summary>
    public NetworkCheck? Network { get; }

    /// <summary>What is wrong with the answer: by finite elements, by the observations one by one, and of the network's own.</summary>
    public ImmutableArray<Finding> Findings => [.. Result.Findings, .. Groups.Finding is { } contradiction ? [contradiction] : Array.Empty<Finding>(), .. Network?.Findings ?? []];

    /// <summary>What was found.</summary>
    public IdentifiabilityStudy Study { get; }

    /// <summary>Of each unknown number, noise levels left out.</summary>
    public ImmutableArray<Verdict> Verdicts { get; }

    /// <summary>Of each unknown function with smoothness.</summary>
    public ImmutableArray<FunctionModes> Functions { get; }

    /// <summary>The unknown functions with their deviations, place by place.</summary>
    public ImmutableArray<FunctionMap> Maps { get; }

    /// <summary>Standard deviations of the unknown numbers' internal variables by the exact second derivatives of −ln p (Laplace's approximation); null where these are not positive definite.</summary>
    public double[]? Laplace { get; }

    /// <summary>The discretisation on which derivatives, profiles and other answers were worked out, where it is not the finest; null where it is.</summary>
    public Discretisation? Coarser { get; private init; }

    /// <summary>What to measure next, of each expression the best place, the best first.</summary>
    public ImmutableArray<Measurement> Next { get; }

    /// <summary>The verdict on an unknown.</summary>
    /// <param name="unknown">Its name.</param>
    public Verdict this[string unknown] => Verdicts.First(v => v.Name == unknown);

    /// <summary>The determined combinations.</summary>
    public ImmutableArray<ParameterCombination> Combinations => [.. Study.Combinations, .. Study.Symmetric];

    /// <summary>Solves an experiment by finite elements and diagnoses it.</summary>
    /// <param name="experiment">The experiment; its method does not matter.</param>
    /// <param name="progress">Told how the solution is going.</param>
    /// <param name="cancellation">Stops with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">Finite elements cannot take the problem or find no solution.</exception>
    public static Diagnosis Of(Experiment experiment, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var twin = experiment with { Method = Method.FiniteElements, Starts = 1 };
        return Of(experiment, twin.Run(null, progress, cancellation), network: null, cancellation);
    }

    /// <summary>Diagnoses the run in a folder, which is not changed: one by a network after finite elements have begun at its estimates.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="threads">Threads; null for those of the run.</param>
    /// <param name="progress">Told how the solution is going.</param>
    /// <param name="cancellation">Stops with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">The folder holds no run, or finite elements cannot take the problem or find no solution.</exception>
    public static Diagnosis Open(string folder, int? threads = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var experiment = PinnSharp.Experiment.Open(folder);
        experiment = experiment with { Options = experiment.Options with { Threads = threads ?? experiment.Options.Threads } };
        return From(experiment, RunResult.Open(folder, experiment), progress, cancellation);
    }

    /// <summary>Diagnoses a result of either method: one of a network after finite elements have begun at its estimates.</summary>
    /// <param name="result">The result.</param>
    /// <param name="progress">Told how the solution is going.</param>
    /// <param name="cancellation">Stops with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">Finite elements cannot take the problem or find no solution.</exception>
    public static Diagnosis Of(RunResult result, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        return From(result.Experiment, result, progress, cancellation);
    }

    private static Diagnosis From(Experiment experiment, RunResult found, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        if (found.Solution is FiniteElementSolution) return Of(experiment, found, network: null, cancellation);
        var at = experiment with
        {
            Method = Method.FiniteElements, Starts = 1,
            Problem = experiment.Problem with { Unknowns = [.. experiment.Problem.Unknowns.Select(u => u with { Initial = GroupConsistency.Inside(u, found[u.Name].Value) })] },
        };
        return Of(at, at.Run(null, progress, cancellation), found, cancellation);
    }

    /// <summary>Diagnoses a result by finite elements.</summary>
    internal static Diagnosis Of(Experiment experiment, RunResult result, RunResult? network, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var name = experiment.Problem.Name;
        if (result.Solution is not FiniteElementSolution solution) throw new ArgumentException("The result is not by finite elements.", nameof(result));
        if (result.Status == RunStatus.Diverged) throw new InputException($"'{name}' cannot be diagnosed: finite elements found no solution. {result.Message}");
        if (solution.Numbers.IsEmpty && solution.Model.Penalties.IsEmpty) throw new InputException($"'{name}' has no unknowns but noise levels: there is nothing to diagnose.");
        try
        {
            // The mesh before the last refinement is fine enough, as that hardly moved the estimates, and costs a fraction.
            var finest = solution;
            solution = solution.Coarser ?? solution;
            var study = IdentifiabilityStudy.Of(solution.Problem, solution.State.Theta, solution.Numbers, solution.Likelihood, experiment.Options.Threads, cancellation);
            return new(experiment, result, study, solution, GroupConsistency.Of(experiment, result, null, cancellation), network is null ? null : NetworkCheck.Of(network, result))
            {
                Coarser = solution == finest ? null : new(solution.Model.StateCount, solution.Model.Grid.Steps, null, result.Report.Discretisation!.Moved, result.Report.Discretisation.MovedData),
            };
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OperationCanceledException))
        {
            throw new OperationCanceledException("Stopped.", e, cancellation);
        }
    }
}
