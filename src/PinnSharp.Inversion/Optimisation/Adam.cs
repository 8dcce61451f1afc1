using System.Globalization;

namespace PinnSharp.Inversion;

/// <summary>
/// Adam: θ ← θ − η·m̂/(√v̂ + ε) with running means m of the gradient and v of its square. A step into non-finite values is undone and the
/// rate halved.
/// </summary>
/// <remarks>One step is one <see cref="ILeastSquares.Advance"/>: on the host it costs one <see cref="ILeastSquares.Gradient"/>. It takes the gradient that the state holds and leaves the given problem's
/// at the new θ, so that each step may have a problem of its own (minibatches). Memory: <c>undone</c>, the number of steps undone; the rate is
/// η·<see cref="CosineDecay.Factor"/>·2^−undone. Source: D. P. Kingma, J. Ba, arXiv 1412.6980.</remarks>
public sealed record Adam : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "adam";

    /// <summary>η.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Decay of m.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of v.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How η falls with the iteration; null keeps it.</summary>
    public CosineDecay? Decay { get; init; }

    /// <summary>Converged when ‖Jᵀr‖₂ is at most this.</summary>
    public double GradientTolerance { get; init; } = 1e-12;

    /// <summary>Steps that may be undone before the method is <see cref="Status.Diverged"/>.</summary>
    public int MaximumUndone { get; init; } = 40;

    /// <inheritdoc/>
    public OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Judge(OptimizerState.Evaluate(Name, problem, theta,
            (_, gradient) => Remember(0, gradient, new double[gradient.Length], new double[gradient.Length])));
    }

    /// <inheritdoc/>
    public OptimizerState Step(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status != Status.Running) return state;
        var undone = (int)state.Memory.Integer("undone");
        var k = state.Iteration + 1 - undone;
        var rate = Rate * (Decay?.Factor(state.Iteration) ?? 1) * Math.ScaleB(1, -undone) / (1 - Math.Pow(Beta1, k));
        var correction = 1 / (1 - Math.Pow(Beta2, k));
        var kept = state.Scratch as KeptMoments;
        var next = problem.Advance(kept?.Held ?? HostMoments.Of(state), new AdamUpdate(rate, correction, Beta1, Beta2, Epsilon));
        if (double.IsFinite(next.Cost) && double.IsFinite(next.GradientNorm))
        {
            var keeps = next is HostMoments ? null : new KeptMoments(this, problem, state, next);
            kept?.Release();
            return Judge(state with
            {
                Parameters = next.Theta,
                Cost = next.Cost,
                GradientNorm = next.GradientNorm,
                Iteration = state.Iteration + 1,
                Message = undone == 0 ? "running" : Text($"running; {undone} steps into non-finite values were undone, each halving the rate"),
                Memory = next is HostMoments host ? Remember(undone, host.Gradient, host.Mean, host.Square) : keeps!.Remember(undone),
                Scratch = keeps,
            });
        }
        next.Dispose();
        kept?.Fetch();
        undone++;
        return state with
        {
            Iteration = state.Iteration + 1,
            Status = undone > MaximumUndone ? Status.Diverged : Status.Running,
            Message = undone > MaximumUndone
                ? Text($"Every step led into non-finite values although the rate was halved {undone} times: start from other values, or check logarithms, roots and quotients in the equations.")
                : Text($"the step led into non-finite values; it was undone and the rate halved, {undone} times so far. A lower rate than {Rate:g3} avoids this."),
            Memory = state.Memory.With("undone", undone),
        };
    }

    /// <inheritdoc/>
    public OptimizerState Rebase(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var started = Start(problem, state.Parameters);
        var memory = Remember((int)state.Memory.Integer("undone"), started.Memory.Array("gradient"), state.Memory.Array("m"), state.Memory.Array("v"));
        (state.Scratch as KeptMoments)?.Release();
        return started with { Iteration = state.Iteration, Memory = memory };
    }

    /// <inheritdoc/>
    public OptimizerState Restore(StateBag bag) => OptimizerState.Load(Name, bag);

    private OptimizerState Judge(OptimizerState state) => state.Status == Status.Running && state.GradientNorm <= GradientTolerance
        ? state with { Status = Status.Converged, Message = "converged: the gradient vanishes" }
        : state;

    private static StateBag Remember(int undone, double[] gradient, double[] m, double[] v) =>
        new StateBag().Add("undone", undone).Add("gradient", gradient).Add("m", m).Add("v", v);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
