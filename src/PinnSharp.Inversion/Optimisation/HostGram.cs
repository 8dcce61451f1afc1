using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>A Gram matrix in the host's memory, by <see cref="ILeastSquares.NormalEquations"/>: n² numbers for it and n² for its factors.</summary>
internal sealed class HostGram : IGramMatrix
{
    private readonly int _n, _threads;
    private readonly double[] _gram, _factor;
    private readonly ILeastSquares _problem;

    /// <summary>Makes room, or takes over that of an earlier problem's matrix of the same size.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="threads">Threads for Cholesky; the result does not depend on it.</param>
    /// <param name="former">A matrix that is needed no more; null for none.</param>
    public HostGram(ILeastSquares problem, int threads, IGramMatrix? former)
    {
        (_problem, _n, _threads) = (problem, problem.Parameters.Count, threads);
        (_gram, _factor) = former is HostGram host && host._n == _n ? (host._gram, host._factor) : (new double[checked(_n * _n)], new double[_n * _n]);
    }

    public double Evaluate(ReadOnlySpan<double> theta, Span<double> gradient) => _problem.NormalEquations(theta, _gram, gradient);

    public void Diagonal(Span<double> diagonal)
    {
        for (var i = 0; i < _n; i++) diagonal[i] = _gram[i * _n + i];
    }

    public bool Factor(double mu, ReadOnlySpan<double> scaling)
    {
        for (var i = 0; i < _n; i++)
        {
            _gram.AsSpan(i * _n, i + 1).CopyTo(_factor.AsSpan(i * _n));
            _factor[i * _n + i] += mu * scaling[i];
        }
        return Cholesky.Factor(_factor, _n, _threads);
    }

    public void Solve(Span<double> b) => Cholesky.Solve(_factor, _n, b);

    public void Dispose()
    {
    }
}
