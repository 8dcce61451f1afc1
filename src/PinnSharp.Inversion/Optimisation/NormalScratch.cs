using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>The normal equations at one θ, and room to solve them damped; reused from step to step.</summary>
internal sealed class NormalScratch
{
    private readonly int n;
    private readonly double[] gram, factor;
    private ILeastSquares? problem;
    private double[]? theta, residual, residualTheta;

    public NormalScratch(ILeastSquares problem)
    {
        n = problem.Parameters.Count;
        gram = new double[checked(n * n)];
        factor = new double[n * n];
        Gradient = new double[n];
        Step = new double[n];
        Residual = new double[problem.Residuals.Count];
    }

    public double[] Gradient { get; }

    public double[] Step { get; }

    public double[] Residual { get; }

    /// <summary>Whether another problem has the same sizes.</summary>
    public bool Fits(ILeastSquares other) => other.Parameters.Count == n && other.Residuals.Count == Residual.Length;

    public double Diagonal(int i) => gram[i * n + i];

    /// <summary>Evaluates at θ; false if anything is not finite.</summary>
    public bool Evaluate(ILeastSquares at, double[] where, out double cost)
    {
        cost = at.NormalEquations(where, gram, Gradient);
        if (!ReferenceEquals(problem, at)) residualTheta = null;
        (problem, theta) = (at, where);
        var finite = double.IsFinite(cost) && double.IsFinite(VectorKernels.SumOfSquares(Gradient));
        for (var i = 0; i < n && finite; i++) finite = double.IsFinite(Diagonal(i));
        return finite;
    }

    /// <summary>Evaluates at θ unless that is what is held.</summary>
    public void Require(ILeastSquares at, double[] where)
    {
        if (!ReferenceEquals(problem, at) || !ReferenceEquals(theta, where)) Evaluate(at, where, out _);
    }

    /// <summary>r(θ), evaluated unless it is held.</summary>
    public double[] ResidualAt(ILeastSquares at, double[] where)
    {
        if (residual is null || !ReferenceEquals(residualTheta, where))
        {
            at.Residual(where, residual ??= new double[Residual.Length]);
            residualTheta = where;
        }
        return residual;
    }

    /// <summary>Solves (JᵀJ + μD)δ = −Jᵀr into <see cref="Step"/>; false if the matrix is not positive definite.</summary>
    public bool Solve(double mu, double[] scaling, int threads)
    {
        for (var i = 0; i < n; i++)
        {
            gram.AsSpan(i * n, i + 1).CopyTo(factor.AsSpan(i * n));
            factor[i * n + i] += mu * (scaling[i] > 0 ? scaling[i] : 1);
        }
        if (!Cholesky.Factor(factor, n, threads)) return false;
        TensorPrimitives.Negate<double>(Gradient, Step);
        Cholesky.Solve(factor, n, Step);
        return double.IsFinite(VectorKernels.SumOfSquares(Step));
    }

    /// <summary>Overwrites b by the solution of the last <see cref="Solve"/>'s equations for the right-hand side b.</summary>
    public void SolveAgain(Span<double> b) => Cholesky.Solve(factor, n, b);

    /// <summary>maxⱼ |Jⱼᵀr|/(‖Jⱼ‖‖r‖).</summary>
    public double Cosine(double cost)
    {
        double largest = 0;
        for (var j = 0; j < n; j++)
            if (Diagonal(j) > 0) largest = Math.Max(largest, Math.Abs(Gradient[j]) / Math.Sqrt(Diagonal(j)));
        return largest == 0 ? 0 : largest / Math.Sqrt(2 * cost);
    }
}
