using PinnSharp.Inversion;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>
/// r_i = weight_i · f_i(θ) over all batches of all terms, by a <see cref="TorchEngine"/>. Costs, normal equations and sums over batches are made in 64 bits whatever the engine's precision;
/// gradients within a batch in the engine's.
/// </summary>
internal sealed class TorchLeastSquares : ILeastSquares, IDisposable
{
    private const int Slots = 32, Blocks = 8;
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

    /// <summary>Gives up the rows on the device and the place among the engine's problems.</summary>
    public void Dispose()
    {
        Release();
        _engine.Leave(this);
    }

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
        var cost = Sum(Move(theta), (item, batch, at, _) =>
        {
            var r = item.Evaluator.Value(batch, at) * batch.Weights;
            TensorContext.Fetch(r, result.AsSpan(item.Row, batch.Used));
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
    internal double Gradient(Tensor theta, Tensor sum) => Sum(theta, (item, batch, at, partial) =>
    {
        var part = Context.Zeros(Parameters.Count);
        var f = item.Evaluator.AddGradient(batch, at, f => f * batch.Weights * batch.Weights, part);
        partial!.Accumulate(part.to(ScalarType.Float64));
        return f * batch.Weights;
    }, sum);

    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        Require(v.Length, Parameters.Count);
        Require(product.Length, Residuals.Count);
        using var scope = NewDisposeScope();
        var (direction, result) = (Context.Move(v, v.Length), new double[Residuals.Count]);
        Sum(Move(theta), (item, batch, at, _) =>
        {
            TensorContext.Fetch(item.Evaluator.Tangent(batch, at, direction) * batch.Weights, result.AsSpan(item.Row, batch.Used));
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
        Sum(Move(theta), (item, batch, at, partial) =>
        {
            var padded = new double[batch.Count];
            cotangent.AsSpan(item.Row, batch.Used).CopyTo(padded);
            var part = Context.Zeros(Parameters.Count);
            item.Evaluator.AddGradient(batch, at, _ => Context.Move(padded, padded.Length) * batch.Weights, part);
            partial!.Accumulate(part.to(ScalarType.Float64));
            return null;
        }, sum);
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

    /// <summary>
    /// Adds JᵀJ and Jᵀr to tensors on the device and returns ½‖r‖². A worker each finds the rows of a batch; then the workers share the blocks of JᵀJ on and below its diagonal (the others
    /// would cost as much again), each of which takes the batches in their order.
    /// </summary>
    /// <param name="theta">θ, float64.</param>
    /// <param name="gram">[n, n], float64; above the diagonal it is not complete.</param>
    /// <param name="gradient">[n], float64.</param>
    internal double NormalEquations(Tensor theta, Tensor gram, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var (n, at, items, squares) = (Parameters.Count, theta.to(Context.Type), Items(withRows: true), zeros(1, ScalarType.Float64, Context.Device));
        var block = Math.Max(128, (n + Blocks - 1) / Blocks);
        for (var first = 0; first < items.Length; first += _engine.Workers)
        {
            var (start, wave) = (first, new (Tensor J, Tensor R)[Math.Min(_engine.Workers, items.Length - first)]);
            _engine.Run(wave.Length, w =>
            {
                using var inner = NewDisposeScope();
                var (item, batch) = (items[start + w], items[start + w].Batch);
                wave[w] = Memory.Batch(batch.Count, item.Reserve, () =>
                {
                    var f = item.Evaluator.Rows(batch, at, batch.Weights, out var jacobian);
                    return (jacobian.to(ScalarType.Float64).DetachFromDisposeScope(), (f * batch.Weights).to(ScalarType.Float64).DetachFromDisposeScope());
                });
            });
            _engine.Run((n + block - 1) / block, b =>
            {
                using var inner = NewDisposeScope();
                var from = ((n + block - 1) / block - 1 - b) * block; // the longest first
                var count = Math.Min(block, n - from);
                var part = gram.narrow(0, from, count).narrow(1, 0, from + count);
                foreach (var (j, _) in wave) part.addmm_(j.narrow(1, from, count).t(), j.narrow(1, 0, from + count));
            });
            foreach (var (j, r) in wave)
            {
                using var inner = NewDisposeScope();
                gradient.Accumulate(j.t().mv(r));
                squares.Accumulate(r.square().sum());
                j.Dispose();
                r.Dispose();
            }
        }
        return squares.ToDouble() / 2;
    }

    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        var n = Parameters.Count;
        Require(rows.Length, count * n);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Residuals.Count, nameof(count));
        using var scope = NewDisposeScope();
        var result = new double[count * n];
        Sum(Move(theta), (item, batch, at, _) =>
        {
            item.Evaluator.Rows(batch, at, batch.Weights, out var jacobian);
            var (from, to) = (Math.Max(item.Row, first), Math.Min(item.Row + batch.Used, first + count));
            if (to > from) TensorContext.Fetch(jacobian.narrow(0, from - item.Row, to - from), result.AsSpan((from - first) * n, (to - from) * n));
            return null;
        }, items: Items(withRows: true, first, first + count));
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

    /// <summary>The batches in order, with their rows on the device.</summary>
    /// <param name="withRows">Whether rows of the Jacobian are to be found.</param>
    /// <param name="begin">The first residual that is wanted; batches begin at multiples of <see cref="TensorRows.Multiple"/>.</param>
    /// <param name="end">One behind the last.</param>
    private Item[] Items(bool withRows, int begin = 0, int end = int.MaxValue)
    {
        _engine.Keep(this);
        _rows ??= Memory.Rows<TensorRows?[]>(() => [.. _terms.Select(t => t.Rows.Count == 0 ? null : new TensorRows(_engine.Plan(t.Rows.Program), t.Rows, t.Weights, Context))]);
        var items = new List<Item>();
        for (var t = 0; t < _terms.Length; t++)
        {
            var (offset, multiple) = (Residuals.Terms[t].Offset, TensorRows.Multiple);
            if (_rows[t] is not { } rows || offset >= end || offset + rows.Count <= begin) continue;
            var (from, to) = (Math.Max(0, begin - offset) / multiple * multiple, Math.Min(rows.Padded, (Math.Min(end - offset, rows.Count) + multiple - 1) / multiple * multiple));
            var evaluator = _engine.Evaluator(_terms[t].Rows.Program);
            var together = Memory.Together(evaluator.BytesPerRow + (withRows ? 4L * sizeof(double) * Parameters.Count : 0));
            for (var first = from; first < to; first += together)
                items.Add(new(evaluator, rows, first, Math.Min(together, to - first), offset + first));
        }
        return [.. items];
    }

    /// <summary>
    /// Visits all batches in slots, which do not depend on the number of workers; returns half the sum of the squares of what the visits return. What they add to their slots' partial sums goes to
    /// the total in the order of the slots.
    /// </summary>
    private double Sum(Tensor theta, Func<Item, TensorRows.Batch, Tensor, Tensor?, Tensor?> visit, Tensor? total = null, Item[]? items = null)
    {
        using var scope = NewDisposeScope();
        var at = theta.to(Context.Type);
        items ??= Items(withRows: false);
        var slots = new (Tensor Squares, Tensor? Partial)[Math.Min(Slots, items.Length)];
        _engine.Run(slots.Length, slot =>
        {
            using var outer = NewDisposeScope();
            var (squares, partial) = (zeros(1, ScalarType.Float64, Context.Device), total is null ? null : zeros_like(total));
            for (var i = (int)((long)slot * items.Length / slots.Length); i < (int)((slot + 1L) * items.Length / slots.Length); i++)
            {
                using var inner = NewDisposeScope();
                var (item, batch) = (items[i], items[i].Batch);
                Memory.Batch(batch.Count, item.Reserve, () => visit(item, batch, at, partial) is { } r ? squares.Accumulate(r.to(ScalarType.Float64).square().sum()) : squares);
            }
            slots[slot] = (squares.DetachFromDisposeScope(), partial?.DetachFromDisposeScope());
        });
        var sum = zeros(1, ScalarType.Float64, Context.Device);
        foreach (var (squares, partial) in slots)
        {
            sum.Accumulate(squares);
            if (partial is not null) total!.Accumulate(partial);
            squares.Dispose();
            partial?.Dispose();
        }
        return sum.ToDouble() / 2;
    }

    private static void Require(int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"A span has length {length}, not {expected}.");
    }

    /// <summary>A batch of a term.</summary>
    /// <param name="Evaluator">What evaluates it.</param>
    /// <param name="Rows">The term's rows.</param>
    /// <param name="First">Its first row among them.</param>
    /// <param name="Count">Its rows, with what fills them up.</param>
    /// <param name="Row">Its first row among the residuals.</param>
    private sealed record Item(TermEvaluator Evaluator, TensorRows Rows, int First, int Count, int Row)
    {
        /// <summary>Its rows as views in the present scope.</summary>
        public TensorRows.Batch Batch => Rows.Slice(First, Count);

        /// <summary>Bytes for which there must be room.</summary>
        public long Reserve => Evaluator.NeedsRoom ? Evaluator.BytesPerRow * Count : 0;
    }
}
