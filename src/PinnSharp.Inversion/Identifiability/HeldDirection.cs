using System.Numerics.Tensors;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// A least-squares problem with one linear function of its parameters held, wᵀθ = t: θ = H y with y_p = t/‖w‖, p the largest entry of w, and H the Householder reflection that maps the
/// axis p to w/‖w‖. The other n − 1 entries of y are free. To hold a single parameter, H = I, drops its column.
/// </summary>
public sealed class HeldDirection : ILeastSquares
{
    private readonly ILeastSquares _problem;
    private readonly double[] _reflector;
    private readonly int _pivot;
    private readonly double _held;

    /// <summary>Holds wᵀθ.</summary>
    /// <param name="problem">The problem in n parameters.</param>
    /// <param name="direction">w ≠ 0, length n.</param>
    /// <param name="value">t.</param>
    /// <exception cref="ArgumentException">w is zero or of wrong length.</exception>
    public HeldDirection(ILeastSquares problem, ReadOnlySpan<double> direction, double value)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var (n, norm) = (problem.Parameters.Count, VectorKernels.Norm(direction));
        if (direction.Length != n || !(norm > 0)) throw new ArgumentException($"A direction of {n} entries, not all zero, is needed.", nameof(direction));
        _problem = problem;
        _pivot = TensorPrimitives.IndexOfMaxMagnitude(direction);
        var sign = Math.Sign(direction[_pivot]);
        _held = sign * value / norm;
        // e_p − w, its entry p as Σ of the others' squares over 1 + w_p, which does not cancel.
        _reflector = new double[n];
        double others = 0;
        for (var i = 0; i < n; i++)
        {
            if (i == _pivot) continue;
            _reflector[i] = -sign * direction[i] / norm;
            others += _reflector[i] * _reflector[i];
        }
        _reflector[_pivot] = others / (1 + sign * direction[_pivot] / norm);
        var length = VectorKernels.Norm(_reflector);
        if (length > 0) TensorPrimitives.Divide(_reflector, length, _reflector);
        // Bounds are bounds of the free entries only where these are parameters.
        Parameters = new ParameterLayout(("free", n - 1)) { Box = length > 0 ? null : problem.Parameters.Box?.Of([.. Enumerable.Range(0, n).Where(i => i != _pivot)]) };
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ResidualLayout Residuals => _problem.Residuals;

    private int N => _reflector.Length;

    /// <summary>θ of the free entries.</summary>
    /// <param name="free">Length n − 1.</param>
    public double[] Full(ReadOnlySpan<double> free) => Reflected(Inserted(free, _held));

    /// <summary>The free entries of a θ, whatever its wᵀθ.</summary>
    /// <param name="theta">Length n.</param>
    public double[] Free(ReadOnlySpan<double> theta) => Dropped(Reflected(theta.ToArray()));

    /// <inheritdoc/>
    public double Residual(ReadOnlySpan<double> theta, Span<double> residual) => _problem.Residual(Full(theta), residual);

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var full = new double[N];
        var cost = _problem.Gradient(Full(theta), full);
        Dropped(Reflected(full)).CopyTo(gradient);
        return cost;
    }

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => _problem.Multiply(Full(theta), Reflected(Inserted(v, 0)), product);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        var full = new double[N];
        _problem.MultiplyTransposed(Full(theta), w, full);
        Dropped(Reflected(full)).CopyTo(product);
    }

    /// <inheritdoc/>
    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        var (n, whole, full) = (N, new double[N * N], new double[N]);
        var cost = _problem.NormalEquations(Full(theta), whole, full);
        Dropped(Reflected(full)).CopyTo(gradient);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++) whole[j * n + i] = whole[i * n + j];
        for (var i = 0; i < n; i++) Reflect(whole.AsSpan(i * n, n));
        // HGH is symmetric: its columns are reflected as rows of the transposed.
        var column = new double[n];
        for (var (row, j) = (0, 0); j < n; j++)
        {
            if (j == _pivot) continue;
            for (var i = 0; i < n; i++) column[i] = whole[i * n + j];
            Reflect(column);
            for (var (k, i) = (0, 0); i <= j; i++)
                if (i != _pivot) gram[row * (n - 1) + k++] = column[i];
            row++;
        }
        return cost;
    }

    /// <inheritdoc/>
    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        var full = new double[count * N];
        _problem.Rows(Full(theta), first, count, full);
        for (var i = 0; i < count; i++) Dropped(Reflected(full.AsSpan(i * N, N).ToArray())).CopyTo(rows[(i * (N - 1))..]);
    }

    private double[] Inserted(ReadOnlySpan<double> free, double value)
    {
        if (free.Length != N - 1) throw new ArgumentException($"Length {free.Length} instead of {N - 1}.", nameof(free));
        var y = new double[N];
        free[.._pivot].CopyTo(y);
        y[_pivot] = value;
        free[_pivot..].CopyTo(y.AsSpan(_pivot + 1));
        return y;
    }

    private double[] Dropped(double[] y) => [.. y.AsSpan(0, _pivot), .. y.AsSpan(_pivot + 1)];

    private double[] Reflected(double[] x)
    {
        Reflect(x);
        return x;
    }

    private void Reflect(Span<double> x) => VectorKernels.AddScaled(-2 * VectorKernels.Dot(_reflector, x), _reflector, x);
}
