using System.Collections.Immutable;
using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>An increasing change of variable p = g(η) between a parameter η, which an optimiser sees, and a quantity p.</summary>
public interface IChart
{
    /// <summary>η = g⁻¹(p); anything, or NaN, where p is not a value of g.</summary>
    /// <param name="value">p.</param>
    double ToInternal(double value);

    /// <summary>p = g(η).</summary>
    /// <param name="internalValue">η.</param>
    double ToPhysical(double internalValue);

    /// <summary>dp/dη.</summary>
    /// <param name="internalValue">η.</param>
    double Slope(double internalValue);
}

/// <summary>A parameter η such that r is linear in p = g(η).</summary>
/// <param name="Index">Its index in θ.</param>
/// <param name="Chart">g; null for p = η.</param>
public sealed record LinearParameter(int Index, IChart? Chart = null);

/// <summary>
/// Variable projection: r = r₀(w) + Φ(w)p is linear in some parameters p, jointly, so these can be eliminated. The functional that remains is
/// ψ(w) = min_p ½‖r‖², and its Gauss–Newton matrix in Kaufman's approximation is the Schur complement J_wᵀ(1 − ΦΦ⁺)J_w.
/// </summary>
/// <remarks>
/// Levenberg–Marquardt on all of θ takes just that step for w if p is optimal and is not damped (A. Ruhe, P. Å. Wedin, SIAM Rev. 22, 1980), so
/// two things make it variable projection: D is nearly zero for p, and after each step p is solved for. Where p has a chart (a positive unknown through its logarithm), the minimum over p
/// is the one over η as long as it lies within the chart; where it does not, that p takes the step of Levenberg–Marquardt and the others are solved for. Since
/// without damping such a step would run away from a bound, a p with a chart keeps its damping: then w's step is Kaufman's as μ → 0. Costs one
/// <see cref="ILeastSquares.Multiply"/> for each p and one <see cref="ILeastSquares.Residual"/> a trial.
/// Sources: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 10 (1973); L. Kaufman, BIT 15 (1975).
/// </remarks>
/// <param name="Linear">p; r must be linear in all of them together.</param>
public sealed record VariableProjection(ImmutableArray<LinearParameter> Linear)
{
    /// <summary>Damping of p relative to w's: enough to keep singular equations solvable.</summary>
    private const double Damping = 1e-6;

    /// <summary>Part by which the diagonal of ΦᵀΦ is raised, for columns that depend on each other.</summary>
    private const double Ridge = 1e-13;

    internal void Undamp(double[] scaling, Func<int, double> diagonal)
    {
        foreach (var p in Linear)
            if (p.Chart is null) scaling[p.Index] = Damping * diagonal(p.Index);
    }

    /// <summary>θ with p solved for; null if that cannot be done.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="stepped">θ after a step.</param>
    /// <param name="before">θ before it, where p is finite in any case.</param>
    internal double[]? Resolve(ILeastSquares problem, double[] stepped, double[] before)
    {
        var theta = (double[])stepped.Clone();
        foreach (var p in Linear) theta[p.Index] = before[p.Index];
        var free = Linear;
        while (!free.IsEmpty)
        {
            if (Solved(problem, theta, free) is not { } values) return null;
            var outside = free.Where((p, i) => p.Chart is { } chart && !Contains(chart, values[i])).ToImmutableArray();
            if (outside.IsEmpty)
            {
                for (var i = 0; i < free.Length; i++) theta[free[i].Index] = free[i].Chart?.ToInternal(values[i]) ?? values[i];
                return theta;
            }
            foreach (var p in outside) theta[p.Index] = stepped[p.Index];
            free = free.RemoveRange(outside);
        }
        return null;
    }

    private static bool Contains(IChart chart, double value)
    {
        var back = chart.ToPhysical(chart.ToInternal(value));
        return Math.Abs(back - value) <= 1e-9 * Math.Abs(value);
    }

    // p − (ΦᵀΦ)⁻¹Φᵀr, with columns of length 1.
    private static double[]? Solved(ILeastSquares problem, double[] theta, ImmutableArray<LinearParameter> free)
    {
        var k = free.Length;
        var (r, unit) = (new double[problem.Residuals.Count], new double[theta.Length]);
        if (!double.IsFinite(problem.Residual(theta, r))) return null;
        var columns = new double[k][];
        double[] norms = new double[k], gram = new double[k * k], delta = new double[k];
        for (var i = 0; i < k; i++)
        {
            columns[i] = new double[r.Length];
            unit[free[i].Index] = 1 / (free[i].Chart?.Slope(theta[free[i].Index]) ?? 1);
            problem.Multiply(theta, unit, columns[i]);
            unit[free[i].Index] = 0;
            norms[i] = VectorKernels.Norm(columns[i]) is > 0 and var norm ? norm : 1;
            TensorPrimitives.Divide(columns[i], norms[i], columns[i]);
            for (var j = 0; j <= i; j++) gram[i * k + j] = VectorKernels.Dot(columns[i], columns[j]);
            gram[i * k + i] = gram[i * k + i] > 0 ? gram[i * k + i] + Ridge : 1;
            delta[i] = -VectorKernels.Dot(columns[i], r);
        }
        if (!Cholesky.Factor(gram, k)) return null;
        Cholesky.Solve(gram, k, delta);
        for (var i = 0; i < k; i++)
        {
            var at = theta[free[i].Index];
            delta[i] = (free[i].Chart?.ToPhysical(at) ?? at) + delta[i] / norms[i];
            if (!double.IsFinite(delta[i])) return null;
        }
        return delta;
    }
}
