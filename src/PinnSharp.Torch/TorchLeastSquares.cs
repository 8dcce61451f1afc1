using PinnSharp.Inversion;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>
/// r_i = weight_i · f_i(θ) over all batches of all terms, by a <see cref="TorchEngine"/>. Sums over rows, and so costs, gradients and normal equations, are made in 64 bits whatever the
/// engine's precision.
/// </summary>
internal sealed class TorchLeastSquares : ILeastSquares
{
    private readonly TorchEngine _engine;
    private readonly WeightedRows[] _terms;
    private TensorRows?[]? _rows;

    public TorchLeastSquares(TorchEngine engine, IReadOnlyList<WeightedRows> terms)
    {
        (_engine, _terms) = (engine, [.. terms]);
        foreach (var term in terms)
            if (term.Weights.Length != term.Rows.Count)
                throw new ArgumentException($"Term '{term.Rows.Program.Name}' has {term.Rows.Count} rows and {term.Weights.Length} weights.", nameof(terms));
        Residuals = new ResidualLayout(terms.Select(t => (t.Rows.Program.Name, t.Rows.Count)));
    }

    public ParameterLayout Parameters => _engine.Parameters;

    public ResidualLayout Residuals { get; }

    internal TensorContext Context => _engine.Context;

    internal DeviceMemory Memory => _engine.Memory;

    /// <summary>Gives up the rows on the device; they are brought again when they are needed.</summary>
    public void Release()
    {
        foreach (var rows in _rows ?? []) rows?.Dispose();
        _rows = null;
    }

