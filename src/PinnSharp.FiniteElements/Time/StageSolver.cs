using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Solves the stages of a step, F(t + c_i h, U_i, K_i, p) = 0 for the slopes K, by Newton's method, and systems with the Jacobian there, whose block (i, j) is
/// G_ij ∂F/∂u + δ_ij ∂F/∂u̇ at stage i.
/// </summary>
/// <remarks>
/// The Jacobian of the first iterate serves as long as the error falls tenfold with each iteration, so that most steps need one factorisation. What is found depends on the step and the guess
/// alone: a step made again gives the same bits.
/// </remarks>
internal sealed class StageSolver
{
    private const int Iterations = 30, Halvings = 10, Few = 2;
    private const double Tolerance = 1e-13, Contraction = 0.1, Close = 1e-6, Rounding = 1e-9, Accurate = 1e-14;
    private readonly IEvolution _system;
    private readonly int _n, _threads;
    private SparseMatrix[] _stiffness = [], _mass = [], _atSolution = [];
    private SparseMatrix? _matrix;
    private double[]? _factored;
    private SparseLu? _lu, _solving;
    private readonly WeakReference<FactorStore?> _open = new(null);
    private StepFactors? _near;

    public StageSolver(IEvolution system, int threads) => (_system, _n, _threads) = (system, system.StateCount, threads);

    /// <summary>Factorisations, solutions and steps of their refinement so far.</summary>
    public (int Factorisations, int Solutions, int Refinements) Work { get; private set; }

