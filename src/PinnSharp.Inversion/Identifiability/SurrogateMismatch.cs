using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PinnSharp.Numerics;
using Cholesky = PinnSharp.Numerics.Cholesky;

namespace PinnSharp.Inversion;

/// <summary>
/// What a model F makes of an answer that was found with a surrogate F̃ of it, such as a network that solves F's equations to a finite accuracy. At the surrogate's θ̂, with g = Jᵀr the gradient of F's ½‖r‖² and
/// S its information on the parameters, all others eliminated, −S⁻¹g is the step by which F would move θ̂.
/// </summary>
/// <remarks>
/// With d = r̃ − r, how far the surrogate is from F at the data in units of noise, and r = r̃ − d, the step falls apart: −S⁻¹g = S⁻¹Jᵀd − S⁻¹Jᵀr̃. The first part is what the surrogate's error at the data does; the second
/// is what the data still ask of θ by F's sensitivities: zero where the surrogate fits them best by these same sensitivities, not zero where its own are others or its equations pulled.
/// Directions of the parameters that are null (<see cref="SensitivitySpectrum"/>) are left out of all steps.
/// </remarks>
public sealed class SurrogateMismatch
{
    private readonly double[] _gram, _factor;
    private readonly int[] _others;
    private readonly int _n;

    private SurrogateMismatch(ImmutableArray<NamedParameter> parameters, double[] theta, double[] gram, int[] others, double[] factor, double[] information, SensitivitySpectrum spectrum)
    {
        (Parameters, Theta, Information, Spectrum) = (parameters, theta, information, spectrum);
        (_gram, _others, _factor, _n) = (gram, others, factor, theta.Length);
    }

    /// <summary>The parameters.</summary>
    public ImmutableArray<NamedParameter> Parameters { get; }

    /// <summary>θ̂, all parameters of F.</summary>
    public double[] Theta { get; }

    /// <summary>S, k×k row-major.</summary>
    public double[] Information { get; }

    /// <summary>Its spectrum in natural units.</summary>
    public SensitivitySpectrum Spectrum { get; }

    /// <summary>d, one a residual; zero but for the terms that the surrogate has.</summary>
    public double[] Difference { get; private init; } = [];

    /// <summary>−H⁻¹g of all of F's parameters, H = JᵀJ.</summary>
    public double[] Step { get; private init; } = [];

    /// <summary>H⁻¹Jᵀd, the part of it that the surrogate's error at the data makes.</summary>
    public double[] ByDifference { get; private init; } = [];

