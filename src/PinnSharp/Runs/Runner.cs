using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>One run: steps, history, checkpoints, and at the end the result with its files.</summary>
internal sealed class Runner : IRunner
{
    private readonly Experiment _experiment;
    private readonly RunOptions _options;
    private readonly IProgress<RunProgress>? _progress;
    private readonly TimeProvider _clock;
    private readonly Fingerprint _fingerprint;
    private readonly Trainer _trainer;
    private double _before;
    private long? _began;

    public Runner(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
    {
        (_experiment, _options, _progress, _clock, _fingerprint) = (experiment, options, progress, options.Clock, experiment.Fingerprint);
        _trainer = new(experiment.Problem, experiment.Data, experiment.Options);
        if (experiment.Problem.Unknowns.FirstOrDefault(u => u.Projected) is { } projected && experiment.Options.Stages.FirstOrDefault(stage => stage is LBfgsStage or BroydenStage) is { } curved)
            throw new InputException($"The stage '{curved.Name}' has no projected steps, which '{projected.Name}' asks for; use adam, gauss-newton or gauss-newton-cg, or leave 'projected' out.");
        if (experiment.Data.All(d => d.Noise is ExactData)) RefusePriors(experiment.Problem);
        if (!experiment.Problem.Constraints.IsEmpty && !experiment.Options.Stages.Any(stage => stage is GaussNewtonStage or GaussNewtonConjugateGradientStage))
            throw new InputException($"The constraint '{experiment.Problem.Constraints[0].Name}' needs a stage that finds its multiplier: add gauss-newton or gauss-newton-cg to 'train'.");
        if (experiment.Options.Stages.FirstOrDefault(stage => _trainer.ParameterCount > stage.MostParameters) is { } stage)
            throw new InputException($"The networks have {_trainer.ParameterCount:N0} parameters, more than the {stage.MostParameters:N0} that '{stage.Name}' can take, which works "
                + "with their square. Use narrower or fewer hidden layers, or train with gauss-newton-cg, l-bfgs or adam.");
    }

    /// <summary>Priors and strengths by the data weigh against noise, which exact data have none of.</summary>
    private static void RefusePriors(InverseProblem problem)
    {
        var name = problem.Unknowns.FirstOrDefault(u => u.Prior is not null)?.Name
            ?? problem.UnknownFields.FirstOrDefault(f => f.Prior is WhittleMatern or Regularisation { Strength.Rule: StrengthRule.CrossValidation or StrengthRule.LCurve or StrengthRule.Discrepancy })?.Name;
        if (name is not null)
            throw new InputException($"The prior of '{name}' weighs against the noise of data, and all data are exact: declare their noise, or solve it by finite elements (--method fem), which find how well exact data can be met.");
    }

    /// <inheritdoc/>
    public RunResult? Read(string folder) => Restore(Path.Combine(folder, RunFolder.CheckpointFolder)) is var (state, history) ? Result(state, history, folder) : null;

    /// <inheritdoc/>
    public RunResult Solve(RunFolder? folder, CancellationToken cancellation)
    {
        _began = _clock.GetTimestamp();
        var (state, history) = Begin(folder);
        if (state.IsFinished)
            _began = null;
        else
            (state, history) = Train(state, history, folder, cancellation);
        return Result(state, history, folder?.Path);
    }

    private RunResult Result(TrainingState state, History history, string? folder) => state.IsFinished
        ? new(_experiment, new NeuralSolution(_trainer, state), history, Of(state.Status), state.Message, Seconds, folder)
        : new(_experiment, new NeuralSolution(_trainer, state), history, RunStatus.Stopped, "The estimates are those of the last iteration; the run can be resumed.", Seconds, folder);

    private double Seconds => _before + (_began is { } began ? _clock.GetElapsedTime(began).TotalSeconds : 0);

    private (TrainingState, History) Begin(RunFolder? folder)
    {
        if (_options.Resume && folder is not null && Restore(folder.Checkpoints) is { } saved) return saved;
        var state = _trainer.Start();
        return (state, History.Begin(_trainer.Snapshot(state)));
    }

    private (TrainingState, History)? Restore(string checkpoints)
    {
        if (Checkpoint.Read(checkpoints, _fingerprint) is not { } checkpoint) return null;
        _before = checkpoint.Seconds;
        try
        {
            return (_trainer.Restore(checkpoint.State), checkpoint.History);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"The checkpoint in '{checkpoints}' cannot be continued: {e.Message}");
        }
    }

