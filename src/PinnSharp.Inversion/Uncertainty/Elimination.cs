using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// What is left of a column of J once the first w columns are eliminated: the residual of min ‖Je − Jx‖ over x in their span, by conjugate gradients for
/// least squares (CGLS), preconditioned by an estimate of the diagonal of JᵀJ.
/// </summary>
/// <remarks>Source: Å. Björck, Numerical Methods for Least Squares Problems, SIAM 1996, section 7.4.</remarks>
internal sealed class Elimination
{
    private const int Probes = 32;
    private readonly ILeastSquares _problem;
    private readonly double[] _theta, _inverse;

    public Elimination(ILeastSquares problem, double[] theta, int w)
    {
        (_problem, _theta, _inverse) = (problem, theta, new double[theta.Length]);
        ConjugateGradients.EstimateDiagonal(problem, theta, Probes, 0, _inverse);
        var floor = 1e-12 * TensorPrimitives.Max<double>(_inverse);
        for (var i = 0; i < _inverse.Length; i++) _inverse[i] = i < w && _inverse[i] > 0 ? 1 / Math.Max(_inverse[i], floor) : 0;
    }

    /// <summary>The residual, the square of the column's length, and whether the residual had settled.</summary>
    public (double[] Residual, double Square, bool Settled) Residual(int column, int iterations, double tolerance)
    {
        int n = _theta.Length, m = _problem.Residuals.Count;
        double[] unit = new double[n], r = new double[m], q = new double[m], s = new double[n], z = new double[n], p = new double[n];
        unit[column] = 1;
        _problem.Multiply(_theta, unit, r);
        var square = VectorKernels.SumOfSquares(r);
        var lengths = new List<double> { square };
        var old = double.NaN;
        for (var k = 0; k <= iterations; k++)
        {
            _problem.MultiplyTransposed(_theta, r, s);
            TensorPrimitives.Multiply(s, _inverse, z);
            var gamma = VectorKernels.Dot(s, z);
            if (!(gamma > 1e-30 * lengths[^1]) || lengths[^1] <= 1e-15 * square) return (r, square, true);
            if (k > 30 && lengths[2 * k / 3] - lengths[k] <= tolerance * lengths[k]) return (r, square, true);
            if (k == iterations) break;
            if (k == 0) z.CopyTo(p, 0);
            else TensorPrimitives.MultiplyAdd(p, gamma / old, z, p);
            _problem.Multiply(_theta, p, q);
            VectorKernels.AddScaled(-gamma / VectorKernels.SumOfSquares(q), q, r);
            lengths.Add(VectorKernels.SumOfSquares(r));
            old = gamma;
        }
        return (r, square, false);
    }
}
