using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// Whether a network of periodic features may stand for fields that are declared periodic. Such a network is periodic with all its derivatives; the
/// solution is too only where the equations carry what is declared to all orders.
/// </summary>
internal static class ExactPeriodicity
{
    /// <summary>
    /// Whether all of a network's fields are declared periodic along a coordinate, to one order less than their highest derivative in the
    /// equations; those equations are the same at both ends; and no field stands in them that is not declared periodic.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="fields">The fields of a network.</param>
    /// <param name="coordinate">The coordinate.</param>
    public static bool Holds(InverseProblem problem, IReadOnlyCollection<FieldSymbol> fields, CoordinateSymbol coordinate)
    {
        var orders = problem.Conditions.OfType<PeriodicCondition>().Where(c => c.Coordinate == coordinate)
            .SelectMany(c => c.Fields, (c, field) => (field, c.Order)).GroupBy(p => p.field, p => p.Order).ToDictionary(g => g.Key, g => g.Max());
        if (!fields.All(orders.ContainsKey)) return false;
        return problem.Equations.Select(e => problem.InlineConstants(e.Equation.Residual)).All(residual =>
        {
            var derivatives = residual.Leaves().OfType<FieldDerivative>().ToArray();
            return !derivatives.Any(d => fields.Contains(d.Field)) || derivatives.All(d => !d.Field.Over.Contains(coordinate)
                || (orders.TryGetValue(d.Field, out var order) && d.Order[coordinate.Index] <= order + 1)) && IsSame(residual, problem, coordinate);
        });
    }

    /// <summary>Whether an expression has the same values at both ends of a coordinate, whatever its other leaves are.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="coordinate">The coordinate.</param>
    public static bool IsSame(Expression expression, InverseProblem problem, CoordinateSymbol coordinate)
    {
        if (!expression.Leaves().Contains(coordinate)) return true;
        var (lower, upper) = problem.RangeOf(coordinate);
        return NumericalEquality.Holds(leaf => (At(lower, leaf), At(upper, leaf)), problem.RangeOf, floor: 1);

        double At(double x, Func<Expression, double> leaf) => expression.Evaluate(l => l.Equals(coordinate) ? x : leaf(l));
    }

    /// <summary>The interval of a coordinate; of any other leaf one of order one.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="leaf">A leaf of an expression.</param>
    public static (double Lower, double Upper) RangeOf(this InverseProblem problem, Expression leaf) =>
        leaf is CoordinateSymbol { Field: null } c ? (problem.Coordinates[c.Index].Lower, problem.Coordinates[c.Index].Upper) : (0.5, 1.5);
}
