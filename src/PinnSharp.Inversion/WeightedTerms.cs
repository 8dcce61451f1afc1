using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>A least-squares problem whose residuals are multiplied by a factor for each term.</summary>
internal sealed class WeightedTerms : ILeastSquares
{
    private readonly ILeastSquares _problem;
    private readonly double[] _factors;

    /// <summary>Weighs the terms.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="factors">One for each of its terms of residuals.</param>
    public WeightedTerms(ILeastSquares problem, double[] factors)
    {
        _problem = problem;
        _factors = new double[problem.Residuals.Count];
        foreach (var (term, i) in problem.Residuals.Terms.Select((t, i) => (t, i))) _factors.AsSpan(term.Offset, term.Count).Fill(factors[i]);
    }

    public ParameterLayout Parameters => _problem.Parameters;

    public ResidualLayout Residuals => _problem.Residuals;

    public double Residual(ReadOnlySpan<double> theta, Span<double> residual)
    {
        _problem.Residual(theta, residual);
        TensorPrimitives.Multiply(residual, _factors, residual);
        return VectorKernels.SumOfSquares(residual) / 2;
    }

    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var r = new double[_factors.Length];
        var cost = Residual(theta, r);
        MultiplyTransposed(theta, r, gradient);
        return cost;
    }

    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        _problem.Multiply(theta, v, product);
        TensorPrimitives.Multiply(product, _factors, product);
    }

    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        var weighted = new double[_factors.Length];
        TensorPrimitives.Multiply(w, _factors, weighted);
        _problem.MultiplyTransposed(theta, weighted, product);
    }

    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        const int Rows = 1024;
        var (n, m) = (theta.Length, _factors.Length);
        for (var a = 0; a < n; a++) gram.Slice(a * n, a + 1).Clear();
        var (packed, rows, panel) = (new Gram(n, Rows), new double[n * Rows], new double[n * Rows]);
        for (var first = 0; first < m; first += Rows)
        {
            var count = Math.Min(Rows, m - first);
            this.Rows(theta, first, count, rows.AsSpan(0, count * n));
            for (var i = 0; i < count; i++)
                for (var k = 0; k < n; k++) panel[k * count + i] = rows[i * n + k];
            packed.Pack(panel, count, 0, count);
            packed.Accumulate(count, gram);
        }
        return Gradient(theta, gradient);
    }

    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        _problem.Rows(theta, first, count, rows);
        var n = Parameters.Count;
        for (var i = 0; i < count; i++) TensorPrimitives.Multiply(rows.Slice(i * n, n), _factors[first + i], rows.Slice(i * n, n));
    }
}
