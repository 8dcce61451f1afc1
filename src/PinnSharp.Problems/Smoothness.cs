namespace PinnSharp.Problems;

/// <summary>What is assumed of how an unknown function varies, over coordinates scaled to [−1, 1] and values through their transform (the logarithm of a positive one).</summary>
public enum Smoothness
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Small first derivatives: the H¹ penalty ∫|∇k|².</summary>
    H1,

    /// <summary>Small second derivatives: the thin-plate penalty ∫ Σ_ij (∂_i ∂_j k)² (Duchon 1977; Wahba 1990).</summary>
    ThinPlate,
}
