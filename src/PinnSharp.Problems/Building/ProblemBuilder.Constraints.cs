using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Constraints.</summary>
internal sealed partial class ProblemBuilder
{
    private ImmutableArray<Constraint> ReadConstraints()
    {
        var constraints = ImmutableArray.CreateBuilder<Constraint>();
        foreach (var (name, declaration) in _declaration.Constraints)
        {
            var path = $"constraints.{name}";
            if (_declaration.Observations.Any(o => o.Name.Text == name.Text)) _errors.Add(name, path, $"'{name}' is already the name of an observation.");
            if (declaration.Points < 1) _errors.Add(name, path, $"The constraint '{name}' is asked for at {declaration.Points} places; at least 1 is needed.");
            if (Read(declaration.Holds, path, t => ExpressionParser.ParsePredicate(t, _vocabulary with { HasNormal = false })) is not { } predicate) continue;
            if (predicate.Places is [var place, ..]) _errors.Add(declaration.Holds, path, $"'{place}' is a place, and a constraint a comparison such as \"a + b <= 1\"; where it holds is said by 'where'.", place.Position);
            foreach (var (i, comparison) in predicate.Comparisons.Index())
                if (Read(comparison, predicate.Comparisons.Length == 1 ? name.Text : $"{name} ({i + 1})", name, declaration, path) is { } constraint) constraints.Add(constraint);
        }
        return constraints.ToImmutable();
    }

    private Constraint? Read(Comparison comparison, string name, SourceText declared, ConstraintDeclaration declaration, string path)
    {
        var of = comparison.Relation is Relation.Greater or Relation.GreaterOrEqual ? comparison.Right - comparison.Left : comparison.Left - comparison.Right;
        CheckExpression(declaration.Holds, path, of);
        if (FieldsOf(of).Count == 0 && !of.Leaves().OfType<Parameter>().Any(p => _unknowns.Any(u => u.Name == p.Name)))
            return Refuse<Constraint>(declaration.Holds, path, $"The constraint '{comparison}' has no field and no unknown in it.");
        if (of.Leaves().OfType<Parameter>().FirstOrDefault(p => _noiseLevels.Contains(p.Name)) is { } level)
            return Refuse<Constraint>(declaration.Holds, path, $"The noise level '{level.Name}' cannot be constrained; declare 'bounds' of it.");
        var isNumber = of.Leaves().All(leaf => leaf is Parameter);
        if (isNumber && declaration.Where is { } idle) return Refuse<Constraint>(idle, path, $"The constraint '{comparison}' is of numbers alone: there is no 'where' to it.");
        var draw = Data.Draw(isNumber ? 1 : declaration.Points, declaration.Where);
        var source = of.IsAverage() ? AverageSource(declared, draw, path) : ReadSource(declared, draw, path);
        return source is not DrawnSource places ? null : new(name, of, comparison.Relation == Relation.Equal, of.IsAverage() && _coordinates.All(c => !c.IsTime) ? places with { Count = 1 } : places);
    }
}
