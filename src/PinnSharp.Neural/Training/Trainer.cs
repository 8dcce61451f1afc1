using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// Trains a physics-informed neural network: minimises ½Σ(data residual/σ)² + ½λ² Σ_terms mean(equilibrated residual²) over weights and unknowns
/// by a schedule of optimisers, drawing new collocation points every few iterations, and raises λ from converged points until the estimates no
/// longer move compared with their own standard deviations. A description: all progress is in the <see cref="TrainingState"/>.
/// </summary>
public sealed partial class Trainer
{
    private readonly TrainingOptions _options;
    private readonly ProblemResiduals _residuals;
    private readonly IResidualEngine _engine;
    private readonly NoiseLevels _noise;
    private readonly FunctionSmoothness _smoothness;
    private readonly ImmutableArray<FieldNetwork> _networks;
    private readonly StageContext _context;
    private (TrainingState State, ILeastSquares Problem)? _cache;

    /// <summary>Compiles a problem for training.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="data">Its measured data, one set an observation.</param>
    /// <param name="options">How to train.</param>
    public Trainer(InverseProblem problem, ImmutableArray<MeasuredData> data, TrainingOptions options)
    {
        (Problem, _options) = (problem, options);
        Variables = new InternalVariables(problem, FieldScale.For(problem, data), options.Network.Exact);
        _networks = FieldNetwork.For(problem, options.Network, options.Seed);
        _engine = options.Engine.Create(Variables, _networks, options.Threads);
        _residuals = new ProblemResiduals(Variables, data, options.Points, _networks, options.Seed);
        _noise = new NoiseLevels(problem, data);
        _constraints = ConstrainedPlaces.Of(problem);
        var linear = new Lazy<VariableProjection?>(() => LinearParameters.Of(_residuals.Programs, Variables, _networks, _engine.Parameters));
        _context = new StageContext(options.Threads, () => linear.Value);
        _smoothness = new FunctionSmoothness(_engine, _residuals, _networks, problem);
    }

    /// <summary>The problem.</summary>
    public InverseProblem Problem { get; }

    /// <summary>The schedule and everything else.</summary>
    public TrainingOptions Options => _options;

    /// <summary>The change of variables in use.</summary>
    public InternalVariables Variables { get; }

    /// <summary>Length of θ.</summary>
    public int ParameterCount => _engine.Parameters.Count;

    /// <summary>Whether some unknowns or output layers enter all residuals linearly, so that <see cref="GaussNewtonStage.Projection"/> has something to eliminate.</summary>
    public bool HasLinearParameters => _context.Linear() is not null;

    internal ProblemResiduals Residuals => _residuals;

    internal IResidualEngine Engine => _engine;

    internal NoiseLevels Noise => _noise;

    /// <summary>The state before the first step.</summary>
    public TrainingState Start()
    {
        var theta = new double[ParameterCount];
        for (var i = 0; i < _networks.Length; i++)
            _networks[i].Start(_options.Seed, _options.Network.Start).CopyTo(theta, _engine.Parameters.Blocks[i].Offset);
        for (var i = 0; i < Variables.Unknowns.Length; i++)
            theta[FirstUnknown + i] = Variables.Transform(i).ToInternal(Variables.Unknowns[i].Initial);
        return Enter(new TrainingState { Constraints = Constrain(theta), Theta = theta, Reference = theta, DrawTheta = theta, Sigmas = _noise.Initial, Strengths = _smoothness.Initial(_noise.IsExact), Weight = FirstWeight() }, 0);
    }

    private double FirstWeight() => _options.Continuation.Start ?? Math.Max(1, 10 * _noise.Signal(_noise.Initial));

    /// <summary>The state that was saved.</summary>
    /// <param name="bag">What <see cref="TrainingState.Save"/> gave, of a run with the same problem, data and options.</param>
    /// <exception cref="InvalidDataException">The bag is not a state of such a run.</exception>
    public TrainingState Restore(StateBag bag)
    {
        var state = TrainingState.Load(bag, stage => _options.Stages[stage].Optimizer(_context));
        if (state.Theta.Length != ParameterCount)
            throw new InvalidDataException($"The saved state has {state.Theta.Length} parameters, the run {ParameterCount}: the problem or the network was changed.");
        return state;
    }

