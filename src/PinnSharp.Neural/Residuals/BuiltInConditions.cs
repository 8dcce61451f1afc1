using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Neural;

/// <summary>
/// Conditions u = g on whole faces of the box, met by a field whatever the network says: u = G + φ·v, where φ is zero on those faces and G is the
/// Boolean sum (transfinite interpolation; Gordon, "Blending-function methods of bivariate and multivariate interpolation", 1971) of the g:
/// G ← G + Σ_faces w·(g − G on the face), coordinate by coordinate, with the linear weights w.
/// </summary>
/// <param name="Names">The conditions.</param>
/// <param name="Lift">G, over coordinates and unknowns.</param>
/// <param name="Factor">φ, the product of x − a over the length for a face at a, and 4 (x − a)(b − x) over its square for two; at most 1.</param>
internal sealed record BuiltInConditions(ImmutableHashSet<string> Names, Expression Lift, Expression Factor)
{
    /// <summary>
    /// The conditions of a field that can be built in: those with any other field or derivative, on part of a face, that do not agree
    /// where faces meet, or that a periodic field cannot follow, cannot.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="field">A field.</param>
    /// <returns>null if there are none, or the field is positive.</returns>
    public static BuiltInConditions? Of(InverseProblem problem, Field field)
    {
        if (field.Positive) return null;
        var faces = problem.Conditions.OfType<EquationCondition>().Select(c => Face.Of(problem, field, c)).OfType<Face>().ToList();
        var wraps = problem.Conditions.OfType<PeriodicCondition>().Where(c => c.Fields.Contains(field.Symbol)).ToList();
        faces.RemoveAll(face => wraps.Any(wrap => wrap.Coordinate == face.Coordinate || !Enumerable.Range(0, wrap.Order + 1).All(order =>
            ExactPeriodicity.IsSame(Enumerable.Range(0, order).Aggregate(face.Value, (g, _) => g.Differentiate(wrap.Coordinate)), problem, wrap.Coordinate))));
        var wrong = faces.Where(a => faces.Any(b => b != a && !Agree(problem, a, b))).ToHashSet();
        faces.RemoveAll(wrong.Contains);
        if (faces.Count == 0) return null;

        Expression lift = Expression.Zero, factor = Expression.One;
        foreach (var group in faces.GroupBy(f => f.Coordinate).OrderBy(g => g.Key.Index))
        {
            var (lower, upper) = (problem.Coordinates[group.Key.Index].Lower, problem.Coordinates[group.Key.Index].Upper);
            Expression up = (group.Key - (Expression)lower) / (upper - lower), down = (upper - (Expression)group.Key) / (upper - lower);
            var both = group.Count() == 2;
            lift += Expression.Add(group.Select(face => (both ? face.At == lower ? down : up : Expression.One) * (face.Value - face.Restrict(lift))));
            factor *= both ? 4 * up * down : group.Single().At == lower ? up : down;
        }
        return new([.. faces.Select(f => f.Name)], lift, factor);
    }

    /// <summary>Whether two conditions are on faces that do not meet, or have the same values where they do.</summary>
    private static bool Agree(InverseProblem problem, Face a, Face b)
    {
        if (a.Coordinate == b.Coordinate) return a.At != b.At;
        var (first, second) = (b.Restrict(a.Value), a.Restrict(b.Value));
        return NumericalEquality.Holds(leaf => (first.Evaluate(leaf), second.Evaluate(leaf)), problem.RangeOf, floor: 1);
    }

    /// <summary>A condition u = g on the face x = a.</summary>
    private sealed record Face(string Name, CoordinateSymbol Coordinate, double At, Expression Value)
    {
        public Expression Restrict(Expression e) => e.Substitute(leaf => leaf.Equals(Coordinate) ? (Expression)At : null);

        public static Face? Of(InverseProblem problem, Field field, EquationCondition condition)
        {
            var (where, coordinates) = (condition.Where, problem.Coordinates);
            var fixedOnes = Enumerable.Range(0, coordinates.Length).Where(where.IsFixed).ToArray();
            if (fixedOnes is not [var i] || (where.Lower[i] != coordinates[i].Lower && where.Lower[i] != coordinates[i].Upper)
                || where != problem.Domain.With(i, where.Lower[i], where.Upper[i])) return null;
            if (problem.InlineConstants(condition.Equation.Residual).Prescribed() is not var (u, value) || !u.Equals(field.Symbol.Value)
                || !value.Leaves().OfType<Parameter>().All(p => problem.Unknowns.Any(k => k.Name == p.Name && !k.IsNoiseLevel))) return null;
            var face = new Face(condition.Name, coordinates[i].Symbol, where.Lower[i], value);
            return face with { Value = face.Restrict(value) };
        }
    }
}
