using System.Collections.Immutable;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Options that are given and would change nothing for the problem at hand. They are mistakes: nothing is silently ignored.</summary>
internal static class IdleOptions
{
    /// <summary>Refuses them.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="given">The options that a configuration gives, by path, with their places; null where they come from C#, of which the network's count where they are not the defaults.</param>
    /// <exception cref="InputException">There are some.</exception>
    public static void Refuse(Experiment experiment, ImmutableDictionary<string, SourceLocation>? given)
    {
        var (problem, data, options) = (experiment.Problem, experiment.Data, experiment.Options);
        var errors = new InputErrors();
        var network = experiment.Method != Method.Pinn ? [] : Network(problem, data, options).Concat(Points(problem, data, options)).Concat(Stages(problem, data, options))
            .Concat(experiment.Engine.Idle.Select(o => ($"engine.{o.Key}", true, (Func<string?>)(() => o.Reason))));
        foreach (var (path, differs, reason) in network.Concat(FiniteElements(experiment)))
            if ((given?.ContainsKey(path) ?? differs) && reason() is { } message)
                errors.Add(given?[path], path, message);
        errors.ThrowIfAny();
    }

    /// <summary>The keys of a configuration that are for other methods than the experiment's.</summary>
    public static IEnumerable<string> OfOtherMethods(Experiment experiment) => experiment.Method == Method.Pinn ? ["fem"]
        : ["network", "points", "train", "engine", .. experiment.UsesSeed ? (string[])[] : ["seed"], .. experiment.Starts > experiment.StartCount ? (string[])["starts"] : []];

    private static IEnumerable<(string Path, bool Differs, Func<string?> Reason)> FiniteElements(Experiment experiment)
    {
        var problem = experiment.Problem;
        var (space, time) = (problem.Coordinates.Any(c => !c.IsTime), problem.Coordinates.Any(c => c.IsTime));
        if (experiment.Method == Method.FiniteElements)
            foreach (var key in OfOtherMethods(experiment))
                yield return (key, false, () => key switch
                {
                    "seed" => "'seed' changes nothing: by finite elements only the initial values of several 'starts' are drawn, and drawn data have seeds of their own.",
                    "starts" => "'starts' changes nothing: by finite elements they differ in the initial values of unknown numbers, and there are none.",
                    _ => $"'{key}' is for networks and changes nothing with 'method: fem'. Leave it out; or leave 'method' out and say 'run --method fem'.",
                });
        foreach (var key in new[] { "order", "size", "coefficient-size", "time" })
            yield return ($"fem.{key}", false, () => !space ? $"'{key}' changes nothing: the problem has no coordinates of space."
                : key == "coefficient-size" && !problem.UnknownFields.Any(f => f.Symbol.Over.Any(c => c.Field is null && !problem.Coordinates[c.Index].IsTime))
                    ? "'coefficient-size' changes nothing: no unknown function is over space."
                : key == "time" && !time ? "'time' changes nothing: the problem has no time." : null);
        yield return ("fem.tolerance", false, () => time ? null : "'tolerance' is of steps in time, and the problem has no time.");
    }

    private static IEnumerable<(string Path, bool Differs, Func<string?> Reason)> Network(InverseProblem problem, ImmutableArray<MeasuredData> data, TrainingOptions options)
    {
        var (o, networks) = (options.Network, new Lazy<ImmutableArray<FieldNetwork>>(() => FieldNetwork.For(problem, options.Network, options.Seed)));
        yield return ("network.unknown-hidden", o.UnknownHidden is not null, () => problem.UnknownFields.IsEmpty
            ? "'unknown-hidden' is for the networks of unknown functions, and there are none (an unknown function has 'over')." : null);
        yield return ("network.activation", o.Activation != Activation.Tanh, () => networks.Value.All(n => n.Network.Hidden.IsEmpty)
            ? "'activation' is that of hidden layers, and there are none." : null);
        yield return ("network.separate", o.Separate, () => o.Separate && networks.Value.Length == FieldNetwork.For(problem, o with { Separate = false }).Length
            ? "'separate' changes nothing: each field has a network of its own anyway." : null);
        yield return ("network.residual", o.Residual, () => o.Residual && !networks.Value.Any(n => Enumerable.Range(0, n.Network.Layers.Length).Any(n.Network.AddsInput))
            ? "'residual' changes nothing: no hidden layer is as wide as the one before." : null);
        yield return ("network.fourier", o.Fourier is not null, () => o.Fourier is { } fourier && networks.Value.Where(n => !n.IsUnknown).All(n => IsConstant(n.Network.Embedding, fourier))
            ? $"'fourier' changes nothing: along periodic coordinates waves have whole numbers, here all zero. Give a 'scale' above {fourier.Scale}." : null);
        yield return ("network.periodic", !o.ExactPeriodicity, () => problem.Conditions.OfType<PeriodicCondition>().ToList() is var wraps && wraps.Count == 0
            ? "'periodic' says how periodic conditions are met, and there are none."
            : o.ExactPeriodicity && !wraps.Any(w => IsBuiltIn(w, networks.Value))
            ? "'periodic: exact' cannot be: the equations do not carry what is declared to all orders. Leave it out or say 'soft'." : null);
        yield return ("network.exact", o.Exact, () => o.Exact && !problem.Conditions.Any(c => Variables(problem, data, options).IsExact(c.Name))
            ? "'exact' changes nothing: no condition can be built in. Those can that give a field u = g on a whole side of the box; the field is not positive." : null);
    }

