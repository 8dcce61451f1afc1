using PinnSharp.Inversion;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>JᵀJ, below its diagonal, and its Cholesky factor on a device, float64; vectors of length n come and go. Freed by the library's finalisers where nobody disposes of it.</summary>
internal sealed class TorchGram : IGramMatrix
{
    private readonly Tensor _gram;
    private Tensor? _factor;

    private TorchGram(TorchLeastSquares problem)
    {
        var n = problem.Parameters.Count;
        (Problem, _gram) = (problem, problem.Memory.Square(n, () => zeros([n, n], ScalarType.Float64, problem.Context.Device).DetachFromDisposeScope()));
    }

    private TorchLeastSquares Problem { get; set; }

    /// <summary>The former matrix, pointed to this problem, where it is of the same size and device.</summary>
    public static TorchGram Of(TorchLeastSquares problem, IGramMatrix? former)
    {
        if (former is not TorchGram gram || gram._gram.shape[0] != problem.Parameters.Count || !ReferenceEquals(gram.Problem.Context.Device, problem.Context.Device)) return new(problem);
        gram.Problem = problem;
        return gram;
    }

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        using var scope = NewDisposeScope();
        var sum = zeros(gradient.Length, ScalarType.Float64, Problem.Context.Device);
        _gram.zero_();
        var cost = Problem.NormalEquations(Problem.Context.MoveWide(theta, theta.Length), _gram, sum);
        TensorContext.Fetch(sum, gradient);
        return cost;
    }

    public void Diagonal(Span<double> diagonal)
    {
        using var scope = NewDisposeScope();
        TensorContext.Fetch(_gram.diagonal(0, 0, 1), diagonal);
    }

    public bool Factor(double mu, ReadOnlySpan<double> scaling)
    {
        using var scope = NewDisposeScope();
        _factor?.Dispose();
        _factor = null;
        var damped = Problem.Memory.Square(scaling.Length, _gram.clone);
        damped.diagonal(0, 0, 1).add_(Problem.Context.MoveWide(scaling, scaling.Length), mu);
        var (factor, info) = Problem.Memory.Square(scaling.Length, () => linalg.cholesky_ex(damped));
        // LAPACK passes over what is not a number.
        if (info.ToInt32() != 0 || !double.IsFinite(factor.diagonal(0, 0, 1).sum().ToDouble())) return false;
        _factor = factor.DetachFromDisposeScope();
        return true;
    }

    public void Solve(Span<double> b)
    {
        using var scope = NewDisposeScope();
        var (factor, right) = (_factor ?? throw new InvalidOperationException("There are no factors."), Problem.Context.MoveWide(b, b.Length, 1));
        TensorContext.Fetch(Problem.Memory.Square(b.Length, () => right.cholesky_solve(factor)), b);
    }

    public void Dispose()
    {
        _gram.Dispose();
        _factor?.Dispose();
    }
}
