using System.Globalization;
using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>Which member of Broyden's family an update is.</summary>
public enum BroydenUpdate
{
    /// <summary>BFGS (θ = 0) of H/τ, τ = min(1, yᵀs/sᵀBs).</summary>
    SelfScaledBfgs,

    /// <summary>θ between Al-Baali's bounds, close to the symmetric rank-one update, and τ for it.</summary>
    SelfScaledBroyden,
}

/// <summary>
/// The self-scaled Broyden family with a dense H: H ← (H − Hy(Hy)ᵀ/yᵀHy + φ·yᵀHy·vvᵀ)/τ + ssᵀ/yᵀs, v = s/yᵀs − Hy/yᵀHy. Large
/// eigenvalues of the Hessian that earlier steps have left behind in H are scaled down by τ ≤ 1, which BFGS alone takes many steps to forget.
/// </summary>
/// <remarks>
/// <para>With h = yᵀHy/yᵀs, b = sᵀH⁻¹s/yᵀs, a = bh − 1 and ρ = min(1, h(1 − √(a/(1 + a)))): θ = max((ρ − 1)/a, min(1/ρ, (1 − b)/b)),
/// σ = 1 + θa, φ = (1 − θ)/σ, and τ = min(1, 1/b)·σ^(−1/(n−1)), at most σ where θ ≤ 0 and at most min(1, 1/b)/θ elsewhere. The first update scales H = 1
/// to the curvature found, τ = h/σ.</para>
/// <para>Beside the gradient a step reads and writes n²/2 numbers, which the saved state holds. H is kept when the problem changes: at other points
/// the curvature is nearly the same. It is dropped if it is no longer finite.</para>
/// <para>Sources: M. Al-Baali, Comput. Optim. Appl. 9 (1998); M. Al-Baali, H. Khalfan, Sultan Qaboos Univ. J. Sci. 10 (2005);
/// J. F. Urbán, P. Stefanou, J. A. Pons, J. Comput. Phys. 523 (2025), arXiv 2405.04230, whose "SSBFGS" and "SSBroyden" these are.</para>
/// </remarks>
public sealed record SelfScaledBroyden : QuasiNewton
{
    /// <inheritdoc/>
    public override string Name => "broyden";

    /// <summary>The update.</summary>
    public BroydenUpdate Update { get; init; } = BroydenUpdate.SelfScaledBroyden;

    /// <summary>n beyond which a start is refused as <see cref="Status.Stalled"/>: H of so many has 0.4 GB.</summary>
    public int MaximumParameters { get; init; } = 10_000;

    /// <inheritdoc/>
    public override OptimizerState Start(ILeastSquares problem, ReadOnlySpan<double> theta)
    {
        var state = base.Start(problem, theta);
        return theta.Length <= MaximumParameters ? state : state with
        {
            Status = Status.Stalled,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"Self-scaled Broyden keeps a matrix of n²/2 numbers, and {theta.Length} parameters are more than {MaximumParameters}: use l-bfgs or gauss-newton-cg."),
        };
    }

    internal override InverseHessian First => new Dense(null, Update);

    internal override InverseHessian Recall(StateBag bag) => new Dense(bag.Contains("h") ? bag.Array("h") : null, Update);

    internal override InverseHessian Kept(InverseHessian curvature) => curvature;

    /// <summary>The rows of the lower triangle of H one after another; null for the identity.</summary>
    private sealed class Dense(double[]? h, BroydenUpdate update) : InverseHessian
    {
        public override bool IsIdentity => h is null;

        public override void Apply(Span<double> x)
        {
            if (h is null) return;
            var product = new double[x.Length];
            for (int i = 0, at = 0; i < x.Length; at += ++i)
            {
                var row = h.AsSpan(at, i);
                VectorKernels.AddScaled(x[i], row, product);
                product[i] = VectorKernels.Dot(row, x) + h[at + i] * x[i];
            }
            product.CopyTo(x);
        }

        public override InverseHessian Updated(double[] s, double[] y, double sBs)
        {
            double[] u = [.. y];
            Apply(u);
            double ys = VectorKernels.Dot(y, s), yu = VectorKernels.Dot(y, u);
            var (phi, tau) = Factors(yu / ys, sBs / ys, s.Length);
            double ss = phi * yu / (ys * ys * tau) + 1 / ys, su = -phi / (ys * tau), uu = (phi - 1) / (yu * tau);
            if (!double.IsFinite(ss + su + uu + 1 / tau) || tau <= 0) return new Dense(null, update);
            var next = GC.AllocateUninitializedArray<double>(checked(s.Length * (s.Length + 1) / 2));
            for (int i = 0, at = 0; i < s.Length; at += ++i)
            {
                var row = next.AsSpan(at, i + 1);
                if (h is not null) TensorPrimitives.Multiply(h.AsSpan(at, i + 1), 1 / tau, row);
                else
                {
                    row[..i].Clear();
                    row[i] = 1 / tau;
                }
                VectorKernels.AddScaled(ss * s[i] + su * u[i], s.AsSpan(0, i + 1), row);
                VectorKernels.AddScaled(su * s[i] + uu * u[i], u.AsSpan(0, i + 1), row);
            }
            return new Dense(next, update);
        }

        public override StateBag Save() => h is null ? new StateBag() : new StateBag().Add("h", h);

        // φ and τ. By Cauchy and Schwarz a ≥ 0; at a = 0 all members of the family are the same.
        private (double Phi, double Tau) Factors(double h, double b, int n)
        {
            if (update == BroydenUpdate.SelfScaledBfgs) return (1, IsIdentity ? h : Math.Min(1, 1 / b));
            var a = Math.Max(b * h - 1, 1e-14);
            var rho = Math.Min(1, h * (1 - Math.Sqrt(a / (1 + a))));
            var theta = Math.Max((rho - 1) / a, Math.Min(1 / rho, (1 - b) / b));
            var sigma = 1 + theta * a;
            var phi = (1 - theta) / sigma;
            if (IsIdentity) return (phi, h / sigma);
            var (scale, power) = (Math.Min(1, 1 / b), n > 1 ? Math.Pow(sigma, -1.0 / (n - 1)) : 1);
            return (phi, theta <= 0 ? Math.Min(scale * power, sigma) : scale * Math.Min(power, 1 / theta));
        }
    }
}
