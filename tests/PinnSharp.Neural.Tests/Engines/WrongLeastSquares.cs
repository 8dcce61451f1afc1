using PinnSharp.Inversion;

namespace PinnSharp.Neural.Tests;

/// <summary>A problem whose derivatives with respect to one block of parameters, or of one term, are 3 % too large: the checks must notice.</summary>
internal sealed class WrongLeastSquares(ILeastSquares right, string? block, string? term) : ILeastSquares
{
    private const double Factor = 1.03;

    public ParameterLayout Parameters => right.Parameters;

    public ResidualLayout Residuals => right.Residuals;

    public double Residual(ReadOnlySpan<double> theta, Span<double> residual) => right.Residual(theta, residual);

    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var r = new double[Residuals.Count];
        var cost = right.Residual(theta, r);
        MultiplyTransposed(theta, r, gradient);
        return cost;
    }

    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        var direction = v.ToArray();
        Scale(direction, Block);
        right.Multiply(theta, direction, product);
        Scale(product, Term);
    }

    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        var cotangent = w.ToArray();
        Scale(cotangent, Term);
        right.MultiplyTransposed(theta, cotangent, product);
        Scale(product, Block);
    }

    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient) => right.NormalEquations(theta, gram, gradient);

    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        right.Rows(theta, first, count, rows);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Parameters.Count, Parameters.Count);
            Scale(row, Block);
            if (first + i is var at && at >= Term.Offset && at < Term.Offset + Term.Length) Scale(row, (0, row.Length));
        }
    }

    private (int Offset, int Length) Block => block is null ? (0, 0) : (Parameters[block].Offset, Parameters[block].Length);

    private (int Offset, int Length) Term => term is null ? (0, 0) : (Residuals[term].Offset, Residuals[term].Count);

    private static void Scale(Span<double> x, (int Offset, int Length) part)
    {
        foreach (ref var value in x.Slice(part.Offset, part.Length)) value *= Factor;
    }
}
