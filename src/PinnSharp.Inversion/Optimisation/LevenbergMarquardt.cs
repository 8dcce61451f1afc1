using System.Numerics.Tensors;

namespace PinnSharp.Inversion;

/// <summary>
/// Levenberg–Marquardt on the Gram matrix, by Cholesky, with geodesic acceleration, which follows the bend of a narrow valley to second order, and
/// where parameters enter linearly with variable projection.
/// </summary>
/// <remarks>
/// <para>One step costs one <see cref="ILeastSquares.NormalEquations"/>, and for each trial one Cholesky factorisation (n³/3) and one
/// <see cref="ILeastSquares.Residual"/> (three, and one <see cref="ILeastSquares.MultiplyTransposed"/>, with acceleration); a rejected trial
/// reuses the Gram matrix.</para>
/// <para>Source: M. K. Transtrum, J. P. Sethna, arXiv 1201.5885 (2012).</para>
/// </remarks>
public sealed record LevenbergMarquardt : DampedLeastSquares
{
    /// <inheritdoc/>
    public override string Name => "levenberg-marquardt";

    /// <summary>Threads for Cholesky; the result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// α: the geodesic correction is tried when its length is at most this part of the step's, in the norm of D; 0 turns it off. On a PINN of the
    /// pumping test 60 corrected steps reached a cost that 150 plain ones did not.
    /// </summary>
    public double AccelerationLimit { get; init; } = 0.75;

    /// <summary>Parameters that are eliminated because the residual is linear in them; null for none.</summary>
    public VariableProjection? Projection { get; init; }

    internal override NormalModel Model(ILeastSquares problem) => new GramModel(problem, Threads);

    internal override double[] Scaling(NormalModel model, double[] previous)
    {
        var d = base.Scaling(model, previous);
        Projection?.Undamp(d, model.Diagonal);
        return d;
    }

    internal override (double[] Theta, double Cost) Try(ILeastSquares problem, OptimizerState state, NormalModel model, double mu)
    {
        var best = base.Try(problem, state, model, mu);
        if (AccelerationLimit > 0 && Corrected(problem, state, (GramModel)model, mu) is { } corrected)
            best = Lower(best, (corrected, problem.Residual(corrected, model.Residual)));
        if (Projection?.Resolve(problem, best.Theta, state.Parameters) is { } resolved)
        {
            problem.Parameters.Box?.Project(resolved);
            best = Lower(best, (resolved, problem.Residual(resolved, model.Residual)));
        }
        return best;
    }

    private static (double[] Theta, double Cost) Lower((double[] Theta, double Cost) a, (double[] Theta, double Cost) b) =>
        b.Cost < a.Cost || (double.IsFinite(b.Cost) && !double.IsFinite(a.Cost)) ? b : a;

    // θ + δ + ½a, where ½a = −½(JᵀJ + μD)⁻¹Jᵀr″(δ, δ) and ½r″ ≈ (r(θ + hδ) − r)/h² − Jδ/h; Jᵀ(Jδ) = −Jᵀr − μDδ by the equations for δ.
    private double[]? Corrected(ILeastSquares problem, OptimizerState state, GramModel model, double mu)
    {
        const double h = 0.1;
        var (step, scaling) = (model.Step, state.Memory.Array("scaling"));
        double[] theta = new double[step.Length], half = new double[step.Length];
        TensorPrimitives.MultiplyAdd(step, h, state.Parameters, theta);
        if (!double.IsFinite(problem.Residual(theta, model.Residual))) return null;
        TensorPrimitives.Subtract(model.Residual, model.ResidualAt(problem, state.Parameters), model.Residual);
        TensorPrimitives.Divide(model.Residual, h * h, model.Residual);
        problem.MultiplyTransposed(state.Parameters, model.Residual, half);
        for (var i = 0; i < half.Length; i++) half[i] += (model.Gradient[i] + mu * scaling[i] * step[i]) / h;
        model.SolveAgain(half);
        if (!(RelativeLength(scaling, half, step) <= AccelerationLimit)) return null;
        TensorPrimitives.Add(state.Parameters, step, theta);
        TensorPrimitives.Subtract(theta, half, theta);
        problem.Parameters.Box?.Project(theta);
        return theta;
    }
}
