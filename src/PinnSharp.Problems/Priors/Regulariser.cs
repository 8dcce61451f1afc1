namespace PinnSharp.Problems;

/// <summary>Penalties on an unknown function.</summary>
public enum Regulariser
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Small first derivatives: the H¹ penalty ∫|∇k|².</summary>
    H1,

    /// <summary>Small second derivatives: the thin-plate penalty ∫ Σ_ij (∂_i ∂_j k)² (Duchon 1977; Wahba 1990).</summary>
    ThinPlate,

    /// <summary>Small values: ∫ k² (Tikhonov 1963).</summary>
    Tikhonov,

    /// <summary>Piecewise constant functions: ∫ √(|∇k|² + ε²) (Rudin, Osher and Fatemi 1992).</summary>
    TotalVariation,

    /// <summary>Functions that are zero at most places: ∫ √(k² + ε²).</summary>
    Sparsity,
}
