using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>One run: steps, history, checkpoints, and at the end the result with its files.</summary>
internal sealed class Runner(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
{
    private readonly TimeProvider _clock = options.Clock;
    private readonly Fingerprint _fingerprint = experiment.Fingerprint;
    private double _before;
    private long _began;

    public RunResult Run(CancellationToken cancellation)
    {
        _began = _clock.GetTimestamp();
        var trainer = new Trainer(experiment.Problem, experiment.Data, experiment.Options);
        if (experiment.Options.Stages.FirstOrDefault(stage => trainer.ParameterCount > stage.MostParameters) is { } stage)
            throw new InputException($"The networks have {trainer.ParameterCount:N0} parameters, more than the {stage.MostParameters:N0} that '{stage.Name}' can take, which works "
                + "with their square. Use narrower or fewer hidden layers, or train with gauss-newton-cg, l-bfgs or adam.");
        using var folder = options.Folder is null ? null : options.Resume ? RunFolder.Open(options.Folder) : RunFolder.Create(options.Folder);
        if (folder is not null && !options.Resume && experiment.Source is { } source && source.Fingerprint == experiment.SeedlessFingerprint)
            source.CopyTo(folder.Path, experiment.Problem, experiment.Options.Seed);
        var (state, history) = Begin(trainer, folder);
        (state, history) = Train(trainer, state, history, folder, cancellation);

        var seconds = Seconds;
        var result = state.IsFinished
            ? new RunResult(experiment, trainer, state, history, Of(state.Status), state.Message, seconds, folder?.Path)
            : new RunResult(experiment, trainer, state, history, RunStatus.Stopped, "The estimates are those of the last iteration; the run can be resumed.", seconds, folder?.Path);
        if (folder is not null) ResultFiles.Write(result, folder);
        return result;
    }

    private double Seconds => _before + _clock.GetElapsedTime(_began).TotalSeconds;

    private (TrainingState, History) Begin(Trainer trainer, RunFolder? folder)
    {
        if (options.Resume && folder is not null && Checkpoint.Read(folder.Checkpoints, _fingerprint) is { } checkpoint)
        {
            _before = checkpoint.Seconds;
            try
            {
                return (trainer.Restore(checkpoint.State), checkpoint.History);
            }
            catch (InvalidDataException e)
            {
                throw new InputException($"The checkpoint in '{folder.Checkpoints}' cannot be continued: {e.Message}");
            }
        }
        var state = trainer.Start();
        return (state, History.Begin(trainer.Snapshot(state)));
    }

    private (TrainingState, History) Train(Trainer trainer, TrainingState state, History history, RunFolder? folder, CancellationToken cancellation)
    {
        var pace = new Pace(_clock);
        var (saved, told) = (_clock.GetTimestamp(), (long?)null);
        Save(state, history, folder);
        while (!state.IsFinished && !cancellation.IsCancellationRequested)
        {
            var stage = state.Stage;
            var next = trainer.Step(state);
            pace.Add(next.Iteration - state.Iteration);
            if (next.IsFinished || next.Stage != stage || next.Iteration / History.Stride != state.Iteration / History.Stride)
                history = history.Add(trainer.Snapshot(next), experiment.Options.Stages[stage].Name);
            state = next;
            if (progress is not null && (told is null || state.IsFinished || _clock.GetElapsedTime(told.Value) >= options.ProgressEvery))
            {
                told = _clock.GetTimestamp();
                var snapshot = trainer.Snapshot(state);
                progress.Report(new(snapshot, TimeSpan.FromSeconds(Seconds), pace.Left(snapshot.MaximumIterations - snapshot.Iteration)));
            }
            if (folder is not null && _clock.GetElapsedTime(saved) >= options.CheckpointEvery)
            {
                Save(state, history, folder);
                saved = _clock.GetTimestamp();
            }
        }
        Save(state, history, folder);
        return (state, history);
    }

    private void Save(TrainingState state, History history, RunFolder? folder)
    {
        if (folder is null) return;
        new Checkpoint(_fingerprint, Seconds, state.Save(), history).Write(folder.Checkpoints);
        folder.Write("history.csv", history.ToCsv());
    }

    private static RunStatus Of(Status status) => status switch
    {
        Status.Converged => RunStatus.Converged,
        Status.Diverged => RunStatus.Diverged,
        _ => RunStatus.Stalled,
    };

    /// <summary>The time of an iteration, averaged over the last few seconds, as optimisers differ in pace.</summary>
    private sealed class Pace(TimeProvider clock)
    {
        private readonly Queue<(long Time, int Iterations)> _recent = new([(clock.GetTimestamp(), 0)]);
        private int _iterations;

        public void Add(int iterations)
        {
            _iterations += iterations;
            _recent.Enqueue((clock.GetTimestamp(), _iterations));
            while (_recent.Count > 2 && clock.GetElapsedTime(_recent.Peek().Time) > TimeSpan.FromSeconds(5)) _recent.Dequeue();
        }

        public TimeSpan? Left(int iterations)
        {
            var (time, before) = _recent.Peek();
            return _iterations > before && iterations >= 0 ? clock.GetElapsedTime(time) / (_iterations - before) * iterations : null;
        }
    }
}
