using System.Collections.Immutable;
using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// One run by finite elements: Gauss–Newton in the space of the unknowns. When it has converged, it goes on with cells of half the size and finer steps in time, chosen at the estimates, until
/// these no longer move compared with their standard deviations.
/// </summary>
internal sealed class FiniteElementRunner
{
    private const string Stage = "gauss-newton";
    private const double Settled = 0.1;
    private const int MostLevels = 4;
    private readonly Experiment _experiment;
    private readonly RunOptions _options;
    private readonly IProgress<RunProgress>? _progress;
    private FiniteElementModel _model;
    private ReducedInversion _inversion;

    public FiniteElementRunner(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
    {
        (_experiment, _options, _progress) = (experiment, options, progress);
        if (experiment.Starts > 1) throw new InputException("Several starts are a matter of networks; finite elements have no random start. Leave 'starts' out.");
        _model = Build(experiment);
        _inversion = Inversion(_model);
    }

    /// <summary>The model of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="at">Where it is solved first, in words.</param>
    /// <exception cref="InputException">Finite elements cannot take the problem.</exception>
    public static FiniteElementModel Build(Experiment experiment, string at = "the initial values of the unknowns")
    {
        try
        {
            return new FiniteElementModel(experiment.Problem, experiment.Data, ModelOutput.Observed(experiment.Problem, experiment.Data), experiment.FiniteElements with
            {
                Time = (experiment.FiniteElements.Time ?? new() { Tolerance = experiment.Problem.IsOrdinary ? 1e-9 : 1e-6 }) with { Threads = experiment.Options.Threads },
            });
        }
        catch (FormException e)
        {
            throw new InputException($"Finite elements cannot take '{experiment.Problem.Name}': {e.Message}");
        }
        catch (TimeIntegrationException e)
        {
            throw new InputException($"'{experiment.Problem.Name}' has no solution by finite elements at {at}. {e.Message}");
        }
    }

    /// <summary>Runs, and writes the result.</summary>
    public RunResult Run(CancellationToken cancellation)
    {
        var finished = _options is { Resume: true, Folder: { } before } && RunSummary.Read(before).IsFinished;
        using var folder = Runner.Open(_experiment, _options);
        var result = Solve(folder, cancellation);
        if (folder is not null && !finished) ResultFiles.Write(result, folder);
        return result;
    }

    /// <summary>The result so far, by the last checkpoint in a run folder; null where there is none.</summary>
    public static RunResult? Read(Experiment experiment, string path)
    {
        var runner = new FiniteElementRunner(experiment, new(), null);
        return runner.Restore(Path.Combine(path, RunFolder.CheckpointFolder)) is { } saved ? runner.Result(saved, null) : null;
    }

    private RunResult Solve(RunFolder? folder, CancellationToken cancellation)
    {
        var (clock, began) = (_options.Clock, _options.Clock.GetTimestamp());
        var at = _options.Resume && folder is not null && Restore(folder.Checkpoints) is { } saved ? saved : Begin();
        var before = at.Seconds;
        Save(at, folder);
        while (!cancellation.IsCancellationRequested && !at.IsOver)
        {
            at = at.State.IsFinished ? Refine(at) : at with { State = _inversion.Advance(at.State) };
            at = at with { History = Add(at.History, at.State), Seconds = before + clock.GetElapsedTime(began).TotalSeconds };
            _progress?.Report(new(Snapshot(at.State), TimeSpan.FromSeconds(at.Seconds), null));
            Save(at, folder);
        }
        return Result(at, folder?.Path);
    }

    /// <summary>Goes on with a finer model, or ends and says how far the last refinement moved the estimates.</summary>
    private Position Refine(Position at)
    {
        if (at.State.Status != Status.Converged || _model.Parameters["unknowns"].Length == 0) return at with { IsOver = true };
        var deviations = Deviations(at.State);
        double? moved = at.Estimates is { } last ? last.Zip(at.State.Theta, (a, b) => Math.Abs(a - b)).Zip(deviations, (m, s) => m / Math.Max(s, 1e-12)).DefaultIfEmpty(0).Max() : null;
        var finer = (moved is { } m && m <= Settled) || at.Level == MostLevels ? null : Finer(at.State.Theta);
        if (finer is null)
            return at with { IsOver = true, State = at.State with { Message = moved is not { } x ? at.State.Message
                : FormattableString.Invariant($"{at.State.Message} Cells of half the size moved the estimates by at most {x:g2} standard deviations{(x <= Settled ? "." : ": they are as fine as is allowed, and finer ones may move them further.")}") } };
        (_model, _inversion) = (finer, Inversion(finer));
        return at with { State = _inversion.Again(at.State), Level = at.Level + 1, Estimates = at.State.Theta[..deviations.Length] };
    }

    /// <summary>A finer model; null where there is none, or it has no solution at the estimates.</summary>
    private FiniteElementModel? Finer(double[] theta)
    {
        try
        {
            return _model.Refined(theta);
        }
        catch (TimeIntegrationException)
        {
            return null;
        }
    }

    /// <summary>Of the scalars, in their internal variables; of what the data leave open, infinite.</summary>
    private double[] Deviations(ReducedState state) => [.. new FiniteElementSolution(_experiment, _model, _inversion, state).Covariance() is { } covariance
        ? Enumerable.Range(0, covariance.Count).Select(i => covariance.StandardDeviation(i) ?? double.PositiveInfinity) : Enumerable.Repeat(double.PositiveInfinity, _model.Parameters["unknowns"].Length)];

    private ReducedInversion Inversion(FiniteElementModel model) => new(model, _experiment.Problem, _experiment.Data, model.Penalties, _experiment.Options.Threads);

    private RunResult Result(Position at, string? folder) => new(_experiment, new FiniteElementSolution(_experiment, _model, _inversion, at.State), at.History,
        !at.IsOver ? RunStatus.Stopped : at.State.Status switch { Status.Converged => RunStatus.Converged, Status.Diverged => RunStatus.Diverged, _ => RunStatus.Stalled },
        !at.IsOver ? "The estimates are those of the last iteration; the run can be resumed." : at.State.Message, at.Seconds, folder);

    private Position Begin() =>
        new(_inversion.Start(_model.Start), 0, null, new History([.. _experiment.Data.Select(d => d.Observation)], [.. _experiment.Problem.Unknowns.Select(u => u.Name)], []), 0, false);

    private Position? Restore(string checkpoints)
    {
        if (Checkpoint.Read(checkpoints, _experiment.Fingerprint) is not { } checkpoint) return null;
        var bag = checkpoint.State;
        var level = (int)bag.Integer("level");
        for (var i = 0; i < level; i++) _model = _model.Refined(bag.Array("steps-at")) ?? throw new InputException($"The checkpoint in '{checkpoints}' does not fit the problem.");
        _inversion = Inversion(_model);
        return new(ReducedState.Load(bag.Bag("inversion"), _inversion.Optimizer), level, bag.Contains("estimates") ? bag.Array("estimates") : null, checkpoint.History, checkpoint.Seconds, bag.Integer("over") != 0);
    }

    private void Save(Position at, RunFolder? folder)
    {
        if (folder is null) return;
        folder.Write("history.csv", at.History.ToCsv());
        var bag = new StateBag().Add("inversion", at.State.Save()).Add("level", at.Level).Add("over", at.IsOver ? 1L : 0L).Add("steps-at", _model.StepsAt);
        if (at.Estimates is not null) bag.Add("estimates", at.Estimates);
        new Checkpoint(_experiment.Fingerprint, at.Seconds, bag, at.History).Write(folder.Checkpoints);
    }

    private History Add(History history, ReducedState state)
    {
        var snapshot = Snapshot(state);
        return history with { Rows = history.Rows.Add(new(state.Iteration, Stage, double.NaN, state.Cost, [.. snapshot.Terms.Select(t => t.Rms)], [.. snapshot.Unknowns.Select(u => u.Value)])) };
    }

    private TrainingSnapshot Snapshot(ReducedState state)
    {
        var problem = _inversion.Problem(state);
        var r = new double[problem.Residuals.Count];
        problem.Residual(state.Theta, r);
        var scalars = _experiment.Problem.Unknowns.Where(u => !u.IsNoiseLevel).ToList();
        return new(state.Iteration, ReducedInversion.MostIterations, Stage, double.NaN, state.Cost,
            [.. _experiment.Data.Select(d => problem.Residuals[d.Observation]).Select(t => new TermStatus(t.Name, TermKind.Observation, Math.Sqrt(r.AsSpan(t.Offset, t.Count).ToArray().Average(x => x * x))))],
            [.. _experiment.Problem.Unknowns.Select(u => (u.Name, u.IsNoiseLevel ? state.Sigmas[_inversion.Noise.Unknowns.IndexOf(u)] : _model.Scalar(state.Theta, scalars.IndexOf(u))))]);
    }

    /// <summary>Where a run stands.</summary>
    /// <param name="State">The inversion.</param>
    /// <param name="Level">How often the model was refined.</param>
    /// <param name="Estimates">The scalars before the last refinement, in their internal variables.</param>
    /// <param name="History">The rows so far.</param>
    /// <param name="Seconds">Time spent.</param>
    /// <param name="IsOver">Whether nothing more will be done.</param>
    private sealed record Position(ReducedState State, int Level, double[]? Estimates, History History, double Seconds, bool IsOver);
}