    /// <summary>Whether Newton's method found the slopes; if so, they stand in the place of the guess.</summary>
    public bool TrySolve(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes)
    {
        var (s, last, kept) = (step.Stages, double.NaN, false);
        double[] residual = new double[s * _n], change = new double[s * _n], trial = new double[s * _n], next = new double[s * _n];
        var norm = Residual(step, time, history, p, slopes, residual);
        if (!double.IsFinite(norm)) return false;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            if (!kept && !TryLinearise(step, time, history, p, slopes)) return false;
            residual.CopyTo(change, 0);
            Solve(change);
            var (full, part, falls) = (Size(step, change), 1.0, false);
            for (var halving = 0; ; halving++, part /= 2)
            {
                for (var i = 0; i < trial.Length; i++) trial[i] = slopes[i] - part * change[i];
                var length = Residual(step, time, history, p, trial, next);
                // Close to the solution rounding decides whether the residual falls.
                falls = double.IsFinite(length) && (length <= (1 - 1e-4 * part) * norm || part * full <= Close);
                if (falls) norm = length;
                if (falls || kept || halving == Halvings) break;
            }
            if (!falls && !kept) return false;
            if (!falls) { kept = false; continue; }
            trial.CopyTo(slopes, 0);
            next.CopyTo(residual, 0);
            var (size, ratio) = (part * full, part * full / last);
            if (size <= Tolerance || (ratio < 1 && size * ratio / (1 - ratio) <= Tolerance) || (ratio >= 0.5 && size <= Rounding)) return true;
            (kept, last) = (part == 1 && !(ratio > Contraction), size);
        }
        return false;
    }

    /// <summary>Where a trajectory that will be linearised keeps factors, which live as long as it does.</summary>
    /// <param name="steps">Number of its steps.</param>
    /// <param name="bytes">What it may keep.</param>
    public FactorStore Open(int steps, long bytes)
    {
        var store = new FactorStore(steps, bytes, _open.TryGetTarget(out var previous) ? previous : null);
        _open.SetTarget(store);
        return store;
    }

    /// <summary>Keeps the factors of the Jacobian with which a step was found, if there is room for them and what else will be kept of the step.</summary>
    public void Keep(FactorStore store, int step) => store.Keep(step, _lu!, Work.Factorisations, _matrix!.Values.Length + _stiffness.Sum(k => (long)k.Values.Length));

    /// <summary>Takes the Jacobian at a step's solution.</summary>
    /// <param name="step">The step.</param>
    /// <param name="time">t.</param>
    /// <param name="history">y_0, y_1, …</param>
    /// <param name="p">p.</param>
    /// <param name="slopes">K, solved for.</param>
    /// <param name="kept">What is kept of the step.</param>
    /// <param name="count">How many systems will be solved.</param>
    /// <exception cref="SingularMatrixException">It is singular.</exception>
    public void LineariseSolution(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes, StepFactors? kept, int count)
    {
        if (kept?.Solution is var (lu, stiffness))
        {
            (_solving, _atSolution, _near) = (lu, stiffness, null);
            return;
        }
        Assemble(step, time, history, p, slopes);
        if (kept is { Near: { } near, IsSpent: false } && count <= Few)
        {
            (_solving, _near, kept.IsSpent) = (near.Near(_matrix!), kept, true);
            return;
        }
        Factor();
        if (kept?.Take(_lu!) is { } copy) kept.Solution = (copy, Copies());
    }

    private void Assemble(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes)
    {
        var s = step.Stages;
        if (_matrix is null || _stiffness.Length != s)
        {
            (_stiffness, _mass) = ([.. Enumerable.Range(0, s).Select(_ => _system.CreateMatrix())], [.. Enumerable.Range(0, s).Select(_ => _system.CreateMatrix())]);
            (_matrix, _factored, _lu) = (Blocks(_stiffness[0], s), null, null);
        }
        _atSolution = _stiffness;
        for (var i = 0; i < s; i++)
            _system.Jacobian(step.Time(time, i), Stage(step, i, history, slopes), slopes.AsSpan(i * _n, _n), p, _stiffness[i], _mass[i]);
        for (var i = 0; i < s; i++)
            for (var r = 0; r < _n; r++)
            {
                int at = _stiffness[i].RowStarts[r], count = _stiffness[i].RowStarts[r + 1] - at;
                for (var j = 0; j < s; j++)
                    for (var k = 0; k < count; k++)
                        _matrix.Values[_matrix.RowStarts[i * _n + r] + j * count + k] = step.StageSlopes[i, j] * _stiffness[i].Values[at + k] + (i == j ? _mass[i].Values[at + k] : 0);
            }
    }

    private void Factor()
    {
        (_solving, _near) = (_lu, null);
        if (_factored is not null && _matrix!.Values.AsSpan().SequenceEqual(_factored)) return;
        _factored = null;
        if (_lu is null) _solving = _lu = new SparseLu(_matrix!, _threads);
        else _lu.Refactor(_matrix!, _threads);
        _factored = (double[])_matrix!.Values.Clone();
        Work = Work with { Factorisations = Work.Factorisations + 1 };
    }

    private SparseMatrix[] Copies() => [.. _stiffness.Select(k => new SparseMatrix(k.Rows, k.Columns, k.RowStarts, k.ColumnIndices, (double[])k.Values.Clone()))];

    /// <summary>Solves with the Jacobian, or its transpose, for one or several right-hand sides; once after the Jacobian at a solution was taken.</summary>
    public void Solve(double[] b, bool transposed = false)
    {
        Work = Work with { Solutions = Work.Solutions + b.Length / _matrix!.Rows };
        if (_near is { } kept)
        {
            var right = (double[])b.Clone();
            Substitute(b);
            _near = null;
            if (_solving!.BackwardError <= Accurate)
            {
                if (_solving.Refinements == 0) kept.Solution = (_solving, Copies());
                return;
            }
            right.CopyTo(b, 0);
            Factor();
        }
        Substitute(b);

        void Substitute(double[] x)
        {
            var before = _solving!.Refinements;
            if (transposed) _solving.SolveTransposed(x, _threads);
            else _solving.Solve(x, _threads);
            Work = Work with { Refinements = Work.Refinements + _solving.Refinements - before };
        }
    }

    /// <summary>∂F/∂u at a stage of the last linearisation.</summary>
    public SparseMatrix Stiffness(int stage) => _atSolution[stage];

    /// <summary>U_i.</summary>
    public double[] Stage(GeneralLinearStep step, int i, double[][] history, double[] slopes)
    {
        var u = new double[_n];
        for (var k = 0; k < step.HistoryLength; k++) VectorKernels.AddScaled(step.StageHistory[i, k], history[k], u);
        for (var j = 0; j < step.Stages; j++) VectorKernels.AddScaled(step.StageSlopes[i, j], slopes.AsSpan(j * _n, _n), u);
        return u;
    }

    private bool TryLinearise(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes)
    {
        try
        {
            Assemble(step, time, history, p, slopes);
            Factor();
            return true;
        }
        catch (SingularMatrixException)
        {
            return false;
        }
    }

    private double Residual(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes, double[] residual)
    {
        for (var i = 0; i < step.Stages; i++)
            _system.Residual(step.Time(time, i), Stage(step, i, history, slopes), slopes.AsSpan(i * _n, _n), p, residual.AsSpan(i * _n, _n));
        return Math.Sqrt(VectorKernels.SumOfSquares(residual));
    }

    /// <summary>The largest change of a stage, in the states' own sizes.</summary>
    private double Size(GeneralLinearStep step, double[] change)
    {
        double largest = 0;
        var u = new double[_n];
        for (var i = 0; i < step.Stages; i++)
        {
            u.AsSpan().Clear();
            for (var j = 0; j < step.Stages; j++) VectorKernels.AddScaled(step.StageSlopes[i, j], change.AsSpan(j * _n, _n), u);
            for (var k = 0; k < _n; k++) largest = Math.Max(largest, Math.Abs(u[k]) / _system.Sizes[k]);
        }
        return largest;
    }

    /// <summary>s×s blocks of a pattern.</summary>
    private static SparseMatrix Blocks(SparseMatrix a, int s)
    {
        var n = a.Rows;
        var (starts, columns) = (new int[s * n + 1], new int[s * s * a.ColumnIndices.Length]);
        for (var (row, at) = (0, 0); row < s * n; row++)
        {
            for (var j = 0; j < s; j++)
                for (var k = a.RowStarts[row % n]; k < a.RowStarts[row % n + 1]; k++) columns[at++] = j * n + a.ColumnIndices[k];
            starts[row + 1] = at;
        }
        return new SparseMatrix(s * n, s * n, starts, columns, new double[columns.Length]);
    }
}
