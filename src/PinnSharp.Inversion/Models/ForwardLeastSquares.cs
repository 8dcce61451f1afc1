using System.Collections.Immutable;
using PinnSharp.Numerics;

namespace PinnSharp.Inversion;

/// <summary>
/// A forward model and data as a least-squares problem: r_i = (F(θ)_i − y_i)/σ_i, then the rows L·θ − c of penalties. ½‖r‖² is the negative logarithm of the
/// posterior density but for a constant.
/// </summary>
/// <remarks>The linearisation at the last θ is kept, so that a residual, its gradient and products at one θ cost one solution.</remarks>
public sealed class ForwardLeastSquares : ILeastSquares
{
    private const int PackedRows = 1024;
    private readonly IForwardModel _model;
    private readonly double[] _data, _weights;
    private readonly ImmutableArray<LinearPenalty> _penalties;
    private double[]? _theta, _jacobian;
    private Gram? _packed;
    private ILinearizedModel? _at;

    /// <summary>Whitens a model's outputs.</summary>
    /// <param name="model">F.</param>
    /// <param name="data">y, length m.</param>
    /// <param name="deviations">σ &gt; 0, length m; a datum of infinite deviation says nothing.</param>
    /// <param name="penalties">What is assumed of θ beforehand.</param>
    /// <exception cref="ArgumentException">A length is wrong or a deviation not positive.</exception>
    public ForwardLeastSquares(IForwardModel model, ReadOnlySpan<double> data, ReadOnlySpan<double> deviations, params ImmutableArray<LinearPenalty> penalties)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _data, _penalties) = (model, data.ToArray(), penalties);
        Check(data.Length, model.Outputs.Count, nameof(data));
        Check(deviations.Length, model.Outputs.Count, nameof(deviations));
        _weights = new double[deviations.Length];
        for (var i = 0; i < _weights.Length; i++)
            _weights[i] = deviations[i] > 0 ? 1 / deviations[i] : throw new ArgumentException($"Deviation {i} is {deviations[i]}, not positive.", nameof(deviations));
        Residuals = new([.. model.Outputs.Terms.Select(t => (t.Name, t.Count)), .. penalties.Select(p => (p.Name, p.Count))]);
    }

    /// <summary>The same model with other data, deviations and penalties; what is known of it at the last θ is shared.</summary>
    /// <param name="data">y, length m.</param>
    /// <param name="deviations">σ &gt; 0, length m.</param>
    /// <param name="penalties">What is assumed of θ beforehand.</param>
    /// <exception cref="ArgumentException">A length is wrong or a deviation not positive.</exception>
    public ForwardLeastSquares With(ReadOnlySpan<double> data, ReadOnlySpan<double> deviations, params ImmutableArray<LinearPenalty> penalties) =>
        new(_model, data, deviations, penalties) { _theta = _theta, _at = _at, _jacobian = _jacobian };

    /// <summary>F(θ).</summary>
    /// <param name="theta">θ.</param>
    public double[] Predictions(ReadOnlySpan<double> theta)
    {
        var predictions = new double[M];
        if (_theta is not null && theta.SequenceEqual(_theta)) _at!.Outputs.CopyTo(predictions);
        else _model.Evaluate(theta, predictions);
        return predictions;
    }

    /// <summary>‖(a − b)/σ‖ of two predictions, or of their first parts.</summary>
    /// <param name="a">One, at most of length m.</param>
    /// <param name="b">The other, as long.</param>
    public double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * _weights[i] * ((a[i] - b[i]) * _weights[i]);
        return Math.Sqrt(sum);
    }

    /// <inheritdoc/>
    public ParameterLayout Parameters => _model.Parameters;

    /// <inheritdoc/>
    public ResidualLayout Residuals { get; }

    private int N => Parameters.Count;

    private int M => _data.Length;

    /// <inheritdoc/>
    public double Residual(ReadOnlySpan<double> theta, Span<double> residual)
    {
        Check(theta.Length, N, nameof(theta));
        Check(residual.Length, Residuals.Count, nameof(residual));
        Predictions(theta).CopyTo(residual);
        return Whiten(theta, residual);
    }

    /// <inheritdoc/>
    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        var at = At(theta);
        var r = new double[Residuals.Count];
        at.Outputs.CopyTo(r);
        var cost = Whiten(theta, r);
        MultiplyTransposed(theta, r, gradient);
        return cost;
    }

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        Check(v.Length, N, nameof(v));
        Check(product.Length, Residuals.Count, nameof(product));
        At(theta).Tangent(v, product[..M]);
        for (var i = 0; i < M; i++) product[i] *= _weights[i];
        var offset = M;
        foreach (var penalty in _penalties)
        {
            penalty.Multiply(v, product.Slice(offset, penalty.Count));
            offset += penalty.Count;
        }
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        Check(w.Length, Residuals.Count, nameof(w));
        Check(product.Length, N, nameof(product));
        var weighted = new double[M];
        for (var i = 0; i < M; i++) weighted[i] = _weights[i] * w[i];
        At(theta).Adjoint(weighted, product);
        var offset = M;
        foreach (var penalty in _penalties)
        {
            penalty.AddTransposed(w.Slice(offset, penalty.Count), product);
            offset += penalty.Count;
        }
    }

    /// <inheritdoc/>
    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        Check(gram.Length, N * N, nameof(gram));
        var cost = Gradient(theta, gradient);
        for (var a = 0; a < N; a++) gram.Slice(a * N, a + 1).Clear();
        var jacobian = _jacobian ??= At(theta).Jacobian(N);
        var (packed, panel) = (_packed ??= new Gram(N, PackedRows), new double[N * Math.Min(M, PackedRows)]);
        for (var first = 0; first < M; first += PackedRows)
        {
            var rows = Math.Min(PackedRows, M - first);
            for (var i = 0; i < rows; i++)
                for (var k = 0; k < N; k++) panel[k * rows + i] = _weights[first + i] == 0 ? 0 : _weights[first + i] * jacobian[(first + i) * N + k];
            packed.Pack(panel, rows, 0, rows);
            packed.Accumulate(rows, gram);
        }
        foreach (var penalty in _penalties) penalty.AddGram(gram, N);
        return cost;
    }

    /// <inheritdoc/>
    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        Check(rows.Length, count * N, nameof(rows));
        for (var i = 0; i < count; i++) Row(theta, first + i, rows.Slice(i * N, N));
    }

    private void Row(ReadOnlySpan<double> theta, int i, Span<double> row)
    {
        row.Clear();
        if (i < M)
        {
            var at = At(theta);
            _jacobian ??= at.Jacobian(N);
            for (var k = 0; k < N; k++) row[k] = _weights[i] * _jacobian[i * N + k];
            return;
        }
        i -= M;
        foreach (var penalty in _penalties)
        {
            if (i < penalty.Count)
            {
                for (var k = penalty.Starts[i]; k < penalty.Starts[i + 1]; k++) row[penalty.Indices[k]] += penalty.Values[k];
                return;
            }
            i -= penalty.Count;
        }
    }

    private ILinearizedModel At(ReadOnlySpan<double> theta)
    {
        Check(theta.Length, N, nameof(theta));
        if (_theta is null || !theta.SequenceEqual(_theta)) (_theta, _at, _jacobian) = (theta.ToArray(), _model.Linearize(theta), null);
        return _at!;
    }

    /// <summary>Outputs, in place, to residuals; the rows of penalties behind them.</summary>
    private double Whiten(ReadOnlySpan<double> theta, Span<double> residual)
    {
        for (var i = 0; i < M; i++) residual[i] = _weights[i] == 0 ? 0 : (residual[i] - _data[i]) * _weights[i];
        var offset = M;
        foreach (var penalty in _penalties)
        {
            var rows = residual.Slice(offset, penalty.Count);
            penalty.Multiply(theta, rows);
            for (var i = 0; i < rows.Length; i++) rows[i] -= penalty.Targets[i];
            offset += penalty.Count;
        }
        var sum = 0.0;
        foreach (var r in residual) sum += r * r;
        return sum / 2;
    }

    private static void Check(int actual, int expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"Length {actual} instead of {expected}.", name);
    }
}
