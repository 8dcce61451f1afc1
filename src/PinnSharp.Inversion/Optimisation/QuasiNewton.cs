using System.Globalization;
using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Minimises by θ ← θ − αHJᵀr with a strong Wolfe line search for α and an approximation H of the inverse Hessian made from the changes (s, y) of θ
/// and of the gradient. What H is tells the methods apart.
/// </summary>
/// <remarks>
/// One step costs about one <see cref="ILeastSquares.Gradient"/>, more when the line search needs it. When no step lowers the cost H is dropped and
/// steepest descent is tried before giving up. Memory: <c>evaluations</c>, <c>restarts</c>, <c>non-finite</c> so far.
/// Source: J. Nocedal, S. Wright, Numerical Optimization, 2nd ed., chapters 3, 6 and 7.
/// </remarks>
public abstract record QuasiNewton : IOptimizer
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The line search.</summary>
    public WolfeSearch LineSearch { get; init; } = new();

    /// <summary>Number of steps over which the decrease of the cost is judged.</summary>
    public int Window { get; init; } = 10;

    /// <summary>Converged when the cost fell over the window by less than this part of itself.</summary>
    public double CostTolerance { get; init; } = 1e-12;

    /// <summary>Converged when ‖Jᵀr‖₂ ≤ this·max(1, cost).</summary>
    public double GradientTolerance { get; init; } = 1e-11;

    /// <summary>H before the first step.</summary>
    internal abstract InverseHessian First { get; }

    /// <summary>H as <see cref="InverseHessian.Save"/> wrote it.</summary>
    internal abstract InverseHessian Recall(StateBag bag);

    /// <summary>H on a problem that has changed.</summary>
    internal abstract InverseHessian Kept(InverseHessian curvature);

    /// <inheritdoc/>
    public virtual OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Judge(OptimizerState.Evaluate(Name, problem, theta, (cost, gradient) => Remember(gradient, First, [cost], 1, 0, 0)));
    }

    /// <inheritdoc/>
    public OptimizerState Step(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status != Status.Running) return state;
        var memory = state.Memory;
        var gradient = memory.Array("gradient");
        var costs = memory.Array("costs");
        var curvature = Recall(memory.Bag("curvature"));
        long evaluations = memory.Integer("evaluations"), restarts = memory.Integer("restarts"), nonFinite = memory.Integer("non-finite");

        while (true)
        {
            var direction = new double[gradient.Length];
            TensorPrimitives.Negate<double>(gradient, direction);
            curvature.Apply(direction);
            var slope = VectorKernels.Dot(direction, gradient);
            if (slope < 0)
            {
                var first = curvature.IsIdentity ? Math.Min(1, 1 / state.GradientNorm) : 1;
                var found = LineSearch.Find(problem, state.Parameters, direction, state.Cost, slope, first);
                evaluations += found.Evaluations;
                nonFinite += found.NonFinite;
                if (found.Point is { } point)
                {
                    var (s, y) = (new double[gradient.Length], new double[gradient.Length]);
                    TensorPrimitives.Subtract(point.Theta, state.Parameters, s);
                    TensorPrimitives.Subtract(point.Gradient, gradient, y);
                    if (VectorKernels.Dot(s, y) > 1e-12 * VectorKernels.Norm(s) * VectorKernels.Norm(y))
                        curvature = curvature.Updated(s, y, -point.Alpha * VectorKernels.Dot(s, gradient));
                    double[] window = [.. costs.Length > Window ? costs[1..] : costs, point.Cost];
                    return Judge(state with
                    {
                        Parameters = point.Theta,
                        Cost = point.Cost,
                        GradientNorm = VectorKernels.Norm(point.Gradient),
                        Iteration = state.Iteration + 1,
                        Message = "running",
                        Memory = Remember(point.Gradient, curvature, window, evaluations, restarts, nonFinite),
                    });
                }
            }
            if (curvature.IsIdentity) break;
            curvature = First;
            restarts++;
        }

        var settled = state.GradientNorm <= 1e-6 * Math.Max(1, state.Cost);
        return state with
        {
            Iteration = state.Iteration + 1,
            Status = settled ? Status.Converged : Status.Stalled,
            Message = settled ? "converged: no decrease of the cost above rounding is left"
                : "Not even steepest descent lowers the cost. The residual may have a kink or a jump here, or the gradient may be wrong: "
                  + "start from other values, use a smooth activation, or try Levenberg-Marquardt.",
            Memory = Remember(gradient, curvature, costs, evaluations, restarts, nonFinite),
        };
    }

    /// <inheritdoc/>
    public OptimizerState Rebase(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var started = Start(problem, state.Parameters);
        var memory = started.Memory;
        return started with
        {
            Iteration = state.Iteration,
            Memory = Remember(memory.Array("gradient"), Kept(Recall(state.Memory.Bag("curvature"))), memory.Array("costs"), 1, 0, 0),
        };
    }

    /// <inheritdoc/>
    public OptimizerState Restore(StateBag bag) => OptimizerState.Load(Name, bag);

    private OptimizerState Judge(OptimizerState state)
    {
        if (state.Status != Status.Running) return state;
        var costs = state.Memory.Array("costs");
        var message = state.GradientNorm <= GradientTolerance * Math.Max(1, state.Cost) ? "the gradient vanishes"
            : costs.Length > Window && costs[0] - state.Cost <= CostTolerance * costs[0]
                ? string.Create(CultureInfo.InvariantCulture, $"the cost fell by less than {CostTolerance:g3} of itself in {Window} steps")
            : null;
        return message is null ? state : state with { Status = Status.Converged, Message = "converged: " + message };
    }

    private static StateBag Remember(double[] gradient, InverseHessian curvature, double[] costs, long evaluations, long restarts, long nonFinite) =>
        new StateBag().Add("evaluations", evaluations).Add("restarts", restarts).Add("non-finite", nonFinite)
            .Add("gradient", gradient).Add("costs", costs).Add("curvature", curvature.Save());
}
