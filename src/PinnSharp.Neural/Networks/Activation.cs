using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>
/// An activation function σ: a name, and the derivatives σ, σ', σ'', … of any order at 64 points. The derivatives are polynomials
/// in one or two elementary functions, whose coefficients follow from a recurrence.
/// </summary>
public abstract class Activation
{
    private protected Activation(string name) => Name = name;

    /// <summary>tanh z.</summary>
    public static Activation Tanh { get; } = new TanhActivation();

    /// <summary>sin z.</summary>
    public static Activation Sin { get; } = new SinActivation();

    /// <summary>z/(1 + e^(−z)), also called SiLU.</summary>
    public static Activation Swish { get; } = new SwishActivation();

    /// <summary>All activations.</summary>
    public static ImmutableArray<Activation> All { get; } = [Tanh, Sin, Swish];

    /// <summary>The name in a config: "tanh", "sin" or "swish".</summary>
    public string Name { get; }

    /// <summary>The activation of that name, or null if there is none.</summary>
    /// <param name="name">As in <see cref="Name"/>.</param>
    public static Activation? Find(string name) => All.FirstOrDefault(activation => activation.Name == name);

    /// <summary>Whether σ' = 1 − σ², so that the slope follows from the value.</summary>
    public virtual bool IsRiccati => false;

    /// <summary>derivatives[k][p] = σ^(k)(z[p]) for k = 0..count − 1.</summary>
    /// <param name="z">64 arguments.</param>
    /// <param name="count">How many: one more than the highest order, at most <see cref="MaxOrder"/> + 1.</param>
    /// <param name="derivatives">[count][64], overwritten; at least two rows.</param>
    public abstract void Evaluate(ReadOnlySpan<double> z, int count, Span<double> derivatives);

    /// <summary>The same in another arithmetic.</summary>
    /// <typeparam name="T">Its values.</typeparam>
    /// <param name="z">The argument.</param>
    /// <param name="count">How many.</param>
    /// <param name="arithmetic">The arithmetic.</param>
    public abstract T[] Evaluate<T>(T z, int count, IArithmetic<T> arithmetic);

    /// <summary>The highest derivative that can be asked for.</summary>
    public const int MaxOrder = 12;

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    private protected static Span<double> Row(Span<double> rows, int k) => rows.Slice(k * BlockProduct.Lanes, BlockProduct.Lanes);

    /// <summary>The polynomials p₀, p₁ = p₀'·q, p₂ = p₁'·q, …: the derivatives of p₀(f) when f' = q(f).</summary>
    private protected static double[][] Derivatives(double[] p0, double[] q)
    {
        var all = new double[MaxOrder + 1][];
        all[0] = p0;
        for (var k = 1; k <= MaxOrder; k++)
        {
            var p = all[k - 1];
            var next = new double[p.Length - 1 + q.Length - 1];
            for (var i = 1; i < p.Length; i++)
                for (var j = 0; j < q.Length; j++)
                    next[i - 1 + j] += i * p[i] * q[j];
            all[k] = next;
        }
        return all;
    }

    private protected static T Polynomial<T>(double[] p, T x, IArithmetic<T> arithmetic)
    {
        var result = arithmetic.Scale(p[^1], x);
        for (var i = p.Length - 2; i >= 0; i--)
        {
            if (p[i] != 0) result = arithmetic.Add(result, p[i]);
            if (i > 0) result = arithmetic.Multiply(result, x);
        }
        return result;
    }

    /// <summary>σ^(k) = P_k(t), t = tanh z, as t' = 1 − t².</summary>
    private sealed class TanhActivation() : Activation("tanh")
    {
        private static readonly double[][] P = Derivatives([0, 1], [1, 0, -1]);

        public override bool IsRiccati => true;

        public override void Evaluate(ReadOnlySpan<double> z, int count, Span<double> derivatives)
        {
            var t = Row(derivatives, 0);
            BlockFunctions.Tanh(z, t);
            BlockFunctions.Polynomials(P.AsSpan(1, count - 1), t, derivatives[BlockProduct.Lanes..]);
        }

        public override T[] Evaluate<T>(T z, int count, IArithmetic<T> arithmetic)
        {
            var t = arithmetic.Call(Function.Tanh, z);
            return [t, .. P.Skip(1).Take(count - 1).Select(p => Polynomial(p, t, arithmetic))];
        }
    }

    /// <summary>σ^(k) = sin, cos, −sin, −cos, …</summary>
    private sealed class SinActivation() : Activation("sin")
    {
        private static readonly double[][] Minus = [[0, -1]];

        public override void Evaluate(ReadOnlySpan<double> z, int count, Span<double> derivatives)
        {
            BlockFunctions.SinCos(z, Row(derivatives, 0), Row(derivatives, 1));
            for (var k = 2; k < count; k++)
                BlockFunctions.Polynomials(Minus, Row(derivatives, k - 2), Row(derivatives, k));
        }

        public override T[] Evaluate<T>(T z, int count, IArithmetic<T> arithmetic)
        {
            var result = new T[count];
            for (var k = 0; k < count; k++)
                result[k] = k < 2 ? arithmetic.Call(k == 0 ? Function.Sin : Function.Cos, z) : k < 4 ? arithmetic.Scale(-1, result[k - 2]) : result[k - 4];
            return result;
        }
    }

    /// <summary>σ^(k) = z s^(k) + k s^(k−1) with s = 1/(1 + e^(−z)), s^(k) = P_k(s), as s' = s − s².</summary>
    private sealed class SwishActivation() : Activation("swish")
    {
        private static readonly double[][] P = Derivatives([0, 1], [0, 1, -1]);

        public override void Evaluate(ReadOnlySpan<double> z, int count, Span<double> derivatives)
        {
            var s = Row(derivatives, 0);
            BlockFunctions.Logistic(z, s);
            BlockFunctions.Polynomials(P.AsSpan(1, count - 1), s, derivatives[BlockProduct.Lanes..]);
            for (var k = count - 1; k > 0; k--)
                BlockFunctions.MultiplyAdd(z, Row(derivatives, k), k, Row(derivatives, k - 1), Row(derivatives, k));
            BlockFunctions.MultiplyAdd(z, s, 0, s, s);
        }

        public override T[] Evaluate<T>(T z, int count, IArithmetic<T> arithmetic)
        {
            // ½ + ½ tanh(z/2), which overflows nowhere, nor do its derivatives.
            var s = arithmetic.Add(arithmetic.Scale(0.5, arithmetic.Call(Function.Tanh, arithmetic.Scale(0.5, z))), 0.5);
            T[] derivatives = [s, .. P.Skip(1).Take(count - 1).Select(p => Polynomial(p, s, arithmetic))];
            return [.. derivatives.Select((d, k) => k == 0 ? arithmetic.Multiply(z, d) : arithmetic.Add(arithmetic.Multiply(z, d), arithmetic.Scale(k, derivatives[k - 1])))];
        }
    }
}
