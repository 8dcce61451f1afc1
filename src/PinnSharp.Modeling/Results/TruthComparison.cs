using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>A declared truth beside what was found.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Predict">What was found of an expression at points, row-major [count × coordinates].</param>
public sealed record TruthComparison(InverseProblem Problem, Func<Expression, double[], double[]> Predict)
{
    /// <summary>A true field or function at points; the fields that a function is of are taken as found.</summary>
    /// <param name="truth">The truth over coordinates and arguments.</param>
    /// <param name="points">Points, row-major [count × coordinates].</param>
    public double[] Truth(Expression truth, double[] points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var d = Problem.Coordinates.Length;
        var arguments = truth.Leaves().OfType<CoordinateSymbol>().Where(c => c.Field is not null).ToDictionary(c => c.Index, c => Predict(c.Field!.Value, points));
        return [.. Enumerable.Range(0, points.Length / d).Select(row =>
            truth.Evaluate(leaf => leaf is CoordinateSymbol { Field: not null } c ? arguments[c.Index][row] : Problem.Known(leaf, points.AsSpan(row * d, d))))];
    }

    /// <summary>‖found − true‖/‖true‖ at points, ‖found‖ where the truth is zero; null without a truth.</summary>
    /// <param name="field">The field or function.</param>
    /// <param name="truth">Its truth.</param>
    /// <param name="points">Points, row-major [count × coordinates].</param>
    public double? RelativeL2(FieldSymbol field, Expression? truth, double[] points)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (truth is null) return null;
        var (values, exact) = (Predict(field.Value, points), Truth(truth, points));
        var (error, size) = (values.Zip(exact, (v, e) => (v - e) * (v - e)).Sum(), exact.Sum(e => e * e));
        return Math.Sqrt(size > 0 ? error / size : error);
    }
}
