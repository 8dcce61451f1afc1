namespace PinnSharp.FiniteElements;

/// <summary>
/// An implicit Runge–Kutta method by collocation: within a step the solution is the polynomial that fulfils the system at the nodes, U_i = y + h Σ_j K_j ∫₀^{c_i} ℓ_j with
/// Lagrange's polynomials ℓ_j of the nodes c.
/// </summary>
/// <remarks>Source: E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, Springer 1996, sections IV.3 and IV.5.</remarks>
public sealed class Collocation : ITimeMethod
{
    private readonly double[] _nodes;
    private readonly double[][] _lagrange;

    private Collocation(string name, int order, double[] nodes)
    {
        (Name, Order, _nodes) = (name, order, nodes);
        _lagrange = [.. nodes.Select((_, j) => Lagrange(nodes, j))];
    }

    /// <summary>Radau IIA with three stages, of order 5: stiffly accurate and L-stable, so fit for algebraic equations too.</summary>
    public static Collocation Radau { get; } = new("Radau IIA", 5, [(4 - Math.Sqrt(6)) / 10, (4 + Math.Sqrt(6)) / 10, 1]);

    /// <summary>
    /// The implicit midpoint rule, of order 2, which is Crank–Nicolson's method with the equations taken in the middle of a step. It damps nothing:
    /// initial values that contradict the boundary's oscillate for ever.
    /// </summary>
    public static Collocation CrankNicolson { get; } = new("Crank–Nicolson", 2, [0.5]);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Order { get; }

    /// <inheritdoc/>
    public int HistoryLength => 1;

    /// <inheritdoc/>
    public GeneralLinearStep Step(double size, ReadOnlySpan<double> previous)
    {
        var s = _nodes.Length;
        var (ones, slopes) = (new double[s, 1], new double[s, s]);
        for (var i = 0; i < s; i++)
        {
            ones[i, 0] = 1;
            for (var j = 0; j < s; j++) slopes[i, j] = size * Integral(_lagrange[j], _nodes[i]);
        }
        return new(size, _nodes, ones, slopes, [1], [.. _lagrange.Select(l => size * Integral(l, 1))],
            theta => new([1], [.. _lagrange.Select(l => size * Integral(l, theta))], [0], [.. _lagrange.Select(l => Value(l, theta))]));
    }

    /// <summary>The coefficients of ℓ_j, of the lowest power first.</summary>
    private static double[] Lagrange(double[] nodes, int j)
    {
        double[] product = [1];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (i == j) continue;
            var next = new double[product.Length + 1];
            for (var k = 0; k < product.Length; k++)
            {
                next[k + 1] += product[k] / (nodes[j] - nodes[i]);
                next[k] -= nodes[i] * product[k] / (nodes[j] - nodes[i]);
            }
            product = next;
        }
        return product;
    }

    private static double Value(double[] polynomial, double x)
    {
        double sum = 0;
        for (var k = polynomial.Length - 1; k >= 0; k--) sum = sum * x + polynomial[k];
        return sum;
    }

    private static double Integral(double[] polynomial, double x)
    {
        double sum = 0;
        for (var k = polynomial.Length - 1; k >= 0; k--) sum = sum * x + polynomial[k] / (k + 1);
        return sum * x;
    }
}
