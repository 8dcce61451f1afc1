using System.Numerics.Tensors;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Numerics;

namespace PinnSharp.Neural;

/// <summary>r_i = weight_i · f_i(θ) over all blocks of all terms, by a <see cref="JetEngine"/>.</summary>
internal sealed class JetLeastSquares : ILeastSquares
{
    private const int Lanes = BlockProgram.Lanes;

    /// <summary>Slots for sums over blocks, whatever the number of threads.</summary>
    private const int Slots = 32;

    private readonly JetEngine _engine;
    private readonly Item[] _items;
    private readonly double[] _costs = new double[Slots];

    public JetLeastSquares(JetEngine engine, IReadOnlyList<WeightedRows> terms)
    {
        _engine = engine;
        engine.Sums(Slots * Parameters.Count); // here, since workers that find it missing would each make one
        Residuals = new ResidualLayout(terms.Select(t => (t.Rows.Program.Name, t.Rows.Count)));
        var items = new List<Item>();
        for (var t = 0; t < terms.Count; t++)
        {
            if (terms[t].Weights.Length != terms[t].Rows.Count)
                throw new ArgumentException($"Term '{terms[t].Rows.Program.Name}' has {terms[t].Rows.Count} rows and {terms[t].Weights.Length} weights.", nameof(terms));
            if (terms[t].Rows.Count == 0) continue;
            var rows = engine.Block(terms[t].Rows);
            var weights = new double[rows.Blocks * Lanes];
            terms[t].Weights.CopyTo(weights, 0);
            for (var b = 0; b < rows.Blocks; b++)
                items.Add(new Item(rows, b, weights, Residuals.Terms[t].Offset + b * Lanes));
        }
        _items = [.. items];
    }

    public ParameterLayout Parameters => _engine.Parameters;

    public ResidualLayout Residuals { get; }

    public double Residual(ReadOnlySpan<double> theta, Span<double> residual)
    {
        Require(theta.Length, Parameters.Count);
        Require(residual.Length, Residuals.Count);
        var (parameters, result) = (theta.ToArray(), new double[Residuals.Count]);
        var cost = Sum(parameters, false, (worker, item, _) =>
        {
            TensorPrimitives.Multiply(worker.Value[..item.Used], item.Weight[..item.Used], result.AsSpan(item.Row, item.Used));
            return SumOfSquares(result.AsSpan(item.Row, item.Used));
        });
        result.CopyTo(residual);
        return cost / 2;
    }

    public double Gradient(ReadOnlySpan<double> theta, Span<double> gradient)
    {
        Require(theta.Length, Parameters.Count);
        Require(gradient.Length, Parameters.Count);
        var parameters = theta.ToArray();
        var cost = Sum(parameters, true, (worker, item, slot) =>
        {
            Span<double> w = stackalloc double[Lanes];
            TensorPrimitives.Multiply(worker.Value, item.Weight, w);
            var squares = SumOfSquares(w[..item.Used]);
            TensorPrimitives.Multiply(w, item.Weight, w);
            worker.Backward(item.Rows.Plan, parameters, w, Slot(slot));
            return squares;
        }, gradient);
        return cost / 2;
    }

    public void Multiply(ReadOnlySpan<double> theta, ReadOnlySpan<double> v, Span<double> product)
    {
        Require(theta.Length, Parameters.Count);
        Require(v.Length, Parameters.Count);
        Require(product.Length, Residuals.Count);
        var (parameters, direction, result) = (theta.ToArray(), v.ToArray(), new double[Residuals.Count]);
        Sum(parameters, true, (worker, item, _) =>
        {
            Span<double> lanes = stackalloc double[Lanes];
            worker.Tangent(item.Rows.Plan, parameters, direction, lanes);
            TensorPrimitives.Multiply(lanes[..item.Used], item.Weight[..item.Used], result.AsSpan(item.Row, item.Used));
            return 0;
        });
        result.CopyTo(product);
    }

    public void MultiplyTransposed(ReadOnlySpan<double> theta, ReadOnlySpan<double> w, Span<double> product)
    {
        Require(theta.Length, Parameters.Count);
        Require(w.Length, Residuals.Count);
        Require(product.Length, Parameters.Count);
        var (parameters, cotangent) = (theta.ToArray(), w.ToArray());
        Sum(parameters, true, (worker, item, slot) =>
        {
            Span<double> lanes = stackalloc double[Lanes];
            lanes.Clear();
            TensorPrimitives.Multiply(cotangent.AsSpan(item.Row, item.Used), item.Weight[..item.Used], lanes);
            worker.Backward(item.Rows.Plan, parameters, lanes, Slot(slot));
            return 0;
        }, product);
    }