    /// <summary>Compares at a θ̂.</summary>
    /// <param name="exact">F's residuals, whitened by the noise levels of the surrogate's.</param>
    /// <param name="theta">θ̂.</param>
    /// <param name="parameters">The parameters that the surrogate found.</param>
    /// <param name="open">Parameters of F that the surrogate does not have; they are solved for, all others held.</param>
    /// <param name="difference">d at F's parameters, one a residual.</param>
    /// <param name="slope">g at F's parameters, where it is not Jᵀr: noise whose information is not its slope's.</param>
    /// <returns>Null where F has no solution at θ̂, or JᵀJ cannot be factored.</returns>
    public static SurrogateMismatch? Of(ILeastSquares exact, double[] theta, ImmutableArray<NamedParameter> parameters, int[] open, Func<double[], double[]> difference, Func<double[], double[]>? slope = null)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(difference);
        if (open.Length > 0)
        {
            var held = new HeldParameters(exact, theta, open);
            theta = held.Full(Descent.Minimum(held, held.Free(theta)).Theta);
        }
        var (n, gram, gradient) = (theta.Length, new double[theta.Length * theta.Length], new double[theta.Length]);
        if (!double.IsFinite(exact.NormalEquations(theta, gram, gradient))) return null;
        int[] others = [.. Enumerable.Range(0, n).Except(parameters.Select(p => p.Index))];
        if (RidgedCholesky.Factor(gram, n, others) is not { } factor) return null;
        var information = IdentifiabilityStudy.InformationAt(exact, theta, parameters);
        if (!information.All(double.IsFinite)) return null;
        var spectrum = new SensitivitySpectrum(information, IdentifiabilityStudy.Scales(information, theta, parameters));
        var (apart, pull) = (difference(theta), new double[n]);
        if (slope is not null) gradient = slope(theta);
        exact.MultiplyTransposed(theta, apart, pull);
        var found = new SurrogateMismatch(parameters, theta, gram, others, factor, information, spectrum);
        return new(parameters, theta, gram, others, factor, information, spectrum)
        {
            Difference = apart, Step = found.Solve([.. gradient.Select(g => -g)]), ByDifference = found.Solve(pull),
        };
    }

    /// <summary>S⁻¹g of the parameters for a gradient of theirs alone, null directions left out.</summary>
    /// <param name="gradient">Length k.</param>
    public double[] Newton(ReadOnlySpan<double> gradient)
    {
        var (k, step) = (Parameters.Length, new double[Parameters.Length]);
        for (var d = 0; d < Spectrum.Rank; d++)
        {
            var (v, s) = (Spectrum.Directions[d], Spectrum.SingularValues[d]);
            double along = 0;
            for (var i = 0; i < k; i++) along += v[i] * Spectrum.Scales[i] * gradient[i];
            for (var i = 0; i < k; i++) step[i] += Spectrum.Scales[i] * v[i] * along / (s * s);
        }
        return step;
    }

    /// <summary>
    /// Another information on the same parameters against S: λ and x with S̃x = λSx and xᵀSx = 1, ascending. Along x the other has 1/√λ times the standard deviation. None where S has null directions.
    /// </summary>
    /// <param name="other">S̃, k×k row-major.</param>
    public ImmutableArray<(double Value, double[] Direction)> Against(ReadOnlySpan<double> other)
    {
        var k = Parameters.Length;
        if (k == 0 || Spectrum.Rank < k || other.Length != k * k) return [];
        // S = T⁻ᵀT⁻¹ with T = diag(scales)·V·diag(1/s).
        var t = Matrix<double>.Build.Dense(k, k, (i, d) => Spectrum.Scales[i] * Spectrum.Directions[d][i] / Spectrum.SingularValues[d]);
        var values = other.ToArray();
        var parts = (t.Transpose() * Matrix<double>.Build.Dense(k, k, (i, j) => (values[i * k + j] + values[j * k + i]) / 2) * t).Evd(Symmetricity.Symmetric);
        return [.. Enumerable.Range(0, k).Select(d => (parts.EigenValues[d].Real, (t * parts.EigenVectors.Column(d)).ToArray())).OrderBy(p => p.Real)];
    }

    /// <summary>H⁻¹g by blocks: the parameters by S without its null directions, then the others.</summary>
    private double[] Solve(double[] gradient)
    {
        var rest = _others.Select(i => gradient[i]).ToArray();
        Cholesky.Solve(_factor, _others.Length, rest);
        var own = Parameters.Select(p => gradient[p.Index]).ToArray();
        for (var i = 0; i < own.Length; i++)
            for (var j = 0; j < _others.Length; j++) own[i] -= Entry(Parameters[i].Index, _others[j]) * rest[j];
        var (step, x) = (Newton(own), new double[_n]);
        var coupled = new double[_others.Length];
        for (var j = 0; j < _others.Length; j++)
            for (var i = 0; i < own.Length; i++) coupled[j] += Entry(Parameters[i].Index, _others[j]) * step[i];
        Cholesky.Solve(_factor, _others.Length, coupled);
        for (var i = 0; i < own.Length; i++) x[Parameters[i].Index] = step[i];
        for (var j = 0; j < _others.Length; j++) x[_others[j]] = rest[j] - coupled[j];
        return x;
    }

    private double Entry(int i, int j) => _gram[Math.Max(i, j) * _n + Math.Min(i, j)];
}
