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
    private const int Iterations = 30, Halvings = 10;
    private const double Tolerance = 1e-13, Contraction = 0.1, Close = 1e-6, Rounding = 1e-9;
    private readonly IEvolution _system;
    private readonly int _n, _threads;
    private SparseMatrix[] _stiffness = [], _mass = [];
    private SparseMatrix? _matrix, _factored;
    private SparseLu? _lu;
    private (double Time, double[][] History, double[] P, double[] Slopes)? _at;

    public StageSolver(IEvolution system, int threads) => (_system, _n, _threads) = (system, system.StateCount, threads);

    /// <summary>Factorisations and solutions so far.</summary>
    public (int Factorisations, int Solutions) Work { get; private set; }

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

    /// <summary>Takes the Jacobian at a step's solution, whose arrays do not change any more, and factors it; nothing if it is the last again.</summary>
    /// <exception cref="SingularMatrixException">It is singular.</exception>
    public void LineariseSolution(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes)
    {
        if (_at is var (t, h, q, s) && t == time && h == history && q == p && s == slopes) return;
        Linearise(step, time, history, p, slopes);
        _at = (time, history, p, slopes);
    }

    private void Linearise(GeneralLinearStep step, double time, double[][] history, double[] p, double[] slopes)
    {
        _at = null;
        var s = step.Stages;
        if (_matrix is null || _stiffness.Length != s)
        {
            (_stiffness, _mass) = ([.. Enumerable.Range(0, s).Select(_ => _system.CreateMatrix())], [.. Enumerable.Range(0, s).Select(_ => _system.CreateMatrix())]);
            (_matrix, _factored, _lu) = (Blocks(_stiffness[0], s), null, null);
        }
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
        if (_factored is not null && _matrix.Values.AsSpan().SequenceEqual(_factored.Values)) return;
        _factored = null;
        if (_lu is null) _lu = new SparseLu(_matrix, _threads);
        else _lu.Refactor(_matrix, _threads);
        _factored = new SparseMatrix(_matrix.Rows, _matrix.Columns, _matrix.RowStarts, _matrix.ColumnIndices, (double[])_matrix.Values.Clone());
        Work = (Work.Factorisations + 1, Work.Solutions);
    }

    /// <summary>Solves with the Jacobian, for one or several right-hand sides.</summary>
    public void Solve(double[] b)
    {
        _lu!.Solve(b, _threads);
        Work = (Work.Factorisations, Work.Solutions + b.Length / _matrix!.Rows);
    }

    /// <summary>Solves with the transposed Jacobian, for one or several right-hand sides.</summary>
    public void SolveTransposed(double[] b)
    {
        _lu!.SolveTransposed(b, _threads);
        Work = (Work.Factorisations, Work.Solutions + b.Length / _matrix!.Rows);
    }

    /// <summary>∂F/∂u at a stage of the last linearisation.</summary>
    public SparseMatrix Stiffness(int stage) => _stiffness[stage];

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
            Linearise(step, time, history, p, slopes);
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