    /// <summary>Makes one step of the current optimiser, and what follows from it: new points, a higher weight, the next stage, the end.</summary>
    /// <param name="state">Where the run stands; a finished one is returned as it is.</param>
    public TrainingState Step(TrainingState state)
    {
        if (state.IsFinished) return state;
        var stage = _options.Stages[state.Stage];
        var optimizer = stage.Optimizer(_context);
        var (problem, inner) = Next(state, stage, optimizer);
        using var batch = stage is AdamStage { Batch: not null } ? problem as IDisposable : null;
        if (inner.Status == Status.Diverged) return state with { Status = Status.Diverged, Message = WhyNotFinite(state, inner.Message) };
        var undone = NonFinite(inner);
        inner = optimizer.Step(problem, inner);
        var next = state with
        {
            Undone = state.Undone + NonFinite(inner) - undone,
            Theta = inner.Parameters,
            Cost = inner.Cost,
            Inner = inner,
            Stale = false,
            Iteration = state.Iteration + 1,
            StageIteration = state.StageIteration + 1,
            LevelIteration = state.LevelIteration + 1,
            SegmentIteration = state.SegmentIteration + 1,
            Message = inner.Message,
        };
        if (stage is not AdamStage { Batch: not null }) _cache = (next, problem);
        if (inner.Status == Status.Diverged) return next with { Status = Status.Diverged, Message = WhyNotFinite(state, inner.Message) };
        var stageOver = next.StageIteration >= stage.Iterations;
        var segmentOver = inner.Status != Status.Running || (Resamples(stage) && next.SegmentIteration >= stage.Segment(_options.Points.Resample))
            || (stage.Continues && next.LevelIteration >= LevelLimit(stage));
        if (!stageOver && !segmentOver) return next;
        var after = EndSegment(next, stage, problem, stageOver);
        // What has ended is reported where it was trained last; new points would be drawn, by their residuals perhaps, for nothing.
        return after.IsFinished ? after with { Draw = next.Draw, DrawTheta = next.DrawTheta } : after;
    }

    /// <summary>r(θ) of a state, whitened, at the points and weights it is trained with.</summary>
    internal ILeastSquares Assemble(TrainingState state)
    {
        if (_cache is { } cache && HaveSameRows(cache.State, state)) return cache.Problem;
        var problem = Assemble(state, Draw(state));
        _cache = (state, problem);
        return problem;
    }

    private static bool HaveSameRows(TrainingState a, TrainingState b) => a.Draw == b.Draw && a.Weight.Equals(b.Weight) && ReferenceEquals(a.Sigmas, b.Sigmas) && ReferenceEquals(a.Reference, b.Reference)
        && ReferenceEquals(a.DrawTheta, b.DrawTheta) && ReferenceEquals(a.Strengths, b.Strengths) && ReferenceEquals(a.Constraints, b.Constraints);

    /// <summary>The rows of a state's draw; the first is even, as the residuals of untrained networks say nothing.</summary>
    private ImmutableArray<TermRows> Draw(TrainingState state) => _options.Points.Adaptive is not { } adaptive || state.Draw == 0 ? _residuals.Draw(state.Draw)
        : _residuals.Draw(state.Draw, adaptive, rows => [.. _engine.Values(rows, state.DrawTheta).Zip(Weights(state, rows), (r, w) => w * r)]);

    /// <summary>The same at other rows.</summary>
    internal ILeastSquares Assemble(TrainingState state, ImmutableArray<TermRows> rows) =>
        _engine.Assemble([.. rows.Select(r => Weighted(state, r))]);

    /// <summary>Where the weights of unknown functions begin; the unknowns follow them.</summary>
    private int FirstFunction => _engine.Parameters.Blocks[_networks.Count(n => !n.IsUnknown)].Offset;

    internal int FirstUnknown => _engine.Parameters["unknowns"].Offset;

