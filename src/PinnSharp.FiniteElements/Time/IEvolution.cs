using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements;

/// <summary>
/// A system of ordinary differential or differential-algebraic equations F(t, u, u̇, p) = 0 with u = u₀(p) at its beginning: a problem whose space is
/// discretised already. Its derivatives are exact.
/// </summary>
public interface IEvolution
{
    /// <summary>n, the length of u and F.</summary>
    int StateCount { get; }

    /// <summary>Length of p.</summary>
    int ParameterCount { get; }

    /// <summary>The size of each state, in which errors are measured, [n].</summary>
    ReadOnlySpan<double> Sizes { get; }

    /// <summary>A matrix of zeros with the entries that ∂F/∂u and ∂F/∂u̇ may have.</summary>
    SparseMatrix CreateMatrix();

    /// <summary>u₀(p).</summary>
    /// <param name="p">[<see cref="ParameterCount"/>].</param>
    /// <param name="u">Takes u₀, [n].</param>
    void Initial(ReadOnlySpan<double> p, Span<double> u);

    /// <summary>(∂u₀/∂p)·δp.</summary>
    /// <param name="p">p.</param>
    /// <param name="direction">δp.</param>
    /// <param name="tangent">Takes the product, [n].</param>
    void InitialTangent(ReadOnlySpan<double> p, ReadOnlySpan<double> direction, Span<double> tangent);

    /// <summary>Adds (∂u₀/∂p)ᵀ·w to a gradient.</summary>
    /// <param name="p">p.</param>
    /// <param name="w">[n].</param>
    /// <param name="gradient">[<see cref="ParameterCount"/>].</param>
    void InitialAdjoint(ReadOnlySpan<double> p, ReadOnlySpan<double> w, Span<double> gradient);

    /// <summary>F.</summary>
    /// <param name="t">Time.</param>
    /// <param name="u">u, [n].</param>
    /// <param name="rate">u̇, [n].</param>
    /// <param name="p">p.</param>
    /// <param name="residual">Takes F, [n].</param>
    void Residual(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, Span<double> residual);

    /// <summary>∂F/∂u and ∂F/∂u̇.</summary>
    /// <param name="t">Time.</param>
    /// <param name="u">u, [n].</param>
    /// <param name="rate">u̇, [n].</param>
    /// <param name="p">p.</param>
    /// <param name="stiffness">Takes ∂F/∂u.</param>
    /// <param name="mass">Takes ∂F/∂u̇.</param>
    void Jacobian(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, SparseMatrix stiffness, SparseMatrix mass);

    /// <summary>(∂F/∂p)·δp.</summary>
    /// <param name="t">Time.</param>
    /// <param name="u">u, [n].</param>
    /// <param name="rate">u̇, [n].</param>
    /// <param name="p">p.</param>
    /// <param name="direction">δp.</param>
    /// <param name="tangent">Takes the product, [n].</param>
    void ParameterTangent(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, ReadOnlySpan<double> direction, Span<double> tangent);

    /// <summary>Adds (∂F/∂p)ᵀ·w to a gradient.</summary>
    /// <param name="t">Time.</param>
    /// <param name="u">u, [n].</param>
    /// <param name="rate">u̇, [n].</param>
    /// <param name="p">p.</param>
    /// <param name="w">[n].</param>
    /// <param name="gradient">[<see cref="ParameterCount"/>].</param>
    void ParameterAdjoint(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, ReadOnlySpan<double> w, Span<double> gradient);
}
