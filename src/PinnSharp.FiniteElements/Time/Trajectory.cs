using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The solution of a system on a grid, with its exact tangent and adjoint: each step solves R_n(K_n, y_n, y_{n−1}, p) = 0, and implicit differentiation gives one linear system a step,
/// forwards with the Jacobian, backwards with its transpose.
/// </summary>
/// <remarks>
/// Steps are kept as long as <see cref="TimeOptions.Memory"/> allows, and factors of their linear systems with what is left of it: those from the way to the solution serve the first tangent or
/// adjoint, by refinement; those at the solution all later ones. Otherwise half of it holds states from which the steps between are computed again when they are needed, to the same bits, with
/// further states between where the distance is still too long (A. Griewank, Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
/// differentiation, Optim. Methods Softw. 1 (1992) 35–54).
/// </remarks>
public sealed class Trajectory
{
    private readonly TimeIntegrator _integrator;
    private readonly StageSolver _solver;
    private readonly double[] _p;
    private readonly ImmutableArray<(int Step, double Theta)> _outputs;
    private readonly AlgebraicOutputs _algebraic;
    private readonly List<StepRecord>? _records;
    private readonly List<(int Step, StepState State)> _checkpoints = [];
    private readonly FactorStore? _store;
    private readonly int _chunk;
    private readonly int _slots;

    internal Trajectory(TimeIntegrator integrator, StageSolver solver, double[] p, TimeGrid grid, ImmutableArray<double> outputs, bool linearise)
    {
        (_integrator, _solver, _p, Grid) = (integrator, solver, p, grid);
        _outputs = [.. outputs.Select(grid.Locate)];
        _algebraic = new(integrator.System, integrator.Method, grid, outputs);
        var n = integrator.System.StateCount;
        var stages = grid.Step(integrator.Method, 0).Stages;
        var (memory, one, state) = (integrator.Options.Memory, 8L * n * (1 + stages), 8L * n * (1 + integrator.Method.HistoryLength));
        var kept = grid.Steps * one <= memory;
        _chunk = kept ? grid.Steps : (int)Math.Max(1, memory / 2 / one);
        _slots = kept ? 0 : (int)Math.Min(grid.Steps, memory / 2 / state);
        if (kept) _records = [];
        if (kept && linearise) _store = solver.Open(grid.Steps, memory - grid.Steps * one);
        var distance = Math.Max(_chunk, (grid.Steps + _slots) / (_slots + 1));

        var u = new double[n];
        integrator.System.Initial(p, u);
        var start = new StepState([u], new double[n]);
        var (values, rates) = (new double[outputs.Length][], new double[outputs.Length][]);
        var (next, late) = (0, 0);
        Run(start, 0, grid.Steps, record =>
        {
            _records?.Add(record);
            if (_store is not null) solver.Keep(_store, record.Index);
            if (_records is null && record.Index % distance == 0) _checkpoints.Add((record.Index, record.Before));
            for (; next < outputs.Length && _outputs[next].Step == record.Index; next++)
                (values[next], rates[next]) = Combine(record.Step.Dense(_outputs[next].Theta), k => record.Before.History[k], j => record.Slopes.AsSpan(j * n, n));
            for (; late < outputs.Length && _algebraic.Places[late].Step == record.Index; late++)
                Complete(record.Step, late, values[late], rates[late], k => record.Before.History[k], j => record.Slopes.AsSpan(j * n, n));
        });
        _store?.Trim();
        (Values, Rates) = ([.. values], [.. rates]);
    }

    /// <summary>The steps.</summary>
    public TimeGrid Grid { get; }

    /// <summary>u at each output time.</summary>
    public ImmutableArray<double[]> Values { get; }

    /// <summary>u̇ at each output time.</summary>
    public ImmutableArray<double[]> Rates { get; }

    /// <summary>Whether steps are computed again for tangent and adjoint.</summary>
    public bool IsCheckpointed => _records is null;

    /// <summary>Bytes of memory set aside for what is kept of the linear systems.</summary>
    internal long FactorBytes => _store?.Bytes ?? 0;

