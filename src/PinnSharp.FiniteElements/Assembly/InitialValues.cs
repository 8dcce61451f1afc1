using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>
/// u₀ from the conditions at the beginning of time, B(u_i, p) = 0 at each node, solved for the node's own value. States without a rate begin with the solution of their own equations as
/// the first step finds it; a condition on one is refused, since it would say something of the unknowns that nothing takes up.
/// </summary>
internal sealed class InitialValues
{
    private const int Iterations = 50, Lanes = BlockProgram.Lanes;
    private readonly List<(int State, int[] Rows, PointSet Set, PointProgram Program, int Own)> _conditions = [];

    /// <summary>Finds the conditions.</summary>
    /// <exception cref="FormException">A state's initial value depends on another state's.</exception>
    public InitialValues(SystemLayout layout)
    {
        var form = layout.Form;
        int[] initial = [.. Enumerable.Range(0, form.Conditions.Length).Where(c => form.Conditions[c].Kind == ConditionKind.Initial)];
        var coordinates = form.Variables.Problem.Coordinates;
        foreach (var c in initial)
            if (coordinates.FirstOrDefault(x => !x.IsTime && (form.Conditions[c].Where.Lower[x.Symbol.Index] > x.Lower || form.Conditions[c].Where.Upper[x.Symbol.Index] < x.Upper)) is { } part)
                throw new FormException($"Condition '{form.Conditions[c].Name}' holds at the beginning of time on a part of space only ({form.Conditions[c].Where}); declare one for all of it.");
        var values = form.Values(initial);
        if (values.FirstOrDefault(v => !form.IsDifferential(v.Equation)) is { } free)
            throw new FormException($"Condition '{free.Condition}' gives '{layout.States[free.Equation].Name}' a value at the beginning of time, but no equation holds its rate: the equations give that value already. Leave the condition out or declare it as an observation.");
        for (var e = 0; e < layout.States.Length; e++)
        {
            if (form.Variables.Time is null || !form.IsDifferential(e)) continue;
            var condition = values.FirstOrDefault(v => v.Equation == e) ?? new EssentialCondition(e, layout.States[e].Name, layout.OpenInitial(e));
            int[] dofs = [.. Enumerable.Range(0, layout.Spaces[e]?.Count ?? 1)];
            double[] places = layout.Spaces[e]?.Nodes ?? [];
            var program = new PointProgram(layout, [condition.Residual]);
            var own = Array.FindIndex(program.Slots, s => s is StateSlot { Axis: -1, IsRate: false } slot && slot.State == e);
            if (own < 0 || program.Slots.OfType<StateSlot>().Count() > 1)
                throw new FormException($"Condition '{condition.Condition}' does not give '{layout.States[e].Name}' a value by itself: it holds other fields or derivatives.");
            _conditions.Add((e, [.. dofs.Select(dof => layout.Offsets[e] + dof)], PointSet.At(layout, places, dofs.Length), program, own));
        }
    }

    /// <summary>u₀.</summary>
    public void Solve(double time, double[] p, double[] u)
    {
        foreach (var (_, rows, set, program, own) in _conditions)
            for (var iteration = 0; iteration < Iterations; iteration++)
            {
                var largest = 0.0;
                Each(set, program, new(time, u, u, p), (first, lanes) =>
                {
                    for (var l = 0; l < lanes; l++)
                    {
                        var change = program.Output(0)[l] / program.Slope(0, own)[l];
                        u[rows[first + l]] -= change;
                        largest = Math.Max(largest, Math.Abs(change) / Math.Max(Math.Abs(u[rows[first + l]]), 1e-300));
                    }
                });
                if (!(largest > 1e-14)) break;
            }
    }

    /// <summary>(∂u₀/∂p)·δp for some δp.</summary>
    public void Tangents(double time, double[] p, double[] u, double[][] directions, double[][] tangents)
    {
        var products = new double[Lanes];
        foreach (var (_, rows, set, program, own) in _conditions)
            Each(set, program, new(time, u, u, p), (first, lanes) =>
            {
                for (var d = 0; d < directions.Length; d++)
                {
                    program.Tangent(set, first, lanes, null, null, directions[d], products);
                    for (var l = 0; l < lanes; l++) tangents[d][rows[first + l]] = -products[l] / program.Slope(0, own)[l];
                }
            });
    }

    /// <summary>Adds (∂u₀/∂p)ᵀ·w for some w.</summary>
    public void Adjoints(double time, double[] p, double[] u, double[][] w, double[][] gradients)
    {
        var weights = new double[Lanes];
        foreach (var (_, rows, set, program, own) in _conditions)
            Each(set, program, new(time, u, u, p), (first, lanes) =>
            {
                for (var d = 0; d < w.Length; d++)
                {
                    for (var l = 0; l < lanes; l++) weights[l] = -w[d][rows[first + l]] / program.Slope(0, own)[l];
                    program.Adjoint(set, first, lanes, weights, null, null, gradients[d]);
                }
            });
    }

    private static void Each(PointSet set, PointProgram program, EvolutionPoint at, Action<int, int> action)
    {
        for (var first = 0; first < set.Count; first += Lanes)
        {
            var lanes = Math.Min(Lanes, set.Count - first);
            program.Evaluate(set, first, lanes, at, slopes: true);
            action(first, lanes);
        }
    }
}
