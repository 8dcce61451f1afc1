namespace PinnSharp.Inversion;

/// <summary>
/// The Gram matrix JᵀJ of a problem and its damped Cholesky factors, kept where the problem computes: in the host's memory or on a device, from which
/// only vectors of length n come back.
/// </summary>
/// <remarks>
/// It belongs to the problem that gave it by <see cref="ILeastSquares.CreateGram"/>. It is disposed when a matrix of a later problem has replaced it; the last one of a run is not, since the states
/// that share it are values without an end: memory that is not the runtime's must be freed by finalisers too. Calls come one at a time.
/// </remarks>
public interface IGramMatrix : IDisposable
{
    /// <summary>Fills JᵀJ at θ, writes the gradient Jᵀr and returns ½‖r‖². Values that are not finite are kept and returned as they are.</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="gradient">Jᵀr, length n.</param>
    double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient);

    /// <summary>Copies (JᵀJ)ᵢᵢ; asked for once after each evaluation.</summary>
    /// <param name="diagonal">Length n.</param>
    void Diagonal(Span<double> diagonal);

    /// <summary>Factors JᵀJ + μ·diag(d) by Cholesky; JᵀJ stays as it is.</summary>
    /// <param name="mu">μ ≥ 0.</param>
    /// <param name="scaling">d, positive, length n.</param>
    /// <returns>False if the matrix is not positive definite or not finite; there are no factors then.</returns>
    bool Factor(double mu, ReadOnlySpan<double> scaling);

    /// <summary>Overwrites b by the solution of the equations factored last.</summary>
    /// <param name="b">Length n.</param>
    void Solve(Span<double> b);
}
