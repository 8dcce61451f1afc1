using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>The Gauss–Newton model ½‖r + Jδ‖² at one θ, and how its damped minimum is found; reused from step to step, and recomputed bit for bit.</summary>
internal abstract class NormalModel(ILeastSquares problem)
{
    private ILeastSquares? _problem;
    private double[]? _theta, _residual, _residualTheta;

    public double[] Gradient { get; } = new double[problem.Parameters.Count];

    public double[] Step { get; } = new double[problem.Parameters.Count];

    public double[] Residual { get; } = new double[problem.Residuals.Count];

    /// <summary>(JᵀJ)ᵢᵢ or an estimate of it; 0 if it is not known here.</summary>
    public abstract double Diagonal(int i);

    /// <summary>Solves (JᵀJ + μD)δ = −Jᵀr into <see cref="Step"/>; false if that cannot be done.</summary>
    /// <param name="mu">μ.</param>
    /// <param name="scaling">D.</param>
    /// <param name="forcing">The part of the right-hand side that may remain, where the solution is iterative.</param>
    public abstract bool Solve(double mu, double[] scaling, double forcing);

    /// <summary>Evaluates at θ; false if anything is not finite.</summary>
    /// <param name="at">The problem.</param>
    /// <param name="where">θ.</param>
    /// <param name="iteration">The number of the iterate, −1 if only what <see cref="Solve"/> needs is to be evaluated.</param>
    /// <param name="cost">½‖r‖².</param>
    public bool Evaluate(ILeastSquares at, double[] where, int iteration, out double cost)
    {
        if (!ReferenceEquals(_problem, at)) _residualTheta = null;
        (_problem, _theta) = (at, where);
        return Linearize(at, where, iteration, out cost) && double.IsFinite(cost) && double.IsFinite(VectorKernels.SumOfSquares(Gradient));
    }

    /// <summary>Evaluates at θ unless that is what is held.</summary>
    public void Require(ILeastSquares at, double[] where)
    {
        if (!ReferenceEquals(_problem, at) || !ReferenceEquals(_theta, where)) Evaluate(at, where, -1, out _);
    }

    /// <summary>r(θ), evaluated unless it is held.</summary>
    public double[] ResidualAt(ILeastSquares at, double[] where)
    {
        if (_residual is null || !ReferenceEquals(_residualTheta, where))
        {
            at.Residual(where, _residual ??= new double[Residual.Length]);
            _residualTheta = where;
        }
        return _residual;
    }

    /// <summary>Whether another problem has the same sizes.</summary>
    public bool Fits(ILeastSquares other) => other.Parameters.Count == Gradient.Length && other.Residuals.Count == Residual.Length;

    /// <summary>maxⱼ |Jⱼᵀr|/(‖Jⱼ‖‖r‖).</summary>
    /// <param name="cost">½‖r‖².</param>
    /// <param name="scaling">D, for columns whose norm is not known here.</param>
    /// <param name="held">Parameters held at a bound, which do not count.</param>
    public double Cosine(double cost, double[] scaling, int[] held)
    {
        double largest = 0;
        for (var j = 0; j < Gradient.Length; j++)
            if (!held.Contains(j) && (Diagonal(j) is > 0 and var d ? d : scaling[j]) is > 0 and var square)
                largest = Math.Max(largest, Math.Abs(Gradient[j]) / Math.Sqrt(square));
        return largest == 0 ? 0 : largest / Math.Sqrt(2 * cost);
    }

    protected abstract bool Linearize(ILeastSquares at, double[] where, int iteration, out double cost);
}
