using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>What a run found.</summary>
public sealed class RunResult
{
    private readonly Lazy<ImmutableArray<ResidualSample>> _residuals;
    private readonly Lazy<ImmutableArray<ResidualCheck>> _checks;
    private readonly Lazy<ImmutableArray<Finding>> _findings;
    private FieldTable? _table;

    internal RunResult(Experiment experiment, ISolution solution, History history, RunStatus status, string message, double seconds, string? folder, Finding? disagreement = null)
    {
        _residuals = new(solution.Residuals);
        _checks = new(() => ResidualChecks.Of(experiment.Problem, Residuals));
        _findings = new(() => FindingRules.Of(this, disagreement));

        (Experiment, Solution, History) = (experiment, solution, history);
        (Status, Message, Seconds, Folder) = (status, message, seconds, folder);
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>How the run ended.</summary>
    public RunStatus Status { get; }

    /// <summary>In words, with what to try if it failed.</summary>
    public string Message { get; }

    /// <summary>Time spent, that before a resume included.</summary>
    public double Seconds { get; }

    /// <summary>Steps made.</summary>
    public int Iterations => Solution.Iterations;

    /// <summary>Estimates with their standard deviations, and how well everything holds.</summary>
    public InversionReport Report => Solution.Report;

    /// <summary>What is wrong with the answer, as far as it can be seen; of a healthy run nothing.</summary>
    public ImmutableArray<Finding> Findings => _findings.Value;

    /// <summary>Whether the residuals of noisy data are what the noise model says.</summary>
    public ImmutableArray<ResidualCheck> Checks => _checks.Value;

    /// <summary>
    /// What the data determine of the unknown numbers, noise levels left out, by derivatives at the estimate alone: other answers far from it are not seen. <see cref="Diagnosis"/> looks further.
    /// None for a run that did not converge.
    /// </summary>
    public ImmutableArray<Verdict> Verdicts => Status == RunStatus.Converged ? Report.Information?.Verdicts() ?? [] : [];

    /// <summary>How the run went.</summary>
    public History History { get; }

    /// <summary>The run folder; null where none was asked for.</summary>
    public string? Folder { get; }

    /// <summary>The machine it was found on, in words.</summary>
    public string Machine { get; private set; } = PinnSharp.Machine.Here;

    /// <summary>The method's name in results.</summary>
    public string Method => Solution.Method;

    /// <summary>The engine's name in results: "cpu" for jets and finite elements, otherwise such as "torch cuda:0 float32".</summary>
    public string Engine => Solution.Engine;

    /// <summary>PinnSharp's version.</summary>
    public static string Version { get; } = typeof(RunResult).Assembly.GetName().Version!.ToString(3);

    internal ISolution Solution { get; }

    /// <summary>Whitened residuals of the data with noise.</summary>
    internal ImmutableArray<ResidualSample> Residuals => _residuals.Value;

    /// <summary>Fields and unknown functions on a grid.</summary>
    internal FieldTable Table => _table ??= FieldTable.Of(this);

    /// <summary>The estimate of an unknown.</summary>
    /// <param name="unknown">Its name.</param>
    /// <exception cref="KeyNotFoundException">The problem has no such unknown.</exception>
    public UnknownEstimate this[string unknown] => Report.Unknowns.FirstOrDefault(u => u.Name == unknown)
        ?? throw new KeyNotFoundException($"There is no unknown '{unknown}'.{NearestName.Suggestion(unknown, Report.Unknowns.Select(u => u.Name))}");

    /// <summary>What was trained: fields and any expression of them at new points, with standard deviations.</summary>
    public TrainedModel Model => new(Experiment, Solution);

    /// <summary>Any expression over coordinates, fields and their derivatives, constants and unknowns, by the trained network.</summary>
    /// <param name="expression">The expression, such as "-k*u_x".</param>
    /// <param name="points">Points, row-major [count × coordinates].</param>
    /// <returns>One value a point.</returns>
    /// <exception cref="InputException">The text is no expression of this problem.</exception>
    public double[] Predict(string expression, double[] points) => Model.Predict(points, deviations: false, expression)[0].Values;

    /// <summary>Reads the result of a finished, stopped or running run from its last checkpoint. Nothing in its folder is changed.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="InputException">The folder holds no run or no checkpoint, or one that was changed or damaged.</exception>
    public static RunResult Open(string folder) => Open(folder, Experiment.Open(folder));

    internal static RunResult Open(string folder, Experiment experiment)
    {
        var result = experiment.Runner(new()).Read(folder)
            ?? throw new InputException($"The run in '{folder}' has no checkpoint yet. Wait for its first iterations, or begin it with 'pinnsharp resume {folder}'.");
        if (RunSummary.Machine(folder) is { } machine) result.Machine = machine;
        return result;
    }

    /// <summary>The result in the stable format of result.json.</summary>
    public string ToJson() => ResultJson.Write(this);
}
