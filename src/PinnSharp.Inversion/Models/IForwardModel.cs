namespace PinnSharp.Inversion;

/// <summary>
/// A forward model y = F(θ): unknowns θ ∈ ℝⁿ in named blocks to predicted observations y ∈ ℝᵐ in named terms. What lies between, such as a differential
/// equation that is solved, is the model's own affair.
/// </summary>
/// <remarks>
/// Calls are deterministic to the last bit. Where the model has no answer (a solver does not converge) outputs are NaN, never an exception: the optimisers
/// catch and undo such a step. Spans of wrong length throw <see cref="ArgumentException"/>.
/// </remarks>
public interface IForwardModel
{
    /// <summary>The blocks of θ.</summary>
    ParameterLayout Parameters { get; }

    /// <summary>The terms of y.</summary>
    ResidualLayout Outputs { get; }

    /// <summary>Writes y = F(θ).</summary>
    /// <param name="theta">θ, length n.</param>
    /// <param name="outputs">y, length m.</param>
    void Evaluate(ReadOnlySpan<double> theta, Span<double> outputs);

    /// <summary>F and its derivative J = ∂F/∂θ at θ; what the products share (a solution, factored matrices) is worked out once, here.</summary>
    /// <param name="theta">θ, length n.</param>
    ILinearizedModel Linearize(ReadOnlySpan<double> theta);
}
