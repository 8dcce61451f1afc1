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

    /// <summary>Which states are without a rate: F gives them at each time, also the first, whatever u₀ says; [n], or empty where none is.</summary>
    ReadOnlySpan<bool> Algebraic => [];

    /// <summary>A matrix of zeros with the entries that ∂F/∂u and ∂F/∂u̇ may have.</summary>
    SparseMatrix CreateMatrix();

    /// <summary>u₀(p).</summary>
    /// <param name="p">[<see cref="ParameterCount"/>].</param>
    /// <param name="u">Takes u₀, [n].</param>
    void Initial(ReadOnlySpan<double> p, Span<double> u);

    /// <summary>Writes (∂u₀/∂p)·δp for some δp.</summary>
    /// <param name="p">p.</param>
    /// <param name="directions">The δp.</param>
    /// <param name="tangents">Take the products, each [n].</param>
    void InitialTangents(ReadOnlySpan<double> p, double[][] directions, double[][] tangents);

    /// <summary>Adds (∂u₀/∂p)ᵀ·w to a gradient for each of some w.</summary>
    /// <param name="p">p.</param>
    /// <param name="weights">The w, each [n].</param>
    /// <param name="gradients">Each [<see cref="ParameterCount"/>].</param>
    void InitialAdjoints(ReadOnlySpan<double> p, double[][] weights, double[][] gradients);

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

    /// <summary>Writes (∂F/∂p)·δp for some δp.</summary>
    /// <param name="t">Time.</param>
    /// <param name="u">u, [n].</param>
    /// <param name="rate">u̇, [n].</param>
    /// <param name="p">p.</param>
    /// <param name="directions">The δp.</param>
    /// <param name="tangents">Take the products, each [n].</param>
    void ParameterTangents(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, double[][] directions, double[][] tangents);

    /// <summary>Adds (∂F/∂p)ᵀ·w to a gradient for each of some w.</summary>
    /// <param name="t">Time.</param>
    /// <param name="u">u, [n].</param>
    /// <param name="rate">u̇, [n].</param>
    /// <param name="p">p.</param>
    /// <param name="weights">The w, each [n]; what they hold afterwards is not said.</param>
    /// <param name="gradients">Each [<see cref="ParameterCount"/>].</param>
    void ParameterAdjoints(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, double[][] weights, double[][] gradients);
}
