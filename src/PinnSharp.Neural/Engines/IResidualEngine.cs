using PinnSharp.Inversion;

namespace PinnSharp.Neural;

/// <summary>Evaluates residual programs and their derivatives: the CPU's jets here, automatic differentiation elsewhere.</summary>
public interface IResidualEngine
{
    /// <summary>θ: a block of weights for each network, then the block <c>unknowns</c>.</summary>
    ParameterLayout Parameters { get; }

    /// <summary>The least-squares problem r_i = weight_i · f_i(θ), terms in the given order, named by their programs.</summary>
    /// <param name="terms">Rows and weights.</param>
    ILeastSquares Assemble(IReadOnlyList<WeightedRows> terms);

    /// <summary>f_i(θ) for each row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="theta">θ.</param>
    double[] Values(TermRows rows, ReadOnlySpan<double> theta);

    /// <summary>(Σ_k (∂f_i/∂channel_k)²)^½ for each row: the size of an equation's own coefficients, in scaled variables.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="theta">θ.</param>
    double[] CoefficientNorms(TermRows rows, ReadOnlySpan<double> theta);
}
