namespace PinnSharp.Inversion;

/// <summary>
/// An iterative minimiser of ½‖r(θ)‖²: an immutable description of a method, which holds no progress of its own. All progress is in the
/// <see cref="OptimizerState"/>, so that a state saved and restored continues to the same parameters bit for bit.
/// </summary>
/// <remarks>Failure is a status with a message that says what to try, never an exception. A step that meets a non-finite value undoes it.</remarks>
public interface IOptimizer
{
    /// <summary>The method's name as in a configuration.</summary>
    string Name { get; }

    /// <summary>Evaluates the problem at a start. A non-finite cost or gradient gives <see cref="Status.Diverged"/>.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">The start, length n; copied.</param>
    /// <exception cref="ArgumentException"><paramref name="theta"/> has the wrong length.</exception>
    OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta);

    /// <summary>Makes one iteration. A state that is not <see cref="Status.Running"/> is returned as it is.</summary>
    /// <param name="problem">The problem given to <see cref="Start"/>.</param>
    /// <param name="state">A state of this method, from <see cref="Start"/>, <see cref="Step"/> or <see cref="Restore"/>; it stays valid.</param>
    OptimizerState Step(ILeastSquares problem, OptimizerState state);

    /// <summary>
    /// The state's progress on a changed problem, evaluated anew at its parameters: the same residuals at other collocation points or with
    /// other weights. What remains true is kept (damping, moments); what does not is dropped (curvature pairs, convergence tests).
    /// </summary>
    /// <param name="problem">The changed problem, over the same parameters.</param>
    /// <param name="state">A state of this method on the problem as it was.</param>
    OptimizerState Rebase(ILeastSquares problem, OptimizerState state);

    /// <summary>The state that <see cref="OptimizerState.Save"/> wrote.</summary>
    /// <param name="bag">The saved state.</param>
    /// <exception cref="InvalidDataException">The bag is not a state of this method.</exception>
    OptimizerState Restore(StateBag bag);
}
