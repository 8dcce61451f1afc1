using System.Numerics.Tensors;

using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// A line search for φ(α) = cost(θ + αd): sufficient decrease φ(α) ≤ φ(0) + c₁αφ′(0) and curvature |φ′(α)| ≤ c₂|φ′(0)|.
/// Where rounding hides a decrease, Hager and Zhang's form counts as well: (2c₁−1)φ′(0) ≥ φ′(α) ≥ c₂φ′(0) with φ(α) ≤ φ(0) + ε|φ(0)|.
/// </summary>
/// <remarks>
/// It keeps an interval that contains such a point (a low end with enough decrease and a falling slope; a high end with too little decrease,
/// a rising slope or a non-finite value) and places the next trial by cubic interpolation, kept away from both ends.
/// Sources: J. Nocedal, S. Wright, Numerical Optimization, 2nd ed., section 3.5; W. W. Hager, H. Zhang, SIAM J. Optim. 16 (2005).
/// </remarks>
public sealed record WolfeSearch
{
    /// <summary>c₁.</summary>
    public double Decrease { get; init; } = 1e-4;

    /// <summary>c₂, between c₁ and 1.</summary>
    public double Curvature { get; init; } = 0.9;

    /// <summary>ε of Hager and Zhang's form.</summary>
    public double Rounding { get; init; } = 1e-14;

    /// <summary>Evaluations in one search.</summary>
    public int MaximumEvaluations { get; init; } = 40;

    internal sealed record Point(double[] Theta, double[] Gradient, double Cost, double Alpha);

    private readonly record struct End(double At, double Value, double Slope);

    /// <summary>Searches; the point is null if no lower cost was found.</summary>
    internal (Point? Point, int Evaluations, int NonFinite) Find(
        ILeastSquares problem, double[] theta, double[] direction, double value0, double slope0, double first)
    {
        double[] trial = new double[theta.Length], gradient = new double[theta.Length];
        End low = new(0, value0, slope0), high = new(double.PositiveInfinity, 0, 0);
        Point? best = null;
        var alpha = first;
        var nonFinite = 0;
        for (var evaluation = 1; evaluation <= MaximumEvaluations; evaluation++)
        {
            TensorPrimitives.MultiplyAdd(direction, alpha, theta, trial);
            var value = problem.Gradient(trial, gradient);
            var slope = VectorKernels.Dot(gradient, direction);
            if (!double.IsFinite(value) || !double.IsFinite(slope))
            {
                nonFinite++;
                high = new End(alpha, double.PositiveInfinity, double.NaN);
            }
            else
            {
                var enough = value <= value0 + Decrease * alpha * slope0;
                var flat = enough ? Math.Abs(slope) <= -Curvature * slope0
                    : value <= value0 + Rounding * Math.Abs(value0) && slope <= (2 * Decrease - 1) * slope0 && slope >= Curvature * slope0;
                if (flat) return (new Point(trial, gradient, value, alpha), evaluation, nonFinite);
                if (enough && value < (best?.Cost ?? value0)) best = new Point([.. trial], [.. gradient], value, alpha);
                if (enough && slope < 0) low = new End(alpha, value, slope);
                else high = new End(alpha, value, slope);
            }
            if (high.At - low.At <= 1e-16 * low.At) return (best, evaluation, nonFinite);
            alpha = double.IsInfinity(high.At) ? 4 * alpha : Between(low, high);
        }
        return (best, MaximumEvaluations, nonFinite);
    }

    // The minimum of the cubic through both ends, at least a tenth of the interval from either.
    private static double Between(End a, End b)
    {
        var width = b.At - a.At;
        if (!double.IsFinite(b.Value)) return a.At + width / 8;
        var d1 = a.Slope + b.Slope - 3 * (b.Value - a.Value) / width;
        var d2 = Math.Sqrt(Math.Max(0, d1 * d1 - a.Slope * b.Slope));
        var t = 1 - (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2);
        return a.At + width * (double.IsFinite(t) ? Math.Clamp(t, 0.1, 0.9) : 0.5);
    }
}
