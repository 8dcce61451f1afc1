namespace PinnSharp.Inversion;

/// <summary>A forward model near one θ: y = F(θ) and the products of J = ∂F/∂θ, which agree: ⟨Jv, w⟩ = ⟨v, Jᵀw⟩ to rounding.</summary>
public interface ILinearizedModel
{
    /// <summary>y = F(θ), length m.</summary>
    ReadOnlySpan<double> Outputs { get; }

    /// <summary>Writes J·v.</summary>
    /// <param name="v">v, length n.</param>
    /// <param name="product">J·v, length m.</param>
    void Tangent(ReadOnlySpan<double> v, Span<double> product);

    /// <summary>Writes Jᵀ·w.</summary>
    /// <param name="w">w, length m.</param>
    /// <param name="product">Jᵀ·w, length n.</param>
    void Adjoint(ReadOnlySpan<double> w, Span<double> product);

    /// <summary>Writes J·v for several v, which a model may do together.</summary>
    /// <param name="directions">The v.</param>
    /// <param name="products">Take J·v.</param>
    void Tangents(double[][] directions, double[][] products)
    {
        for (var i = 0; i < directions.Length; i++) Tangent(directions[i], products[i]);
    }

    /// <summary>Writes Jᵀ·w for several w, which a model may do together.</summary>
    /// <param name="weights">The w.</param>
    /// <param name="products">Take Jᵀ·w.</param>
    void Adjoints(double[][] weights, double[][] products)
    {
        for (var i = 0; i < weights.Length; i++) Adjoint(weights[i], products[i]);
    }
}
