using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>The Gauss–Newton model by its Gram matrix and Cholesky factorisation, wherever the problem keeps them.</summary>
internal sealed class GramModel(ILeastSquares problem, int threads) : NormalModel(problem)
{
    private readonly double[] _diagonal = new double[problem.Parameters.Count];
    private ILeastSquares? _of;
    private IGramMatrix? _gram;

    public override double Diagonal(int i) => _diagonal[i];

    public override bool Solve(double mu, double[] scaling, double forcing)
    {
        if (!_gram!.Factor(mu, [.. scaling.Select(d => d > 0 ? d : 1)])) return false;
        TensorPrimitives.Negate<double>(Gradient, Step);
        _gram.Solve(Step);
        return double.IsFinite(VectorKernels.SumOfSquares(Step));
    }

    /// <summary>Overwrites b by the solution of the last <see cref="Solve"/>'s equations for the right-hand side b.</summary>
    public void SolveAgain(Span<double> b) => _gram!.Solve(b);

    protected override bool Linearize(ILeastSquares at, double[] where, int iteration, out double cost)
    {
        cost = Gram(at).Evaluate(where, Gradient);
        _gram!.Diagonal(_diagonal);
        return _diagonal.All(double.IsFinite);
    }

    private IGramMatrix Gram(ILeastSquares at)
    {
        if (ReferenceEquals(_of, at)) return _gram!;
        var former = _gram;
        (_of, _gram) = (at, at.CreateGram(threads, former));
        if (!ReferenceEquals(former, _gram)) former?.Dispose();
        return _gram;
    }
}
