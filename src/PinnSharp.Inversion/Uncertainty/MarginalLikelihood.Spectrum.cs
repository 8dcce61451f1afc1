using MathNet.Numerics.LinearAlgebra;
using Cholesky = PinnSharp.Numerics.Cholesky;

namespace PinnSharp.Inversion;

/// <summary>How many directions of the block data determine.</summary>
public sealed partial class MarginalLikelihood
{
    /// <summary>Largest block whose spectrum is worked out.</summary>
    public const int MostModes = 1000;

    /// <summary>
    /// The information of the data in the variables in which the prior is white: the eigenvalues μ of L⁻ᵀSL⁻¹ with LᵀL = P, descending. A mode with μ &gt; 1 is determined by the data more than by the prior, and
    /// Σ μ/(1 + μ) is <see cref="DeterminedDirections"/>.
    /// </summary>
    /// <returns>k numbers, infinite for directions that the prior leaves free; none where the block is larger than <see cref="MostModes"/> or S + P is not positive definite.</returns>
    /// <remarks>From the eigenvalues q of P in the variables in which S + P is white, μ = (1 − q)/q, since P may be singular.</remarks>
    public double[] Spectrum()
    {
        var l = new double[_k * _k];
        if (_k > MostModes || !Factor(1, l)) return [];
        var white = new double[_k * _k];
        for (var i = 0; i < _k; i++)
        {
            for (var j = 0; j < _k; j++) white[i * _k + j] = _prior[Math.Max(i, j) * _k + Math.Min(i, j)];
            Cholesky.SolveLower(l, _k, white.AsSpan(i * _k, _k));
        }
        // (L⁻¹P)ᵀ = PL⁻ᵀ, of which L⁻¹ of each column is wanted.
        var column = new double[_k];
        var matrix = Matrix<double>.Build.Dense(_k, _k);
        for (var j = 0; j < _k; j++)
        {
            for (var i = 0; i < _k; i++) column[i] = white[i * _k + j];
            Cholesky.SolveLower(l, _k, column);
            matrix.SetColumn(j, column);
        }
        return [.. ((matrix + matrix.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenValues.Select(q => q.Real <= Free ? double.PositiveInfinity : Math.Max(0, (1 - q.Real) / q.Real)).OrderDescending()];
    }

    /// <summary>A part of the prior below this is its ridge.</summary>
    private const double Free = 1e-8;
}
