namespace PinnSharp.Inversion;

/// <summary>
/// A nonlinear least-squares problem: minimise ½‖r(θ)‖² over θ ∈ ℝⁿ, with r(θ) ∈ ℝᵐ whitened, so that ½‖r‖² is a
/// negative log-likelihood. J = ∂r/∂θ is never formed whole; only its products are offered.
/// </summary>
/// <remarks>
/// Calls are deterministic to the last bit and independent of the number of threads. Non-finite values are
/// returned as they are, never thrown: the optimisers catch and undo them. Spans of wrong length throw <see cref="ArgumentException"/>.
/// </remarks>
public interface ILeastSquares
{
    /// <summary>The blocks of θ.</summary>
    ParameterLayout Parameters { get; }

    /// <summary>The terms of r.</summary>
    ResidualLayout Residuals { get; }

    /// <summary>Writes r(θ) and returns ½‖r‖².</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="residual">r, length m.</param>
    double Residual(ReadOnlySpan<double> theta, Span<double> residual);

    /// <summary>Writes the gradient Jᵀr and returns ½‖r‖².</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="gradient">Jᵀr, length n.</param>
    double Gradient(ReadOnlySpan<double> theta, Span<double> gradient);

    /// <summary>Writes J·v.</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="v">v, length n.</param>
    /// <param name="product">J·v, length m.</param>
    void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product);

    /// <summary>Writes Jᵀ·w.</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="w">w, length m.</param>
    /// <param name="product">Jᵀ·w, length n.</param>
    void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product);

    /// <summary>Writes the Gram matrix JᵀJ and the gradient Jᵀr, and returns ½‖r‖².</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="gram">JᵀJ, n×n row-major; the lower triangle is written, the upper left as it was.</param>
    /// <param name="gradient">Jᵀr, length n.</param>
    double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient);

    /// <summary>Writes rows <paramref name="first"/> … <paramref name="first"/>+<paramref name="count"/>−1 of J.</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="first">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="rows">count×n, row-major.</param>
    void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows);

    /// <summary>A Gram matrix of this problem, kept and factored where the problem computes; by default in the host's memory, by <see cref="NormalEquations"/>.</summary>
    /// <param name="threads">Threads for dense algebra on the host; results do not depend on it.</param>
    /// <param name="former">
    /// The matrix of an earlier problem, needed no more: its memory may be taken over by the new matrix, or it may itself be returned, pointed to this problem. If it is not returned
    /// the caller disposes it. Null for none.
    /// </param>
    IGramMatrix CreateGram(int threads, IGramMatrix? former) => new HostGram(this, threads, former);

    /// <summary>One step of <see cref="Adam"/>, and the cost and the gradient of this problem after it; by default on the host, by <see cref="Gradient"/>.</summary>
    /// <param name="from">The moments before the step, which stay as they are: this problem's own, those of another problem over the same parameters, or the host's.</param>
    /// <param name="update">The numbers of the step.</param>
    /// <returns>The moments after it; what is not finite is returned as it is. They outlive the problem: one that is <see cref="IDisposable"/> and of a minibatch is disposed after its step.</returns>
    IMoments Advance(IMoments from, AdamUpdate update) => HostMoments.Advance(this, from, update);
}
