using System.Globalization;
using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Damped Gauss–Newton: θ ← θ + δ with (JᵀJ + μD)δ = −Jᵀr, μ controlled by the gain ratio ρ = (measured decrease)/(predicted decrease). How the
/// equations are solved tells the methods apart.
/// </summary>
/// <remarks>
/// <para>D = diag(dᵢ), dᵢ = max(largest (JᵀJ)ᵢᵢ so far, κ·largest of all), κ = <see cref="ScalingFloor"/>. Memory: <c>damping</c> μ, <c>ratio</c> ρ,
/// <c>rejected</c> and <c>non-finite</c> trials so far. On a changed problem whose cost is k times higher at the same θ, μ ← kμ: at other
/// points the last steps turn out to have trusted too much.</para>
/// <para>Sources: D. W. Marquardt, SIAM J. Appl. Math. 11 (1963); J. J. Moré, Lecture Notes in Math. 630 (1978).</para>
/// </remarks>
public abstract record DampedLeastSquares : IOptimizer
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>How μ is chosen.</summary>
    public DampingRule Damping { get; init; } = new NielsenRule();

    /// <summary>First μ, relative to D.</summary>
    public double InitialDamping { get; init; } = 1e-3;

    /// <summary>Least μ, relative to D.</summary>
    public double MinimumDamping { get; init; } = 1e-15;

    /// <summary>μ beyond which the method is <see cref="Status.Stalled"/>.</summary>
    public double MaximumDamping { get; init; } = 1e12;

    /// <summary>
    /// κ ∈ [0, 1]. 0 is Marquardt's scaling: the method does not depend on the scale of any parameter; use it for unknowns of very different
    /// size. 1 is a multiple of the identity. For networks, whose weights are all of order one, κ &gt; 0 keeps weights on which little depends
    /// from running away into features hidden between the points.
    /// </summary>
    public double ScalingFloor { get; init; } = 1e-3;

    /// <summary>Trials in one step before it is given up.</summary>
    public int MaximumTrials { get; init; } = 20;

    /// <summary>Number of steps over which the decrease of the cost is judged.</summary>
    public int Window { get; init; } = 10;

    /// <summary>Converged when the cost fell over the window by less than this part of itself.</summary>
    public double CostTolerance { get; init; } = 1e-10;

    /// <summary>Converged when r is this close to perpendicular to every column of J: maxⱼ |Jⱼᵀr|/(‖Jⱼ‖‖r‖).</summary>
    public double GradientTolerance { get; init; } = 1e-10;

    /// <summary>Converged when ‖δ‖ ≤ this·‖θ‖ in the norm of D.</summary>
    public double StepTolerance { get; init; } = 1e-13;

    /// <summary>Converged when the root mean square of r is below this: whitened residuals have unit 1.</summary>
    public double ResidualTolerance { get; init; } = 1e-14;

    internal abstract NormalModel Model(ILeastSquares problem);

    /// <summary>Where the model's step leads, and the cost there.</summary>
    internal virtual (double[] Theta, double Cost) Try(ILeastSquares problem, OptimizerState state, NormalModel model, double mu)
    {
        var theta = new double[model.Step.Length];
        TensorPrimitives.Add(state.Parameters, model.Step, theta);
        problem.Parameters.Box?.Project(theta);
        return (theta, problem.Residual(theta, model.Residual));
    }

    /// <summary>The part of the equations that an iterative solution may leave unsolved.</summary>
    /// <param name="gradient">‖Jᵀr‖.</param>
    /// <param name="before">‖Jᵀr‖ one step earlier; NaN at the first.</param>
    internal virtual double Forcing(double gradient, double before) => 0;

    /// <inheritdoc/>
    public OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Start(problem, theta.ToArray(), Model(problem), InitialDamping, 0);
    }

    /// <inheritdoc/>
    public OptimizerState Rebase(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        var model = state.Scratch is NormalModel held && held.Fits(problem) ? held : Model(problem);
        return Start(problem, state.Parameters, model, state.Memory.Number("damping"), state.Iteration, state.Cost);
    }

    private OptimizerState Start(
        ILeastSquares problem, double[] start, NormalModel model, double damping, int iteration, double before = double.PositiveInfinity)
    {
        if (problem.Parameters.Box is { } box) box.Project(start = (double[])start.Clone());
        var finite = model.Evaluate(problem, start, 0, out var cost);
        if (finite && cost > before) damping = Math.Clamp(damping * Math.Min(cost / before, 1e6), MinimumDamping, 1);
        var state = new OptimizerState
        {
            Method = Name,
            Parameters = start,
            Cost = cost,
            GradientNorm = VectorKernels.Norm(model.Gradient),
            Iteration = iteration,
            Status = finite ? Status.Running : Status.Diverged,
            Message = finite ? "started" : Messages.NotFiniteAtStart,
            Scratch = model,
            Memory = Remember(damping, 2, 0, 0, 0, double.NaN, Scaling(model, new double[start.Length]), [cost]),
        };
        return finite ? Judge(problem, state, double.PositiveInfinity) : state;
    }

    /// <inheritdoc/>
    public OptimizerState Step(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status != Status.Running) return state;
        var model = state.Scratch as NormalModel ?? Model(problem);
        model.Require(problem, state.Parameters);

        var memory = state.Memory;
        var scaling = memory.Array("scaling");
        double mu = memory.Number("damping"), nu = memory.Number("growth"), before = memory.Number("gradient-before");
        long rejected = memory.Integer("rejected"), nonFinite = memory.Integer("non-finite");
        double firstPredicted = 0, firstLength = double.PositiveInfinity;
        var solved = 0;
        var trials = new List<Trial>();
        var held = problem.Parameters.Box?.Held(state.Parameters, model.Gradient) ?? [];

        for (var attempt = 0; attempt < MaximumTrials && mu <= MaximumDamping; attempt++)
        {
            var damped = Holding(scaling, held, mu);
            if (!model.Solve(mu, damped, Forcing(state.GradientNorm, before)))
            {
                mu = Math.Max(10 * mu, 1e-16);
                continue;
            }
            var predicted = Predicted(mu, damped, model.Step, model.Gradient);
            var length = RelativeLength(scaling, model.Step, state.Parameters);
            if (solved++ == 0) (firstPredicted, firstLength) = (predicted, length);
            if (predicted <= 2.2e-16 * state.Cost) break;

            var (theta, cost) = Try(problem, state, model, mu);
            if (!double.IsFinite(cost)) nonFinite++;
            trials.Add(new Trial(mu, theta, cost, (state.Cost - cost) / predicted, length));
            var (accepted, next) = Damping.Choose(trials, ref nu);
            if (accepted is { } trial)
            {
                if (model.Evaluate(problem, trial.Theta, state.Iteration + 1, out _))
                {
                    var costs = memory.Array("costs");
                    double[] window = [.. costs.Length > Window ? costs[1..] : costs, trial.Cost];
                    return Judge(problem, state with
                    {
                        Parameters = trial.Theta,
                        Cost = trial.Cost,
                        GradientNorm = VectorKernels.Norm(model.Gradient),
                        Iteration = state.Iteration + 1,
                        Scratch = model,
                        Memory = Remember(Math.Max(next, MinimumDamping), nu, trial.Ratio, rejected + trials.Count - 1, nonFinite, state.GradientNorm,
                            Scaling(model, scaling), window),
                    }, trial.Length);
                }
                nonFinite++;
                model.Require(problem, state.Parameters);
                (rejected, next) = (rejected + trials.Count, 4 * trials.Max(t => t.Damping));
                trials.Clear();
            }
            mu = Math.Max(next, MinimumDamping);
        }

        var settled = solved > 0 && (firstPredicted <= 1e-10 * state.Cost || firstLength <= 1e-8);
        return state with
        {
            Iteration = state.Iteration + 1,
            Scratch = model,
            Memory = Remember(mu, nu, 0, rejected + trials.Count, nonFinite, before, scaling, memory.Array("costs")),
            Status = settled ? Status.Converged : Status.Stalled,
            Message = settled ? "converged: no decrease of the cost above rounding is left"
                : "No damping gave a lower cost. The residual may have a kink or a jump here, or a derivative may be wrong: "
                  + "start from other values, use a smooth activation, or continue with L-BFGS.",
        };
    }

    /// <inheritdoc/>
    public OptimizerState Restore(StateBag bag) => OptimizerState.Load(Name, bag);

    /// <summary>D with entries that leave the steps of held parameters none.</summary>
    private static double[] Holding(double[] scaling, int[] held, double mu)
    {
        if (held.Length == 0) return scaling;
        var holding = (double[])scaling.Clone();
        foreach (var i in held) holding[i] = Hold * Math.Max(1, TensorPrimitives.Max<double>(scaling)) / mu;
        return holding;
    }

    private const double Hold = 1e20;

    private OptimizerState Judge(ILeastSquares problem, OptimizerState state, double length)
    {
        var costs = state.Memory.Array("costs");
        var message =
            Math.Sqrt(2 * state.Cost / Math.Max(1, problem.Residuals.Count)) <= ResidualTolerance ? "the residual vanishes to rounding"
            : ((NormalModel)state.Scratch!).Cosine(state.Cost, state.Memory.Array("scaling"), problem.Parameters.Box?.Held(state.Parameters, ((NormalModel)state.Scratch!).Gradient) ?? []) <= GradientTolerance ? "the gradient vanishes"
            : length <= StepTolerance ? "the last step was too small to matter"
            : costs.Length > Window && costs[0] - state.Cost <= CostTolerance * costs[0] ? Text($"the cost fell by less than {CostTolerance:g3} of itself in {Window} steps")
            : null;
        return message is null
            ? state with { Message = Text($"damping {state.Memory.Number("damping"):g3}, gain ratio {state.Memory.Number("ratio"):f2}") }
            : state with { Status = Status.Converged, Message = "converged: " + message };
    }

    private static StateBag Remember(
        double mu, double nu, double ratio, long rejected, long nonFinite, double gradientBefore, double[] scaling, double[] costs) =>
        new StateBag().Add("damping", mu).Add("growth", nu).Add("ratio", ratio).Add("rejected", rejected).Add("non-finite", nonFinite)
            .Add("gradient-before", gradientBefore).Add("scaling", scaling).Add("costs", costs);

    /// <summary>D at the model's θ.</summary>
    internal virtual double[] Scaling(NormalModel model, double[] previous)
    {
        var d = new double[previous.Length];
        for (var i = 0; i < d.Length; i++) d[i] = Math.Max(previous[i], model.Diagonal(i));
        var floor = ScalingFloor * (d.Length == 0 ? 0 : TensorPrimitives.Max<double>(d));
        for (var i = 0; i < d.Length; i++) d[i] = Math.Max(d[i], floor);
        return d;
    }

    // ½ δᵀ(μDδ − g) = −gᵀδ − ½‖Jδ‖², without forming Jδ; conjugate gradients end with δ perpendicular to what they leave unsolved.
    private static double Predicted(double mu, double[] scaling, double[] step, double[] gradient)
    {
        double sum = 0;
        for (var i = 0; i < step.Length; i++) sum += step[i] * (mu * scaling[i] * step[i] - gradient[i]);
        return sum / 2;
    }

    /// <summary>‖δ‖/‖θ‖ in the norm of D.</summary>
    internal static double RelativeLength(double[] scaling, double[] step, double[] theta)
    {
        double s = 0, t = 0;
        for (var i = 0; i < step.Length; i++)
        {
            s += scaling[i] * step[i] * step[i];
            t += scaling[i] * theta[i] * theta[i];
        }
        return s == 0 ? 0 : Math.Sqrt(s / t);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
