using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>The Gauss–Newton model by products J·v and Jᵀ·w alone: its damped minimum by conjugate gradients, preconditioned by D.</summary>
internal sealed class ProductModel(ILeastSquares problem, GaussNewtonConjugateGradient method) : NormalModel(problem)
{
    private readonly double[] _diagonal = new double[problem.Parameters.Count];
    private ILeastSquares? _at;
    private double[]? _where;

    public override double Diagonal(int i) => _diagonal[i];

    public override bool Solve(double mu, double[] scaling, double forcing)
    {
        var b = new double[Gradient.Length];
        TensorPrimitives.Negate<double>(Gradient, b);
        double[] d = [.. scaling.Select(x => x > 0 ? x : 1)];
        ConjugateGradients.Solve(_at!, _where!, b, mu, d, forcing, method.MaximumProducts, Step);
        return double.IsFinite(VectorKernels.SumOfSquares(Step)) && VectorKernels.SumOfSquares(Step) > 0;
    }

    protected override bool Linearize(ILeastSquares at, double[] where, int iteration, out double cost)
    {
        (_at, _where) = (at, where);
        cost = at.Gradient(where, Gradient);
        if (iteration >= 0 && iteration % method.Refresh == 0 && double.IsFinite(cost))
            ConjugateGradients.EstimateDiagonal(at, where, method.Probes, (ulong)iteration, _diagonal);
        else
            Array.Clear(_diagonal);
        return double.IsFinite(VectorKernels.SumOfSquares(_diagonal));
    }
}
