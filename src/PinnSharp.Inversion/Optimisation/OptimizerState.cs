using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// Where an optimisation stands: everything a method needs to continue bit for bit. States are values: a step returns a new one and leaves
/// the old one valid.
/// </summary>
/// <remarks>
/// The successive states of one run share scratch memory (for example a Gram matrix, reused when it belongs to the state's parameters and
/// recomputed otherwise), so that two threads must not step states of the same run at the same time.
/// </remarks>
public sealed record OptimizerState
{
    /// <summary>Name of the method whose state this is.</summary>
    public required string Method { get; init; }

    /// <summary>θ, length n. Not to be changed.</summary>
    public required double[] Parameters { get; init; }

    /// <summary>½‖r(θ)‖².</summary>
    public required double Cost { get; init; }

    /// <summary>‖Jᵀr‖₂ at θ.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Number of steps made.</summary>
    public required int Iteration { get; init; }

    /// <summary>How the optimisation stands.</summary>
    public required Status Status { get; init; }

    /// <summary>What happened last, in words, and what to try if that was a failure.</summary>
    public required string Message { get; init; }

    /// <summary>The method's own memory (moments, damping, curvature pairs, …).</summary>
    public required StateBag Memory { get; init; }

    /// <summary>Scratch that can be recomputed bit for bit, so is never saved.</summary>
    internal object? Scratch { get; init; }

    /// <summary>The state as named values, to be written with <see cref="StateBag.Write"/>.</summary>
    public StateBag Save() => new StateBag()
        .Add("method", Method)
        .Add("parameters", Parameters)
        .Add("cost", Cost)
        .Add("gradient-norm", GradientNorm)
        .Add("iteration", Iteration)
        .Add("status", Status.ToString())
        .Add("message", Message)
        .Add("memory", Memory);

    /// <summary>The state of a method that needs no more than cost and gradient, before its first step.</summary>
    /// <param name="method">The method.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">The start.</param>
    /// <param name="remember">The method's memory, of the cost and the gradient.</param>
    internal static OptimizerState Evaluate(string method, ILeastSquares problem, ReadOnlySpan<double> theta, Func<double, double[], StateBag> remember)
    {
        var start = theta.ToArray();
        var gradient = new double[start.Length];
        var cost = problem.Gradient(start, gradient);
        var norm = VectorKernels.Norm(gradient);
        var finite = double.IsFinite(cost) && double.IsFinite(norm);
        return new OptimizerState
        {
            Method = method,
            Parameters = start,
            Cost = cost,
            GradientNorm = norm,
            Iteration = 0,
            Status = finite ? Status.Running : Status.Diverged,
            Message = finite ? "started" : Messages.NotFiniteAtStart,
            Memory = remember(cost, gradient),
        };
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="method">The method that asks.</param>
    /// <param name="bag">The saved state.</param>
    /// <exception cref="InvalidDataException">The bag is not a state of that method.</exception>
    internal static OptimizerState Load(string method, StateBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        var saved = bag.Text("method");
        if (saved != method) throw new InvalidDataException($"The saved state is of '{saved}', not of '{method}'; continue with the method that wrote it.");
        if (!Enum.TryParse<Status>(bag.Text("status"), out var status))
            throw new InvalidDataException($"The saved state has the unknown status '{bag.Text("status")}'.");
        return new OptimizerState
        {
            Method = saved,
            Parameters = bag.Array("parameters"),
            Cost = bag.Number("cost"),
            GradientNorm = bag.Number("gradient-norm"),
            Iteration = checked((int)bag.Integer("iteration")),
            Status = status,
            Message = bag.Text("message"),
            Memory = bag.Bag("memory"),
        };
    }
}
