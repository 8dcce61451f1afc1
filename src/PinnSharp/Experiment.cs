using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.FiniteElements;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>A problem, its data and how it is solved: the front door. Immutable; <c>with</c> makes variants.</summary>
/// <example><code>
/// var experiment = Experiment.Load("configs/pumping-test.yaml");
/// var result = experiment.Run(new RunOptions { Folder = "runs/pumping-test/first" });
/// Console.WriteLine($"T = {result["T"].Value} ± {result["T"].Std}");
/// </code></example>
public sealed record Experiment
{
    private static readonly string[] ProblemKeys = ["coordinates", "fields", "unknowns", "equations", "conditions", "observations"];

    private Experiment() { }

    /// <summary>The experiment's name: its file's, without directory and extension.</summary>
    public required string Name { get; init; }

    /// <summary>The problem.</summary>
    public required InverseProblem Problem { get; init; }

    /// <summary>The measured data, one set an observation.</summary>
    public required ImmutableArray<MeasuredData> Data { get; init; }

    /// <summary>Network, points, schedule, seed and threads.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>
    /// Number of starts: runs from different seeds and initial values, of which the best is the result, with whether the others agree. By finite elements there is one where no unknown is
    /// a number, as only their initial values differ.
    /// </summary>
    public int Starts { get; init; } = 1;

    /// <summary>How it is solved.</summary>
    public Method Method { get; init; } = Method.Pinn;

    /// <summary>How finite elements discretise it.</summary>
    public FiniteElementOptions FiniteElements { get; init; } = new();

    /// <summary>What is to evaluate a network's residuals; <see cref="On"/> puts it into <see cref="TrainingOptions.Engine"/>.</summary>
    public EngineOptions Engine { get; init; } = new();

    internal ExperimentSource? Source { get; init; }

    /// <summary>The problem as declared, where this is one of several starts, with other initial values.</summary>
    internal InverseProblem? Declared { get; init; }

    /// <summary>Whether finite elements go on with finer cells once they have converged.</summary>
    internal bool IsRefined { get; init; } = true;

    /// <summary>The starts there are.</summary>
    public int StartCount => Method == Method.Pinn || Problem.Unknowns.Any(u => !u.IsNoiseLevel) ? Starts : 1;

    /// <summary>Whether anything is drawn at random: weights and points, or the initial values of several starts. Drawn data have seeds of their own.</summary>
    public bool UsesSeed => Method == Method.Pinn || StartCount > 1 || Declared is not null;

    /// <summary>Keys of the configuration that are for another method and change nothing: <c>fem</c> for networks; <c>network</c>, <c>points</c>, <c>train</c>, <c>engine</c> and, of one start,
    /// <c>seed</c> and <c>starts</c> for finite elements.</summary>
    public ImmutableArray<string> UnusedKeys => [.. IdleOptions.OfOtherMethods(this).Where(key => Source?.Given.Contains(key) == true)];

    internal Fingerprint Fingerprint => Fingerprint.Of(Problem, Data, Options, Method, FiniteElements, Engine.Tensors.Precision);

    /// <summary>Of all that files say but seed, starts, method and engine, which their copies in a run folder are given.</summary>
    internal (Fingerprint, Fingerprint) Said => (Fingerprint.Of(Problem, Data, Options with { Seed = 0 }, Method.Pinn, FiniteElements),
        Fingerprint.Of(Problem, Data, Options, Method.FiniteElements, FiniteElements));

    /// <summary>An experiment declared in C#.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="options">How it is solved; the defaults where null.</param>
    /// <exception cref="InputException">The data cannot be read, or an option changes nothing for this problem.</exception>
    public static Experiment Create(InverseProblem problem, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var experiment = new Experiment { Name = problem.Name, Problem = problem, Data = DataLoader.Load(problem), Options = options ?? new() };
        IdleOptions.Refuse(experiment, null);
        return experiment;
    }

