using MathNet.Numerics.LinearAlgebra;

namespace PinnSharp.Inversion;

/// <summary>
/// Standard deviations by Laplace's approximation: those of the normal density with the second derivatives of −ln p at its minimum, all of them and not only Gauss–Newton's JᵀJ. They are central differences of exact
/// gradients, all other parameters solved for anew, which gives the Schur complement of the whole matrix.
/// </summary>
public static class LaplaceDeviations
{
    /// <summary>Steps of the differences, in standard deviations.</summary>
    private const double Step = 0.02;

    /// <summary>The deviations of a study's parameters, in their internal variables.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="study">The study, at the minimum.</param>
    /// <param name="likelihood">What is profiled of the residuals.</param>
    /// <returns>Null where some parameter is free, or the second derivatives are not positive definite.</returns>
    public static double[]? Of(ILeastSquares problem, IdentifiabilityStudy study, Likelihood? likelihood = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        double[] steps = [.. study.Parameters.Select((_, i) => Step * study.Spectrum.Deviation(i) * study.Spectrum.Scales[i])];
        if (steps.Length == 0 || !steps.All(h => h > 0 && double.IsFinite(h))) return null;
        var hessian = Hessian(problem, study.Theta, [.. study.Parameters.Select(p => p.Index)], steps, likelihood ?? Likelihood.Known);
        var k = steps.Length;
        if (!hessian.All(double.IsFinite)) return null;
        // In deviations, so that the sizes of parameters do not matter.
        var scaled = Matrix<double>.Build.Dense(k, k, (i, j) => hessian[i * k + j] * steps[i] * steps[j] / (Step * Step));
        var parts = scaled.Evd(Symmetricity.Symmetric);
        if (parts.EigenValues.Any(z => !(z.Real > 1e-6))) return null;
        return [.. Enumerable.Range(0, k).Select(i => steps[i] / Step * Math.Sqrt(Enumerable.Range(0, k).Sum(e => parts.EigenVectors[i, e] * parts.EigenVectors[i, e] / parts.EigenValues[e].Real)))];
    }

    /// <summary>The second derivatives of −ln p for some parameters, the others at their best.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="theta">Where, a minimum.</param>
    /// <param name="indices">The k parameters.</param>
    /// <param name="steps">The steps of the differences.</param>
    /// <param name="likelihood">What is profiled of the residuals.</param>
    /// <returns>k×k row-major, symmetric.</returns>
    public static double[] Hessian(ILeastSquares problem, double[] theta, int[] indices, double[] steps, Likelihood likelihood)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(likelihood);
        var k = indices.Length;
        int[] others = [.. Enumerable.Range(0, theta.Length).Except(indices)];
        var (rows, hessian) = (new double[k][], new double[k * k]);
        for (var i = 0; i < k; i++)
        {
            var (up, down) = (Gradient(i, steps[i]), Gradient(i, -steps[i]));
            rows[i] = [.. up.Zip(down, (a, b) => (a - b) / (2 * steps[i]))];
        }
        for (var i = 0; i < k; i++)
            for (var j = 0; j < k; j++) hessian[i * k + j] = (rows[i][j] + rows[j][i]) / 2;
        return hessian;

        double[] Gradient(int i, double step)
        {
            var at = (double[])theta.Clone();
            at[indices[i]] += step;
            if (others.Length > 0)
            {
                var held = new HeldParameters(problem, at, others);
                at = held.Full(Descent.Minimum(held, held.Free(at)).Theta);
            }
            var gradient = likelihood.Gradient(problem, at);
            return [.. indices.Select(index => gradient[index])];
        }
    }
}
