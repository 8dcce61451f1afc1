using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

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

    /// <summary>Most residuals for which C is formed.</summary>
    private const int MostDense = 2000;

    /// <summary>Most multiplications spent on U.</summary>
    private const double MostWork = 4e9;

    /// <summary>P(rᵀWr &gt; c·rᵀr): the right tail of a ratio, which does not depend on the scale of r.</summary>
    /// <param name="edges">W, symmetric: w_ij = w_ji of pairs i ≠ j.</param>
    /// <param name="taken">U; null for none.</param>
    /// <param name="n">Number of residuals.</param>
    /// <param name="c">The ratio found.</param>
    public static double RatioTail(IReadOnlyList<(int I, int J, double Weight)> edges, Matrix<double>? taken, int n, double c)
    {
        if (n <= MostExact)
        {
            var a = Matrix<double>.Build.Dense(n, n, (i, j) => i == j ? -c : 0);
            foreach (var (i, j, w) in edges) (a[i, j], a[j, i]) = (a[i, j] + w, a[j, i] + w);
            var root = taken is null ? null : Root(taken);
            return Positive((root is null ? a : root * a * root).Evd(Symmetricity.Symmetric).EigenValues.Select(z => z.Real).ToArray());
        }
        var (mean, square) = Moments(edges, taken, n, c);
        return SpecialFunctions.Erfc(-mean / Math.Sqrt(2 * square) / Math.Sqrt(2)) / 2;
    }

    /// <summary>tr(CA) and tr(CACA) for A = W − cI.</summary>
    public static (double Mean, double Square) Moments(IReadOnlyList<(int I, int J, double Weight)> edges, Matrix<double>? taken, int n, double c)
    {
        if (taken is not null && taken.ColumnCount > n / 2 && n <= MostDense)
        {
            var covariance = Covariance(taken);
            var product = covariance * -c;
            foreach (var (i, j, w) in edges)
                for (var k = 0; k < n; k++)
                {
                    product[k, i] += w * covariance[k, j];
                    product[k, j] += w * covariance[k, i];
                }
            return (product.Trace(), product.PointwiseMultiply(product.Transpose()).ColumnSums().Sum());
        }
        var squares = edges.Sum(e => 2 * e.Weight * e.Weight) + n * c * c;
        if (taken is null || (double)n * taken.ColumnCount * taken.ColumnCount > MostWork) return (-n * c, squares);
        var image = taken * -c;
        foreach (var (i, j, w) in edges)
            for (var k = 0; k < taken.ColumnCount; k++)
            {
                image[i, k] += w * taken[j, k];
                image[j, k] += w * taken[i, k];
            }
        var inner = taken.TransposeThisAndMultiply(image);
        return (-n * c - inner.Trace(), squares - 2 * image.PointwiseMultiply(image).ColumnSums().Sum() + inner.PointwiseMultiply(inner.Transpose()).ColumnSums().Sum());
    }

    /// <summary>tr(C) and tr(C²).</summary>
    public static (double Trace, double Square) Size(Matrix<double>? taken, int n)
    {
        if (taken is null) return (n, n);
        var leverage = taken.PointwiseMultiply(taken).ColumnSums().Sum();
        var inner = taken.ColumnCount < n ? taken.TransposeThisAndMultiply(taken) : taken.TransposeAndMultiply(taken);
        return (n - leverage, n - 2 * leverage + inner.PointwiseMultiply(inner).ColumnSums().Sum());
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

    private static Matrix<double> Covariance(Matrix<double> taken) => Matrix<double>.Build.DenseIdentity(taken.RowCount) - taken.TransposeAndMultiply(taken);

    /// <summary>C^½, with directions that the fit takes wholly left out.</summary>
    private static Matrix<double> Root(Matrix<double> taken)
    {
        var parts = Covariance(taken).Evd(Symmetricity.Symmetric);
        return parts.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(parts.EigenValues.Map(z => Math.Sqrt(Math.Max(z.Real, 0)))) * parts.EigenVectors.Transpose();
    }
}
