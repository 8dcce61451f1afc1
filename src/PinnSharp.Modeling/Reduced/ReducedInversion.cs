using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Inversion;
using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>
/// Recovers the parameters of a forward model from data: minimises ½Σ((F(θ) − y)/s)² + ½Σγ²‖Lθ − c‖², s the working deviations of the noise (<see cref="NoiseDistribution"/>), by Levenberg–Marquardt, or with more than
/// <see cref="MostDense"/> parameters by Gauss–Newton with conjugate gradients. Whenever hardly anything is left to gain, unknown noise levels take the values that are most likely for the data that are left, the strengths γ
/// those of greatest marginal likelihood and the rows the deviations of the predictions found, until all stay.
/// </summary>
/// <remarks>
/// Where there are unknown functions, scalars are held at their initial values until the functions have converged once: functions at their first constants say little of
/// the scalars, which could run off.
/// Exact data have a noise level too, that of the model's own error, which nobody knows: it is found like an unknown one, but is at least 1e-5 of their spread, since a model that
/// meets all data may err where none are, and at most a hundredth: a model that misses them by more has not converged.
/// A description: all progress is in the <see cref="ReducedState"/>.
/// </remarks>
public sealed partial class ReducedInversion
{
    /// <summary>Most parameters for which JᵀJ is formed.</summary>
    public const int MostDense = 3000;

    private const double SameLevel = 0.02, SameStrength = 0.1, Range = 1e8, Step = 30, ExactStart = 1e-3, SameNorm = 0.02, ExactFloor = 1e-5, Hold = 1e6;

    /// <summary>Falls of the cost still to come at which noise levels and strengths are found anew, and at which the end has come.</summary>
    private const double Nearly = 1e-2, Nothing = 1e-8;

    /// <summary>The part of their spread by which exact data may be missed, and the least part of the data that functions leave to the noise.</summary>
    private const double Missed = 1e-2, LeastFree = 1e-3;
    private const int MostRounds = 30, MostReweightings = 150, HeldIterations = 20;

    /// <summary>Moves of the predictions between two weighings that are none: ‖Δμ/s‖, at most that many standard deviations of any parameter; after many of them, which
    /// least absolute deviations may take, <see cref="Nearly"/>.</summary>
    private const double SameMeans = 1e-4;

    /// <summary>Most steps of the optimiser between new noise levels and strengths.</summary>
    public const int MostIterations = 300;

    private readonly IForwardModel _model;
    private readonly NoiseLevels _noise;
    private readonly ImmutableArray<MeasuredData> _data;
    private readonly ImmutableArray<FunctionPenalty> _penalties;
    private readonly InverseProblem _problem;
    private readonly ImmutableArray<ConstrainedPlaces> _constraints;
    private readonly ImmutableArray<UnknownScalar> _numbers;
    private readonly double[] _values;
    private readonly int _priors;
    private readonly int[] _levels;
    private readonly Range[] _rows;
    private readonly IOptimizer _optimizer;
    private readonly int _threads;
    private (double[] Sigmas, double[] Strengths, bool Held, double[]? Means, double[]? Reference, AugmentedLagrangian? Constraints, ForwardLeastSquares Problem)? _cache;

