using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// By how much one more datum would shrink the variance of a direction d of the parameters. With covariance C and a datum of sensitivity j and deviation σ, Var = dᵀCd − (jᵀCd)²/(σ² + jᵀCj)
/// (the rank-one update of Gauss–Newton).
/// </summary>
/// <remarks>Linear, at the estimate. Null directions are given a finite deviation of <see cref="SensitivitySpectrum.Free"/> natural units beforehand.</remarks>
public sealed class NextMeasurement
{
    private readonly double[] _factor, _direction;
    private readonly int _n;

    /// <summary>Prepares for one direction.</summary>
    /// <param name="gram">JᵀJ at the estimate, n×n row-major, lower triangle; not changed.</param>
    /// <param name="parameters">The parameters of the direction.</param>
    /// <param name="scales">Their natural units.</param>
    /// <param name="direction">A unit vector in natural units, such as the one with the smallest singular value.</param>
    /// <exception cref="ArgumentException">JᵀJ is not positive definite even so.</exception>
    public NextMeasurement(ReadOnlySpan<double> gram, IReadOnlyList<NamedParameter> parameters, double[] scales, double[] direction)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(scales);
        ArgumentNullException.ThrowIfNull(direction);
        _n = (int)Math.Sqrt(gram.Length);
        (_factor, _direction) = (gram.ToArray(), new double[_n]);
        for (var i = 0; i < _n; i++) _factor[i * _n + i] *= 1 + 1e-12;
        for (var i = 0; i < scales.Length; i++)
        {
            var at = parameters[i].Index;
            _direction[at] = direction[i] / scales[i];
            _factor[at * _n + at] += 1 / (scales[i] * scales[i] * SensitivitySpectrum.Free * SensitivitySpectrum.Free);
        }
        if (!Cholesky.Factor(_factor, _n)) throw new ArgumentException("JᵀJ is not positive definite.", nameof(gram));
        Cholesky.SolveLower(_factor, _n, _direction);
    }

    /// <summary>Deviation of the direction now.</summary>
    public double Before => VectorKernels.Norm(_direction);

    /// <summary>Its deviation with one more datum.</summary>
    /// <param name="row">j, length n.</param>
    /// <param name="sigma">σ.</param>
    public double After(ReadOnlySpan<double> row, double sigma)
    {
        var j = row.ToArray();
        Cholesky.SolveLower(_factor, _n, j);
        var shared = VectorKernels.Dot(j, _direction);
        return Math.Sqrt(Math.Max(0, Before * Before - shared * shared / (sigma * sigma + VectorKernels.SumOfSquares(j))));
    }
}