    /// <summary>δu and δu̇ at the output times for some δp.</summary>
    /// <param name="directions">The δp.</param>
    /// <param name="take">Takes the number of an output time, in ascending order, and δu and δu̇ for each direction.</param>
    public void Tangent(double[][] directions, Action<int, double[][], double[][]> take)
    {
        ArgumentNullException.ThrowIfNull(directions);
        ArgumentNullException.ThrowIfNull(take);
        var (system, n, q, next, late) = (_integrator.System, _integrator.System.StateCount, directions.Length, 0, 0);
        var begun = new Queue<(double[] Value, double[] Rate)[]>();
        var history = new List<double[][]> { directions.Select(_ => new double[n]).ToArray() };
        system.InitialTangents(_p, directions, history[0]);
        double[][] rows = [.. directions.Select(_ => new double[n])];
        Forward(record =>
        {
            var (step, s) = (record.Step, record.Step.Stages);
            Linearise(record, q);
            var (b, product) = (new double[q * s * n], new double[n]);
            for (var i = 0; i < s; i++)
            {
                var (time, u) = (step.Time(Grid.Times[record.Index], i), _solver.Stage(step, i, record.Before.History, record.Slopes));
                system.ParameterTangents(time, u, record.Slopes.AsSpan(i * n, n), _p, directions, rows);
                for (var d = 0; d < q; d++)
                {
                    var row = b.AsSpan((d * s + i) * n, n);
                    rows[d].CopyTo(row);
                    for (var k = 0; k < step.HistoryLength; k++)
                    {
                        _solver.Stiffness(i).Multiply(history[k][d], product);
                        VectorKernels.AddScaled(step.StageHistory[i, k], product, row);
                    }
                    for (var j = 0; j < n; j++) row[j] = -row[j];
                }
            }
            _solver.Solve(b);
            for (; next < _outputs.Length && _outputs[next].Step == record.Index; next++)
            {
                var dense = step.Dense(_outputs[next].Theta);
                begun.Enqueue([.. Enumerable.Range(0, q).Select(d => Combine(dense, k => history[k][d], j => b.AsSpan((d * s + j) * n, n)))]);
            }
            for (; late < _outputs.Length && _algebraic.Places[late].Step == record.Index; late++)
            {
                var found = begun.Dequeue();
                for (var d = 0; d < q; d++) Complete(step, late, found[d].Value, found[d].Rate, k => history[k][d], j => b.AsSpan((d * s + j) * n, n));
                take(late, [.. found.Select(f => f.Value)], [.. found.Select(f => f.Rate)]);
            }
            var after = new double[q][];
            for (var d = 0; d < q; d++)
            {
                after[d] = new double[n];
                for (var k = 0; k < step.HistoryLength; k++) VectorKernels.AddScaled(step.History[k], history[k][d], after[d]);
                for (var j = 0; j < s; j++) VectorKernels.AddScaled(step.Slopes[j], b.AsSpan((d * s + j) * n, n), after[d]);
            }
            history.Insert(0, after);
            if (history.Count > _integrator.Method.HistoryLength) history.RemoveAt(history.Count - 1);
        });
    }

    /// <summary>Adds Σ over the output times of (∂u/∂p)ᵀ·ū + (∂u̇/∂p)ᵀ·v̄ to some gradients.</summary>
    /// <param name="give">Gives, for the number of an output time, asked in descending order, ū and v̄ for each gradient; null for zeros.</param>
    /// <param name="gradients">The gradients.</param>
    public void Adjoint(Func<int, (double[][]? Values, double[][]? Rates)> give, double[][] gradients)
    {
        ArgumentNullException.ThrowIfNull(give);
        ArgumentNullException.ThrowIfNull(gradients);
        var (system, n, q, last, late) = (_integrator.System, _integrator.System.StateCount, gradients.Length, _outputs.Length - 1, _outputs.Length - 1);
        var begun = new Queue<(double[][]? Values, double[][]? Rates)>();
        double[][] Zeros() => [.. gradients.Select(_ => new double[n])];
        // ȳ of the new value, of the latest in the history, and so on.
        var bars = Enumerable.Range(0, _integrator.Method.HistoryLength + 1).Select(_ => Zeros()).ToList();
        var (lambdas, product) = (Zeros(), new double[n]);
        Backward(record =>
        {
            var (step, s) = (record.Step, record.Step.Stages);
            var b = new double[q * s * n];
            for (var d = 0; d < q; d++)
            {
                for (var j = 0; j < s; j++) VectorKernels.AddScaled(step.Slopes[j], bars[0][d], b.AsSpan((d * s + j) * n, n));
                for (var k = 0; k < step.HistoryLength; k++) VectorKernels.AddScaled(step.History[k], bars[0][d], bars[k + 1][d]);
            }
            for (; late >= 0 && _algebraic.Places[late].Step == record.Index; late--)
            {
                var (values, rates) = give(late);
                var dense = _algebraic.IsEmpty ? null : _algebraic.Dense(step, late);
                begun.Enqueue(dense is null ? (values, rates) : (SpreadAlgebraic(values, dense.History, dense.Slopes), SpreadAlgebraic(rates, dense.RateHistory, dense.RateSlopes)));
            }
            for (; last >= 0 && _outputs[last].Step == record.Index; last--)
            {
                var (dense, (values, rates)) = (step.Dense(_outputs[last].Theta), begun.Dequeue());
                for (var d = 0; d < q; d++)
                {
                    if (values is not null) Spread(values[d], dense.History, dense.Slopes, d);
                    if (rates is not null) Spread(rates[d], dense.RateHistory, dense.RateSlopes, d);
                }
            }
            Linearise(record, q);
            _solver.Solve(b, transposed: true);
            for (var i = 0; i < s; i++)
            {
                var (time, u) = (step.Time(Grid.Times[record.Index], i), _solver.Stage(step, i, record.Before.History, record.Slopes));
                for (var d = 0; d < q; d++)
                {
                    for (var j = 0; j < n; j++) lambdas[d][j] = -b[(d * s + i) * n + j];
                    _solver.Stiffness(i).MultiplyTransposed(lambdas[d], product);
                    for (var k = 0; k < step.HistoryLength; k++) VectorKernels.AddScaled(step.StageHistory[i, k], product, bars[k + 1][d]);
                }
                system.ParameterAdjoints(time, u, record.Slopes.AsSpan(i * n, n), _p, lambdas, gradients);
            }
            bars.RemoveAt(0);
            bars.Add(Zeros());

            // Spreads the algebraic states, and gives the others.
            double[][]? SpreadAlgebraic(double[][]? bars, double[] history, double[] slopes) => bars is null ? null : [.. bars.Select((bar, d) =>
            {
                var (algebraic, others) = _algebraic.Split(bar);
                Spread(algebraic, history, slopes, d);
                return others;
            })];

            void Spread(double[] bar, double[] history, double[] slopes, int d)
            {
                for (var k = 0; k < history.Length; k++) VectorKernels.AddScaled(history[k], bar, bars[k + 1][d]);
                for (var j = 0; j < s; j++) VectorKernels.AddScaled(slopes[j], bar, b.AsSpan((d * s + j) * n, n));
            }
        });
        system.InitialAdjoints(_p, bars[0], gradients);
    }

