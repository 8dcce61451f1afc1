using System.Collections.Immutable;
using PinnSharp.FiniteElements;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>One run by finite elements: Gauss–Newton in the space of the unknowns. When it has converged, the steps in time are chosen anew at the estimates, once, and it goes on.</summary>
internal sealed class FiniteElementRunner
{
    private const string Stage = "gauss-newton";
    private readonly Experiment _experiment;
    private readonly RunOptions _options;
    private readonly IProgress<RunProgress>? _progress;
    private readonly FiniteElementModel _model;
    private readonly ReducedInversion _inversion;

    public FiniteElementRunner(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
    {
        (_experiment, _options, _progress) = (experiment, options, progress);
        if (experiment.Starts > 1) throw new InputException("Several starts are a matter of networks; finite elements have no random start. Leave 'starts' out.");
        _model = Build(experiment);
        _inversion = new ReducedInversion(_model, experiment.Problem, experiment.Data, _model.Penalties, experiment.Options.Threads);
    }

    /// <summary>The model of an experiment.</summary>
    /// <exception cref="InputException">Finite elements cannot take the problem.</exception>
    public static FiniteElementModel Build(Experiment experiment)
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
            throw new InputException($"'{experiment.Problem.Name}' has no solution by finite elements at the initial values of the unknowns. {e.Message}");
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
        return runner.Restore(Path.Combine(path, RunFolder.CheckpointFolder)) is var (state, _, history, seconds) ? runner.Result(state, history, seconds, null) : null;
    }

    private RunResult Solve(RunFolder? folder, CancellationToken cancellation)
    {
        var (clock, began) = (_options.Clock, _options.Clock.GetTimestamp());
        var (state, refined, history, before) = _options.Resume && folder is not null && Restore(folder.Checkpoints) is { } saved ? saved : Begin();
        double Seconds() => before + clock.GetElapsedTime(began).TotalSeconds;
        Save(state, refined, history, folder, Seconds());
        while (!cancellation.IsCancellationRequested && !(state.IsFinished && refined))
        {
            if (state.IsFinished)
            {
                refined = true;
                if (state.Status != Status.Converged || _experiment.Problem.Coordinates.All(c => !c.IsTime)) continue;
                _model.ChooseSteps(state.Theta);
                state = _inversion.Again(state);
            }
            state = _inversion.Advance(state);
            history = Add(history, state);
            _progress?.Report(new(Snapshot(state), TimeSpan.FromSeconds(Seconds()), null));
            Save(state, refined, history, folder, Seconds());
        }
        return Result(state, history, Seconds(), folder?.Path, refined);
    }

    private RunResult Result(ReducedState state, History history, double seconds, string? folder, bool refined = true) => new(_experiment, new FiniteElementSolution(_experiment, _model, _inversion, state), history,
        !(state.IsFinished && refined) ? RunStatus.Stopped : state.Status switch { Status.Converged => RunStatus.Converged, Status.Diverged => RunStatus.Diverged, _ => RunStatus.Stalled },
        !(state.IsFinished && refined) ? "The estimates are those of the last iteration; the run can be resumed." : state.Message, seconds, folder);

    private (ReducedState State, bool Refined, History History, double Seconds) Begin()
    {
        var state = _inversion.Start(_model.Start);
        return (state, false, new History([.. _experiment.Data.Select(d => d.Observation)], [.. _experiment.Problem.Unknowns.Select(u => u.Name)], []), 0);
    }

    private (ReducedState State, bool Refined, History History, double Seconds)? Restore(string checkpoints)
    {
        if (Checkpoint.Read(checkpoints, _experiment.Fingerprint) is not { } checkpoint) return null;
        var refined = checkpoint.State.Integer("refined") != 0;
        if (refined) _model.ChooseSteps(checkpoint.State.Array("steps-at"));
        return (ReducedState.Load(checkpoint.State.Bag("inversion"), _inversion.Optimizer), refined, checkpoint.History, checkpoint.Seconds);
    }

    private void Save(ReducedState state, bool refined, History history, RunFolder? folder, double seconds)
    {
        if (folder is null) return;
        folder.Write("history.csv", history.ToCsv());
        var bag = new StateBag().Add("inversion", state.Save()).Add("refined", refined ? 1L : 0L).Add("steps-at", _model.StepsAt);
        new Checkpoint(_experiment.Fingerprint, seconds, bag, history).Write(folder.Checkpoints);
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
}
