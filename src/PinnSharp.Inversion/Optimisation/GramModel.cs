using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>The Gauss–Newton model by its Gram matrix and Cholesky factorisation.</summary>
internal sealed class GramModel(ILeastSquares problem, int threads) : NormalModel(problem)
{
    private readonly int _n = problem.Parameters.Count;
    private readonly double[] _gram = new double[checked(problem.Parameters.Count * problem.Parameters.Count)];
    private readonly double[] _factor = new double[problem.Parameters.Count * problem.Parameters.Count];

    public override double Diagonal(int i) => _gram[i * _n + i];

    public override bool Solve(double mu, double[] scaling, double forcing)
    {
        for (var i = 0; i < _n; i++)
        {
            _gram.AsSpan(i * _n, i + 1).CopyTo(_factor.AsSpan(i * _n));
            _factor[i * _n + i] += mu * (scaling[i] > 0 ? scaling[i] : 1);
        }
        if (!Cholesky.Factor(_factor, _n, threads)) return false;
        TensorPrimitives.Negate<double>(Gradient, Step);
        Cholesky.Solve(_factor, _n, Step);
        return double.IsFinite(VectorKernels.SumOfSquares(Step));
    }

    /// <summary>Overwrites b by the solution of the last <see cref="Solve"/>'s equations for the right-hand side b.</summary>
    public void SolveAgain(Span<double> b) => Cholesky.Solve(_factor, _n, b);

    protected override bool Linearize(ILeastSquares at, double[] where, int iteration, out double cost)
    {
        cost = at.NormalEquations(where, _gram, Gradient);
        var finite = true;
        for (var i = 0; i < _n && finite; i++) finite = double.IsFinite(Diagonal(i));
        return finite;
    }
}