    public double NormalEquations(ReadOnlySpan<double> theta, Span<double> gram, Span<double> gradient)
    {
        var n = Parameters.Count;
        Require(theta.Length, n);
        Require(gram.Length, n * n);
        Require(gradient.Length, n);
        var parameters = theta.ToArray();
        var packed = _engine.Gram;
        var together = Math.Min(Slots, packed.Capacity / Lanes);
        for (var i = 0; i < n; i++)
            gram.Slice(i * n, i + 1).Clear();
        gradient.Clear();
        double cost = 0;
        for (var first = 0; first < _items.Length; first += together)
        {
            var count = Math.Min(together, _items.Length - first);
            var start = first;
            _engine.Run(count, (worker, i) =>
            {
                var item = _items[start + i];
                Span<double> rows = worker.Panel, product = Slot(i), residual = stackalloc double[Lanes];
                worker.Forward(item.Rows, item.Block, parameters, true);
                TensorPrimitives.Multiply(worker.Value, item.Weight, residual);
                worker.Rows(item.Rows.Plan, parameters, item.Weight, rows, Lanes);
                packed.Pack(rows, Lanes, i * Lanes, Lanes);
                for (var w = 0; w < product.Length; w++)
                    product[w] = BlockFunctions.Dot(rows[(w * Lanes)..], residual);
                _costs[i] = SumOfSquares(residual);
            });
            packed.Accumulate(count * Lanes, gram, _engine.Threads);
            for (var i = 0; i < count; i++)
            {
                VectorKernels.AddScaled(1, Slot(i), gradient);
                cost += _costs[i];
            }
        }
        return cost / 2;
    }

    public void Rows(ReadOnlySpan<double> theta, int first, int count, Span<double> rows)
    {
        var n = Parameters.Count;
        Require(theta.Length, n);
        Require(rows.Length, count * n);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Residuals.Count, nameof(count));
        var (parameters, result) = (theta.ToArray(), new double[count * n]);
        var wanted = _items.Where(item => item.Row < first + count && item.Row + item.Used > first).ToArray();
        _engine.Run(wanted.Length, (worker, i) =>
        {
            var (item, panel) = (wanted[i], new double[n * Lanes]);
            worker.Forward(item.Rows, item.Block, parameters, true);
            worker.Rows(item.Rows.Plan, parameters, item.Weight, panel, Lanes);
            for (var lane = 0; lane < item.Used; lane++)
                if (item.Row + lane - first is >= 0 and var row && row < count)
                    for (var j = 0; j < n; j++)
                        result[row * n + j] = panel[j * Lanes + lane];
        });
        result.CopyTo(rows);
    }

    /// <summary>
    /// Visits all blocks in slots and adds what the visits return, in the order of the slots; likewise into <paramref name="total"/>, where one is wanted, what
    /// they add to the slots' own sums.
    /// </summary>
    private double Sum(double[] theta, bool derivatives, Func<JetWorker, Item, int, double> visit, Span<double> total = default)
    {
        var slots = Math.Min(Slots, _items.Length);
        var sums = !total.IsEmpty;
        _engine.Run(slots, (worker, slot) =>
        {
            if (sums) Slot(slot).Clear();
            double sum = 0;
            for (var i = (int)((long)slot * _items.Length / slots); i < (int)((slot + 1L) * _items.Length / slots); i++)
            {
                worker.Forward(_items[i].Rows, _items[i].Block, theta, derivatives);
                sum += visit(worker, _items[i], slot);
            }
            _costs[slot] = sum;
        });
        if (sums)
        {
            const int range = 2048;
            _engine.Run((Parameters.Count + range - 1) / range, (_, r) =>
            {
                var (from, length) = (r * range, Math.Min(range, Parameters.Count - r * range));
                for (var slot = 1; slot < slots; slot++)
                    VectorKernels.AddScaled(1, Slot(slot).Slice(from, length), Slot(0).Slice(from, length));
            });
            if (slots > 0) Slot(0).CopyTo(total);
            else total.Clear();
        }
        double cost = 0;
        for (var slot = 0; slot < slots; slot++)
            cost += _costs[slot];
        return cost;
    }

    private Span<double> Slot(int slot) => _engine.Sums(Slots * Parameters.Count).AsSpan(slot * Parameters.Count, Parameters.Count);

    private static double SumOfSquares(ReadOnlySpan<double> x) => VectorKernels.Dot(x, x);

    private static void Require(int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"A span has length {length}, not {expected}.");
    }

    /// <summary>One block of one term.</summary>
    private sealed record Item(BlockRows Rows, int Block, double[] Weights, int Row)
    {
        public int Used => Rows.Used(Block);

        /// <summary>The rows' weights; zero in unused lanes.</summary>
        public ReadOnlySpan<double> Weight => Weights.AsSpan(Block * Lanes, Lanes);
    }
}
