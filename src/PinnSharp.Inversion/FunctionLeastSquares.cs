namespace PinnSharp.Inversion;

/// <summary>
/// A small dense <see cref="ILeastSquares"/> from a function r(θ), for models written in C#: fits with few parameters, tests, teaching.
/// </summary>
/// <remarks>Without a Jacobian central differences with relative step 6e-6 are used: about ten correct digits, 2n evaluations.</remarks>
public sealed class FunctionLeastSquares : ILeastSquares
{
    private readonly Func<double[], double[]> residual;
    private readonly Func<double[], double[,]> jacobian;

    /// <summary>Wraps r and, if known, its Jacobian.</summary>
    /// <param name="parameters">n, or names and lengths of the blocks of θ.</param>
    /// <param name="residuals">m, or names and counts of the terms of r.</param>
    /// <param name="residual">r: θ of length n to a vector of length m.</param>
    /// <param name="jacobian">J: θ to ∂r/∂θ, m×n.</param>
    public FunctionLeastSquares(
        ParameterLayout parameters, ResidualLayout residuals, Func<double[], double[]> residual, Func<double[], double[,]>? jacobian = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(residuals);
        ArgumentNullException.ThrowIfNull(residual);
        (Parameters, Residuals, this.residual) = (parameters, residuals, residual);
        this.jacobian = jacobian ?? Differences;
    }

    /// <summary>Wraps r with one block <c>theta</c> and one term <c>residual</c>.</summary>
    /// <param name="parameters">n.</param>
    /// <param name="residuals">m.</param>
    /// <param name="residual">r: θ of length n to a vector of length m.</param>
    /// <param name="jacobian">J: θ to ∂r/∂θ, m×n.</param>
    public FunctionLeastSquares(int parameters, int residuals, Func<double[], double[]> residual, Func<double[], double[,]>? jacobian = null)
        : this(new ParameterLayout(("theta", parameters)), new ResidualLayout(("residual", residuals)), residual, jacobian)
    {
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ResidualLayout Residuals { get; }

    private int N => Parameters.Count;

    private int M => Residuals.Count;

    /// <inheritdoc/>
    public double Residual(ReadOnlySpan<double> theta, Span<double> residual)
    {
        Check(residual.Length, M, nameof(residual));
        var r = Evaluate(theta);
        r.CopyTo(residual);
        return Cost(r);
    }

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var r = Evaluate(theta);
        MultiplyTransposed(theta, r, gradient);
        return Cost(r);
    }

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        Check(v.Length, N, nameof(v));
        Check(product.Length, M, nameof(product));
        var j = Jacobian(theta);
        product.Clear();
        for (var i = 0; i < M; i++)
            for (var k = 0; k < N; k++) product[i] += j[i, k] * v[k];
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        Check(w.Length, M, nameof(w));
        Check(product.Length, N, nameof(product));
        var j = Jacobian(theta);
        product.Clear();
        for (var i = 0; i < M; i++)
            for (var k = 0; k < N; k++) product[k] += j[i, k] * w[i];
    }

    /// <inheritdoc/>
    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        Check(gram.Length, N * N, nameof(gram));
        Check(gradient.Length, N, nameof(gradient));
        var j = Jacobian(theta);
        var r = Evaluate(theta);
        gradient.Clear();
        for (var a = 0; a < N; a++)
        {
            for (var i = 0; i < M; i++) gradient[a] += j[i, a] * r[i];
            for (var b = 0; b <= a; b++)
            {
                double sum = 0;
                for (var i = 0; i < M; i++) sum += j[i, a] * j[i, b];
                gram[a * N + b] = sum;
            }
        }
        return Cost(r);
    }

    /// <inheritdoc/>
    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        Check(rows.Length, count * N, nameof(rows));
        var j = Jacobian(theta);
        for (var i = 0; i < count; i++)
            for (var k = 0; k < N; k++) rows[i * N + k] = j[first + i, k];
    }

    private double[] Evaluate(ReadOnlySpan<double> theta)
    {
        Check(theta.Length, N, nameof(theta));
        var r = residual(theta.ToArray());
        Check(r.Length, M, nameof(residual));
        return r;
    }

    private double[,] Jacobian(ReadOnlySpan<double> theta)
    {
        Check(theta.Length, N, nameof(theta));
        var j = jacobian(theta.ToArray());
        Check(j.GetLength(0), M, nameof(jacobian));
        Check(j.GetLength(1), N, nameof(jacobian));
        return j;
    }

    private double[,] Differences(double[] theta)
    {
        var j = new double[M, N];
        for (var k = 0; k < N; k++)
        {
            var at = theta[k];
            var h = 6e-6 * Math.Max(Math.Abs(at), 1e-3);
            theta[k] = at + h;
            var up = Evaluate(theta);
            theta[k] = at - h;
            var down = Evaluate(theta);
            theta[k] = at;
            for (var i = 0; i < M; i++) j[i, k] = (up[i] - down[i]) / (2 * h);
        }
        return j;
    }

    private static double Cost(double[] r)
    {
        double sum = 0;
        foreach (var x in r) sum += x * x;
        return sum / 2;
    }

    private static void Check(int actual, int expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"Length {actual} instead of {expected}.", name);
    }
}
