using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>The boundary of a mesh, divided by the conditions that hold there.</summary>
internal static class BoundaryParts
{
    private static readonly double[] Middle = [0.5];

    /// <summary>The parts: facets, and the numbers of the conditions on them.</summary>
    /// <param name="form">The weak form.</param>
    /// <param name="mesh">The mesh.</param>
    /// <param name="time">The time; null where there is none.</param>
    public static IEnumerable<(int[] Facets, int[] Active)> Of(WeakForm form, Mesh mesh, double? time)
    {
        var holds = form.Conditions.Select(c => c.Kind == ConditionKind.Boundary && IsActive(form, c, time) ? mesh.FacetsOn(c.Where, time).ToHashSet() : []).ToArray();
        return Enumerable.Range(0, mesh.FacetCount).Where(f => !IsPeriodic(form, mesh, f))
            .GroupBy(f => string.Join(',', Enumerable.Range(0, holds.Length).Where(c => holds[c].Contains(f))))
            .Select(group => (group.ToArray(), Enumerable.Range(0, holds.Length).Where(c => holds[c].Contains(group.First())).ToArray()));
    }

    /// <summary>Times between those at which conditions on the boundary begin or end; one null for a steady problem.</summary>
    public static double?[] Times(WeakForm form, out double[] breaks)
    {
        breaks = [];
        if (form.Variables.Time is not { } time) return [null];
        var c = form.Variables.Problem.Coordinates[time.Index];
        breaks = [.. form.Conditions.Where(x => x.Kind is ConditionKind.Boundary or ConditionKind.Point)
            .SelectMany(x => new[] { x.Where.Lower[time.Index], x.Where.Upper[time.Index] }).Where(x => x > c.Lower && x < c.Upper).Distinct().Order()];
        double[] ends = [c.Lower, .. breaks, c.Upper];
        return [.. Enumerable.Range(0, ends.Length - 1).Select(i => (double?)((ends[i] + ends[i + 1]) / 2))];
    }

    /// <summary>Whether a condition holds at a time.</summary>
    internal static bool IsActive(WeakForm form, FormCondition condition, double? time) =>
        time is not { } t || form.Variables.Time is not { } c || (condition.Where.Lower[c.Index] <= t && t <= condition.Where.Upper[c.Index]);

    private static bool IsPeriodic(WeakForm form, Mesh mesh, int facet)
    {
        var wrapped = form.Periodic.Select(p => form.Variables.Space.IndexOf(p.Coordinate)).Distinct().ToList();
        if (wrapped.Count == 0) return false;
        var normal = new double[mesh.Dimension];
        mesh.MapFacet(facet, Middle.AsSpan(0, mesh.Dimension - 1), new double[mesh.Dimension], normal);
        var place = mesh.Vertex(mesh.Facet(facet)[0]);
        foreach (var axis in wrapped)
        {
            var c = form.Variables.Problem.Coordinates[form.Variables.Space[axis].Index];
            if (Math.Abs(normal[axis]) > 1 - 1e-9 && Math.Min(Math.Abs(place[axis] - c.Lower), Math.Abs(place[axis] - c.Upper)) <= 1e-9 * (c.Upper - c.Lower)) return true;
        }
        return false;
    }
}
