using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>A condition that takes the place of an equation's rows at the nodes where it holds.</summary>
/// <param name="Equation">The number of the equation.</param>
/// <param name="Condition">The condition's name.</param>
/// <param name="Residual">B, free of derivatives in space.</param>
public sealed record EssentialCondition(int Equation, string Condition, Expression Residual);

/// <summary>The flux ∮ q v of an equation, with the conditions put in: free of derivatives across the boundary.</summary>
/// <param name="Equation">The number of the equation.</param>
/// <param name="Flux">q; components of the outward normal are parameters n_x, ….</param>
public sealed record NaturalCondition(int Equation, Expression Flux);

/// <summary>
/// What holds on a part of the boundary, from the conditions declared there. Conditions without a derivative across it are essential, each for one field. The others, B_c = 0, are natural: for
/// each equation whose field has no essential condition, q = F·n − Σ s_c B_c with s from Σ_c s_c ∂B_c/∂(∂_n f) = ∂(F·n)/∂(∂_n f) for all f, so that no derivative across the boundary remains: Neumann, Robin
/// (linear or not), oblique, tractions.
/// </summary>
/// <param name="Essential">The essential conditions.</param>
/// <param name="Natural">The fluxes that are not zero.</param>
/// <param name="Unsaid">Equations whose flux would be needed, and of which nothing is said.</param>
public sealed record BoundaryForm(ImmutableArray<EssentialCondition> Essential, ImmutableArray<NaturalCondition> Natural, ImmutableArray<int> Unsaid)
{
    /// <summary>Works out what conditions that hold together mean.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="equations">The equations.</param>
    /// <param name="conditions">The conditions on the part, of kind <see cref="ConditionKind.Boundary"/>.</param>
    /// <exception cref="FormException">A condition is too much: the equations have no place for it.</exception>
    internal static BoundaryForm Of(FormVariables variables, ImmutableArray<WeakEquation> equations, IReadOnlyList<FormCondition> conditions)
    {
        var face = conditions.Select(c => c.Where.Normal).FirstOrDefault(n => n is not null);
        var normal = variables.Space.Select(c => face is { } n ? n[c.Index] : Normal(c)).ToArray();
        FieldDerivative[] slots =
        [
            .. conditions.Select(c => c.Residual).Concat(equations.SelectMany(e => e.Flux)).SelectMany(e => e.Leaves()).OfType<FieldDerivative>()
                .Where(f => variables.SpaceOrder(f.Order) == 1 && equations.Any(e => e.Field == f.Field)).Select(f => new FieldDerivative(f.Field, variables.TimePart(f.Order))).Distinct(),
        ];
        var rows = conditions.Select(c => (Condition: c, Slopes: Across(c.Residual))).ToList();
        var natural = rows.Where(r => r.Slopes.Any(s => !variables.Vanishes(s))).ToList();
        // A field whose flux is given needs no value where another can take it.
        var flowing = Enumerable.Range(0, slots.Length).Where(s => natural.Any(r => !variables.Vanishes(r.Slopes[s]))).Select(s => slots[s].Field).ToHashSet();
        var essential = Essentials(variables, equations, [.. conditions.Except(natural.Select(r => r.Condition))], flowing);

        var pivots = new List<(int Slot, Expression[] Slopes, Expression Residual, string Name)>();
        foreach (var (condition, slopes) in natural)
        {
            var (row, residual) = Eliminate(slopes, condition.Residual, pivots);
            var slot = Array.FindIndex(row, s => !variables.Vanishes(s));
            if (slot < 0) throw new FormException($"Condition '{condition.Name}' says something of a derivative across the boundary that others on the same part say already.");
            pivots.Add((slot, row, residual, condition.Name));
        }
        var (fluxes, unsaid, used) = (ImmutableArray.CreateBuilder<NaturalCondition>(), ImmutableArray.CreateBuilder<int>(), new HashSet<int>());
        for (var e = 0; e < equations.Length; e++)
        {
            if (essential.Any(c => c.Equation == e)) continue;
            var flux = Expression.Add(equations[e].Flux.Select((f, j) => f * normal[j])).Expand();
            var across = Across(flux);
            if (variables.Vanishes(flux)) continue;
            if (across.All(variables.Vanishes))
            {
                // Derivatives along the boundary and of unknown functions alone: known without a condition.
                fluxes.Add(new(e, flux));
                continue;
            }
            var (row, q) = Eliminate(across, flux, pivots, used);
            if (!row.All(variables.Vanishes)) unsaid.Add(e);
            else if (Across(q).FirstOrDefault(s => !variables.Vanishes(s)) is not null)
                throw new FormException($"The conditions {string.Join(", ", natural.Select(r => $"'{r.Condition.Name}'"))} do not give the flux {flux} of equation '{equations[e].Name}': it is not linear in the derivative across the boundary.");
            else if (q is not Number { Value: 0 }) fluxes.Add(new(e, q));
        }
        for (var c = 0; c < pivots.Count; c++)
            if (!used.Contains(c))
                throw new FormException($"Condition '{pivots[c].Name}' gives a derivative across the boundary that no equation's flux leaves open there.");
        return new(essential, fluxes.ToImmutable(), unsaid.ToImmutable());

        // ∂e/∂(∂_n f) of each slot.
        Expression[] Across(Expression e) => [.. slots.Select(s => Expression.Add(variables.Space.Select((c, j) => normal[j] * e.Partial(s.Along(c)))).Expand())];

        (Expression[] Slopes, Expression Residual) Eliminate(Expression[] slopes, Expression residual, List<(int Slot, Expression[] Slopes, Expression Residual, string Name)> pivots, HashSet<int>? used = null)
        {
            for (var p = 0; p < pivots.Count; p++)
            {
                var pivot = pivots[p];
                if (variables.Vanishes(slopes[pivot.Slot])) continue;
                var factor = Ratio(variables, slopes[pivot.Slot], pivot.Slopes[pivot.Slot]);
                slopes = [.. slopes.Select((s, k) => k == pivot.Slot ? Expression.Zero : (s - factor * pivot.Slopes[k]).Expand())];
                residual = (residual - factor * pivot.Residual).Expand();
                used?.Add(p);
            }
            return (slopes, residual);
        }
    }

