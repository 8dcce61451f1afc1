using PinnSharp.Numerics;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// What the equations leave open of the fields whatever the unknowns are, found by trial: constants, multiples of a coordinate, and rotations of two fields, v ≠ 0 with (∂F/∂u)·v = (∂F/∂u̇)·v = 0. Each
/// takes one condition at a point; any other condition at a point would stand in the place of an equation that holds there.
/// </summary>
internal static class OpenDirections
{
    private const double Rounding = 1e-9, Small = 1e-3;

    /// <summary>Compares them with the conditions at points.</summary>
    /// <param name="layout">The system's layout.</param>
    /// <param name="withoutPoints">Makes the system without conditions at points.</param>
    /// <exception cref="FormException">A condition at a point is too much, or something remains open.</exception>
    public static void Check(SystemLayout layout, Func<FiniteElementSystem> withoutPoints)
    {
        if (layout.Mesh is null) return;
        var (form, open) = (layout.Form, Find(layout, withoutPoints()));
        for (var c = 0; c < form.Conditions.Length; c++)
        {
            if (form.Conditions[c].Kind != ConditionKind.Point) continue;
            foreach (var value in form.Values(c))
            {
                var (name, found) = (layout.States[value.Equation].Name, open.FindIndex(d => d.States.Contains(value.Equation)));
                if (found < 0)
                    throw new FormException($"Condition '{value.Condition}' gives '{name}' a value at a single point, where the equations and other conditions hold already and determine it. Declare it as an observation.");
                open.RemoveAt(found);
            }
        }
        if (open is [var (states, what, _), ..])
            throw new FormException($"Nothing determines the level of {string.Join(" and ", states.Select(s => $"'{layout.States[s].Name}'"))}: plus any {what} a solution is one as well. "
                + $"Give a value on a part of the boundary, or at one point, such as {{where: \"{string.Join(" and ", layout.Space.Select(x => FormattableString.Invariant($"{x.Name} = {form.Variables.Problem.Coordinates[x.Index].Lower}")))}\", equation: \"{layout.States[states[0]].Name} = 0\"}}.");
    }

    private static List<(int[] States, string What, double[] Direction)> Find(SystemLayout layout, FiniteElementSystem system)
    {
        var (n, random) = (system.StateCount, new RandomSource(1));
        double[] Draw(int count, Func<int, double> size) => [.. Enumerable.Range(0, count).Select(i => size(i) * (0.5 + random.NextUniform()))];
        var sizes = system.Sizes.ToArray();
        var (stiffness, mass, products) = (system.CreateMatrix(), system.CreateMatrix(), new double[n]);
        system.Jacobian(system.Start, Draw(n, i => sizes[i]), Draw(n, i => sizes[i]), Draw(layout.ParameterCount, _ => 0.3), stiffness, mass);
        var candidates = new List<(int[] States, string What, double[] Direction)>();
        for (var e = 0; e < layout.States.Length; e++) Add("constant", (e, _ => 1));
        for (var axis = 0; axis < layout.Space.Length; axis++)
            for (var e = 0; e < layout.States.Length; e++)
            {
                var along = axis;
                Add($"multiple of {layout.Space[axis].Name}", (e, x => x[along]));
            }
        for (var e = 0; e < layout.States.Length && layout.Space.Length == 2; e++)
            for (var f = 0; f < layout.States.Length; f++)
                if (f != e) Add("rotation", (e, x => -x[1]), (f, x => x[0]));
        candidates.RemoveAll(c => !Vanishes(stiffness, c.Direction) || !Vanishes(mass, c.Direction));
        // Where multiples of a coordinate are open already, a rotation says nothing new.
        return [.. candidates.Where(c => c.States.Length == 1 || !candidates.Any(d => d.States is [var s] && d.What != "constant" && c.States.Contains(s)))];

        void Add(string what, params (int State, Func<double[], double> Value)[] parts)
        {
            var direction = new double[n];
            foreach (var (state, value) in parts) layout.Spaces[state]!.Interpolate(value).CopyTo(direction, layout.Offsets[state]);
            candidates.Add(([.. parts.Select(p => p.State)], what, direction));
        }

        static bool Vanishes(SparseMatrix a, double[] v)
        {
            double[] sums = new double[a.Rows], sizes = new double[a.Rows];
            for (var row = 0; row < a.Rows; row++)
                for (var k = a.RowStarts[row]; k < a.RowStarts[row + 1]; k++)
                {
                    var part = a.Values[k] * v[a.ColumnIndices[k]];
                    (sums[row], sizes[row]) = (sums[row] + part, sizes[row] + Math.Abs(part));
                }
            // Some rows are nothing but rounding.
            var largest = sizes.Max();
            return sums.Zip(sizes).All(r => Math.Abs(r.First) <= Rounding * Math.Max(r.Second, Small * largest));
        }
    }
}