    private TrainingState EndSegment(TrainingState state, TrainingStage stage, ILeastSquares problem, bool stageOver)
    {
        var ended = state.Inner!.Status is Status.Converged or Status.Stalled;
        var next = state with { PreviousCost = state.Cost, SegmentIteration = 0, Draw = state.Draw + 1, DrawTheta = state.Theta, Stale = true };
        if (!stage.Continues)
            return stageOver || (ended && !IsReweighted(state)) ? Finish(next, state.Inner.Status == Status.Converged) : next;
        var plateau = Resamples(stage) ? Math.Abs(state.PreviousCost - state.Cost) <= _options.Continuation.Tolerance * state.Cost : state.Inner.Status == Status.Converged;
        var fixedWeight = IsFixed(stage);
        var levelOver = stageOver || plateau || (ended && !Resamples(stage)) || state.LevelIteration >= LevelLimit(stage);
        if (!levelOver) return next;
        next = next with { Levels = state.Levels.Add(Level(state, problem, plateau)) };
        if (Constrained(next) is { } constrained)
        {
            if (!stageOver && !constrained.Constraints!.IsSettled) return NewLevel(constrained, constrained.Weight);
            next = constrained;
        }
        if (!stageOver && Strengthened(next, problem) is { } stronger) return NewLevel(stronger, stronger.Weight);
        if (!stageOver && next.Reweighted < MostReweightings && IsReweighted(state)) return NewLevel(next with { Reweighted = next.Reweighted + 1 }, next.Weight);
        if (!fixedWeight) return Continue(next, stageOver);
        if (!_noise.IsExact) return stageOver || plateau ? Finish(next, plateau) : NewLevel(next, next.Weight);
        var level = next.Levels[^1];
        if ((level.Rms <= Holds && IsPrecise(level, _options.Continuation.Precision)) || (plateau && level.Rms <= Holds && IsPrecise(level, _options.Continuation.CoarsePrecision))) return Finish(next, true);
        if (Loss(state, problem, state.Cost).Count is var count && count <= ParameterCount)
            return Finish(next, false, $"There are {count} residuals for {ParameterCount} parameters, too few to say how precise the estimates are. Give more points, or none for the default, or a smaller network.");
        return !stageOver && !plateau ? NewLevel(next, next.Weight) : Finish(next, false, string.Create(CultureInfo.InvariantCulture,
            $"The {(plateau ? "cost no longer fell" : "iterations were used up")} while equations and conditions were broken by {level.Rms:e1} (rms) at new points, which leaves the estimates imprecise. Try a larger network, more points or more iterations."));
    }

    private bool IsFixed(TrainingStage stage) => stage.EquationWeight is not null || _noise.IsExact;

    private int LevelLimit(TrainingStage stage) => IsFixed(stage) ? FixedLevel : _options.Continuation.LevelIterations;

    /// <summary>Iterations after which rows are equilibrated anew where the weight stays the same.</summary>
    private const int FixedLevel = 50;

    /// <summary>After a level: raise λ, or with settled estimates profile the noise levels, or with settled noise levels end.</summary>
    private TrainingState Continue(TrainingState state, bool stageOver)
    {
        var last = state.Levels[^1];
        // Levels between which only the strength of smoothness changed stand for one.
        var previous = state.Levels.LastOrDefault(l => !l.Weight.Equals(last.Weight) || !l.Sigmas.AsSpan().SequenceEqual(last.Sigmas));
        var moved = last.MovedSince(previous);
        var settled = previous is { Converged: true } && last.Converged && (previous.Weight < last.Weight
            ? moved <= _options.Continuation.Settled && last.IsAsCertainAs(previous)
            : moved <= _options.Continuation.Settled / 2 && last.NoiseChangedSince(previous) >= NoiseEvidence);
        // Conditions on the whole boundary may determine the unknowns without any data: then there is no end to the certainty that a larger λ gives.
        if (last.Converged && last.Rms <= Holds && _noise.Unknowns.IsEmpty && !last.Deviations.All(double.IsPositiveInfinity) && IsPrecise(last, _options.Continuation.Precision))
            return Finish(state, true, precise: true);
        if (settled)
        {
            var sigmas = _noise.Profile(o => Predicted(state, o), FreeData(state), state.Sigmas);
            if (SameNoise(sigmas, state.Sigmas)) return Finish(state with { Sigmas = sigmas }, true);
            if (!stageOver) return NewLevel(state with { Sigmas = sigmas }, state.Weight);
        }
        if (stageOver || state.Weight * _options.Continuation.Factor > _options.Continuation.Range * FirstWeight())
            return Finish(state, false, string.Create(CultureInfo.InvariantCulture,
                $"The estimates had not settled at equation weight {last.Weight:g4}: {last.WhyUnsettled(previous)}. Allow more iterations, a larger network or more points."));
        return NewLevel(state, state.Weight * _options.Continuation.Factor);
    }

    /// <summary>
    /// Dividing σ by f at the same λ weakens equations against data as dividing λ by f would: if the estimates stay although every σ changed by
    /// this factor, they do not depend on the weight either. A larger λ might only ask more of the equations than the network can give.
    /// </summary>
    private const double NoiseEvidence = 1.5;

    private static TrainingState NewLevel(TrainingState state, double weight) =>
        (weight.Equals(state.Weight) ? state : state with { Strengthened = 0, Reweighted = 0 }) with { Weight = weight, Reference = state.Theta, LevelIteration = 0, PreviousCost = double.NaN };

