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
        var leaves = expression.Leaves();
        if (!leaves.Contains(coordinate)) return true;
        var random = new RandomSource(0, coordinate.Name);
        for (var trial = 0; trial < 8; trial++)
        {
            var values = leaves.ToDictionary(leaf => leaf, leaf => leaf is CoordinateSymbol c
                ? problem.Coordinates[c.Index].Lower + (problem.Coordinates[c.Index].Upper - problem.Coordinates[c.Index].Lower) * random.NextUniform()
                : 0.5 + random.NextUniform());
            double At(double x) => expression.Evaluate(leaf => leaf.Equals(coordinate) ? x : values[leaf]);
            var (a, b) = (At(problem.Coordinates[coordinate.Index].Lower), At(problem.Coordinates[coordinate.Index].Upper));
            if (!(Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(a)))) return false;
        }
        return true;
    }
}
