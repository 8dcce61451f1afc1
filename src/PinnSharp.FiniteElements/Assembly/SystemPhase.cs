using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>The terms of a system between two times at which conditions begin or end.</summary>
internal sealed class SystemPhase
{
    private readonly List<IntegralTerm> _facets = [];
    private readonly List<RowTerm> _rows = [];

    /// <summary>Sorts the facets by the conditions that hold there, and makes fluxes and rows of these.</summary>
    /// <param name="layout">The system.</param>
    /// <param name="time">A time within the phase; null where there is none.</param>
    /// <param name="degree">The degree of quadratures.</param>
    /// <exception cref="FormException">A flux is left open.</exception>
    public SystemPhase(SystemLayout layout, double? time, int degree)
    {
        var form = layout.Form;
        if (layout.Mesh is not { } mesh) return;
        var taken = new HashSet<(int Equation, int Dof)>();
        var holds = form.Conditions.Select(c => c.Kind == ConditionKind.Boundary && IsActive(form, c, time) ? mesh.FacetsOn(c.Where, time).ToHashSet() : []).ToArray();
        var groups = Enumerable.Range(0, mesh.FacetCount).Where(f => !IsPeriodic(layout, f))
            .GroupBy(f => string.Join(',', Enumerable.Range(0, holds.Length).Where(c => holds[c].Contains(f)))).ToList();
        foreach (var group in groups)
        {
            int[] active = [.. Enumerable.Range(0, holds.Length).Where(c => holds[c].Contains(group.First()))];
            var boundary = form.Boundary(active);
            if (boundary.Unsaid.Length > 0)
            {
                var place = mesh.Vertex(mesh.Facet(group.First())[0]).ToArray();
                throw new FormException($"At {string.Join(", ", layout.Space.Select((c, i) => FormattableString.Invariant($"{c.Name} = {place[i]:g4}")))} no condition says anything of '{form.Equations[boundary.Unsaid[0]].Field.Name}' "
                    + $"or its flux, which equation '{form.Equations[boundary.Unsaid[0]].Name}' needs on the whole boundary. A network leaves it open; finite elements cannot.");
            }
            if (boundary.Natural.Length > 0)
                _facets.Add(new(layout, PointSet.OfFacets(layout, [.. group], degree), [.. boundary.Natural.Select(n => (n.Equation, -1, n.Flux))]));
            foreach (var essential in boundary.Essential)
            {
                var space = layout.Spaces[essential.Equation]!;
                int[] dofs = [.. group.SelectMany(f => space.DofsOfFacet(f).ToArray()).Distinct().Where(dof => taken.Add((essential.Equation, dof)))];
                var normal = active.Select(c => form.Conditions[c].Where.Normal).FirstOrDefault(n => n is not null);
                if (dofs.Length > 0) _rows.Add(new(layout, essential.Equation, dofs, essential.Residual, normal is { } n ? [.. layout.Space.Select(c => n[c.Index])] : null));
            }
        }
        for (var c = 0; c < form.Conditions.Length; c++)
            if (form.Conditions[c].Kind == ConditionKind.Point && IsActive(form, form.Conditions[c], time))
                foreach (var essential in form.Values(c))
                {
                    int[] dofs = [.. layout.Spaces[essential.Equation]!.DofsOn(form.Conditions[c].Where, time).Where(dof => taken.Add((essential.Equation, dof)))];
                    if (dofs.Length > 0) _rows.Add(new(layout, essential.Equation, dofs, essential.Residual));
                }
    }

    /// <summary>Fluxes across the boundary.</summary>
    public IReadOnlyList<IntegralTerm> Facets => _facets;

    /// <summary>Rows of essential conditions.</summary>
    public IReadOnlyList<RowTerm> Rows => _rows;

    private static bool IsActive(WeakForm form, FormCondition condition, double? time) =>
        time is not { } t || form.Variables.Time is not { } c || (condition.Where.Lower[c.Index] <= t && t <= condition.Where.Upper[c.Index]);

    private static bool IsPeriodic(SystemLayout layout, int facet)
    {
        var wrapped = layout.Form.Periodic.Select(p => Array.IndexOf(layout.Space, p.Coordinate)).Distinct().ToList();
        if (wrapped.Count == 0) return false;
        var mesh = layout.Mesh!;
        var normal = new double[mesh.Dimension];
        mesh.MapFacet(facet, new double[] { 0.5 }.AsSpan(0, mesh.Dimension - 1), new double[mesh.Dimension], normal);
        var place = mesh.Vertex(mesh.Facet(facet)[0]);
        foreach (var axis in wrapped)
        {
            var c = layout.Form.Variables.Problem.Coordinates[layout.Space[axis].Index];
            if (Math.Abs(normal[axis]) > 1 - 1e-9 && Math.Min(Math.Abs(place[axis] - c.Lower), Math.Abs(place[axis] - c.Upper)) <= 1e-9 * (c.Upper - c.Lower)) return true;
        }
        return false;
    }
}
