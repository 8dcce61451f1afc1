using PinnSharp.FiniteElements;
using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>A small dense system with its derivatives given by hand; <see cref="Mistake"/> falsifies one of them.</summary>
internal abstract class TestSystem(int states, int parameters) : IEvolution
{
    public double Mistake { get; init; } = 1;

    public int StateCount => states;

    public int ParameterCount => parameters;

    public virtual ReadOnlySpan<bool> Algebraic => [];

    public ReadOnlySpan<double> Sizes => Enumerable.Repeat(1.0, states).ToArray();

    public abstract double[] Start(ReadOnlySpan<double> p);

    public abstract double[,] StartSlope(ReadOnlySpan<double> p);

    public abstract double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p);

    public abstract (double[,] U, double[,] V, double[,] P) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p);

    public SparseMatrix CreateMatrix() => new(states, states, [.. Enumerable.Range(0, states + 1).Select(i => i * states)],
        [.. Enumerable.Range(0, states * states).Select(k => k % states)], new double[states * states]);

    public void Initial(ReadOnlySpan<double> p, Span<double> u) => Start(p).CopyTo(u);

    public void InitialTangents(ReadOnlySpan<double> p, double[][] directions, double[][] tangents) => Product(StartSlope(p), directions, tangents);

    public void InitialAdjoints(ReadOnlySpan<double> p, double[][] weights, double[][] gradients) => AddTransposed(StartSlope(p), weights, gradients);

    public void Residual(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, Span<double> residual) => F(t, u, rate, p).CopyTo(residual);

    public void Jacobian(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, SparseMatrix stiffness, SparseMatrix mass)
    {
        var (k, m, _) = Slopes(t, u, rate, p);
        for (var i = 0; i < states * states; i++) (stiffness.Values[i], mass.Values[i]) = (k[i / states, i % states], m[i / states, i % states]);
    }

    public void ParameterTangents(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, double[][] directions, double[][] tangents) =>
        Product(Slopes(t, u, rate, p).P, directions, tangents);

    public void ParameterAdjoints(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, double[][] weights, double[][] gradients) =>
        AddTransposed(Slopes(t, u, rate, p).P, weights, gradients);

    private static void Product(double[,] a, double[][] x, double[][] y)
    {
        for (var d = 0; d < x.Length; d++)
            for (var i = 0; i < y[d].Length; i++) y[d][i] = Enumerable.Range(0, x[d].Length).Sum(j => a[i, j] * x[d][j]);
    }

    private static void AddTransposed(double[,] a, double[][] x, double[][] y)
    {
        for (var d = 0; d < x.Length; d++)
            for (var i = 0; i < x[d].Length; i++)
                for (var j = 0; j < y[d].Length; j++) y[d][j] += a[i, j] * x[d][i];
    }
}

/// <summary>u̇ = −p₀ u cos t: u = p₁ exp(−p₀ sin t).</summary>
internal sealed class Decay : TestSystem
{
    public Decay() : base(1, 2) { }

    public static double Exact(double[] p, double t) => p[1] * Math.Exp(-p[0] * Math.Sin(t));

    public override double[] Start(ReadOnlySpan<double> p) => [p[1]];

    public override double[,] StartSlope(ReadOnlySpan<double> p) => new double[,] { { 0, 1 } };

    public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => [v[0] + p[0] * u[0] * Math.Cos(t)];

    public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
        (new[,] { { p[0] * Math.Cos(t) } }, new[,] { { 1.0 } }, new[,] { { u[0] * Math.Cos(t), 0 } });
}

/// <summary>Van der Pol's oscillator with a forcing that jumps at 2 and an algebraic third equation, w = p₂ x².</summary>
internal sealed class Oscillator : TestSystem
{
    public Oscillator() : base(3, 3) { }

    /// <summary>Whether w begins with zero, as if nothing were known of it.</summary>
    public bool IsOpen { get; init; }

    public override ReadOnlySpan<bool> Algebraic => IsOpen ? [false, false, true] : [];

    public override double[] Start(ReadOnlySpan<double> p) => [p[1], 0, IsOpen ? 0 : p[2] * p[1] * p[1]];

    public override double[,] StartSlope(ReadOnlySpan<double> p) => new[,] { { 0, 1, 0 }, { 0, 0.0, 0 }, { 0, IsOpen ? 0 : 2 * p[2] * p[1], IsOpen ? 0 : p[1] * p[1] } };

    public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
        [v[0] - u[1], v[1] - p[0] * (1 - u[0] * u[0]) * u[1] + u[0] + 0.3 * u[2] - (t < 2 ? 0 : 1), u[2] - p[2] * u[0] * u[0]];

    public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => (
        new[,] { { 0, -1, 0 }, { 2 * p[0] * u[0] * u[1] + 1, -p[0] * (1 - u[0] * u[0]), 0.3 * Mistake }, { -2 * p[2] * u[0], 0, 1 } },
        new[,] { { 1.0, 0, 0 }, { 0, 1, 0 }, { 0, 0, 0 } },
        new[,] { { 0, 0, 0 }, { -(1 - u[0] * u[0]) * u[1], 0, 0 }, { 0, 0, -u[0] * u[0] } });
}
