using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>Coefficients of unknown functions over space that conditions give, such as a conductivity known on the boundary.</summary>
internal static class FixedCoefficients
{
    private const int Iterations = 100;

    /// <summary>The numbers in p of the coefficients that are given, with their values.</summary>
    /// <exception cref="FormException">A condition is not of the values of one function over space, or depends on other unknowns.</exception>
    public static Dictionary<int, double> Of(SystemLayout layout)
    {
        var found = new Dictionary<int, double>();
        foreach (var condition in layout.Form.Conditions.Where(c => c.Kind == ConditionKind.Coefficient))
        {
            var leaves = condition.Residual.Leaves().Distinct().ToList();
            if (leaves.FirstOrDefault(l => l is Parameter) is { } other) throw Refusal($"depends on {other}");
            if (leaves.OfType<FieldDerivative>().Where(f => layout.FunctionOf(f.Field) is not null).ToList() is not [var leaf]) throw Refusal("holds more than the values of one unknown function");
            var function = layout.FunctionOf(leaf.Field)!;
            if (function.Factors is not [PlaceFactor { Space: var space }]) throw Refusal($"gives values of '{function.Name}', which is not over space alone");
            var (slope, problem) = (condition.Residual.Partial(leaf), layout.Form.Variables.Problem);
            foreach (var dof in space.DofsOn(condition.Where))
            {
                var (point, value) = (new double[problem.Coordinates.Length], 0.0);
                for (var i = 0; i < layout.Space.Length; i++) point[layout.Space[i].Index] = space.Node(dof)[i];
                double At(Expression e) => e.Evaluate(l => l.Equals(leaf) ? value : problem.Known(l, point));
                var change = double.PositiveInfinity;
                for (var k = 0; k < Iterations && Math.Abs(change) > 1e-15 * Math.Max(1, Math.Abs(value)); k++) value -= change = At(condition.Residual) / At(slope);
                if (!double.IsFinite(value)) throw Refusal("has no solution that the function's sign and bounds allow");
                found.TryAdd(function.Offset + dof, value);
            }

            FormException Refusal(string why) => new($"Condition '{condition.Name}' {why}; of unknown functions alone, finite elements take their values over space.");
        }
        return found;
    }
}
