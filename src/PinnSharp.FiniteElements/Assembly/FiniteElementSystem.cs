using PinnSharp.Expressions;
using PinnSharp.Numerics;

namespace PinnSharp.FiniteElements;

/// <summary>
/// A problem whose space is discretised: F_i = Σ_e ∫ (S φ_i − F·∇φ_i) + ∮ q φ_i, with B = 0 in place of the rows of nodes at which values are given.
/// </summary>
internal sealed class FiniteElementSystem : IEvolution
{
    private readonly SystemLayout _layout;
    private readonly IntegralTerm _cells;
    private readonly double[] _breaks;
    private readonly SystemPhase[] _phases;
    private readonly InitialValues _initial;
    private readonly SparsePattern _pattern;
    private readonly Dictionary<ISystemTerm, int> _offsets = [];
    private readonly double[] _sizes;
    private readonly bool[] _algebraic;

    /// <summary>Assembles the terms.</summary>
    /// <param name="layout">States and unknowns.</param>
    /// <param name="sizes">The size of each state.</param>
    /// <param name="degree">The degree of quadratures.</param>
    /// <param name="points">Whether conditions at points hold.</param>
    /// <exception cref="FormException">The conditions leave something open, or say too much.</exception>
    public FiniteElementSystem(SystemLayout layout, IReadOnlyList<double> sizes, int degree, bool points = true)
    {
        _layout = layout;
        var form = layout.Form;
        var parts = new List<(int, int, Expression)>();
        for (var e = 0; e < form.Equations.Length; e++)
        {
            parts.Add((e, -1, form.Equations[e].Source));
            for (var i = 0; i < layout.Space.Length; i++)
                if (form.Equations[e].Flux[i] is not Number { Value: 0 }) parts.Add((e, i, -form.Equations[e].Flux[i]));
        }
        _cells = new(layout, PointSet.OfCells(layout, degree), parts);
        var time = form.Variables.Time is { } t ? form.Variables.Problem.Coordinates[t.Index] : null;
        Start = time?.Lower ?? 0;
        _phases = [.. BoundaryParts.Times(form, out _breaks).Select(at => new SystemPhase(layout, at, degree, points))];
        _initial = new(layout);
        var pairs = new List<(int Row, int Column)>();
        foreach (var term in (ISystemTerm[])[_cells, .. _phases.SelectMany(p => p.Facets), .. _phases.SelectMany(p => p.Rows)])
        {
            _offsets[term] = pairs.Count;
            pairs.AddRange(term.Pairs());
        }
        // A whole diagonal: the solver scales by it where it can.
        pairs.AddRange(Enumerable.Range(0, layout.StateCount).Select(i => (i, i)));
        _pattern = new(layout.StateCount, layout.StateCount, [.. pairs.Select(p => p.Row)], [.. pairs.Select(p => p.Column)]);
        _sizes = new double[layout.StateCount];
        _algebraic = new bool[layout.StateCount];
        for (var e = 0; e < sizes.Count; e++)
        {
            _sizes.AsSpan(layout.Offsets[e], layout.Spaces[e]?.Count ?? 1).Fill(sizes[e]);
            _algebraic.AsSpan(layout.Offsets[e], layout.Spaces[e]?.Count ?? 1).Fill(time is not null && form.IsAlgebraic(e));
        }
    }

    /// <summary>The first time.</summary>
    public double Start { get; }

    /// <summary>Times at which conditions begin or end.</summary>
    public IReadOnlyList<double> Breaks => _breaks;

    public int StateCount => _layout.StateCount;

    public int ParameterCount => _layout.ParameterCount;

    public ReadOnlySpan<double> Sizes => _sizes;

    public ReadOnlySpan<bool> Algebraic => _algebraic;

    public SparseMatrix CreateMatrix() => _pattern.CreateMatrix();

    public void Initial(ReadOnlySpan<double> p, Span<double> u)
    {
        var values = new double[StateCount];
        _initial.Solve(Start, p.ToArray(), values);
        values.CopyTo(u);
    }

    public void InitialTangents(ReadOnlySpan<double> p, double[][] directions, double[][] tangents)
    {
        var values = new double[StateCount];
        Initial(p, values);
        _initial.Tangents(Start, p.ToArray(), values, directions, tangents);
    }

    public void InitialAdjoints(ReadOnlySpan<double> p, double[][] weights, double[][] gradients)
    {
        var values = new double[StateCount];
        Initial(p, values);
        _initial.Adjoints(Start, p.ToArray(), values, weights, gradients);
    }

    public void Residual(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, Span<double> residual)
    {
        var (at, phase, sum) = (Point(t, u, rate, p), Phase(t), new double[StateCount]);
        _cells.AddResidual(at, sum);
        foreach (var term in phase.Facets) term.AddResidual(at, sum);
        ClearRows(phase, sum);
        foreach (var term in phase.Rows) term.AddResidual(at, sum);
        sum.CopyTo(residual);
    }

    public void Jacobian(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, SparseMatrix stiffness, SparseMatrix mass)
    {
        var (at, phase) = (Point(t, u, rate, p), Phase(t));
        Array.Clear(stiffness.Values);
        Array.Clear(mass.Values);
        Add(_cells);
        foreach (var term in phase.Facets) Add(term);
        foreach (var row in phase.Rows.SelectMany(r => r.Rows))
            foreach (var matrix in (SparseMatrix[])[stiffness, mass])
                matrix.Values.AsSpan(matrix.RowStarts[row], matrix.RowStarts[row + 1] - matrix.RowStarts[row]).Clear();
        foreach (var term in phase.Rows) Add(term);

        void Add(ISystemTerm term) => term.AddJacobian(at, _pattern.Scatter.AsSpan(_offsets[term]), stiffness.Values, mass.Values);
    }

    public void ParameterTangents(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, double[][] directions, double[][] tangents)
    {
        var (at, phase) = (Point(t, u, rate, p), Phase(t));
        foreach (var tangent in tangents) Array.Clear(tangent);
        _cells.AddTangents(at, directions, tangents);
        foreach (var term in phase.Facets) term.AddTangents(at, directions, tangents);
        foreach (var tangent in tangents) ClearRows(phase, tangent);
        foreach (var term in phase.Rows) term.AddTangents(at, directions, tangents);
    }

    public void ParameterAdjoints(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p, double[][] weights, double[][] gradients)
    {
        var (at, phase) = (Point(t, u, rate, p), Phase(t));
        foreach (var term in phase.Rows) term.AddAdjoints(at, weights, gradients);
        foreach (var w in weights) ClearRows(phase, w);
        _cells.AddAdjoints(at, weights, gradients);
        foreach (var term in phase.Facets) term.AddAdjoints(at, weights, gradients);
    }

    private static EvolutionPoint Point(double t, ReadOnlySpan<double> u, ReadOnlySpan<double> rate, ReadOnlySpan<double> p) => new(t, u.ToArray(), rate.ToArray(), p.ToArray());

    private SystemPhase Phase(double t)
    {
        var k = Array.BinarySearch(_breaks, t);
        return _phases[k >= 0 ? k + 1 : ~k];
    }

    private static void ClearRows(SystemPhase phase, double[] values)
    {
        foreach (var term in phase.Rows)
            foreach (var row in term.Rows) values[row] = 0;
    }
}