    /// <summary>Reads a configuration, or a problem to be solved with the default one.</summary>
    /// <param name="path">The YAML file.</param>
    /// <exception cref="InputException">Something in the configuration, the problem or its data is wrong.</exception>
    public static Experiment Load(string path) => Load(path, simulated: false);

    /// <summary>Reads an experiment, for a simulation without data.</summary>
    internal static Experiment Load(string path, bool simulated)
    {
        var (text, node) = Read(path, null);
        if (IsProblem(node)) return Assemble(path, new(new SourceText(""), new(), null), null, text, path, simulated);
        var configuration = ConfigurationReader.Read(node);
        var problem = Path.Combine(Path.GetDirectoryName(path) ?? "", configuration.Problem.Text);
        var (problemText, problemNode) = Read(problem, configuration.Problem);
        if (!IsProblem(problemNode) && problemNode is YamlMapping mapping && mapping.Entries.Any(e => e.Key.Text == "problem"))
            throw new InputException($"'{configuration.Problem}' is a configuration, not a problem.", configuration.Problem.Location, "problem");
        return Assemble(path, configuration, text, problemText, problem, simulated);
    }

    /// <summary>Reads the experiment of a run folder, as it was run.</summary>
    /// <exception cref="InputException">The folder holds no run.</exception>
    public static Experiment Open(string folder)
    {
        RunFolder.Require(folder);
        return Read(folder);
    }

