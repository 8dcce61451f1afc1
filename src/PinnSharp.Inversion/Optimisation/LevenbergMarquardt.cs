using System.Globalization;
using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Levenberg–Marquardt on the Gram matrix: (JᵀJ + μD)δ = −Jᵀr by Cholesky, with μ controlled by the gain ratio
/// ρ = (actual decrease)/(predicted decrease), and with geodesic acceleration, which follows the bend of a narrow valley to second order.
/// </summary>
/// <remarks>
/// <para>One step costs one <see cref="ILeastSquares.NormalEquations"/>, and for each trial one Cholesky factorisation (n³/3) and one
/// <see cref="ILeastSquares.Residual"/> (three, and one <see cref="ILeastSquares.MultiplyTransposed"/>, with acceleration); a rejected trial
/// reuses the Gram matrix. D = diag(dᵢ), dᵢ = max(largest (JᵀJ)ᵢᵢ so far, κ·largest of
/// all), κ = <see cref="ScalingFloor"/>.</para>
/// <para>After a step with ρ &gt; 0: μ ← μ·max(1/3, 1 − (2ρ−1)³); after a rejection μ ← μν, ν ← 2ν. Memory: <c>damping</c> μ, <c>ratio</c> ρ,
/// <c>rejected</c> and <c>non-finite</c> trials so far. On a changed problem whose cost is k times higher at the same θ, μ ← kμ: at other
/// points the last steps turn out to have trusted too much.</para>
/// <para>Sources: D. W. Marquardt, SIAM J. Appl. Math. 11 (1963); J. J. Moré, Lecture Notes in Math. 630 (1978); H. B. Nielsen,
/// IMM-REP-1999-05 (1999); M. K. Transtrum, J. P. Sethna, arXiv 1201.5885 (2012).</para>
/// </remarks>
public sealed record LevenbergMarquardt : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "levenberg-marquardt";

    /// <summary>Threads for Cholesky; the result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

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

    /// <summary>
    /// α: the geodesic correction is tried when its length is at most this part of the step's, in the norm of D; 0 turns it off. On a PINN of the
    /// pumping test 60 corrected steps reached a cost that 150 plain ones did not.
    /// </summary>
    public double AccelerationLimit { get; init; } = 0.75;

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

    /// <inheritdoc/>
    public OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Start(problem, theta.ToArray(), new NormalScratch(problem), InitialDamping);
    }

    /// <inheritdoc/>
    public OptimizerState Rebase(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        var scratch = state.Scratch is NormalScratch held && held.Fits(problem) ? held : new NormalScratch(problem);
        return Start(problem, state.Parameters, scratch, state.Memory.Number("damping"), state.Cost) with { Iteration = state.Iteration };
    }

    private OptimizerState Start(ILeastSquares problem, double[] start, NormalScratch scratch, double damping, double before = double.PositiveInfinity)
    {
        var finite = scratch.Evaluate(problem, start, out var cost);
        if (finite && cost > before) damping = Math.Clamp(damping * Math.Min(cost / before, 1e6), MinimumDamping, 1);
        var state = new OptimizerState
        {
            Method = Name,
            Parameters = start,
            Cost = cost,
            GradientNorm = VectorKernels.Norm(scratch.Gradient),
            Iteration = 0,
            Status = finite ? Status.Running : Status.Diverged,
            Message = finite ? "started"
                : Messages.NotFiniteAtStart,
            Scratch = scratch,
            Memory = Remember(damping, 2, 0, 0, 0, Scaling(scratch, new double[start.Length]), [cost]),
        };
        return finite ? Judge(problem, state, double.PositiveInfinity) : state;
    }

    /// <inheritdoc/>
    public OptimizerState Step(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status != Status.Running) return state;
        var scratch = state.Scratch as NormalScratch ?? new NormalScratch(problem);
        scratch.Require(problem, state.Parameters);

        var memory = state.Memory;
        var scaling = memory.Array("scaling");
        double mu = memory.Number("damping"), nu = memory.Number("growth");
        long rejected = memory.Integer("rejected"), nonFinite = memory.Integer("non-finite");
        var step = scratch.Step;
        double firstPredicted = 0, firstLength = double.PositiveInfinity;
        var solved = 0;

        for (var trial = 0; trial < MaximumTrials && mu <= MaximumDamping; trial++)
        {
            if (!scratch.Solve(mu, scaling, Threads))
            {
                mu = Math.Max(10 * mu, 1e-16);
                continue;
            }
            var predicted = Predicted(mu, scaling, step, scratch.Gradient);
            var length = RelativeLength(scaling, step, state.Parameters);
            if (solved++ == 0) (firstPredicted, firstLength) = (predicted, length);
            if (predicted <= 2.2e-16 * state.Cost) break;

            var theta = new double[step.Length];
            TensorPrimitives.Add(state.Parameters, step, theta);
            var cost = problem.Residual(theta, scratch.Residual);
            if (AccelerationLimit > 0 && Corrected(problem, state, scratch, mu) is { } corrected)
            {
                var lower = problem.Residual(corrected, scratch.Residual);
                if (lower < cost || (double.IsFinite(lower) && !double.IsFinite(cost))) (theta, cost) = (corrected, lower);
            }
            var ratio = (state.Cost - cost) / predicted;
            if (!double.IsFinite(cost)) nonFinite++;
            else if (ratio > 1e-4)
            {
                if (scratch.Evaluate(problem, theta, out _))
                {
                    mu = Math.Max(mu * Math.Max(1.0 / 3, 1 - Cube(2 * ratio - 1)), MinimumDamping);
                    var costs = memory.Array("costs");
                    double[] window = [.. costs.Length > Window ? costs[1..] : costs, cost];
                    return Judge(problem, state with
                    {
                        Parameters = theta,
                        Cost = cost,
                        GradientNorm = VectorKernels.Norm(scratch.Gradient),
                        Iteration = state.Iteration + 1,
                        Scratch = scratch,
                        Memory = Remember(mu, 2, ratio, rejected, nonFinite, Scaling(scratch, scaling), window),
                    }, length);
                }
                nonFinite++;
                scratch.Require(problem, state.Parameters);
            }
            rejected++;
            mu *= nu;
            nu *= 2;
        }

        var settled = solved > 0 && (firstPredicted <= 1e-10 * state.Cost || firstLength <= 1e-8);
        return state with
        {
            Iteration = state.Iteration + 1,
            Scratch = scratch,
            Memory = Remember(mu, nu, 0, rejected, nonFinite, scaling, memory.Array("costs")),
            Status = settled ? Status.Converged : Status.Stalled,
            Message = settled ? "converged: no decrease of the cost above rounding is left"
                : "No damping gave a lower cost. The residual may have a kink or a jump here, or a derivative may be wrong: "
                  + "start from other values, use a smooth activation, or continue with L-BFGS.",
        };
    }

    /// <inheritdoc/>
    public OptimizerState Restore(StateBag bag) => OptimizerState.Load(Name, bag);

    // θ + δ + ½a, where ½a = −½(JᵀJ + μD)⁻¹Jᵀr″(δ, δ) and ½r″ ≈ (r(θ + hδ) − r)/h² − Jδ/h; Jᵀ(Jδ) = −Jᵀr − μDδ by the equations for δ.
    private double[]? Corrected(ILeastSquares problem, OptimizerState state, NormalScratch scratch, double mu)
    {
        const double h = 0.1;
        var (step, scaling) = (scratch.Step, state.Memory.Array("scaling"));
        double[] theta = new double[step.Length], half = new double[step.Length];
        TensorPrimitives.MultiplyAdd(step, h, state.Parameters, theta);
        if (!double.IsFinite(problem.Residual(theta, scratch.Residual))) return null;
        TensorPrimitives.Subtract(scratch.Residual, scratch.ResidualAt(problem, state.Parameters), scratch.Residual);
        TensorPrimitives.Divide(scratch.Residual, h * h, scratch.Residual);
        problem.MultiplyTransposed(state.Parameters, scratch.Residual, half);
        for (var i = 0; i < half.Length; i++) half[i] += (scratch.Gradient[i] + mu * scaling[i] * step[i]) / h;
        scratch.SolveAgain(half);
        if (!(RelativeLength(scaling, half, step) <= AccelerationLimit)) return null;
        TensorPrimitives.Add(state.Parameters, step, theta);
        TensorPrimitives.Subtract(theta, half, theta);
        return theta;
    }

    private OptimizerState Judge(ILeastSquares problem, OptimizerState state, double length)
    {
        var scratch = (NormalScratch)state.Scratch!;
        var costs = state.Memory.Array("costs");
        var fall = costs[0] - state.Cost;
        var full = costs.Length > Window;
        var message =
            Math.Sqrt(2 * state.Cost / Math.Max(1, problem.Residuals.Count)) <= ResidualTolerance ? "the residual vanishes to rounding"
            : scratch.Cosine(state.Cost) <= GradientTolerance ? "the gradient vanishes"
            : length <= StepTolerance ? "the last step was too small to matter"
            : full && fall <= CostTolerance * costs[0] ? Text($"the cost fell by less than {CostTolerance:g3} of itself in {Window} steps")
            : null;
        return message is null
            ? state with { Message = Text($"damping {state.Memory.Number("damping"):g3}, gain ratio {state.Memory.Number("ratio"):f2}") }
            : state with { Status = Status.Converged, Message = "converged: " + message };
    }

    private static StateBag Remember(double mu, double nu, double ratio, long rejected, long nonFinite, double[] scaling, double[] costs) =>
        new StateBag().Add("damping", mu).Add("growth", nu).Add("ratio", ratio).Add("rejected", rejected).Add("non-finite", nonFinite)
            .Add("scaling", scaling).Add("costs", costs);

    private double[] Scaling(NormalScratch scratch, double[] previous)
    {
        var d = new double[previous.Length];
        for (var i = 0; i < d.Length; i++) d[i] = Math.Max(previous[i], scratch.Diagonal(i));
        var floor = ScalingFloor * (d.Length == 0 ? 0 : TensorPrimitives.Max<double>(d));
        for (var i = 0; i < d.Length; i++) d[i] = Math.Max(d[i], floor);
        return d;
    }

    // ½ δᵀ(μDδ − g) = −gᵀδ − ½‖Jδ‖², without forming Jδ.
    private static double Predicted(double mu, double[] scaling, double[] step, double[] gradient)
    {
        double sum = 0;
        for (var i = 0; i < step.Length; i++) sum += step[i] * (mu * scaling[i] * step[i] - gradient[i]);
        return sum / 2;
    }

    private static double RelativeLength(double[] scaling, double[] step, double[] theta)
    {
        double s = 0, t = 0;
        for (var i = 0; i < step.Length; i++)
        {
            s += scaling[i] * step[i] * step[i];
            t += scaling[i] * theta[i] * theta[i];
        }
        return s == 0 ? 0 : Math.Sqrt(s / t);
    }

    private static double Cube(double x) => x * x * x;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