    private static IEnumerable<(string Path, bool Differs, Func<string?> Reason)> Points(InverseProblem problem, ImmutableArray<MeasuredData> data, TrainingOptions options)
    {
        var (o, defaults) = (options.Points, new PointOptions());
        yield return ("points.boundary", o.Boundary != defaults.Boundary, () => problem.Conditions.All(HasNoPoints)
            ? "'boundary' changes nothing: every condition holds at a single point or is built into the networks, or there are none." : null);
        yield return ("points.resample", o.Resample != defaults.Resample, () => o.Resample == 0 || options.Stages.Any(s => s is not (LBfgsStage or BroydenStage)) ? null
            : options.Stages.Any(s => s is BroydenStage) ? "'resample' is for stages that can follow new points every few iterations; give 'broyden' a 'resample' of its own (200 where it has none)."
            : "'resample' changes nothing: l-bfgs keeps its points, as it could not use what it has learnt at others.");
        yield return ("points.adaptive", o.Adaptive is not null, () => o.Adaptive is null || options.Stages.Any(s => s.Segment(o.Resample) > 0) ? null
            : options.Stages.Any(s => s is not LBfgsStage) ? "'adaptive' moves the points whenever they are drawn anew; 'resample: 0' never does."
            : "'adaptive' moves the points whenever they are drawn anew, which l-bfgs never does.");

        bool HasNoPoints(Condition condition) => condition switch
        {
            EquationCondition e => e.Where.Dimension == 0 || Variables(problem, data, options).IsExact(e.Name),
            PeriodicCondition p => problem.Coordinates.Length == 1 || IsBuiltIn(p, FieldNetwork.For(problem, options.Network, options.Seed)),
            _ => false,
        };
    }

    private static IEnumerable<(string Path, bool Differs, Func<string?> Reason)> Stages(InverseProblem problem, ImmutableArray<MeasuredData> data, TrainingOptions options)
    {
        var exact = data.All(d => d.Noise is ExactData) && problem.UnknownFields.All(f => f.Prior is null or Regularisation { Kind: Regulariser.None });
        for (var i = 0; i < options.Stages.Length; i++)
        {
            var stage = options.Stages[i];
            var path = $"train[{i + 1}].{stage.Name}";
            yield return ($"{path}.equation-weight", stage.EquationWeight is not null, () => stage.EquationWeight is not null && exact
                ? "'equation-weight' changes nothing: all data are exact, and have the weight of the equations." : null);
            if (stage is AdamStage { Batch: { } batch })
                yield return ($"{path}.batch", true, () => new Trainer(problem, data, options).LargestTerm is var most && most > batch ? null
                    : $"'batch' changes nothing: no equation, condition or observation has more than {most} rows.");
            if (stage is GaussNewtonStage { Projection: true })
                yield return ($"{path}.projection", true, () => new Trainer(problem, data, options).HasLinearParameters ? null
                    : "'projection' changes nothing: no unknown, and no output layer, enters all equations, conditions and observations linearly.");
        }
    }

    private static InternalVariables Variables(InverseProblem problem, ImmutableArray<MeasuredData> data, TrainingOptions options) =>
        new(problem, FieldScale.For(problem, data), options.Network.Exact);

    private static bool IsBuiltIn(PeriodicCondition condition, ImmutableArray<FieldNetwork> networks) =>
        condition.Fields.All(f => networks.Any(n => n.IsPeriodic(f, condition.Coordinate)));

    private static bool IsConstant(Embedding embedding, FourierOptions fourier) =>
        embedding.Features.TakeLast(fourier.Features).All(f => f is WaveFeature wave && wave.Frequency.All(b => b == 0));
}
