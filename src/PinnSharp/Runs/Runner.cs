using PinnSharp.Inversion;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>One run: steps, history, checkpoints, and at the end the result with its files.</summary>
internal sealed class Runner(Experiment experiment, RunOptions options, IProgress<RunProgress>? progress)
{
    private readonly TimeProvider _clock = options.Clock;
    private readonly Fingerprint _fingerprint = experiment.Fingerprint;
    private readonly Trainer _trainer = new(experiment.Problem, experiment.Data, experiment.Options);
    private double _before;
    private long? _began;

    /// <summary>Runs, and writes the result; one that was finished before is left as it is.</summary>
    public RunResult Run(CancellationToken cancellation)
    {
        var finished = options is { Resume: true, Folder: { } before } && RunSummary.Read(before).IsFinished;
        RequireSize();
        using var folder = Open(experiment, options);
        var result = Solve(folder, cancellation);
        if (folder is not null && !finished) ResultFiles.Write(result, folder);
        return result;
    }

    /// <summary>Refuses networks that an optimiser of the schedule cannot take.</summary>
    public void RequireSize()
    {
        if (experiment.Options.Stages.FirstOrDefault(stage => _trainer.ParameterCount > stage.MostParameters) is { } stage)
            throw new InputException($"The networks have {_trainer.ParameterCount:N0} parameters, more than the {stage.MostParameters:N0} that '{stage.Name}' can take, which works "
                + "with their square. Use narrower or fewer hidden layers, or train with gauss-newton-cg, l-bfgs or adam.");
    }

    /// <summary>The folder of a run, made or taken up, with the experiment's files in it.</summary>
    public static RunFolder? Open(Experiment experiment, RunOptions options)
    {
        if (options.Folder is null) return null;
        if (options.Resume) return RunFolder.Open(options.Folder);
        var folder = RunFolder.Create(options.Folder);
        if (experiment.Source is { } source && source.Fingerprint == experiment.SeedlessFingerprint)
            source.CopyTo(folder.Path, experiment.Problem, experiment.Options.Seed, experiment.Starts, experiment.Method);
        return folder;
    }

    /// <summary>The result so far, by the last checkpoint in a run folder, which is not changed; null where there is none.</summary>
    /// <exception cref="InputException">The checkpoint is damaged, or of another experiment.</exception>
    public static RunResult? Read(Experiment experiment, string path)
    {
        var runner = new Runner(experiment, new(), null);
        return runner.Restore(Path.Combine(path, RunFolder.CheckpointFolder)) is var (state, history) ? runner.Result(state, history, null) : null;
    }

    /// <summary>Trains, from the folder's checkpoint where the options say so, and writes checkpoints and history into it.</summary>
    public RunResult Solve(RunFolder? folder, CancellationToken cancellation)
    {
        _began = _clock.GetTimestamp();
        var (state, history) = Begin(folder);
        if (state.IsFinished)
            _began = null;
        else
            (state, history) = Train(state, history, folder, cancellation);
        return Result(state, history, folder);
    }

    private RunResult Result(TrainingState state, History history, RunFolder? folder) => state.IsFinished
        ? new(experiment, new NeuralSolution(_trainer, state), history, Of(state.Status), state.Message, Seconds, folder?.Path)
        : new(experiment, new NeuralSolution(_trainer, state), history, RunStatus.Stopped, "The estimates are those of the last iteration; the run can be resumed.", Seconds, folder?.Path);

    private double Seconds => _before + (_began is { } began ? _clock.GetElapsedTime(began).TotalSeconds : 0);

    private (TrainingState, History) Begin(RunFolder? folder)
    {
        if (options.Resume && folder is not null && Restore(folder.Checkpoints) is { } saved) return saved;
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
                history = history.Add(_trainer.Snapshot(next), experiment.Options.Stages[stage].Name);
            state = next;
            if (progress is not null && (told is null || state.IsFinished || _clock.GetElapsedTime(told.Value) >= options.ProgressEvery))
            {
                told = _clock.GetTimestamp();
                var snapshot = _trainer.Snapshot(state);
                progress.Report(new(snapshot, TimeSpan.FromSeconds(Seconds), 
                    state.Stage == experiment.Options.Stages.Length - 1 ? pace.Left(snapshot.MaximumIterations - snapshot.Iteration) : null) { Functions = _trainer.Ranges(state) });
            }
            if (folder is not null && _clock.GetElapsedTime(saved) >= options.CheckpointEvery)
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
