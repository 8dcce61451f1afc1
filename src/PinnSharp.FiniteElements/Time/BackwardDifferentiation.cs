namespace PinnSharp.FiniteElements;

/// <summary>
/// The backward differentiation formula of order 2 with variable steps: the rate at t + h is that of the parabola through the new value and the last two. The
/// first step, without a second value, is one of backward Euler. Stable for stiff systems (A- and L-stable at constant steps).
/// </summary>
/// <remarks>Source: E. Hairer, S. P. Nørsett, G. Wanner, Solving Ordinary Differential Equations I, Springer 1993, section III.5.</remarks>
public sealed class BackwardDifferentiation : ITimeMethod
{
    /// <inheritdoc/>
    public string Name => "BDF2";

    /// <inheritdoc/>
    public int Order => 2;

    /// <inheritdoc/>
    public int HistoryLength => 2;

    /// <inheritdoc/>
    public GeneralLinearStep Step(double size, ReadOnlySpan<double> previous)
    {
        var h = size;
        if (previous.IsEmpty)
            return new(h, [1], new double[,] { { 1 } }, new double[,] { { h } }, [1], [h], theta => new([1], [theta * h], [0], [1]));
        // u̇ = a u + b y₀ + c y₁ at t + h, solved for u. With w = h/h₁:
        var w = h / previous[0];
        var (a, b, c) = ((1 + 2 * w) / (1 + w) / h, -(1 + w) / h, w * w / (1 + w) / h);
        double[] history = [-b / a, -c / a], slopes = [1 / a];
        return new(h, [1], new[,] { { history[0], history[1] } }, new[,] { { slopes[0] } }, history, slopes, Dense);

        // The parabola through (−1/w, y₁), (0, y₀), (1, u) in units of h.
        DenseOutput Dense(double theta)
        {
            var (l, l0, l1) = (theta * (1 + w * theta) / (1 + w), (1 - theta) * (1 + w * theta), w * w * theta * (theta - 1) / (1 + w));
            var (d, d0, d1) = ((1 + 2 * w * theta) / (1 + w) / h, (w - 1 - 2 * w * theta) / h, w * w * (2 * theta - 1) / (1 + w) / h);
            return new([l0 + l * history[0], l1 + l * history[1]], [l * slopes[0]], [d0 + d * history[0], d1 + d * history[1]], [d * slopes[0]]);
        }
    }
}
