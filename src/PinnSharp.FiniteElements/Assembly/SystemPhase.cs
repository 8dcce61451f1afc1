using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>
/// The terms of a system between two times at which conditions begin or end. Where two conditions that give one field a value meet at a node, such as a corner, the one declared first holds there.
/// </summary>
internal sealed class SystemPhase
{
    private readonly List<IntegralTerm> _facets = [];
    private readonly List<RowTerm> _rows = [];

    /// <summary>Makes fluxes and rows of the conditions.</summary>
    /// <param name="layout">The system.</param>
    /// <param name="time">A time within the phase; null where there is none.</param>
    /// <param name="degree">The degree of quadratures.</param>
    /// <param name="points">Whether conditions at points hold.</param>
    /// <exception cref="FormException">A condition is too much.</exception>
    public SystemPhase(SystemLayout layout, double? time, int degree, bool points = true)
    {
        var form = layout.Form;
        if (layout.Mesh is not { } mesh) return;
        var taken = new HashSet<(int Equation, int Dof)>();
        var given = new List<(int Condition, Action Add)>();
        var open = new List<(int Equation, int[] Facets)>();
        foreach (var (facets, active) in BoundaryParts.Of(form, mesh, time))
        {
            var boundary = form.Boundary(active);
            open.AddRange(boundary.Unsaid.Select(e => (e, facets)));
            if (boundary.Natural.Length > 0)
                _facets.Add(new(layout, PointSet.OfFacets(layout, facets, degree), [.. boundary.Natural.Select(n => (n.Equation, -1, n.Flux))]));
            var normal = active.Select(c => form.Conditions[c].Where.Normal).FirstOrDefault(n => n is not null);
            foreach (var essential in boundary.Essential)
                given.Add((Number(essential), () => AddRows(essential.Equation, layout.DofsOf(essential.Equation, facets), essential.Residual, normal is { } n ? [.. layout.Space.Select(c => n[c.Index])] : null)));
        }
        for (var c = 0; c < form.Conditions.Length && points; c++)
            if (form.Conditions[c] is { Kind: ConditionKind.Point, Where: var at } && BoundaryParts.IsActive(form, form.Conditions[c], time))
                foreach (var essential in form.Values(c))
                    given.Add((c, () => AddPoint(essential, [.. layout.Space.Select(x => at.Lower[x.Index])])));
        foreach (var (_, add) in given.OrderBy(g => g.Condition)) add();
        // What is given at a node comes before what is open.
        foreach (var (equation, facets) in open) AddRows(equation, layout.DofsOf(equation, facets), layout.OpenResidual(equation));

        int Number(EssentialCondition essential) => Enumerable.Range(0, form.Conditions.Length).First(c => form.Conditions[c].Name == essential.Condition);

        void AddRows(int equation, IEnumerable<int> dofs, Expression residual, double[]? normal = null)
        {
            int[] own = [.. dofs.Where(dof => taken.Add((equation, dof)))];
            if (own.Length > 0) _rows.Add(new(layout, equation, own, residual, normal));
        }

        // In place of the row of the node that says most of the point.
        void AddPoint(EssentialCondition essential, double[] place)
        {
            var space = layout.Spaces[essential.Equation]!;
            var values = new double[space.Element.Count];
            var (cell, _) = space.Weights(place, values, []);
            var dof = space.Dofs(cell)[Array.IndexOf(values, values.Max())];
            if (taken.Add((essential.Equation, dof))) _rows.Add(new(layout, essential.Equation, [dof], essential.Residual, place: place));
        }
    }

    /// <summary>Fluxes across the boundary.</summary>
    public IReadOnlyList<IntegralTerm> Facets => _facets;

    /// <summary>Rows of essential conditions.</summary>
    public IReadOnlyList<RowTerm> Rows => _rows;
}
