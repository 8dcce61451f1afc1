using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>What a condition is to the discretised problem.</summary>
public enum ConditionKind
{
    /// <summary>At the beginning of time.</summary>
    Initial,

    /// <summary>On a part of the boundary, at all times or some.</summary>
    Boundary,

    /// <summary>At one point of space.</summary>
    Point,

    /// <summary>Of unknown functions alone.</summary>
    Coefficient,
}

/// <summary>A condition B = 0 in the variables that are discretised.</summary>
/// <param name="Name">Its name in the problem.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Where">Where it holds.</param>
/// <param name="Residual">B.</param>
public sealed record FormCondition(string Name, ConditionKind Kind, Region Where, Expression Residual)
{
    /// <summary>Sorts a condition of a problem.</summary>
    /// <param name="variables">The variables.</param>
    /// <param name="reduction">The reduced fields.</param>
    /// <param name="condition">The condition.</param>
    /// <exception cref="FormException">It is none of these: on a set inside the domain, at a later time, on a part that moves, with averages.</exception>
    internal static FormCondition Of(FormVariables variables, OrderReduction reduction, EquationCondition condition)
    {
        var (where, coordinates) = (condition.Where, variables.Problem.Coordinates);
        if (condition.Equation.Residual.Averages().Any()) throw Refusal("holds an average over a region, which couples all points of it");
        var residual = reduction.Apply(variables.Apply(condition.Equation.Residual));
        var fields = residual.Leaves().OfType<FieldDerivative>().ToList();
        if (fields.FirstOrDefault(f => reduction.States.Contains(f.Field) && variables.SpaceOrder(f.Order) > 1) is { } high) throw Refusal($"holds {high}, of a higher order than the equations leave to the boundary");
        if (!fields.Any(f => reduction.States.Contains(f.Field))) return new(condition.Name, ConditionKind.Coefficient, where, residual);
        if (variables.Time is { } time && where.IsFixed(time.Index))
            return where.Lower[time.Index] == coordinates[time.Index].Lower ? new(condition.Name, ConditionKind.Initial, where, residual)
                : throw Refusal($"is at the later time {time.Name} = {where.Lower[time.Index]}; time is stepped from its beginning");
        if (where.Inequalities.FirstOrDefault(i => i.Left.Leaves().Concat(i.Right.Leaves()).Any(l => l.Equals(variables.Time))) is { } moving)
            throw Refusal($"holds where {moving}, on a part that moves or is not an interval of time");
        var free = coordinates.Count(c => !c.IsTime && !where.IsFixed(c.Symbol.Index));
        if (where.Boundary is not null) return new(condition.Name, ConditionKind.Boundary, where, residual);
        if (free == variables.Space.Length - 1 && where.Normal is not null) return new(condition.Name, ConditionKind.Boundary, where, residual);
        if (free == 0 && variables.Space.Length > 0) return new(condition.Name, ConditionKind.Point, where, residual);
        throw Refusal("holds inside the domain rather than on its boundary, at a point or at the beginning of time");

        FormException Refusal(string why) => new($"Condition '{condition.Name}' ({where}) {why}.");
    }
}
