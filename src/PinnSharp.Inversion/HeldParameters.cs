namespace PinnSharp.Inversion;

/// <summary>A least-squares problem with all but some of its parameters held.</summary>
public sealed class HeldParameters : ILeastSquares
{
    private readonly ILeastSquares _problem;
    private readonly double[] _at;
    private readonly int[] _free;

    /// <summary>Holds parameters.</summary>
    /// <param name="problem">The problem in n parameters.</param>
    /// <param name="at">Their values, length n.</param>
    /// <param name="free">Those that stay free, ascending.</param>
    /// <exception cref="ArgumentException">A length or index does not fit.</exception>
    public HeldParameters(ILeastSquares problem, double[] at, int[] free)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(free);
        if (at.Length != problem.Parameters.Count || free.Any(i => i < 0 || i >= at.Length)) throw new ArgumentException($"There are {problem.Parameters.Count} parameters.", nameof(at));
        (_problem, _at, _free, Parameters) = (problem, (double[])at.Clone(), free, new ParameterLayout(("free", free.Length)) { Box = problem.Parameters.Box?.Of(free) });
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters { get; }

    /// <inheritdoc/>
    public ResidualLayout Residuals => _problem.Residuals;

    /// <summary>All parameters.</summary>
    /// <param name="free">The free ones.</param>
    public double[] Full(ReadOnlySpan<double> free) => Placed(free, (double[])_at.Clone());

    /// <summary>The free ones of all parameters.</summary>
    /// <param name="theta">Length n.</param>
    public double[] Free(ReadOnlySpan<double> theta)
    {
        var free = new double[_free.Length];
        for (var i = 0; i < free.Length; i++) free[i] = theta[_free[i]];
        return free;
    }

    /// <inheritdoc/>
    public double Residual(ReadOnlySpan<double> theta, Span<double> residual) => _problem.Residual(Full(theta), residual);

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var full = new double[_at.Length];
        var cost = _problem.Gradient(Full(theta), full);
        Free(full).CopyTo(gradient);
        return cost;
    }

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product) => _problem.Multiply(Full(theta), Placed(v, new double[_at.Length]), product);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        var full = new double[_at.Length];
        _problem.MultiplyTransposed(Full(theta), w, full);
        Free(full).CopyTo(product);
    }

    /// <inheritdoc/>
    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        var (n, k) = (_at.Length, _free.Length);
        var (whole, full) = (new double[n * n], new double[n]);
        var cost = _problem.NormalEquations(Full(theta), whole, full);
        for (var i = 0; i < k; i++)
            for (var j = 0; j <= i; j++) gram[i * k + j] = whole[_free[i] * n + _free[j]];
        Free(full).CopyTo(gradient);
        return cost;
    }

    /// <inheritdoc/>
    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        var (n, k) = (_at.Length, _free.Length);
        var whole = new double[count * n];
        _problem.Rows(Full(theta), first, count, whole);
        for (var r = 0; r < count; r++) Free(whole.AsSpan(r * n, n)).CopyTo(rows.Slice(r * k, k));
    }

    private double[] Placed(ReadOnlySpan<double> free, double[] full)
    {
        for (var i = 0; i < _free.Length; i++) full[_free[i]] = free[i];
        return full;
    }
}
