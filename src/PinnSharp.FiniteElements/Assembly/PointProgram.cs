using System.Numerics.Tensors;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// Expressions over coordinates, states, unknown functions, unknown scalars, tables and normals, evaluated at points of space in blocks of 64, with their derivatives with respect to all
/// that depends on u, u̇ and p. All else (residuals, matrices, tangents, adjoints, observations) is made of these.
/// </summary>
internal sealed class PointProgram
{
    private readonly SystemLayout _layout;
    private readonly BlockProgram _value, _derivatives;
    private readonly int[,] _slopes;
    private readonly double[] _inputs, _outputs, _workspace, _row = new double[BlockProgram.Lanes];

    /// <summary>Compiles expressions in the variables of <see cref="FormVariables"/>.</summary>
    /// <exception cref="FormException">A second derivative of a state, or another leaf that has no value here.</exception>
    public PointProgram(SystemLayout layout, IReadOnlyList<Expression> outputs)
    {
        (_layout, OutputCount) = (layout, outputs.Count);
        static Expression Argument(CoordinateSymbol a, int site) => new FieldDerivative(a.Field!, MultiIndex.Zero, site);
        IEnumerable<Expression> WithArguments(Expression leaf) => leaf is FieldDerivative f ? f.Field.Over.Where(c => c.Field is not null).Select(c => Argument(c, f.Site)).Prepend(leaf) : [leaf];
        var leaves = outputs.SelectMany(o => o.Leaves()).SelectMany(WithArguments).Distinct().ToList();
        var slots = leaves.Where(IsSlot).ToList();
        _slopes = new int[outputs.Count, slots.Count];
        var slopes = new List<Expression>();
        for (var o = 0; o < outputs.Count; o++)
            for (var s = 0; s < slots.Count; s++)
            {
                var slope = outputs[o].PartialThrough(slots[s], Argument);
                _slopes[o, s] = slope is Number { Value: 0 } ? -1 : outputs.Count + slopes.Count;
                if (_slopes[o, s] >= 0) slopes.Add(layout.Options.Slope?.Invoke(outputs[o], slots[s], slope) ?? slope);
            }
        var further = slopes.SelectMany(e => e.Leaves()).SelectMany(WithArguments).Distinct().Except(leaves).ToList();
        // Fields first: functions of them need their values.
        Expression[] inputs = [.. leaves.Concat(further).OrderBy(l => l is FieldDerivative f && layout.FunctionOf(f.Field) is not null ? 1 : 0)];
        (_value, _derivatives) = (BlockProgram.Compile(outputs, inputs), BlockProgram.Compile([.. outputs, .. slopes], inputs));
        var made = new Dictionary<Expression, Slot>();
        foreach (var leaf in inputs.Where(IsSlot)) made[leaf] = Make(leaf, made);
        Slots = [.. slots.Select(s => made[s])];
        Inputs = inputs;
        All = [.. inputs.Select(i => made.GetValueOrDefault(i))];
        (_inputs, _outputs) = (new double[Math.Max(1, inputs.Length) * BlockProgram.Lanes], new double[_derivatives.OutputCount * BlockProgram.Lanes]);
        _workspace = new double[Math.Max(_value.WorkspaceLength, _derivatives.WorkspaceLength)];
    }

    /// <summary>Number of expressions.</summary>
    public int OutputCount { get; }

    /// <summary>What the expressions depend on through u, u̇ and p.</summary>
    public Slot[] Slots { get; }

    private Expression[] Inputs { get; }

    private Slot?[] All { get; }

    /// <summary>Evaluates a block: afterwards <see cref="Output"/> and, if wanted, <see cref="Slope"/> and <see cref="Slot.Current"/> are those of it.</summary>
    public void Evaluate(PointSet set, int first, int lanes, EvolutionPoint at, bool slopes)
    {
        for (var i = 0; i < Inputs.Length; i++)
        {
            var row = _inputs.AsSpan(i * BlockProgram.Lanes, BlockProgram.Lanes);
            if (All[i] is { } slot)
            {
                slot.Load(set, first, lanes, at);
                slot.Current.AsSpan(0, lanes).CopyTo(row);
            }
            else Fill(Inputs[i], set, first, lanes, at.Time, row);
            row[lanes..].Fill(row[0]);
        }
        (slopes ? _derivatives : _value).Evaluate(_inputs, _outputs, _workspace);
    }

    /// <summary>An expression's values at the block.</summary>
    public ReadOnlySpan<double> Output(int output) => _outputs.AsSpan(output * BlockProgram.Lanes, BlockProgram.Lanes);

    /// <summary>Whether an expression depends on a slot.</summary>
    public bool HasSlope(int output, int slot) => _slopes[output, slot] >= 0;

    /// <summary>An expression's derivative with respect to a slot; empty where it is zero.</summary>
    public ReadOnlySpan<double> Slope(int output, int slot) => _slopes[output, slot] is var k and >= 0 ? _outputs.AsSpan(k * BlockProgram.Lanes, BlockProgram.Lanes) : [];

