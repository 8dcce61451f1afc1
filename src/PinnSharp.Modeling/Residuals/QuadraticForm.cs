using System.Numerics.Tensors;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Numerics;

namespace PinnSharp.Modeling;

/// <summary>Tail probabilities of quadratic forms Q = rᵀAr of residuals r ~ N(0, C), C = I − UUᵀ.</summary>
/// <remarks>
/// Q = Σλ_i χ²_1 with λ the eigenvalues of C^½AC^½. Up to <see cref="MostExact"/> residuals its tail is the saddlepoint approximation, right to a few per cent far into the tail
/// (D. Kuonen, Saddlepoint approximations for distributions of quadratic forms in normal variables, Biometrika 86 (1999) 929–935); for more it is the normal one, by the exact mean
/// tr(CA) and variance 2 tr(CACA).
/// </remarks>
internal static class QuadraticForm
{
    /// <summary>Most residuals for which eigenvalues are found.</summary>
    public const int MostExact = 160;

    /// <summary>P(rᵀWr &gt; c·rᵀr), the right tail of a ratio, which does not depend on the scale of r; and the ratio's mean tr(CW)/tr(C), exact for a projector C.</summary>
    /// <param name="edges">W, symmetric: w_ij = w_ji of pairs i ≠ j.</param>
    /// <param name="covariance">C, n×n row-major; null for the identity.</param>
    /// <param name="n">Number of residuals.</param>
    /// <param name="c">The ratio found.</param>
    public static (double Tail, double Mean) Ratio(IReadOnlyList<(int I, int J, double Weight)> edges, double[]? covariance, int n, double c)
    {
        var squares = edges.Sum(e => 2 * e.Weight * e.Weight);
        var (trace, square, first, mixed, second) = covariance is null ? (n, n, 0, 0, squares) : Traces(edges, covariance, n);
        if (n > MostExact) return (SpecialFunctions.Erfc((c * trace - first) / Math.Sqrt(2 * (second - 2 * c * mixed + c * c * square)) / Math.Sqrt(2)) / 2, first / trace);
        var a = Matrix<double>.Build.Dense(n, n, (i, j) => i == j ? -c : 0);
        foreach (var (i, j, w) in edges) (a[i, j], a[j, i]) = (a[i, j] + w, a[j, i] + w);
        var root = covariance is null ? null : Root(covariance, n);
        return (Positive([.. (root is null ? a : root * a * root).Evd(Symmetricity.Symmetric).EigenValues.Select(z => z.Real)]), first / trace);
    }

    /// <summary>tr C, tr C², tr CW, tr C²W and tr CWCW.</summary>
    private static (double Trace, double Square, double First, double Mixed, double Second) Traces(IReadOnlyList<(int I, int J, double Weight)> edges, double[] c, int n)
    {
        // C and W are symmetric: row i of WC is Σ_j w_ij times row j of C.
        var product = new double[n * n];
        foreach (var (i, j, w) in edges)
        {
            TensorPrimitives.MultiplyAdd(c.AsSpan(j * n, n), w, product.AsSpan(i * n, n), product.AsSpan(i * n, n));
            TensorPrimitives.MultiplyAdd(c.AsSpan(i * n, n), w, product.AsSpan(j * n, n), product.AsSpan(j * n, n));
        }
        var (trace, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            trace += c[i * n + i];
            first += product[i * n + i];
            for (var j = 0; j < n; j++) second += product[i * n + j] * product[j * n + i];
        }
        return (trace, VectorKernels.SumOfSquares(c), first, VectorKernels.Dot(product, c), second);
    }

    /// <summary>P(Σλχ²_1 &gt; 0).</summary>
    internal static double Positive(double[] values)
    {
        var (least, greatest) = (values.Min(), values.Max());
        if (greatest <= 0) return 0;
        if (least >= 0) return 1;
        // K(s) = −½Σ ln(1 − 2sλ) is convex between its poles; its minimum is where K′ = Σλ/(1 − 2sλ) vanishes.
        var (lower, upper) = (1 / (2 * least), 1 / (2 * greatest));
        for (var i = 0; i < 200; i++)
        {
            var s = (lower + upper) / 2;
            if (values.Sum(l => l / (1 - 2 * s * l)) > 0) upper = s;
            else lower = s;
        }
        var at = (lower + upper) / 2;
        double K(int order) => values.Sum(l => l / (1 - 2 * at * l) is var q && order == 2 ? 2 * q * q : 8 * q * q * q);
        var (k, second) = (-0.5 * values.Sum(l => Math.Log(1 - 2 * at * l)), K(2));
        var (w, v) = (Math.Sign(at) * Math.Sqrt(Math.Max(-2 * k, 0)), at * Math.Sqrt(second));
        if (Math.Abs(w) < 1e-4) return 0.5 - K(3) / (6 * Math.Sqrt(2 * Math.PI) * Math.Pow(second, 1.5));
        return SpecialFunctions.Erfc((w + Math.Log(v / w) / w) / Math.Sqrt(2)) / 2;
    }

    /// <summary>C^½, with directions that the fit takes wholly left out.</summary>
    private static Matrix<double> Root(double[] covariance, int n)
    {
        var parts = Matrix<double>.Build.Dense(n, n, covariance).Evd(Symmetricity.Symmetric);
        return parts.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(parts.EigenValues.Map(z => Math.Sqrt(Math.Max(z.Real, 0)))) * parts.EigenVectors.Transpose();
    }
}