    public double Residual(ReadOnlySpan<double> theta, Span<double> residual)
    {
        Require(residual.Length, Residuals.Count);
        using var scope = NewDisposeScope();
        var result = new double[Residuals.Count];
        var cost = Sum(Move(theta), (evaluator, batch, at, row) =>
        {
            var r = evaluator.Value(batch, at) * batch.Weights;
            TensorContext.Fetch(r, result.AsSpan(row, batch.Used));
            return r;
        });
        result.CopyTo(residual);
        return cost;
    }

    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        Require(gradient.Length, Parameters.Count);
        using var scope = NewDisposeScope();
        var sum = zeros(Parameters.Count, ScalarType.Float64, Context.Device);
        var cost = Gradient(Move(theta), sum);
        TensorContext.Fetch(sum, gradient);
        return cost;
    }

    /// <summary>Adds Jᵀr to a tensor on the device and returns ½‖r‖².</summary>
    /// <param name="theta">θ, float64.</param>
    /// <param name="sum">[n], float64.</param>
    internal double Gradient(Tensor theta, Tensor sum) => Sum(theta, (evaluator, batch, at, _) =>
    {
        var part = Context.Zeros(Parameters.Count);
        var f = evaluator.AddGradient(batch, at, f => f * batch.Weights.square(), part);
        sum.add_(part.to(ScalarType.Float64));
        return f * batch.Weights;
    });

    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        Require(v.Length, Parameters.Count);
        Require(product.Length, Residuals.Count);
        using var scope = NewDisposeScope();
        var (direction, result) = (Context.Move(v, v.Length), new double[Residuals.Count]);
        Sum(Move(theta), (evaluator, batch, at, row) =>
        {
            TensorContext.Fetch(evaluator.Tangent(batch, at, direction) * batch.Weights, result.AsSpan(row, batch.Used));
            return null;
        });
        result.CopyTo(product);
    }

    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        Require(w.Length, Residuals.Count);
        Require(product.Length, Parameters.Count);
        using var scope = NewDisposeScope();
        var (sum, cotangent) = (zeros(Parameters.Count, ScalarType.Float64, Context.Device), w.ToArray());
        Sum(Move(theta), (evaluator, batch, at, row) =>
        {
            var padded = new double[batch.Count];
            cotangent.AsSpan(row, batch.Used).CopyTo(padded);
            var part = Context.Zeros(Parameters.Count);
            evaluator.AddGradient(batch, at, _ => Context.Move(padded, padded.Length) * batch.Weights, part);
            sum.add_(part.to(ScalarType.Float64));
            return null;
        });
        TensorContext.Fetch(sum, product);
    }

    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        var n = Parameters.Count;
        Require(gram.Length, n * n);
        Require(gradient.Length, n);
        using var scope = NewDisposeScope();
        var (matrix, vector) = (Memory.Square(n, () => zeros([n, n], ScalarType.Float64, Context.Device)), zeros(n, ScalarType.Float64, Context.Device));
        var cost = NormalEquations(Move(theta), matrix, vector);
        var whole = new double[n * n];
        TensorContext.Fetch(matrix, whole);
        for (var i = 0; i < n; i++) whole.AsSpan(i * n, i + 1).CopyTo(gram[(i * n)..]);
        TensorContext.Fetch(vector, gradient);
        return cost;
    }

    /// <summary>Adds JᵀJ, of which the blocks on and below the diagonal: the others would cost as much again.</summary>
    private static void AddProduct(Tensor gram, Tensor j)
    {
        var (n, block) = ((int)j.shape[1], Math.Max(128, ((int)j.shape[1] + 7) / 8));
        for (var first = 0; first < n; first += block)
        {
            var count = Math.Min(block, n - first);
            gram.narrow(0, first, count).narrow(1, 0, first + count).addmm_(j.narrow(1, first, count).t(), j.narrow(1, 0, first + count));
        }
    }

    /// <summary>Adds JᵀJ and Jᵀr to tensors on the device and returns ½‖r‖².</summary>
    /// <param name="theta">θ, float64.</param>
    /// <param name="gram">[n, n], float64; above the diagonal it is not complete.</param>
    /// <param name="gradient">[n], float64.</param>
    internal double NormalEquations(Tensor theta, Tensor gram, Tensor gradient) => Sum(theta, (evaluator, batch, at, _) =>
    {
        var r = evaluator.Rows(batch, at, batch.Weights, out var jacobian) * batch.Weights;
        var (j, wide) = (jacobian.to(ScalarType.Float64), r.to(ScalarType.Float64));
        AddProduct(gram, j);
        gradient.add_(j.t().mv(wide));
        return r;
    }, withRows: true);

    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        var n = Parameters.Count;
        Require(rows.Length, count * n);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Residuals.Count, nameof(count));
        using var scope = NewDisposeScope();
        var result = new double[count * n];
        Sum(Move(theta), (evaluator, batch, at, row) =>
        {
            if (row >= first + count || row + batch.Used <= first) return null;
            evaluator.Rows(batch, at, batch.Weights, out var jacobian);
            var (from, to) = (Math.Max(row, first), Math.Min(row + batch.Used, first + count));
            TensorContext.Fetch(jacobian.narrow(0, from - row, to - from), result.AsSpan((from - first) * n, (to - from) * n));
            return null;
        }, withRows: true);
        result.CopyTo(rows);
    }

    public IGramMatrix CreateGram(int threads, IGramMatrix? former) => TorchGram.Of(this, former);

    public IMoments Advance(IMoments from, AdamUpdate update) => TorchMoments.Advance(this, from, update);

    /// <summary>θ on the device.</summary>
    private Tensor Move(ReadOnlySpan<double> theta)
    {
        Require(theta.Length, Parameters.Count);
        return Context.MoveWide(theta, theta.Length);
    }

    /// <summary>Visits all batches; returns half the sum of the squares of what the visits return.</summary>
    private double Sum(Tensor theta, Func<TermEvaluator, TensorRows.Batch, Tensor, int, Tensor?> visit, bool withRows = false)
    {
        _engine.Keep(this);
        _rows ??= Memory.Rows<TensorRows?[]>(() => [.. _terms.Select(t => t.Rows.Count == 0 ? null : new TensorRows(_engine.Plan(t.Rows.Program), t.Rows, t.Weights, Context))]);
        using var scope = NewDisposeScope();
        var (at, squares) = (theta.to(Context.Type), zeros(1, ScalarType.Float64, Context.Device));
        for (var t = 0; t < _terms.Length; t++)
        {
            if (_rows[t] is not { } rows) continue;
            var evaluator = _engine.Evaluator(_terms[t].Rows.Program);
            var together = Memory.Together(evaluator.BytesPerRow + (withRows ? 4L * sizeof(double) * Parameters.Count : 0));
            for (var first = 0; first < rows.Padded; first += together)
            {
                using var inner = NewDisposeScope();
                var batch = rows.Slice(first, Math.Min(together, rows.Padded - first));
                var row = Residuals.Terms[t].Offset + first;
                if (Memory.Batch(batch.Count, () => visit(evaluator, batch, at, row)) is { } r) squares.add_(r.to(ScalarType.Float64).square().sum());
            }
        }
        return squares.ToDouble() / 2;
    }

    private static void Require(int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"A span has length {length}, not {expected}.");
    }
}
