using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>A constraint at the places it is asked for.</summary>
/// <param name="Constraint">The constraint.</param>
/// <param name="Points">[count × coordinates], row-major.</param>
public sealed record ConstrainedPlaces(Constraint Constraint, double[] Points)
{
    /// <summary>Its rows.</summary>
    public required ConstraintRows Rows { get; init; }

    /// <summary>Σ |terms| of c that are of numbers alone, such as |a| + |b| + 1 of a + b − 1.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="value">The unknown numbers.</param>
    public double Numbers(InverseProblem problem, Func<string, double> value)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var terms = Constraint.Of is Sum sum ? sum.Terms : [Constraint.Of];
        return terms.Where(t => t.Leaves().All(leaf => leaf is Parameter))
            .Sum(t => Math.Abs(t.Evaluate(leaf => problem.Constants.TryGetValue(((Parameter)leaf).Name, out var constant) ? constant : value(((Parameter)leaf).Name))));
    }

    /// <summary>The constraints of a problem, in its order.</summary>
    /// <param name="problem">The problem.</param>
    /// <exception cref="InputException">A region has no points.</exception>
    public static ImmutableArray<ConstrainedPlaces> Of(InverseProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return [.. problem.Constraints.Select(c => At(problem, c, c.Places.Count, c.Places.Seed))];
    }

    /// <summary>A constraint at other places, by which it is judged.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="constraint">The constraint.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the places.</param>
    public static ConstrainedPlaces At(InverseProblem problem, Constraint constraint, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(constraint);
        var points = Spread(constraint.Places.Where, count, constraint.Places.Sampling, seed);
        return new(constraint, points)
        {
            Rows = new(constraint.Name, points.Length / problem.Coordinates.Length, constraint.IsEquality, constraint.Of.Leaves().All(leaf => leaf is Parameter)),
        };
    }

    /// <summary>Points of a region, its ends included, where extremes are found as a rule: those of the outermost layer are moved out to them.</summary>
    private static double[] Spread(Region region, int count, SamplingMethod sampling, ulong seed)
    {
        var points = region.Sample(count, sampling, seed);
        var d = region.Coordinates.Length;
        var stretch = 1 + 2 / Math.Pow(count, 1.0 / Math.Max(1, region.Dimension));
        for (var row = 0; row < points.Length / d; row++)
        {
            var point = points.AsSpan(row * d, d);
            var moved = point.ToArray();
            for (var i = 0; i < d; i++)
                moved[i] = Math.Clamp((region.Lower[i] + region.Upper[i]) / 2 + stretch * (moved[i] - (region.Lower[i] + region.Upper[i]) / 2), region.Lower[i], region.Upper[i]);
            if (region.Contains(moved)) moved.CopyTo(point);
        }
        return points;
    }
}
