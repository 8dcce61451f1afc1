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
internal sealed class FiniteElementRunner : IRunner
{
    private const string Stage = "gauss-newton";
    private const int MostLevels = 4;
    private readonly Experiment _experiment;
    private readonly RunOptions _options;
    private readonly IProgress<RunProgress>? _progress;
    private FiniteElementModel _model;
    private ReducedInversion _inversion;
    private (FiniteElementModel Model, ReducedInversion Inversion)? _coarser;

    public FiniteElementRunner(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
    {
        (_experiment, _options, _progress) = (experiment, options, progress);
        // The steps in time are chosen where the problem is declared, whatever values a start begins with.
        _model = Build(experiment with { Problem = experiment.Declared ?? experiment.Problem });
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

    /// <inheritdoc/>
    public RunResult? Read(string folder) => Restore(Path.Combine(folder, RunFolder.CheckpointFolder)) is { } saved ? Result(saved, folder) : null;

    /// <inheritdoc/>
    public RunResult Solve(RunFolder? folder, CancellationToken cancellation)
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
        if (at.State.Status != Status.Converged || at.State.Theta.Length == 0) return at with { IsOver = true };
        if (at.Level == 0 && _model.StepsAt.SequenceEqual(_model.Start) && Restep(at.State.Theta)) return at with { State = _inversion.Again(at.State) };
        if (at.Estimates is { } last) at = at with { Moved = Moved(last, at.State), Moves = [.. Enumerable.Range(0, _model.Parameters["unknowns"].Length).Select(i => Math.Abs(at.State.Theta[i] - last[i]))] };
        var stays = at.Estimates is not null && !(at.Moved > Discretisation.SmallMove);
        var finer = stays || at.Level == MostLevels || !_experiment.IsRefined ? null : Finer(at.State.Theta);
        if (finer is null) return at with { IsOver = true, State = at.State with { Message = at.State.Message + Movement(at.Moved, at.Level) } };
        var inversion = Inversion(finer);
        var movedData = MovedData(inversion, at.State);
        if (!double.IsFinite(movedData))
            return at with { IsOver = true, State = at.State with { Message = $"{at.State.Message} With a finer discretisation no solution is found at the estimates: how far it would move them is not known." } };
        (_coarser, _model, _inversion) = ((_model, _inversion), finer, inversion);
        return at with { State = inversion.Again(at.State), Level = at.Level + 1, Estimates = at.State.Theta, Moved = null, Moves = null, MovedData = movedData };
    }

    /// <summary>How far a finer model moves the predicted data in σ, root mean square.</summary>
    private double MovedData(ReducedInversion finer, ReducedState state) =>
        Math.Sqrt(Whitened(finer, state).Zip(Whitened(_inversion, state), (a, b) => (a - b) * (a - b)).Average());

    private string Movement(double? moved, int level) => moved is not { } m
        ? level > 0 ? " How far a finer discretisation moved the estimates is not known: nothing determines them."
            : _model.Mesh is null && _model.Grid.Steps == 1 ? "" : " It was not refined: a finer discretisation is larger than is allowed or has no solution."
        : FormattableString.Invariant($" A finer discretisation moved the estimates by at most {m:g2} standard deviations")
            + (m <= Discretisation.SmallMove ? "." : ": no finer one was made (it is larger than is allowed or has no solution), and it may move them further. The ± of numbers count these moves.");

    /// <summary>Data minus prediction in σ.</summary>
    private double[] Whitened(ReducedInversion inversion, ReducedState state)
    {
        var problem = inversion.Problem(state);
        var r = new double[problem.Residuals.Count];
        problem.Residual(state.Theta, r);
        return [.. _experiment.Data.Select(d => problem.Residuals[d.Observation]).SelectMany(t => r[t.Offset..(t.Offset + t.Count)])];
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

    /// <summary>Chooses the steps in time at the estimates, where they were chosen at the initial values of the unknowns; whether there are others now.</summary>
    private bool Restep(double[] theta)
    {
        if (theta.SequenceEqual(_model.StepsAt)) return false;
        var before = _model.Grid;
        try
        {
            _model.ChooseSteps(theta);
        }
        catch (TimeIntegrationException)
        {
            // The steps of before, which have a solution here, stay.
        }
        return _model.Grid != before;
    }

    /// <summary>How far the unknowns moved, in standard deviations: see <see cref="Discretisation.Moved"/>; null where the data leave all open, or with too many unknowns to know.</summary>
    private double? Moved(double[] before, ReducedState state)
    {
        if (new FiniteElementSolution(_experiment, _model, _inversion, state).ParameterDeviations() is not { } deviations) return null;
        double[] Moves(ParameterBlock block) => [.. Enumerable.Range(block.Offset, block.Length).Where(i => double.IsFinite(deviations[i])).Select(i => Math.Abs(state.Theta[i] - before[i]) / Math.Max(deviations[i], 1e-12))];
        var moves = _model.Parameters.Blocks.Select(b => (b.Name, Of: Moves(b))).Where(b => b.Of.Length > 0).ToList();
        return moves.Count == 0 ? null : moves.Max(b => b.Name == "unknowns" ? b.Of.Max() : Math.Sqrt(b.Of.Average(m => m * m)));
    }

    private ReducedInversion Inversion(FiniteElementModel model) => new(model, _experiment.Problem, _experiment.Data, model.Penalties, _experiment.Options.Threads);

    private RunResult Result(Position at, string? folder)
    {
        var discretisation = new Discretisation(_model.StateCount, _model.Grid.Steps, _model.Mesh is null && _model.Grid.Steps == 1 ? null : at.Level, at.Moved, at.MovedData);
        var solution = new FiniteElementSolution(_experiment, _model, _inversion, at.State, discretisation, at.Moves)
        {
            Coarser = discretisation.IsSettled == true && _coarser is ({ } model, { } inversion) ? new(_experiment, model, inversion, at.State) : null,
        };
        return at.IsOver
            ? new(_experiment, solution, at.History, Runner.Of(at.State.Status), at.State.Message, at.Seconds, folder)
            : new(_experiment, solution, at.History, RunStatus.Stopped, "The estimates are those of the last iteration; the run can be resumed.", at.Seconds, folder);
    }

    private Position Begin()
    {
        var history = new History([.. _experiment.Data.Select(d => d.Observation)], [.. _experiment.Problem.Unknowns.Select(u => u.Name)], []);
        var theta = _model.Start;
        foreach (var (i, unknown) in _experiment.Problem.Unknowns.Where(u => !u.IsNoiseLevel).Index()) theta[i] = _model.Transform(i).ToInternal(unknown.Initial);
        return new(_inversion.Start(theta), 0, null, history, 0, false);
    }

    private Position? Restore(string checkpoints)
    {
        if (Checkpoint.Read(checkpoints, _experiment.Fingerprint) is not { } checkpoint) return null;
        var bag = checkpoint.State;
        var level = (int)bag.Integer("level");
        if (level == 0) _model.ChooseSteps(bag.Array("steps-at"));
        for (var i = 0; i < level; i++)
        {
            if (i == level - 1) _coarser = (_model, Inversion(_model));
            _model = _model.Refined(bag.Array("steps-at")) ?? throw new InputException($"The checkpoint in '{checkpoints}' does not fit the problem.");
        }
        _inversion = Inversion(_model);
        return new(ReducedState.Load(bag.Bag("inversion"), _inversion.Optimizer), level, bag.Contains("estimates") ? bag.Array("estimates") : null,
            checkpoint.History, checkpoint.Seconds, bag.Integer("over") != 0) { Moved = Saved("moved"), MovedData = Saved("moved-data"), Moves = bag.Contains("moves") ? bag.Array("moves") : null };

        double? Saved(string key) => bag.Contains(key) ? bag.Number(key) : null;
    }

    private void Save(Position at, RunFolder? folder)
    {
        if (folder is null) return;
        folder.Write("history.csv", at.History.ToCsv());
        var bag = new StateBag().Add("inversion", at.State.Save()).Add("level", at.Level).Add("over", at.IsOver ? 1L : 0L).Add("steps-at", _model.StepsAt);
        if (at.Estimates is not null) bag.Add("estimates", at.Estimates);
        if (at.Moved is { } moved) bag.Add("moved", moved);
        if (at.Moves is not null) bag.Add("moves", at.Moves);
        if (at.MovedData is { } movedData) bag.Add("moved-data", movedData);
        new Checkpoint(_experiment.Fingerprint, at.Seconds, bag, at.History).Write(folder.Checkpoints);
    }

    private History Add(History history, ReducedState state)
    {
        var snapshot = Snapshot(state);
        return history.Add(snapshot, Stage);
    }

    private TrainingSnapshot Snapshot(ReducedState state)
    {
        var (rms, offset) = (new List<TermStatus>(), 0);
        var r = Whitened(_inversion, state);
        foreach (var data in _experiment.Data)
        {
            rms.Add(new(data.Observation, TermKind.Observation, Math.Sqrt(r.AsSpan(offset, data.Count).ToArray().Average(x => x * x))));
            offset += data.Count;
        }
        var scalars = _experiment.Problem.Unknowns.Where(u => !u.IsNoiseLevel).ToList();
        return new(state.Iteration, ReducedInversion.MostIterations, Stage, double.NaN, state.Cost, [.. rms], [.. _experiment.Problem.Unknowns.Select(u => (u.Name, Value(u)))]);

        double Value(UnknownScalar u) => u.IsNoiseLevel ? state.Sigmas[_inversion.Noise.Unknowns.IndexOf(u)] : _model.Scalar(state.Theta, scalars.IndexOf(u));
    }

    /// <summary>Where a run stands.</summary>
    /// <param name="State">The inversion.</param>
    /// <param name="Level">How often the model was refined.</param>
    /// <param name="Estimates">The scalars before the last refinement, in their internal variables.</param>
    /// <param name="History">The rows so far.</param>
    /// <param name="Seconds">Time spent.</param>
    /// <param name="IsOver">Whether nothing more will be done.</param>
    private sealed record Position(ReducedState State, int Level, double[]? Estimates, History History, double Seconds, bool IsOver)
    {
        /// <summary>How far the last refinement moved the scalars, in standard deviations; null before the finer model has converged.</summary>
        public double? Moved { get; init; }

        /// <summary>How far it moved the predicted data, in σ.</summary>
        public double? MovedData { get; init; }

        /// <summary>How far it moved each scalar, in its internal variable.</summary>
        public double[]? Moves { get; init; }
    }
}