    /// <summary>The derivative of the outputs at the block in a direction.</summary>
    /// <returns>Whether the direction says anything of the block; otherwise the products are zeros.</returns>
    public bool Tangent(PointSet set, int first, int lanes, double[]? u, double[]? rate, double[]? p, double[] products)
    {
        var any = false;
        products.AsSpan(0, OutputCount * BlockProgram.Lanes).Clear();
        for (var s = 0; s < Slots.Length; s++)
        {
            Slots[s].Gather(set, first, lanes, u, rate, p, _row);
            if (!_row.AsSpan(0, lanes).ContainsAnyExcept(0.0)) continue;
            any = true;
            for (var o = 0; o < OutputCount; o++)
            {
                var slope = Slope(o, s);
                if (slope.IsEmpty) continue;
                var product = products.AsSpan(o * BlockProgram.Lanes, lanes);
                TensorPrimitives.MultiplyAdd(slope[..lanes], _row.AsSpan(0, lanes), product, product);
            }
        }
        return any;
    }

    /// <summary>Adds the transposed derivative of the outputs at the block times weights.</summary>
    public void Adjoint(PointSet set, int first, int lanes, double[] weights, double[]? u, double[]? rate, double[]? p)
    {
        for (var s = 0; s < Slots.Length; s++)
        {
            _row.AsSpan().Clear();
            for (var o = 0; o < OutputCount; o++)
            {
                var slope = Slope(o, s);
                if (slope.IsEmpty) continue;
                TensorPrimitives.MultiplyAdd(slope[..lanes], weights.AsSpan(o * BlockProgram.Lanes, lanes), _row.AsSpan(0, lanes), _row.AsSpan(0, lanes));
            }
            Slots[s].Scatter(set, first, lanes, _row, u, rate, p);
        }
    }

    private bool IsSlot(Expression leaf) => leaf switch
    {
        FieldDerivative f => _layout.IndexOf(f.Field) >= 0 || _layout.FunctionOf(f.Field) is not null,
        Parameter p => Array.IndexOf(_layout.Scalars, p.Name) >= 0,
        _ => false,
    };

    private Slot Make(Expression leaf, Dictionary<Expression, Slot> made)
    {
        if (leaf is Parameter p) return new ScalarSlot(Array.IndexOf(_layout.Scalars, p.Name));
        var (f, problem, variables) = ((FieldDerivative)leaf, _layout.Form.Variables.Problem, _layout.Form.Variables);
        var place = problem.Site(f.Site) is { IsEmpty: false } site ? site.ToArray() : null;
        if (_layout.FunctionOf(f.Field) is { } function && variables.SpaceOrder(f.Order) > 1 && function.Factors.Any(x => x is PlaceFactor))
            throw new FormException($"{f} is a second derivative of '{function.Name}', which is linear within each element.");
        if (_layout.FunctionOf(f.Field) is { } known)
            return new CoefficientSlot(known, f, _layout.Space, place,
                f.Field.Over.Where(c => c.Field is not null).ToDictionary(c => c, c => made[new FieldDerivative(c.Field!, MultiIndex.Zero, f.Site)]));
        if (variables.SpaceOrder(f.Order) > 1) throw new FormException($"{f} is a second derivative, which elements of order 1 and 2 do not have.");
        if (variables.TimeOrder(f.Order) > 1) throw new FormException($"{f} is a second derivative in time, which the system does not have.");
        var axis = Array.FindIndex(_layout.Space, c => f.Order[c.Index] > 0);
        var state = _layout.IndexOf(f.Field);
        return new StateSlot(state, _layout.Offsets[state], axis, variables.TimeOrder(f.Order) > 0, place is null ? null : PointSet.At(_layout, place, 1));
    }

    private void Fill(Expression leaf, PointSet set, int first, int lanes, double time, Span<double> row)
    {
        var problem = _layout.Form.Variables.Problem;
        switch (leaf)
        {
            case CoordinateSymbol { Field: null } c when Array.IndexOf(_layout.Space, c) is var axis and >= 0:
                for (var l = 0; l < lanes; l++) row[l] = set.Places[(first + l) * set.Dimension + axis];
                return;
            case CoordinateSymbol { Field: null }:
                row[..lanes].Fill(time);
                return;
            case FieldDerivative f when problem.TableOf(f.Field) is { } table:
                var of = Array.IndexOf(_layout.Space, table.Coordinate);
                var fixedPlace = problem.Place(f.Site, table.Coordinate.Index);
                for (var l = 0; l < lanes; l++) row[l] = table.Value(fixedPlace ?? (of >= 0 ? set.Places[(first + l) * set.Dimension + of] : time), f.Order.Order);
                return;
            case Parameter p when set.Normals is { } normals && Array.FindIndex(_layout.Space, c => p.Name == "n_" + c.Name) is var axis and >= 0:
                for (var l = 0; l < lanes; l++) row[l] = normals[(first + l) * set.Dimension + axis];
                return;
            default:
                throw new FormException($"'{leaf}' has no value in the discretised problem.");
        }
    }
}
