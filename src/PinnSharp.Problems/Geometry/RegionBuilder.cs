using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Makes a region of a condition on the coordinates.</summary>
internal static class RegionBuilder
{
    private const double Rounding = 1e-12;

    /// <summary>The part of a region where the comparisons hold.</summary>
    /// <param name="region">The region.</param>
    /// <param name="comparisons">Comparisons over coordinates alone, constants inlined.</param>
    /// <param name="fail">Takes the number of the comparison at fault and what is wrong with it.</param>
    /// <returns>Null if there was a mistake.</returns>
    public static Region? Build(Region region, ImmutableArray<Comparison> comparisons, Action<int, string> fail)
    {
        for (var k = 0; k < comparisons.Length; k++)
        {
            var mistake = comparisons[k].Relation == Relation.Equal ? Fix(ref region, comparisons[k]) : Narrow(ref region, comparisons[k]);
            if (mistake is null) continue;
            fail(k, mistake);
            return null;
        }
        return region;
    }

    private static string? Fix(ref Region region, Comparison comparison)
    {
        if (Solve(comparison) is not var (coordinate, value, _))
            return $"'{comparison}' does not fix a coordinate; an equality in 'where' has the form 'x = 0'.";
        var (i, c) = (coordinate.Index, region.Coordinates[coordinate.Index]);
        if (region.Boundary is not null && !c.IsTime)
            return $"'{c.Name}' cannot be fixed on the boundary '{region.Places[0]}'; an inequality can choose a part of it.";
        if (region.IsFixed(i))
            return $"'{c.Name}' cannot be {Text(value)} here: it is already fixed at {Text(region.Lower[i])}.";
        var slack = Rounding * Math.Max(c.Upper - c.Lower, Math.Max(Math.Abs(c.Lower), Math.Abs(c.Upper)));
        value = Math.Abs(value - c.Lower) <= slack ? c.Lower : Math.Abs(value - c.Upper) <= slack ? c.Upper : value;
        if (!(value >= c.Lower && value <= c.Upper))
            return $"{c.Name} = {Text(value)} is outside the domain, where {c.Name} runs from {Text(c.Lower)} to {Text(c.Upper)}.";
        if (!(value >= region.Lower[i] && value <= region.Upper[i])) return Empty(c, region.Lower[i], region.Upper[i], $"= {Text(value)}");
        region = region.With(i, value, value);
        return null;
    }

    private static string? Narrow(ref Region region, Comparison comparison)
    {
        if (Solve(comparison) is not var (coordinate, value, sign))
        {
            if (comparison.Left.Leaves().IsEmpty && comparison.Right.Leaves().IsEmpty)
                return $"'{comparison}' says nothing about a coordinate.";
            region = region.With(comparison);
            return null;
        }
        var (i, c) = (coordinate.Index, region.Coordinates[coordinate.Index]);
        var below = comparison.Relation is Relation.Less or Relation.LessOrEqual == sign > 0;
        var (lower, upper) = (region.Lower[i], region.Upper[i]);
        if (region.IsFixed(i))
        {
            var holds = (below ? lower < value : lower > value) || (comparison.Relation is Relation.LessOrEqual or Relation.GreaterOrEqual && lower == value);
            return holds ? null : $"'{comparison}' contradicts {c.Name} = {Text(lower)}.";
        }
        var onEdge = region.Boundary is not null && !c.IsTime && !comparison.IsStrict && value == (below ? lower : upper);
        if (!onEdge && (below ? value <= lower : value >= upper)) return Empty(c, lower, upper, (below ? "< " : "> ") + Text(value));
        if (region.Boundary is not null && !c.IsTime) region = region.With(comparison); // an edge of the boundary may lie at the end
        if (value > lower && value < upper)
            region = below ? region.With(i, lower, value) : region.With(i, value, upper);
        return null;
    }

    /// <summary>A comparison that is linear in a single coordinate: the coordinate, the value where both sides agree, the sign of left − right's slope.</summary>
    private static (CoordinateSymbol Coordinate, double Value, int Sign)? Solve(Comparison comparison)
    {
        var difference = comparison.Left - comparison.Right;
        if (difference.Leaves() is not [CoordinateSymbol coordinate]) return null;
        if (difference.Differentiate(coordinate) is not Number slope || slope.Value == 0) return null;
        return (coordinate, 0 - difference.Evaluate(_ => 0) / slope.Value, Math.Sign(slope.Value));
    }

    private static string Empty(Coordinate c, double lower, double upper, string wanted) =>
        $"The region is empty: {c.Name} runs from {Text(lower)} to {Text(upper)} here, and {c.Name} {wanted} is asked.";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
