using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>∫ Σ f_a D_a v over cells or facets, D_a v the test function of an equation or a first derivative of it.</summary>
internal sealed class IntegralTerm : ISystemTerm
{
    private const int Lanes = BlockProgram.Lanes;
    private readonly SystemLayout _layout;
    private readonly PointSet _set;
    private readonly (int Equation, int Axis)[] _tests;
    private readonly PointProgram _program;
    private readonly (int Equation, int State, (int Output, int Slot, int TestAxis, StateSlot Of)[] Parts)[] _couplings;
    private readonly double[] _weights;

    /// <summary>Compiles the integrands.</summary>
    /// <param name="layout">The system.</param>
    /// <param name="set">The quadrature.</param>
    /// <param name="parts">The equation, the axis of the test function's derivative (−1 for its value) and f.</param>
    public IntegralTerm(SystemLayout layout, PointSet set, IReadOnlyList<(int Equation, int Axis, Expression Integrand)> parts)
    {
        (_layout, _set, _tests) = (layout, set, [.. parts.Select(p => (p.Equation, p.Axis))]);
        _program = new PointProgram(layout, [.. parts.Select(p => p.Integrand)]);
        _weights = new double[parts.Count * Lanes];
        _couplings =
        [
            .. from o in Enumerable.Range(0, parts.Count)
               from s in Enumerable.Range(0, _program.Slots.Length)
               where _program.Slots[s] is StateSlot && _program.HasSlope(o, s)
               let of = (StateSlot)_program.Slots[s]
               group (o, s, parts[o].Axis, of) by (parts[o].Equation, of.State) into pair
               select (pair.Key.Equation, pair.Key.State, pair.Select(x => (x.o, x.s, x.Axis, x.of)).ToArray()),
        ];
    }

    public IEnumerable<(int Row, int Column)> Pairs()
    {
        foreach (var (equation, state, _) in _couplings)
        {
            var (test, trial) = (_set.Tables[equation], _set.Tables[state]);
            for (var i = 0; i < _set.Count; i += _set.Group)
                for (var a = 0; a < test.Nodes; a++)
                    for (var b = 0; b < trial.Nodes; b++)
                        yield return (_layout.Offsets[equation] + test.Dofs[i * test.Nodes + a], _layout.Offsets[state] + trial.Dofs[i * trial.Nodes + b]);
        }
    }

    public void AddResidual(EvolutionPoint at, double[] residual)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: false);
            for (var o = 0; o < _tests.Length; o++) Test(first, lanes, o, _program.Output(o), residual);
        }
    }

    public void AddJacobian(EvolutionPoint at, ReadOnlySpan<int> scatter, double[] stiffness, double[] mass)
    {
        Span<double> row = stackalloc double[16], massRow = stackalloc double[16];
        var d = _set.Dimension;
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            var offset = 0;
            foreach (var (equation, state, parts) in _couplings)
            {
                var (test, trial) = (_set.Tables[equation], _set.Tables[state]);
                var (n, m) = (test.Nodes, trial.Nodes);
                foreach (var (output, slot, axis, of) in parts)
                {
                    var slope = _program.Slope(output, slot);
                    var values = of.IsRate ? mass : stiffness;
                    for (var l = 0; l < lanes; l++)
                    {
                        var point = first + l;
                        var pairs = scatter.Slice(offset + point / _set.Group * n * m, n * m);
                        var factor = slope[l] * _set.Weights[point];
                        for (var b = 0; b < m; b++) row[b] = factor * (of.Axis < 0 ? trial.Values[point * m + b] : trial.Gradients[(point * m + b) * d + of.Axis]);
                        for (var a = 0; a < n; a++)
                        {
                            var v = axis < 0 ? test.Values[point * n + a] : test.Gradients[(point * n + a) * d + axis];
                            for (var b = 0; b < m; b++) values[pairs[a * m + b]] += v * row[b];
                        }
                    }
                }
                offset += _set.Count / _set.Group * n * m;
            }
        }
    }

    public void AddTangent(EvolutionPoint at, double[] direction, double[] tangent)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            _program.Tangent(_set, first, lanes, null, null, direction, _weights);
            for (var o = 0; o < _tests.Length; o++) Test(first, lanes, o, _weights.AsSpan(o * Lanes, Lanes), tangent);
        }
    }

    public void AddAdjoint(EvolutionPoint at, double[] w, double[] gradient)
    {
        var d = _set.Dimension;
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            for (var o = 0; o < _tests.Length; o++)
            {
                var (equation, axis) = _tests[o];
                var (table, offset) = (_set.Tables[equation], _layout.Offsets[equation]);
                for (var l = 0; l < lanes; l++)
                {
                    var (point, sum) = (first + l, 0.0);
                    for (var a = point * table.Nodes; a < (point + 1) * table.Nodes; a++) sum += w[offset + table.Dofs[a]] * (axis < 0 ? table.Values[a] : table.Gradients[a * d + axis]);
                    _weights[o * Lanes + l] = _set.Weights[point] * sum;
                }
            }
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            _program.Adjoint(_set, first, lanes, _weights, null, null, gradient);
        }
    }

    private void Test(int first, int lanes, int output, ReadOnlySpan<double> integrand, double[] residual)
    {
        var (equation, axis) = _tests[output];
        var (table, offset, d) = (_set.Tables[equation], _layout.Offsets[equation], _set.Dimension);
        for (var l = 0; l < lanes; l++)
        {
            var (point, f) = (first + l, integrand[l] * _set.Weights[first + l]);
            for (var a = point * table.Nodes; a < (point + 1) * table.Nodes; a++) residual[offset + table.Dofs[a]] += f * (axis < 0 ? table.Values[a] : table.Gradients[a * d + axis]);
        }
    }
}