    private (TrainingState, History) Train(TrainingState state, History history, RunFolder? folder, CancellationToken cancellation)
    {
        var pace = new Pace(_clock);
        var (saved, told) = (_clock.GetTimestamp(), (long?)null);
        Save(state, history, folder);
        while (!state.IsFinished && !cancellation.IsCancellationRequested)
        {
            var stage = state.Stage;
            var next = _trainer.Step(state);
            if (next.Stage != stage) pace = new Pace(_clock);
            pace.Add(next.Iteration - state.Iteration);
            if (next.IsFinished || next.Stage != stage || next.Iteration / History.Stride != state.Iteration / History.Stride)
                history = history.Add(_trainer.Snapshot(next), _experiment.Options.Stages[stage].Name);
            state = next;
            if (_progress is not null && (told is null || state.IsFinished || _clock.GetElapsedTime(told.Value) >= _options.ProgressEvery))
            {
                told = _clock.GetTimestamp();
                var snapshot = _trainer.Snapshot(state);
                _progress.Report(new(snapshot, TimeSpan.FromSeconds(Seconds),
                    state.Stage == _experiment.Options.Stages.Length - 1 ? pace.Left(snapshot.MaximumIterations - snapshot.Iteration) : null) { Functions = _trainer.Ranges(state) });
            }
            if (folder is not null && _clock.GetElapsedTime(saved) >= _options.CheckpointEvery)
            {
                Save(state, history, folder);
                saved = _clock.GetTimestamp();
            }
        }
        (_before, _began) = (Seconds, null); // what is reported is what is saved
        Save(state, history, folder);
        return (state, history);
    }

    private void Save(TrainingState state, History history, RunFolder? folder)
    {
        if (folder is null) return;
        folder.Write("history.csv", history.ToCsv());
        new Checkpoint(_fingerprint, Seconds, state.Save(), history).Write(folder.Checkpoints);
    }

    /// <summary>An optimiser's status at the end of a run.</summary>
    internal static RunStatus Of(Status status) => status switch
    {
        Status.Converged => RunStatus.Converged,
        Status.Diverged => RunStatus.Diverged,
        _ => RunStatus.Stalled,
    };

    /// <summary>The time of an iteration in a stage, averaged over the last half minute or quarter of the stage; unknown for its first ten seconds.</summary>
    private sealed class Pace(TimeProvider clock)
    {
        private readonly long _began = clock.GetTimestamp();
        private readonly Queue<(long Time, int Iterations)> _recent = new([(clock.GetTimestamp(), 0)]);
        private int _iterations;

        public void Add(int iterations)
        {
            _iterations += iterations;
            _recent.Enqueue((clock.GetTimestamp(), _iterations));
            var window = TimeSpan.FromSeconds(Math.Max(30, clock.GetElapsedTime(_began).TotalSeconds / 4));
            while (_recent.Count > 2 && clock.GetElapsedTime(_recent.Peek().Time) > window) _recent.Dequeue();
        }

        public TimeSpan? Left(int iterations)
        {
            var (time, before) = _recent.Peek();
            return _iterations > before && iterations >= 0 && clock.GetElapsedTime(_began) > TimeSpan.FromSeconds(10) ? clock.GetElapsedTime(time) / (_iterations - before) * iterations : null;
        }
    }
}
