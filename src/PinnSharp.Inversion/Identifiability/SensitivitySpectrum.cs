using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion;

/// <summary>
/// What data say of k parameters, direction by direction: S = V diag(s²) Vᵀ, S the information JᵀJ of whitened residuals with all other parameters eliminated, in natural units of the
/// parameters. s are the singular values of the whitened and scaled sensitivities; a direction has the standard deviation 1/s.
/// </summary>
/// <remarks>
/// A direction is null where its s is at most 1e-7 of the largest, which is rounding (S holds squares), or below 1/<see cref="Free"/>: the parameters may move along it by that many natural units,
/// factors e^20 of what is positive. It is local: it holds where S was taken.
/// </remarks>
public sealed class SensitivitySpectrum
{
    /// <summary>A direction with a deviation of more natural units is null.</summary>
    public const double Free = 20;

    private const double Rounding = 1e-7;

    /// <summary>Decomposes S.</summary>
    /// <param name="information">S, k×k row-major.</param>
    /// <param name="scales">The natural unit of each parameter.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or S is not finite.</exception>
    public SensitivitySpectrum(ReadOnlySpan<double> information, ReadOnlySpan<double> scales)
    {
        var k = scales.Length;
        if (information.Length != k * k) throw new ArgumentException($"S has {information.Length} entries, not {k}×{k}.", nameof(information));
        var scaled = Matrix<double>.Build.Dense(k, k);
        for (var i = 0; i < k; i++)
            for (var j = 0; j < k; j++)
                scaled[i, j] = double.IsFinite(information[i * k + j]) ? scales[i] * scales[j] * (information[i * k + j] + information[j * k + i]) / 2
                    : throw new ArgumentException("S is not finite.", nameof(information));
        Scales = scales.ToArray();
        if (k == 0)
        {
            (SingularValues, Directions) = ([], []);
            return;
        }
        var parts = scaled.Evd(Symmetricity.Symmetric);
        SingularValues = [.. parts.EigenValues.Select(z => Math.Sqrt(Math.Max(0, z.Real))).Reverse()];
        Directions = [.. Enumerable.Range(0, k).Select(d => parts.EigenVectors.Column(k - 1 - d).ToArray())];
        Least = Math.Max(Rounding * SingularValues[0], 1 / Free);
        Rank = SingularValues.Count(s => s > Least);
    }

    /// <summary>The natural units.</summary>
    public double[] Scales { get; }

    /// <summary>s, descending.</summary>
    public double[] SingularValues { get; }

    /// <summary>The unit vector of each singular value, in natural units.</summary>
    public double[][] Directions { get; }

    /// <summary>A direction with a singular value up to this is null.</summary>
    public double Least { get; } = 1 / Free;

    /// <summary>Directions that are not null.</summary>
    public int Rank { get; }

    /// <summary>The null directions.</summary>
    public double[][] NullDirections => Directions[Rank..];

    /// <summary>The part of a parameter that is in null directions: the length of its axis projected on them, 0 … 1.</summary>
    /// <param name="parameter">Its number.</param>
    public double NullPart(int parameter) => Math.Sqrt(NullDirections.Sum(v => v[parameter] * v[parameter]));

    /// <summary>Whether a parameter moves along null directions, by more than a hundredth of them.</summary>
    /// <param name="parameter">Its number.</param>
    public bool IsFree(int parameter) => NullPart(parameter) > 0.01;

    /// <summary>Covariance of two parameters in natural units, by the directions that are not null.</summary>
    /// <param name="i">The one.</param>
    /// <param name="j">The other.</param>
    public double Covariance(int i, int j) => Enumerable.Range(0, Rank).Sum(d => Directions[d][i] * Directions[d][j] / (SingularValues[d] * SingularValues[d]));

    /// <summary>Correlation of two parameters; NaN where one of them is free.</summary>
    /// <param name="i">The one.</param>
    /// <param name="j">The other.</param>
    public double Correlation(int i, int j) => IsFree(i) || IsFree(j) ? double.NaN : i == j ? 1 : Covariance(i, j) / Math.Sqrt(Covariance(i, i) * Covariance(j, j));

    /// <summary>Standard deviation of a parameter in its natural unit; infinite where it is free.</summary>
    /// <param name="parameter">Its number.</param>
    public double Deviation(int parameter) => IsFree(parameter) ? double.PositiveInfinity : Math.Sqrt(Covariance(parameter, parameter));
}