    private void Linearise(StepRecord record, int count) =>
        _solver.LineariseSolution(record.Step, Grid.Times[record.Index], record.Before.History, _p, record.Slopes, _store?[record.Index], count);

    private void Forward(Action<StepRecord> action)
    {
        if (_records is not null) _records.ForEach(action);
        else Run(_checkpoints[0].State, 0, Grid.Steps, action);
    }

    private void Backward(Action<StepRecord> action)
    {
        if (_records is not null)
        {
            for (var i = _records.Count - 1; i >= 0; i--) action(_records[i]);
            return;
        }
        for (var (c, end) = (_checkpoints.Count - 1, Grid.Steps); c >= 0; end = _checkpoints[c--].Step)
            Backward(_checkpoints[c].State, _checkpoints[c].Step, end, _slots - c, action);
    }

    private void Backward(StepState state, int first, int end, int slots, Action<StepRecord> action)
    {
        if (end - first <= _chunk)
        {
            var records = new List<StepRecord>();
            Run(state, first, end, records.Add);
            for (var i = records.Count - 1; i >= 0; i--) action(records[i]);
            return;
        }
        if (slots <= 0)
        {
            for (var to = end; to > first; to -= _chunk)
            {
                var from = Math.Max(first, to - _chunk);
                Backward(Run(state, first, from, _ => { }), from, to, 0, action);
            }
            return;
        }
        var middle = first + Math.Max(_chunk, (end - first + slots) / (slots + 1));
        Backward(Run(state, first, middle, _ => { }), middle, end, slots - 1, action);
        Backward(state, first, middle, slots, action);
    }

    private StepState Run(StepState state, int first, int end, Action<StepRecord> action)
    {
        for (var i = first; i < end; i++)
        {
            if (Grid.Restarts.Contains(i)) state = state.Restarted();
            var step = Grid.Step(_integrator.Method, i);
            var slopes = state.Guess(step.Stages);
            if (!_solver.TrySolve(step, Grid.Times[i], state.History, _p, slopes))
                throw new TimeIntegrationException(string.Create(CultureInfo.InvariantCulture, $"The step from time {Grid.Times[i]:g6} to {Grid.Times[i + 1]:g6} has no solution that Newton's method finds."));
            action(new StepRecord(i, step, state, slopes));
            state = state.Next(step, slopes, _integrator.Method.HistoryLength);
        }
        return state;
    }

    private delegate ReadOnlySpan<double> Part(int index);

    private void Complete(GeneralLinearStep step, int output, double[] value, double[] rate, Func<int, double[]> history, Part slope)
    {
        if (_algebraic.IsEmpty) return;
        var found = Combine(_algebraic.Dense(step, output), history, slope);
        _algebraic.Replace(value, found.Value);
        _algebraic.Replace(rate, found.Rate);
    }

    private (double[] Value, double[] Rate) Combine(DenseOutput dense, Func<int, double[]> history, Part slope)
    {
        var (value, rate) = (new double[_integrator.System.StateCount], new double[_integrator.System.StateCount]);
        for (var k = 0; k < dense.History.Length; k++)
        {
            VectorKernels.AddScaled(dense.History[k], history(k), value);
            VectorKernels.AddScaled(dense.RateHistory[k], history(k), rate);
        }
        for (var j = 0; j < dense.Slopes.Length; j++)
        {
            VectorKernels.AddScaled(dense.Slopes[j], slope(j), value);
            VectorKernels.AddScaled(dense.RateSlopes[j], slope(j), rate);
        }
        return (value, rate);
    }

    private sealed record StepRecord(int Index, GeneralLinearStep Step, StepState Before, double[] Slopes);
}
