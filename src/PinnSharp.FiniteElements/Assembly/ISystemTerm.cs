namespace PinnSharp.FiniteElements;

/// <summary>A part of F(t, u, u̇, p): it adds its share to everything.</summary>
internal interface ISystemTerm
{
    /// <summary>The (row, column) pairs of its share of the matrices, in the order in which <see cref="AddJacobian"/> gives values.</summary>
    IEnumerable<(int Row, int Column)> Pairs();

    /// <summary>Adds to F.</summary>
    void AddResidual(EvolutionPoint at, double[] residual);

    /// <summary>Adds to ∂F/∂u and ∂F/∂u̇: the values of pair k go to entry scatter[k].</summary>
    void AddJacobian(EvolutionPoint at, ReadOnlySpan<int> scatter, double[] stiffness, double[] mass);

    /// <summary>Adds (∂F/∂p)·δp for some δp.</summary>
    void AddTangents(EvolutionPoint at, double[][] directions, double[][] tangents);

    /// <summary>Adds (∂F/∂p)ᵀ·w for some w.</summary>
    void AddAdjoints(EvolutionPoint at, double[][] weights, double[][] gradients);
}
