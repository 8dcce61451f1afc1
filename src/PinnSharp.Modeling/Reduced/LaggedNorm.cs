using System.Collections.Immutable;

namespace PinnSharp.Modeling;

/// <summary>
/// ∫ √(|p|² + ε²) by squares: with weights 1/√(|p|² + ε²) at the last estimates, ½∫w|p|² has the same gradient and is never smaller but for a constant, so that renewing the weights lessens the norm at
/// each round (lagged diffusivity). ε is a part of the root mean square of |p|.
/// </summary>
/// <remarks>Source: C. R. Vogel, M. E. Oman, Iterative methods for total variation denoising, SIAM J. Sci. Comput. 17 (1996) 227–238.</remarks>
/// <param name="Points">Number of points; row i belongs to point i mod <paramref name="Points"/>.</param>
/// <param name="Quadrature">The weight of each point in the integral, the root of which is in its rows.</param>
/// <param name="Epsilon">ε as a part of the root mean square.</param>
public sealed record LaggedNorm(int Points, ImmutableArray<double> Quadrature, double Epsilon)
{
    /// <summary>By what each row is multiplied; 1 for all where all are zero.</summary>
    /// <param name="rows">Lθ − c, unweighted.</param>
    public double[] Weights(ReadOnlySpan<double> rows)
    {
        var squares = new double[Points];
        for (var i = 0; i < rows.Length; i++) squares[i % Points] += rows[i] * rows[i];
        var mean = squares.Sum() / Quadrature.Sum();
        var result = new double[rows.Length];
        for (var i = 0; i < result.Length; i++) result[i] = mean > 0 ? Math.Pow(squares[i % Points] / Quadrature[i % Points] + Epsilon * Epsilon * mean, -0.25) : 1;
        return result;
    }
}
