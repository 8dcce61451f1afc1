using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Which points lie in a region.</summary>
public sealed partial record Region
{
    private const double Close = 1e-9;

    /// <summary>The region with what bounds it on a <see cref="Boundary"/>: strict inequalities are loose, and nothing is left out.</summary>
    public Region Closure => new(Coordinates, Lower, Upper, [.. Inequalities.Select(c => c.Loose)]) { Within = Within, Boundary = Boundary, Places = Places };

    /// <summary>
    /// Whether a point lies in the region. Ends and boundaries are included, to rounding; but on a <see cref="Boundary"/>, whole edges of which may lie at an
    /// end, x &gt; a leaves out x = a, x ≥ a does not, and inside(s) and outside(s) are the parts whose adjoining piece of the domain is in s or is not.
    /// </summary>
    /// <param name="point">Its coordinates.</param>
    /// <param name="closeness">How far outside a shape still counts, as a part of the box's diagonal.</param>
    public bool Contains(ReadOnlySpan<double> point, double closeness = Close)
    {
        for (var i = 0; i < Coordinates.Length; i++)
        {
            var slack = 1e-12 * Math.Max(Math.Max(Math.Abs(Coordinates[i].Lower), Math.Abs(Coordinates[i].Upper)), Coordinates[i].Upper - Coordinates[i].Lower);
            if (!(point[i] >= Lower[i] - slack && point[i] <= Upper[i] + slack)) return false;
        }
        Span<double> space = stackalloc double[Coordinates.Length];
        space = space[..Space(point, space)];
        return (Boundary is null || Math.Abs(Boundary.On.Level(space)) <= closeness * Size) && Belongs(point, closeness);
    }

    /// <summary>Whether a point of the box, or of the boundary, is one of the region's.</summary>
    private bool Belongs(ReadOnlySpan<double> point, double closeness = Close)
    {
        foreach (var x in point)
            if (double.IsNaN(x)) return false;
        Span<double> space = stackalloc double[Coordinates.Length];
        space = space[..Space(point, space)];
        if (Within is not null && !(Boundary is null ? Within.Contains(space, closeness * Size) : Adjoins(Within, space))) return false;
        if (!Satisfies(point)) return false;
        foreach (var other in Except)
            if (other.Contains(point, closeness)) return false;
        return true;
    }

    /// <summary>Whether the inside of a shape is beside a point.</summary>
    private bool Adjoins(Shape shape, Span<double> space)
    {
        foreach (ref var x in space)
        {
            var (at, step) = (x, 1e-7 * Size);
            x = at - step;
            var below = shape.Level(space) < 0;
            x = at + step;
            var above = shape.Level(space) < 0;
            x = at;
            if (below || above) return true;
        }
        return false;
    }

    /// <summary>
    /// Whether the inequalities hold; on a boundary a strict one where it holds nearby, too, and a loose one where it holds nearby, so that rounding does not decide on an edge
    /// where both sides are equal.
    /// </summary>
    internal bool Satisfies(ReadOnlySpan<double> point)
    {
        if (Inequalities.IsEmpty) return true;
        var values = point.ToArray();
        double At(Expression leaf) => values[((CoordinateSymbol)leaf).Index];
        foreach (var inequality in Inequalities)
        {
            var (holds, strict) = (inequality.Holds(At), inequality.IsStrict);
            for (var i = 0; Boundary is not null && holds == strict && i < values.Length; i++)
                for (var sign = -1; !Coordinates[i].IsTime && holds == strict && sign <= 1; sign += 2)
                {
                    values[i] = point[i] + sign * Close * Size;
                    holds = strict ? !(inequality.Excess(At) <= 0) : inequality.Holds(At);
                    values[i] = point[i];
                }
            if (!holds) return false;
        }
        return true;
    }

    /// <summary>The space coordinates of a point; their number.</summary>
    private int Space(ReadOnlySpan<double> point, Span<double> space)
    {
        var d = 0;
        for (var i = 0; i < Coordinates.Length; i++)
            if (!Coordinates[i].IsTime) space[d++] = point[i];
        return d;
    }

    /// <summary>The diagonal of the box in space.</summary>
    private double Size => Math.Sqrt(Coordinates.Where(c => !c.IsTime).Sum(c => (c.Upper - c.Lower) * (c.Upper - c.Lower)));
}
