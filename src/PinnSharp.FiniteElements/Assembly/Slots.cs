using System.Numerics.Tensors;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>A leaf of a point program that depends linearly on u, u̇ or p: its values at a block of points, those of a direction, and the transposed of that.</summary>
internal abstract class Slot
{
    /// <summary>Its values at the last block.</summary>
    public double[] Current { get; } = new double[BlockProgram.Lanes];

    /// <summary>Prepares a block and works out <see cref="Current"/>.</summary>
    public virtual void Load(PointSet set, int first, int lanes, EvolutionPoint at) => Gather(set, first, lanes, at.U, at.Rate, at.P, Current);

    /// <summary>The leaf's values for other u, u̇, p; a null stands for zeros.</summary>
    public abstract void Gather(PointSet set, int first, int lanes, double[]? u, double[]? rate, double[]? p, Span<double> row);

    /// <summary>Adds the transposed product; what is null is left out.</summary>
    public abstract void Scatter(PointSet set, int first, int lanes, ReadOnlySpan<double> row, double[]? u, double[]? rate, double[]? p);
}

/// <summary>A state or one of its first derivatives, or those of its rate.</summary>
/// <param name="state">The state's number.</param>
/// <param name="offset">Where its coefficients begin in u.</param>
/// <param name="axis">The coordinate of space it is differentiated by; −1 for none.</param>
/// <param name="isRate">Whether it is of the rate.</param>
/// <param name="site">A place that is the same for all points; null for each point itself.</param>
internal sealed class StateSlot(int state, int offset, int axis, bool isRate, PointSet? site) : Slot
{
    public int State => state;

    public int Axis => axis;

    public bool IsRate => isRate;

    public bool IsElsewhere => site is not null;

    public override void Gather(PointSet set, int first, int lanes, double[]? u, double[]? rate, double[]? p, Span<double> row)
    {
        if ((isRate ? rate : u) is not { } vector)
        {
            row[..lanes].Clear();
            return;
        }
        var (table, from, count) = ((site ?? set).Tables[state], site is null ? first : 0, site is null ? lanes : 1);
        Span<double> nodal = stackalloc double[count], sum = row[..count];
        sum.Clear();
        for (var k = 0; k < table.Nodes; k++)
        {
            table.Gather(k, from, vector.AsSpan(offset), nodal);
            TensorPrimitives.MultiplyAdd(table.Basis(k, axis, from, count), nodal, sum, sum);
        }
        if (site is not null) row[..lanes].Fill(row[0]);
    }

    public override void Scatter(PointSet set, int first, int lanes, ReadOnlySpan<double> row, double[]? u, double[]? rate, double[]? p)
    {
        if ((isRate ? rate : u) is not { } vector) return;
        var (table, from, count) = ((site ?? set).Tables[state], site is null ? first : 0, site is null ? lanes : 1);
        Span<double> own = stackalloc double[count];
        if (site is null) row[..lanes].CopyTo(own);
        else own[0] = TensorPrimitives.Sum(row[..lanes]);
        for (var k = 0; k < table.Nodes; k++)
        {
            var dofs = table.DofsOf(k, from, count);
            var basis = table.Basis(k, axis, from, count);
            for (var l = 0; l < dofs.Length; l++) vector[offset + dofs[l]] += own[l] * basis[l];
        }
    }
}

/// <summary>An unknown scalar.</summary>
/// <param name="index">Its number in p.</param>
internal sealed class ScalarSlot(int index) : Slot
{
    public override void Gather(PointSet set, int first, int lanes, double[]? u, double[]? rate, double[]? p, Span<double> row) => row[..lanes].Fill(p?[index] ?? 0);

    public override void Scatter(PointSet set, int first, int lanes, ReadOnlySpan<double> row, double[]? u, double[]? rate, double[]? p)
    {
        if (p is null) return;
        for (var l = 0; l < lanes; l++) p[index] += row[l];
    }
}

/// <summary>A derivative of an unknown function.</summary>
/// <param name="function">The function.</param>
/// <param name="leaf">The derivative.</param>
/// <param name="space">The coordinates of space.</param>
/// <param name="place">A place that is the same for all points; null for each point itself.</param>
/// <param name="arguments">The slot of each field that it is a function of.</param>
internal sealed class CoefficientSlot(CoefficientFunction function, FieldDerivative leaf, CoordinateSymbol[] space, double[]? place, IReadOnlyDictionary<CoordinateSymbol, Slot> arguments) : Slot
{
    private readonly int _n = function.Local;
    private readonly Dictionary<PointSet, (int[] Indices, double[] Weights)> _kept = [];
    private int[] _indices = new int[BlockProgram.Lanes * function.Local];
    private double[] _weights = new double[BlockProgram.Lanes * function.Local];
    private int _base;

    public override void Load(PointSet set, int first, int lanes, EvolutionPoint at)
    {
        if (function.IsOfSpace)
        {
            if (!_kept.TryGetValue(set, out var kept))
            {
                _kept[set] = kept = (new int[set.Count * _n], new double[set.Count * _n]);
                for (var i = 0; i < set.Count; i++) Weigh(i, 0, at, set, kept.Indices.AsSpan(i * _n, _n), kept.Weights.AsSpan(i * _n, _n));
            }
            (_indices, _weights, _base) = (kept.Indices, kept.Weights, first * _n);
        }
        else
            for (var l = 0; l < lanes; l++) Weigh(first + l, l, at, set, _indices.AsSpan(l * _n, _n), _weights.AsSpan(l * _n, _n));
        base.Load(set, first, lanes, at);
    }

    public override void Gather(PointSet set, int first, int lanes, double[]? u, double[]? rate, double[]? p, Span<double> row)
    {
        for (var l = 0; l < lanes; l++)
        {
            row[l] = 0;
            if (p is null) continue;
            for (var k = _base + l * _n; k < _base + (l + 1) * _n; k++) row[l] += _weights[k] * p[_indices[k]];
        }
    }

    public override void Scatter(PointSet set, int first, int lanes, ReadOnlySpan<double> row, double[]? u, double[]? rate, double[]? p)
    {
        if (p is null) return;
        for (var l = 0; l < lanes; l++)
            for (var k = _base + l * _n; k < _base + (l + 1) * _n; k++) p[_indices[k]] += row[l] * _weights[k];
    }

    private void Weigh(int point, int lane, EvolutionPoint at, PointSet set, Span<int> indices, Span<double> weights) => function.Weights(
        c => c.Field is not null ? arguments[c].Current[lane] : Array.IndexOf(space, c) is var axis and >= 0 ? place is null ? set.Places[point * set.Dimension + axis] : place[axis] : at.Time,
        leaf.Order, indices, weights, leaf.Field.Over);
}