    /// <summary>The parameter that stands for a component of the outward normal.</summary>
    internal static Expression Normal(CoordinateSymbol coordinate) => new Parameter("n_" + coordinate.Name);

    /// <summary>a/b; a number where it is one wherever it is tried.</summary>
    private static Expression Ratio(FormVariables variables, Expression a, Expression b)
    {
        double[] tried = [.. Enumerable.Range(0, 3).Select(draw => a.Evaluate(variables.Probe(draw)) / b.Evaluate(variables.Probe(draw)))];
        if (tried.All(r => Math.Abs(r - tried[0]) <= 1e-13 * Math.Abs(tried[0]))) return Math.Abs(tried[0] - Math.Round(tried[0])) < 1e-12 ? Math.Round(tried[0]) : tried[0];
        return a / b;
    }

    /// <summary>Gives each condition one of the fields whose value is in it, so that none has two; some fields only where others do not serve.</summary>
    internal static ImmutableArray<EssentialCondition> Essentials(FormVariables variables, ImmutableArray<WeakEquation> equations, IReadOnlyList<FormCondition> conditions, IReadOnlySet<FieldSymbol>? last = null)
    {
        var choices = conditions.Select(c =>
        {
            var states = c.Residual.Leaves().OfType<FieldDerivative>().Where(f => equations.Any(e => e.Field == f.Field)).ToList();
            if (states.FirstOrDefault(f => variables.SpaceOrder(f.Order) > 0) is { } along)
                throw new FormException($"Condition '{c.Name}' holds {along}, a derivative along the boundary and none across it.");
            if (c.Where.Boundary is not null && c.Residual.Leaves().OfType<Parameter>().Any(p => variables.Space.Any(x => p.Equals(Normal(x)))))
                throw new FormException($"Condition '{c.Name}' gives values by the normal of a curved boundary, which its nodes do not have.");
            return Enumerable.Range(0, equations.Length).Where(e => states.Any(f => f.Field == equations[e].Field)).OrderBy(e => last?.Contains(equations[e].Field)).ToArray();
        }).ToArray();
        var taken = new int[equations.Length];
        Array.Fill(taken, -1);
        for (var c = 0; c < choices.Length; c++)
            if (!Assign(c, []))
                throw new FormException($"Condition '{conditions[c].Name}' gives {string.Join(" or ", choices[c].Select(e => $"'{equations[e].Field.Name}'"))} a value on a part of the boundary where other conditions already do.");
        return [.. Enumerable.Range(0, taken.Length).Where(e => taken[e] >= 0).Select(e => new EssentialCondition(e, conditions[taken[e]].Name, conditions[taken[e]].Residual))];

        // Augmenting paths (Kuhn).
        bool Assign(int condition, HashSet<int> tried)
        {
            foreach (var e in choices[condition])
            {
                if (!tried.Add(e) || (taken[e] >= 0 && !Assign(taken[e], tried))) continue;
                taken[e] = condition;
                return true;
            }
            return false;
        }
    }
}