    /// <summary>Reads the configuration in the folder of a run or a comparison.</summary>
    internal static Experiment Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, RunFolder.ConfigFile)))
            throw new InputException($"What is in '{folder}' was declared in C# and has no {RunFolder.ConfigFile}; resume it from there.");
        var experiment = Load(Path.Combine(folder, RunFolder.ConfigFile));
        return experiment with { Name = experiment.Problem.Name };
    }

    /// <summary>The experiment with the engine that <see cref="Engine"/> asks for, <see cref="EngineKind.Auto"/> decided by what there is here. Without it jets do what they can.</summary>
    /// <param name="library">The tensor library, <c>TorchLibrary.Instance</c> where PinnSharp.Torch is built; null where there is none.</param>
    /// <exception cref="InputException">There is no such engine or device here, or an option changes nothing.</exception>
    public Experiment On(ITensorLibrary? library)
    {
        var (decided, factory) = Engine.Resolve(library);
        return this with { Engine = decided, Options = Options with { Engine = factory } };
    }

    /// <summary>The experiment with an engine in use, which must be what was asked for.</summary>
    /// <exception cref="InputException">It is not.</exception>
    internal Experiment Equipped()
    {
        if (Options.Engine is JetEngineFactory || Engine.Kind == EngineKind.Cpu)
            return !Engine.NeedsTensors ? On(null) : throw new InputException("The engine 'torch' is asked for and was not given: Experiment.On(TorchLibrary.Instance) does.");
        var precision = Options.Engine.Rounding > JetEngineFactory.Instance.Rounding ? Precision.Float32 : Precision.Float64;
        return precision == Engine.Tensors.Precision ? this
            : throw new InputException($"The engine computes in {precision}, and {Engine.Tensors.Precision} is asked for: set Experiment.Engine and call Experiment.On.");
    }

    /// <summary>Goes on with the run in a folder, from its last checkpoint; the result is the one it would have had without the interruption. One on tensors goes on by <see cref="Open"/>,
    /// <see cref="On"/> and <see cref="Run(RunOptions?, IProgress{RunProgress}?, CancellationToken)"/>.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="progress">Told how the run is going.</param>
    /// <param name="cancellation">Stops after the current iteration.</param>
    /// <exception cref="InputException">The folder holds no run, or one that was changed or damaged.</exception>
    public static RunResult Resume(string folder, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Open(folder).Run(new() { Folder = folder, Resume = true }, progress, cancellation);

    /// <summary>Trains, and records the run where the options say. A run that does not converge is a result too, with its status and message.</summary>
    /// <param name="options">Where the run is recorded; nowhere where null.</param>
    /// <param name="progress">Told how the run is going.</param>
    /// <param name="cancellation">Stops after the current iteration; the result's status is then <see cref="RunStatus.Stopped"/>.</param>
    /// <exception cref="InputException">The run folder cannot be used, the networks are too large, or an engine was asked for and not given.</exception>
    public RunResult Run(RunOptions? options = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        // What is finished is only read, which takes no engine.
        var ready = Method == Method.Pinn && !IsFinished(options ?? new()) ? Equipped() : this;
        return ready.Run(ready.Runner(options ?? new(), progress), options ?? new(), cancellation);
    }

    private bool IsFinished(RunOptions options) => options is { Resume: true, Folder: { } before } && RunSummary.Read(before).IsFinished
        && (StartCount == 1 || Directory.Exists(RunFolder.StartPath(before, StartCount)));

    /// <summary>What carries it out.</summary>
    /// <exception cref="InputException">The networks are too large, or finite elements cannot take the problem.</exception>
    internal IRunner Runner(RunOptions options, IProgress<RunProgress>? progress = null) =>
        StartCount > 1 ? new MultiStart(this, options, progress) : Method == Method.Pinn ? new Runner(this, options, progress) : new FiniteElementRunner(this, options, progress);

    /// <summary>Runs, and writes the result; one that was finished before is left as it is.</summary>
    private RunResult Run(IRunner runner, RunOptions options, CancellationToken cancellation)
    {
        var finished = IsFinished(options);
        using var folder = options.Folder is not { } path ? null : options.Resume ? RunFolder.Open(path) : RunFolder.Create(path);
        if (folder is not null && !options.Resume) CopyTo(folder.Path);
        var result = runner.Solve(folder, cancellation);
        if (folder is not null && !finished) ResultFiles.Write(result, folder, options.Renderers);
        return result;
    }

    /// <summary>Copies the files that say this experiment; nothing for one declared or changed in C#.</summary>
    internal void CopyTo(string folder)
    {
        if (Source is { } source && source.Said == Said) source.CopyTo(folder, this);
    }

    private static Experiment Assemble(string path, Configuration configuration, string? config, string problemText, string problemPath, bool simulated)
    {
        var problem = ProblemReader.Parse(problemText, problemPath, simulated);
        var read = new Experiment
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Problem = problem,
            Data = simulated ? [] : DataLoader.Load(problem),
            Options = configuration.Options with { Threads = configuration.Threads ?? Environment.ProcessorCount },
            Starts = configuration.Starts,
            Method = configuration.Method,
            FiniteElements = configuration.FiniteElements,
            Engine = configuration.Engine,
        };
        if (!simulated) IdleOptions.Refuse(read, configuration.Given);
        return read with { Source = new(config, path, problemText, problemPath, read.Said, [.. configuration.Given.Keys]) };
    }

    private static bool IsProblem(YamlNode node) =>
        node is YamlMapping mapping && mapping.Entries.All(e => e.Key.Text != "problem") && mapping.Entries.Any(e => ProblemKeys.Contains(e.Key.Text));

    /// <summary>A file's text and nodes; a missing file is reported with where it was looked for and what is near it.</summary>
    private static (string Text, YamlNode Node) Read(string path, SourceText? named)
    {
        if (!File.Exists(path))
        {
            var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var near = Directory.Exists(directory)
                ? NearestName.Suggestion(Path.GetFileName(path), Directory.GetFiles(directory, "*.y*ml").Select(f => Path.GetFileName(f)))
                : $" There is no folder '{directory}' either.";
            throw new InputException(Directory.Exists(path)
                ? $"'{path}' is a folder; a YAML file is needed."
                : $"There is no file '{named?.Text ?? path}' (looked for {Path.GetFullPath(path)}).{near}", named?.Location, named is null ? "" : "problem");
        }
        var node = YamlDocument.Load(path);
        return (File.ReadAllText(path), node);
    }
}
