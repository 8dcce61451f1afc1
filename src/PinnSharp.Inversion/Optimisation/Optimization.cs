namespace PinnSharp.Inversion;

/// <summary>Runs an optimiser to its end.</summary>
public static class Optimization
{
    /// <summary>Steps until the method stops, the iterations are spent or the caller cancels.</summary>
    /// <param name="optimizer">The method.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">The start, length n.</param>
    /// <param name="iterations">At most so many steps; the state is then still <see cref="Status.Running"/>.</param>
    /// <param name="cancellation">Asked between steps; cancelling returns the state reached and throws nothing.</param>
    /// <returns>The last state.</returns>
    public static OptimizerState Minimize(
        this IOptimizer optimizer, ILeastSquares problem, ReadOnlySpan<double> theta, int iterations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        var state = optimizer.Start(problem, theta);
        while (state.Status == Status.Running && state.Iteration < iterations && !cancellation.IsCancellationRequested)
            state = optimizer.Step(problem, state);
        return state;
    }
}
