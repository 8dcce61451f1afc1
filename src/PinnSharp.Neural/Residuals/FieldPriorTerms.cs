using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>One term of a Gaussian field's prior: rows of weight √(volume/count) or, on the boundary, 30 √(area/count).</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Residual">The residual, over scaled variables, with the weight in it but for 1/√count.</param>
/// <param name="Where">Where its points are drawn.</param>
/// <param name="Face">The argument of the function that is at an end, and the end, −1 or 1; null where coordinates alone say where the points are.</param>
internal sealed record FieldPriorTerm(string Name, Expression Residual, Region Where, (CoordinateSymbol Argument, double End)? Face)
{
    /// <summary>The rows at points of <see cref="Where"/>.</summary>
    public TermRows Rows(ResidualProgram program, RegionPoints points, int number)
    {
        var rows = SmoothnessTerms.Rows(program, points.Points, number);
        return new(program, rows.Points, [.. program.Columns.Select((c, i) => points.Column(c.Name)
            ?? (Face is var (argument, end) && c.Name == SmoothnessTerms.Column(argument) ? [.. Enumerable.Repeat(end, points.Count)] : rows.Columns[i]))]);
    }
}

/// <summary>
/// The prior ½∫(δ(N − m) − γΔN)² of a Gaussian field (<see cref="WhittleMaternOperator"/>) on an unknown function's network output N, over variables in units of their lengths, as the sum over points
/// with weight |Ω|/count, and the condition γ ∂N/∂n + β(N − m) = 0 of its boundary by ½w²∮(…)².
/// </summary>
internal static class FieldPriorTerms
{
    /// <summary>w: what is left of the boundary's condition is a thirtieth of the white noise of a unit of area, where γ ∂N/∂n of a free field is about a third.</summary>
    private const double Stiffness = 30;

    /// <summary>Points by which the part of the box that a domain takes is measured.</summary>
    private const int Measure = 4096;

    public static IEnumerable<FieldPriorTerm> Of(UnknownField field, WhittleMatern prior, InternalVariables variables)
    {
        var (over, problem) = (field.Symbol.Over, variables.Problem);
        var (std, mean) = WhittleMaternOperator.Internal(prior, field);
        var (delta, gamma, beta) = WhittleMaternOperator.Of(over.Length, std);
        // Derivatives with respect to z = x/ℓ are these times those of the scaled variable, whose extent is 2.
        double[] slopes = [.. over.Select((v, i) => prior.Length[i] * variables.Slope(v))];
        var (name, value) = (field.Shared ?? field.Name, field.Symbol.Value - mean);
        Expression Derivative(int i, int order) => new FieldDerivative(field.Symbol, Enumerable.Repeat(MultiIndex.Unit(over[i].Index), order).Aggregate(MultiIndex.Zero, (sum, unit) => sum + unit));
        var space = problem.Coordinates.Where(c => !c.IsTime).ToList();
        var shape = space.All(c => over.Contains(c.Symbol)) ? problem.Domain.Within : null;
        var part = shape is null ? 1 : Part(problem, shape);
        var volume = slopes.Aggregate(part, (product, s) => product * 2 / s);
        var laplacian = Enumerable.Range(0, over.Length).Aggregate((Expression)0, (sum, i) => sum + slopes[i] * slopes[i] * Derivative(i, 2));
        yield return new($"{name} (prior)", Math.Sqrt(volume) * (delta * value - gamma * laplacian), problem.Domain, null);
        for (var i = 0; i < over.Length; i++)
        {
            var v = over[i];
            if (shape is not null && space.Any(c => c.Symbol == v)) continue;
            foreach (var end in new[] { -1.0, 1.0 })
            {
                var where = v.Field is null ? problem.Domain.With(v.Index, End(problem.Coordinates[v.Index], end), End(problem.Coordinates[v.Index], end)) : problem.Domain;
                if (v.Field is null && !problem.Coordinates[v.Index].IsTime && problem.Domain.Within is not null) where = Region.Whole(problem.Coordinates).With(v.Index, where.Lower[v.Index], where.Lower[v.Index]);
                yield return new($"{name} (prior at {v.Name.Split('[')[0]} {(end < 0 ? "low" : "high")})", Stiffness * Math.Sqrt(volume * slopes[i] / 2) * (end * gamma * slopes[i] * Derivative(i, 1) + beta * value),
                    where, v.Field is null ? null : (v, end));
            }
        }
        if (shape is null) yield break;
        var size = Math.Sqrt(space.Sum(c => (c.Upper - c.Lower) * (c.Upper - c.Lower)));
        // Of the boundary's extent no more is needed than its order: the square root of the area, in the plane times four.
        var extent = 4 * Math.Pow(space.Aggregate(part, (product, c) => product * 2 / slopes[over.IndexOf(c.Symbol)]), (space.Count - 1.0) / space.Count) * over.Except(space.Select(c => c.Symbol)).Aggregate(1.0, (product, v) => product * 2 / slopes[over.IndexOf(v)]);
        var normal = space.Aggregate((Expression)0, (sum, c) => sum + new Parameter($"n_{c.Name}") * (gamma * slopes[over.IndexOf(c.Symbol)]) * Derivative(over.IndexOf(c.Symbol), 1));
        yield return new($"{name} (prior at the boundary)", Stiffness * Math.Sqrt(extent) * (normal + beta * value), problem.Domain with { Boundary = new(shape, shape, size) }, null);
    }

    private static double End(Coordinate c, double end) => end < 0 ? c.Lower : c.Upper;

    private static double Part(InverseProblem problem, Shape shape)
    {
        var points = Region.Whole(problem.Coordinates).Sample(Measure, SamplingMethod.Sobol, 0);
        var (d, space) = (problem.Coordinates.Length, problem.Coordinates.Where(c => !c.IsTime).Select(c => c.Symbol.Index).ToArray());
        return Enumerable.Range(0, Measure).Count(row => shape.Level([.. space.Select(i => points[row * d + i])]) < 0) / (double)Measure;
    }
}
