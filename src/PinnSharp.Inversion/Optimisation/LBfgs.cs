using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Limited-memory BFGS: H is implied by the last <see cref="Pairs"/> changes (s, y), which are dropped when the problem changes.</summary>
/// <remarks>Source: J. Nocedal, S. Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 7.5.</remarks>
public sealed record LBfgs : QuasiNewton
{
    /// <inheritdoc/>
    public override string Name => "l-bfgs";

    /// <summary>Number of pairs kept.</summary>
    public int Pairs { get; init; } = 20;

    internal override InverseHessian First => new Recent([], Pairs);

    internal override InverseHessian Recall(StateBag bag) =>
        new Recent([.. Enumerable.Range(0, (int)bag.Integer("pairs")).Select(i => (bag.Array(Key('s', i)), bag.Array(Key('y', i))))], Pairs);

    internal override InverseHessian Kept(InverseHessian curvature) => First;

    private static string Key(char kind, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}{i}");

    private sealed class Recent(ImmutableArray<(double[] S, double[] Y)> pairs, int most) : InverseHessian
    {
        public override bool IsIdentity => pairs.IsEmpty;

        // The two-loop recursion, with H₀ = (sᵀy/yᵀy)·1 of the newest pair.
        public override void Apply(Span<double> x)
        {
            if (pairs.IsEmpty) return;
            var a = new double[pairs.Length];
            for (var i = pairs.Length - 1; i >= 0; i--)
            {
                var (s, y) = pairs[i];
                a[i] = VectorKernels.Dot(s, x) / VectorKernels.Dot(s, y);
                TensorPrimitives.MultiplyAdd(y, -a[i], x, x);
            }
            var (sn, yn) = pairs[^1];
            TensorPrimitives.Multiply(x, VectorKernels.Dot(sn, yn) / VectorKernels.SumOfSquares(yn), x);
            for (var i = 0; i < pairs.Length; i++)
            {
                var (s, y) = pairs[i];
                TensorPrimitives.MultiplyAdd(s, a[i] - VectorKernels.Dot(y, x) / VectorKernels.Dot(s, y), x, x);
            }
        }

        public override InverseHessian Updated(double[] s, double[] y, double sBs) =>
            new Recent((pairs.Length < most ? pairs : pairs.RemoveAt(0)).Add((s, y)), most);

        public override StateBag Save()
        {
            var bag = new StateBag().Add("pairs", pairs.Length);
            for (var i = 0; i < pairs.Length; i++) bag.Add(Key('s', i), pairs[i].S).Add(Key('y', i), pairs[i].Y);
            return bag;
        }
    }
}
