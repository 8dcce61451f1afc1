using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>B = 0 at some nodes: rows of their own, in place of an equation's.</summary>
internal sealed class RowTerm : ISystemTerm
{
    private const int Lanes = BlockProgram.Lanes;
    private readonly SystemLayout _layout;
    private readonly PointSet _set;
    private readonly PointProgram _program;
    private readonly int[] _rows;
    private readonly double[] _weights = new double[Lanes];

    /// <summary>Compiles B.</summary>
    /// <param name="layout">The system.</param>
    /// <param name="equation">The equation whose rows these are.</param>
    /// <param name="dofs">The nodes, as degrees of freedom of the equation's space.</param>
    /// <param name="residual">B.</param>
    /// <param name="normal">The normal, where all nodes have the same.</param>
    /// <param name="place">Where B holds, if not at the nodes.</param>
    public RowTerm(SystemLayout layout, int equation, int[] dofs, Expression residual, double[]? normal = null, double[]? place = null)
    {
        (_layout, Equation) = (layout, equation);
        _rows = [.. dofs.Select(dof => layout.Offsets[equation] + dof)];
        double[] places = place ?? (layout.Spaces[equation] is { } space ? [.. dofs.SelectMany(dof => space.Node(dof).ToArray())] : []);
        _set = PointSet.At(layout, places, dofs.Length, normal is null ? null : [.. dofs.SelectMany(_ => normal)]);
        _program = new PointProgram(layout, [residual]);
    }

    /// <summary>The equation whose rows these are.</summary>
    public int Equation { get; }

    /// <summary>The rows.</summary>
    public IReadOnlyList<int> Rows => _rows;

    public IEnumerable<(int Row, int Column)> Pairs()
    {
        foreach (var slot in _program.Slots.OfType<StateSlot>())
        {
            var table = _set.Tables[slot.State];
            for (var i = 0; i < _set.Count; i++)
                for (var k = 0; k < table.Nodes; k++) yield return (_rows[i], _layout.Offsets[slot.State] + table.DofsOf(k, i, 1)[0]);
        }
    }

    public void AddResidual(EvolutionPoint at, double[] residual) => Each(at, false, (first, lanes) =>
    {
        for (var l = 0; l < lanes; l++) residual[_rows[first + l]] += _program.Output(0)[l];
    });

    public void AddJacobian(EvolutionPoint at, ReadOnlySpan<int> scatter, double[] stiffness, double[] mass)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var (lanes, offset) = (Math.Min(Lanes, _set.Count - first), 0);
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            for (var s = 0; s < _program.Slots.Length; s++)
            {
                if (_program.Slots[s] is not StateSlot slot) continue;
                var table = _set.Tables[slot.State];
                var slope = _program.Slope(0, s);
                var values = slot.IsRate ? mass : stiffness;
                for (var l = 0; l < lanes && !slope.IsEmpty; l++)
                    for (var k = 0; k < table.Nodes; k++)
                        values[scatter[offset + (first + l) * table.Nodes + k]] += slope[l] * table.Basis(k, slot.Axis, first + l, 1)[0];
                offset += _set.Count * table.Nodes;
            }
        }
    }

    public void AddTangents(EvolutionPoint at, double[][] directions, double[][] tangents) => Each(at, true, (first, lanes) =>
    {
        for (var d = 0; d < directions.Length; d++)
            if (_program.Tangent(_set, first, lanes, null, null, directions[d], _weights))
                for (var l = 0; l < lanes; l++) tangents[d][_rows[first + l]] += _weights[l];
    });

    public void AddAdjoints(EvolutionPoint at, double[][] weights, double[][] gradients) => Each(at, true, (first, lanes) =>
    {
        for (var d = 0; d < weights.Length; d++)
        {
            for (var l = 0; l < lanes; l++) _weights[l] = weights[d][_rows[first + l]];
            _program.Adjoint(_set, first, lanes, _weights, null, null, gradients[d]);
        }
    });

    private void Each(EvolutionPoint at, bool slopes, Action<int, int> action)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes);
            action(first, lanes);
        }
    }
}