    private TrainingState Finish(TrainingState state, bool converged, string? why = null, bool precise = false)
    {
        if (state.Stage + 1 < _options.Stages.Length) return Enter(state, state.Stage + 1);
        if (converged && state.Constraints?.WhyUnsettled is { } violated) (converged, why) = (false, violated);
        var open = Undetermined(state);
        if (open.Length == Variables.Unknowns.Length && open.Length > 0) (converged, why) = (false, "The data determine none of the unknowns.");
        var message = converged ? _options.Stages[^1] is not { Continues: true, EquationWeight: null } ? "The cost no longer falls."
                : _noise.IsExact || precise ? "The residuals leave the estimates no more room." : "The estimates no longer move with the equation weight."
            : why ?? (state.Inner is { Status: Status.Stalled } inner ? inner.Message
            : "The iterations were used up before the cost stopped falling: allow more, or end the schedule with gauss-newton.");
        if (open.Length > 0) message += $" Not determined by the data: {string.Join(", ", open)}; measure something else, or fix one of them.";
        var missed = Missed(state);
        if (missed.Length > 0) message += $" Beware: {string.Join(", ", missed)}: the model does not fit these data with the noise that is stated.";
        var unprofiled = Unprofiled(state);
        if (unprofiled.Length > 0)
            message += $" Noise levels are estimated once the unknowns have settled: {string.Join(", ", unprofiled)}. Where that is far from one, conditions or data contradict the equations, or the initial values are too far off: try --starts.";
        if (_smoothness.IsOpen && (IsMatrixFree || !_options.Stages.Any(stage => stage.Continues)))
            message += " The smoothness of unknown functions kept the strength it began with: only gauss-newton stages find it from the data.";
        if (state.Undone > 0) message += string.Create(CultureInfo.InvariantCulture, $" {state.Undone} steps into non-finite values were undone.");
        return state with { Status = converged ? Status.Converged : Status.Stalled, Message = message };
    }

    /// <summary>Observations of stated noise whose χ² is more than five of its standard deviations √(2n) above its mean n.</summary>
    private ImmutableArray<string> Missed(TrainingState state)
    {
        var chi2 = Chi2(state);
        return [.. _residuals.Data
            .Where(d => _noise.IsWhitened(d.Observation) && _noise.UnknownOf(d.Observation) < 0 && chi2(d.Observation) > d.Count + 5 * Math.Sqrt(2.0 * d.Count))
            .Select(d => string.Create(CultureInfo.InvariantCulture, $"χ² = {chi2(d.Observation):g3} of {d.Count} data in '{d.Observation}'"))];
    }

    /// <summary>The noise levels that still have their initial values, with how far the data are missed by them.</summary>
    private ImmutableArray<string> Unprofiled(TrainingState state)
    {
        var chi2 = Chi2(state);
        return [.. _noise.Unknowns.Where((u, i) => !IsProfiled(state, i)).Select(u => (u, Data: _residuals.Data.Where(d => _noise.UnknownOf(d.Observation) == _noise.Unknowns.IndexOf(u)).ToList()))
            .Select(p => string.Create(CultureInfo.InvariantCulture,
                $"{p.u.Name} = {p.u.Initial:g3} is only its initial value, and the data are missed by {Math.Sqrt(p.Data.Sum(d => chi2(d.Observation)) / p.Data.Sum(d => d.Count)):g3} times as much"))];
    }

    /// <summary>Whether an unknown noise level was estimated, rather than kept from the beginning.</summary>
    internal bool IsProfiled(TrainingState state, int level) => !state.Sigmas[level].Equals(_noise.Unknowns[level].Initial);

    /// <summary>The unknowns that the last level left with unbounded variance.</summary>
    private ImmutableArray<string> Undetermined(TrainingState state) => state.Levels.IsEmpty ? [] :
        [.. Variables.Unknowns.Where((_, i) => !double.IsFinite(state.Levels[^1].Deviations[i])).Select(u => u.Name)];

    private TrainingState Enter(TrainingState state, int stage) => state with
    {
        Stage = stage,
        StageIteration = 0,
        LevelIteration = 0,
        SegmentIteration = 0,
        PreviousCost = double.NaN,
        Reference = state.Theta,
        Inner = null,
        Stale = false,
        Weight = _options.Stages[stage].EquationWeight ?? state.Weight,
    };

    /// <summary>How often an optimiser met non-finite values and went back.</summary>
    private static long NonFinite(OptimizerState state) => state.Memory.Integer(state.Memory.Contains("undone") ? "undone" : "non-finite");

    private bool Resamples(TrainingStage stage) => stage.Segment(_options.Points.Resample) > 0;
}
