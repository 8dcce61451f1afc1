using System.Globalization;
using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Limited-memory BFGS with a strong Wolfe line search: θ ← θ − αHJᵀr, H the inverse Hessian implied by the last <see cref="Pairs"/>
/// changes (s, y) of θ and of the gradient.
/// </summary>
/// <remarks>
/// One step costs about one <see cref="ILeastSquares.Gradient"/>, more when the line search needs it. When no step lowers the cost the pairs
/// are dropped and steepest descent is tried before giving up. Memory: <c>evaluations</c>, <c>restarts</c>, <c>non-finite</c> so far.
/// Source: J. Nocedal, S. Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 7.5.
/// </remarks>
public sealed record LBfgs : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "l-bfgs";

    /// <summary>Number of pairs kept.</summary>
    public int Pairs { get; init; } = 20;

    /// <summary>The line search.</summary>
    public WolfeSearch LineSearch { get; init; } = new();

    /// <summary>Number of steps over which the decrease of the cost is judged.</summary>
    public int Window { get; init; } = 10;

    /// <summary>Converged when the cost fell over the window by less than this part of itself.</summary>
    public double CostTolerance { get; init; } = 1e-12;

    /// <summary>Converged when ‖Jᵀr‖₂ ≤ this·max(1, cost).</summary>
    public double GradientTolerance { get; init; } = 1e-11;

    /// <inheritdoc/>
    public OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var start = theta.ToArray();
        var gradient = new double[start.Length];
        var cost = problem.Gradient(start, gradient);
        var norm = VectorKernels.Norm(gradient);
        var finite = double.IsFinite(cost) && double.IsFinite(norm);
        return Judge(new OptimizerState
        {
            Method = Name,
            Parameters = start,
            Cost = cost,
            GradientNorm = norm,
            Iteration = 0,
            Status = finite ? Status.Running : Status.Diverged,
            Message = finite ? "started" : Messages.NotFiniteAtStart,
            Memory = Remember(gradient, [], [cost], 1, 0, 0),
        });
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
        var pairs = Recall(memory);
        long evaluations = memory.Integer("evaluations"), restarts = memory.Integer("restarts"), nonFinite = memory.Integer("non-finite");

        while (true)
        {
            var direction = Direction(gradient, pairs);
            var slope = VectorKernels.Dot(direction, gradient);
            if (slope < 0)
            {
                var first = pairs.Count > 0 ? 1 : Math.Min(1, 1 / state.GradientNorm);
                var found = LineSearch.Find(problem, state.Parameters, direction, state.Cost, slope, first);
                evaluations += found.Evaluations;
                nonFinite += found.NonFinite;
                if (found.Point is { } point)
                {
                    var (s, y) = (new double[gradient.Length], new double[gradient.Length]);
                    TensorPrimitives.Subtract(point.Theta, state.Parameters, s);
                    TensorPrimitives.Subtract(point.Gradient, gradient, y);
                    if (VectorKernels.Dot(s, y) > 1e-12 * VectorKernels.Norm(s) * VectorKernels.Norm(y))
                        pairs.Add((s, y));
                    if (pairs.Count > Pairs) pairs.RemoveAt(0);
                    double[] window = [.. costs.Length > Window ? costs[1..] : costs, point.Cost];
                    return Judge(state with
                    {
                        Parameters = point.Theta,
                        Cost = point.Cost,
                        GradientNorm = VectorKernels.Norm(point.Gradient),
                        Iteration = state.Iteration + 1,
                        Message = "running",
                        Memory = Remember(point.Gradient, pairs, window, evaluations, restarts, nonFinite),
                    });
                }
            }
            if (pairs.Count == 0) break;
            pairs.Clear();
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
            Memory = Remember(gradient, pairs, costs, evaluations, restarts, nonFinite),
        };
    }

    /// <inheritdoc/>
    public OptimizerState Rebase(ILeastSquares problem, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Start(problem, state.Parameters) with { Iteration = state.Iteration };
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

    // The two-loop recursion, with H₀ = (sᵀy/yᵀy)·1 of the newest pair.
    private static double[] Direction(double[] gradient, List<(double[] S, double[] Y)> pairs)
    {
        var d = new double[gradient.Length];
        TensorPrimitives.Negate<double>(gradient, d);
        if (pairs.Count == 0) return d;
        var a = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            var (s, y) = pairs[i];
            a[i] = VectorKernels.Dot(s, d) / VectorKernels.Dot(s, y);
            TensorPrimitives.MultiplyAdd(y, -a[i], d, d);
        }
        var (sn, yn) = pairs[^1];
        TensorPrimitives.Multiply(d, VectorKernels.Dot(sn, yn) / VectorKernels.SumOfSquares(yn), d);
        for (var i = 0; i < pairs.Count; i++)
        {
            var (s, y) = pairs[i];
            var b = VectorKernels.Dot(y, d) / VectorKernels.Dot(s, y);
            TensorPrimitives.MultiplyAdd(s, a[i] - b, d, d);
        }
        return d;
    }

    private static StateBag Remember(
        double[] gradient, List<(double[] S, double[] Y)> pairs, double[] costs, long evaluations, long restarts, long nonFinite)
    {
        var bag = new StateBag().Add("evaluations", evaluations).Add("restarts", restarts).Add("non-finite", nonFinite)
            .Add("gradient", gradient).Add("costs", costs).Add("pairs", pairs.Count);
        for (var i = 0; i < pairs.Count; i++) bag.Add(Key('s', i), pairs[i].S).Add(Key('y', i), pairs[i].Y);
        return bag;
    }

    private static List<(double[] S, double[] Y)> Recall(StateBag bag)
    {
        var pairs = new List<(double[], double[])>();
        for (var i = 0; i < bag.Integer("pairs"); i++) pairs.Add((bag.Array(Key('s', i)), bag.Array(Key('y', i))));
        return pairs;
    }

    private static string Key(char kind, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}{i}");
}