    /// <summary>Describes the inversion.</summary>
    /// <param name="model">F, whose outputs are the observations by name, in the data's order (logarithms for log-normal noise).</param>
    /// <param name="problem">The problem.</param>
    /// <param name="data">y.</param>
    /// <param name="penalties">What is assumed of unknown functions.</param>
    /// <param name="threads">Threads; results do not depend on them.</param>
    public ReducedInversion(IForwardModel model, InverseProblem problem, ImmutableArray<MeasuredData> data, ImmutableArray<FunctionPenalty> penalties, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _priors) = PriorOutputs.Of(model, problem);
        (_noise, _data, _penalties, _threads) = (new NoiseLevels(problem, data), data, penalties, threads);
        (_problem, _constraints, _numbers) = (problem, ConstrainedPlaces.Of(problem), [.. problem.Unknowns.Where(u => !u.IsNoiseLevel)]);
        _values = [.. data.SelectMany(d => d.Compared)];
        var exact = _noise.Unknowns.Length;
        _levels = [.. data.Select(d => _noise.UnknownOf(d.Observation) is var i and >= 0 ? i : _noise.IsWhitened(d.Observation) ? -1 : exact++)];
        var offset = 0;
        _rows = [.. data.Select(d => (offset, offset += d.Count)).Select(r => r.Item1..r.Item2)];
        // Functions are nearly linear unknowns, of which the first step may be a whole one; numbers alone may be far off.
        _optimizer = model.Parameters.Count > MostDense ? new GaussNewtonConjugateGradient()
            : penalties.IsEmpty ? new LevenbergMarquardt { Threads = threads } : new LevenbergMarquardt { Threads = threads, InitialDamping = 1e-8, ScalingFloor = 1e-20 };
    }

    /// <summary>The noise levels.</summary>
    public NoiseLevels Noise => _noise;

    /// <summary>The block of scalars, named "unknowns"; an empty one where the model has none.</summary>
    private ParameterBlock Scalars => _model.Parameters.Blocks.FirstOrDefault(b => b.Name == "unknowns") ?? new("unknowns", 0, 0);

    /// <summary>The optimiser.</summary>
    public IOptimizer Optimizer => _optimizer;

    /// <summary>Whether a noise level was estimated, rather than kept from the beginning.</summary>
    /// <param name="state">Where the inversion stands.</param>
    /// <param name="level">The number of the unknown level.</param>
    public bool IsProfiled(ReducedState state, int level)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Round > 0 || !state.Sigmas[level].Equals(_noise.Initial[level]);
    }

    /// <summary>The state before the first step.</summary>
    /// <param name="theta">θ to begin with.</param>
    public ReducedState Start(double[] theta)
    {
        ArgumentNullException.ThrowIfNull(theta);
        return new()
        {
            Constraints = Constrain(theta), Theta = theta,
            HeldAt = !_penalties.IsEmpty && Scalars.Length > 0 ? theta[Scalars.Offset..(Scalars.Offset + Scalars.Length)] : null, Strengths = [.. _penalties.Select(p => p.Strength.Rule == StrengthRule.Given ? p.Strength.Value : 1)],
            Sigmas = [.. _noise.Initial, .. _data.Where((_, i) => _levels[i] >= _noise.Unknowns.Length).Select(d => ExactStart * Size(d))],
        };
    }

    /// <summary>One step of the optimiser, or new noise levels and strengths, or the end.</summary>
    /// <param name="state">Where it stands; a finished one is returned as it is.</param>
    public ReducedState Advance(ReducedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.IsFinished) return state;
        var problem = Problem(state);
        var inner = state.Inner is null ? _optimizer.Start(problem, state.Theta) : state.Stale ? _optimizer.Rebase(problem, state.Inner) : state.Inner;
        if (inner.Status == Status.Diverged)
            return state with { Status = Status.Diverged, Message = "The model has no solution at the initial values of the unknowns; give others." };
        var (before, cost) = (inner.Iteration, inner.Cost);
        inner = _optimizer.Step(problem, inner);
        var next = state with { Theta = inner.Parameters, Cost = inner.Cost, Inner = inner, Stale = false, Iteration = state.Iteration + inner.Iteration - before, Message = inner.Message };
        if (inner.Status == Status.Diverged) return next with { Status = Status.Diverged };
        if (next.Iteration >= MostIterations * (next.Round + 1))
            return next with { Status = Status.Stalled, Message = $"The cost still fell after {next.Iteration} iterations: look at the initial values and bounds of the unknowns." };
        if (next.Held) return inner.Status == Status.Running && next.Iteration < HeldIterations ? next : next with { HeldAt = null, Inner = null };
        if (inner.Status != Status.Running) return Settle(next, ended: true);
        if (cost - inner.Cost > Nearly || Decrement(problem, next.Theta) is var left && left > Nearly) return next;
        return Settle(next, ended: left <= Nothing);
    }

    /// <summary>A finished state that goes on, after the model was changed.</summary>
    /// <param name="state">The state.</param>
    public ReducedState Again(ReducedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _cache = null;
        return state with { Status = Status.Running, Stale = state.Inner is not null, RoundsBefore = state.Round };
    }

    /// <summary>Data whitened by their working deviations, and penalties: what is minimised.</summary>
    /// <param name="state">Gives noise levels, strengths and the predictions by which rows are weighed.</param>
    public ForwardLeastSquares Problem(ReducedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_cache is { } cache && ReferenceEquals(cache.Sigmas, state.Sigmas) && ReferenceEquals(cache.Strengths, state.Strengths) && ReferenceEquals(cache.Means, state.Means)
            && ReferenceEquals(cache.Reference, state.Reference) && cache.Held == state.Held && ReferenceEquals(cache.Constraints, state.Constraints))
            return cache.Problem;
        var problem = Weighed(_cache?.Problem, Deviations((i, level) => _noise.Working(_data[i].Observation, level, state.Means is null ? [] : state.Means[_rows[i]]), state), state);
        _cache = (state.Sigmas, state.Strengths, state.Held, state.Means, state.Reference, state.Constraints, problem);
        return problem;
    }

    /// <summary>The same whitened by information deviations at θ: what the data say of the parameters.</summary>
    /// <param name="state">Gives θ, noise levels and strengths.</param>
    public ForwardLeastSquares Information(ReducedState state)
    {
        var problem = Problem(state);
        if (!_noise.IsReweighted) return problem;
        var means = problem.Predictions(state.Theta);
        return Weighed(problem, Deviations((i, level) => _noise.Information(_data[i].Observation, level, means[_rows[i]]), state), state);
    }

    private double[] Deviations(Func<int, double, double[]> of, ReducedState state) => [.. _data.SelectMany((_, i) => of(i, Sigma(i, state)))];

    private ForwardLeastSquares Weighed(ForwardLeastSquares? known, double[] deviations, ReducedState state)
    {
        ImmutableArray<LinearPenalty> penalties = [.. _penalties.Select((p, i) => Weighted(p, state).Of(state.Strengths[i])),
            .. state.HeldAt is { } at ? (LinearPenalty[])[LinearPenalty.Tikhonov("held", Scalars.Offset, [.. at], Hold)] : []];
        var (values, widths) = state.Constraints?.Rows() ?? ([], []);
        values = [.. _values, .. values, .. new double[_priors]];
        deviations = [.. deviations, .. widths, .. Enumerable.Repeat(1.0, _priors)];
        return known is null ? new(_model, values, deviations, penalties) : known.With(values, deviations, penalties);
    }

    /// <summary>The data of each observation, and where their rows are.</summary>
    internal IEnumerable<(MeasuredData Data, Range Rows)> Rows => _data.Zip(_rows);

    /// <summary>The levels with those that were estimated at their most likely values for given predictions; but not those that are as small as is allowed, nor in proportion to predictions.</summary>
    internal double[] LevelsAt(ReducedState state, double[] means)
    {
        var found = _noise.Profile(name => means[_rows[Number(name)]], name => _noise.Count(name), state.Sigmas);
        return [.. state.Sigmas.Select((s, i) => i < found.Length && IsProfiled(state, i) && _noise.Unknowns[i].Bounds is null && !_data.Any(d => d.Noise is ProportionalNoise && _noise.UnknownOf(d.Observation) == i) ? found[i] : s)];
    }

    private int Number(string observation) => Enumerable.Range(0, _data.Length).First(i => _data[i].Observation == observation);

    private static FunctionPenalty Weighted(FunctionPenalty penalty, ReducedState state) => state.Reference is { } at ? penalty.At(at) : penalty;

    /// <summary>The level of an observation as it is used, exact data's included; 1 where it has none.</summary>
    /// <param name="observation">The observation's number.</param>
    /// <param name="state">Where the inversion stands.</param>
    public double Sigma(int observation, ReducedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return _levels[observation] is var level and >= 0 ? state.Sigmas[level] : _noise.Sigma(_data[observation].Observation, state.Sigmas) ?? 1;
    }
}
