using System.Numerics.Tensors;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>∫ Σ f_a D_a v over cells or facets, D_a v the test function of an equation or a first derivative of it.</summary>
internal sealed class IntegralTerm : ISystemTerm
{
    private const int Lanes = BlockProgram.Lanes;
    private readonly SystemLayout _layout;
    private readonly PointSet _set;
    private readonly (int Equation, (int Output, int Axis)[] Tests)[] _equations;
    private readonly PointProgram _program;
    private readonly Coupling[] _couplings;
    private readonly double[] _weights, _nodal = new double[Lanes], _rows, _products;

    /// <summary>Compiles the integrands.</summary>
    /// <param name="layout">The system.</param>
    /// <param name="set">The quadrature.</param>
    /// <param name="parts">The equation, the axis of the test function's derivative (−1 for its value) and f.</param>
    public IntegralTerm(SystemLayout layout, PointSet set, IReadOnlyList<(int Equation, int Axis, Expression Integrand)> parts)
    {
        (_layout, _set) = (layout, set);
        _equations = [.. parts.Select((p, o) => (p.Equation, o, p.Axis)).GroupBy(p => p.Equation, (e, tests) => (e, tests.Select(t => (t.o, t.Axis)).ToArray()))];
        _program = new PointProgram(layout, [.. parts.Select(p => p.Integrand)]);
        _couplings =
        [
            .. from o in Enumerable.Range(0, parts.Count)
               from s in Enumerable.Range(0, _program.Slots.Length)
               where _program.Slots[s] is StateSlot && _program.HasSlope(o, s)
               let of = (StateSlot)_program.Slots[s]
               group (o, s, parts[o].Axis, of) by (parts[o].Equation, of.State, of.IsRate) into pair
               select new Coupling(pair.Key.Equation, pair.Key.State, pair.Key.IsRate,
                   [.. pair.GroupBy(x => x.Axis, (axis, slopes) => (axis, slopes.Select(x => (x.o, x.s, x.of.Axis)).ToArray()))]),
        ];
        var nodes = set.Tables.Max(t => t.Nodes);
        (_weights, _rows, _products) = (new double[parts.Count * Lanes], new double[nodes * Lanes], new double[nodes * nodes * Lanes]);
    }

    public IEnumerable<(int Row, int Column)> Pairs()
    {
        foreach (var coupling in _couplings)
        {
            var (test, trial) = (_set.Tables[coupling.Equation], _set.Tables[coupling.State]);
            for (var i = 0; i < _set.Count; i += _set.Group)
                for (var a = 0; a < test.Nodes; a++)
                    for (var b = 0; b < trial.Nodes; b++)
                        yield return (_layout.Offsets[coupling.Equation] + test.DofsOf(a, i, 1)[0], _layout.Offsets[coupling.State] + trial.DofsOf(b, i, 1)[0]);
        }
    }

