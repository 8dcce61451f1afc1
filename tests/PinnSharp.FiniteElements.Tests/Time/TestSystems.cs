using PinnSharp.FiniteElements;
using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements.Tests;

/// <summary>A small dense system with its derivatives given by hand; <see cref="Mistake"/> falsifies one of them.</summary>
internal abstract class TestSystem(int states, int parameters) : IEvolution
{
    public double Mistake { get; init; } = 1;

    public int StateCount => states;

    public int ParameterCount => parameters;

    public ReadOnlySpan<double> Sizes => Enumerable.Repeat(1.0, states).ToArray();

    public abstract double[] Start(ReadOnlySpan<double> p);

    public abstract double[,] StartSlope(ReadOnlySpan<double> p);

    public abstract double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p);

    public abstract (double[,] U, double[,] V, double[,] P) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p);

    public SparseMatrix CreateMatrix() => new(states, states, [.. Enumerable.Range(0, states + 1).Select(i => i * states)],
        [.. Enumerable.Range(0, states * states).Select(k => k % states)], new double[states * states]);

    public void Initial(ReadOnlySpan<double> p, Span<double> u) => Start(p).CopyTo(u);

    public void InitialTangent(ReadOnlySpan<double> p, ReadOnlySpan<double> direction, Span<double> tangent) => Product(StartSlope(p), direction, tangent);

    public void InitialAdjoint(ReadOnlySpan<double> p, ReadOnlySpan<double> w, Span<double> gradient) => AddTransposed(StartSlope(p), w, gradient);

    public void Residual(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, Span<double> residual) => F(t, u, rate, p).CopyTo(residual);

    public void Jacobian(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, SparseMatrix stiffness, SparseMatrix mass)
    {
        var (k, m, _) = Slopes(t, u, rate, p);
        for (var i = 0; i < states * states; i++) (stiffness.Values[i], mass.Values[i]) = (k[i / states, i % states], m[i / states, i % states]);
    }

    public void ParameterTangent(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, ReadOnlySpan<double> direction, Span<double> tangent) =>
        Product(Slopes(t, u, rate, p).P, direction, tangent);

    public void ParameterAdjoint(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, ReadOnlySpan<double> w, Span<double> gradient) =>
        AddTransposed(Slopes(t, u, rate, p).P, w, gradient);

    private static void Product(double[,] a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = 0;
            for (var j = 0; j < x.Length; j++) y[i] += a[i, j] * x[j];
        }
    }

    private static void AddTransposed(double[,] a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            for (var j = 0; j < y.Length; j++) y[j] += a[i, j] * x[i];
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

    public override double[] Start(ReadOnlySpan<double> p) => [p[1], 0, p[2] * p[1] * p[1]];

    public override double[,] StartSlope(ReadOnlySpan<double> p) => new[,] { { 0, 1, 0 }, { 0, 0.0, 0 }, { 0, 2 * p[2] * p[1], p[1] * p[1] } };

    public override double[] F(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) =>
        [v[0] - u[1], v[1] - p[0] * (1 - u[0] * u[0]) * u[1] + u[0] + 0.3 * u[2] - (t < 2 ? 0 : 1), u[2] - p[2] * u[0] * u[0]];

    public override (double[,], double[,], double[,]) Slopes(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> v, ReadOnlySpan<double> p) => (
        new[,] { { 0, -1, 0 }, { 2 * p[0] * u[0] * u[1] + 1, -p[0] * (1 - u[0] * u[0]), 0.3 * Mistake }, { -2 * p[2] * u[0], 0, 1 } },
        new[,] { { 1.0, 0, 0 }, { 0, 1, 0 }, { 0, 0, 0 } },
        new[,] { { 0, 0, 0 }, { -(1 - u[0] * u[0]) * u[1], 0, 0 }, { 0, 0, -u[0] * u[0] } });
}