    public void AddResidual(EvolutionPoint at, double[] residual)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: false);
            for (var o = 0; o < _program.OutputCount; o++) _program.Output(o).CopyTo(_weights.AsSpan(o * Lanes));
            Test(first, lanes, residual);
        }
    }

    public void AddJacobian(EvolutionPoint at, ReadOnlySpan<int> scatter, double[] stiffness, double[] mass)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            var offset = 0;
            foreach (var coupling in _couplings)
            {
                var size = Multiply(coupling, first, lanes);
                Sum(size, first, lanes, scatter[offset..], coupling.IsRate ? mass : stiffness);
                offset += _set.Count / _set.Group * size;
            }
        }
    }

    public void AddTangents(EvolutionPoint at, double[][] directions, double[][] tangents)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            for (var d = 0; d < directions.Length; d++)
                if (_program.Tangent(_set, first, lanes, null, null, directions[d], _weights)) Test(first, lanes, tangents[d]);
        }
    }

    public void AddAdjoints(EvolutionPoint at, double[][] weights, double[][] gradients)
    {
        for (var first = 0; first < _set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, _set.Count - first);
            _program.Evaluate(_set, first, lanes, at, slopes: true);
            for (var d = 0; d < weights.Length; d++)
            {
                TestTransposed(first, lanes, weights[d]);
                _program.Adjoint(_set, first, lanes, _weights, null, null, gradients[d]);
            }
        }
    }

    /// <summary>Adds the integrands of a block, in <see cref="_weights"/>, times weights and test functions.</summary>
    private void Test(int first, int lanes, double[] residual)
    {
        var nodal = _nodal.AsSpan(0, lanes);
        foreach (var (equation, tests) in _equations)
        {
            var (table, own) = (_set.Tables[equation], _layout.Offsets[equation]);
            for (var a = 0; a < table.Nodes; a++)
            {
                nodal.Clear();
                foreach (var (output, axis) in tests) AddProduct(_weights.AsSpan(output * Lanes, lanes), table.Basis(a, axis, first, lanes), nodal);
                TensorPrimitives.Multiply<double>(nodal, _set.Weights.AsSpan(first, lanes), nodal);
                var dofs = table.DofsOf(a, first, lanes);
                for (var l = 0; l < dofs.Length; l++) residual[own + dofs[l]] += nodal[l];
            }
        }
    }

    /// <summary>The transposed of <see cref="Test"/>: what w gives each integrand of a block, in <see cref="_weights"/>.</summary>
    private void TestTransposed(int first, int lanes, double[] w)
    {
        var nodal = _nodal.AsSpan(0, lanes);
        _weights.AsSpan().Clear();
        foreach (var (equation, tests) in _equations)
        {
            var table = _set.Tables[equation];
            for (var a = 0; a < table.Nodes; a++)
            {
                table.Gather(a, first, w.AsSpan(_layout.Offsets[equation]), nodal);
                TensorPrimitives.Multiply<double>(nodal, _set.Weights.AsSpan(first, lanes), nodal);
                foreach (var (output, axis) in tests) AddProduct(nodal, table.Basis(a, axis, first, lanes), _weights.AsSpan(output * Lanes, lanes));
            }
        }
    }

    /// <summary>Weights times slopes, test and trial functions at each point, [test nodes × trial nodes × lanes], in <see cref="_products"/>.</summary>
    private int Multiply(Coupling coupling, int first, int lanes)
    {
        var (test, trial) = (_set.Tables[coupling.Equation], _set.Tables[coupling.State]);
        var (n, m) = (test.Nodes, trial.Nodes);
        var factor = _nodal.AsSpan(0, lanes);
        _products.AsSpan(0, n * m * Lanes).Clear();
        foreach (var (testAxis, slopes) in coupling.Tests)
        {
            _rows.AsSpan(0, m * Lanes).Clear();
            foreach (var (output, slot, axis) in slopes)
            {
                TensorPrimitives.Multiply(_program.Slope(output, slot)[..lanes], _set.Weights.AsSpan(first, lanes), factor);
                for (var b = 0; b < m; b++) AddProduct(factor, trial.Basis(b, axis, first, lanes), _rows.AsSpan(b * Lanes, lanes));
            }
            for (var a = 0; a < n; a++)
            {
                var tests = test.Basis(a, testAxis, first, lanes);
                for (var b = 0; b < m; b++) AddProduct(_rows.AsSpan(b * Lanes, lanes), tests, _products.AsSpan((a * m + b) * Lanes, lanes));
            }
        }
        return n * m;
    }

    /// <summary>Adds the products to a matrix, those of each cell's points at once.</summary>
    private void Sum(int size, int first, int lanes, ReadOnlySpan<int> scatter, double[] matrix)
    {
        for (int l = 0, end; l < lanes; l = end)
        {
            var cell = (first + l) / _set.Group;
            end = Math.Min(lanes, (cell + 1) * _set.Group - first);
            var pairs = scatter.Slice(cell * size, size);
            for (var k = 0; k < pairs.Length; k++)
            {
                var sum = 0.0;
                for (var at = k * Lanes + l; at < k * Lanes + end; at++) sum += _products[at];
                matrix[pairs[k]] += sum;
            }
        }
    }

    private static void AddProduct(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> sum) => TensorPrimitives.MultiplyAdd(x, y, sum, sum);

    /// <summary>The slopes of an equation's integrands by a state or its rate, for each derivative of the test function: output, slot, the state's derivative.</summary>
    private sealed record Coupling(int Equation, int State, bool IsRate, (int Axis, (int Output, int Slot, int Axis)[] Slopes)[] Tests);
}
