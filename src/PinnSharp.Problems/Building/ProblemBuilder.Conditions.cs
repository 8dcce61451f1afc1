using System.Collections.Immutable;
using System.Globalization;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Conditions: their regions, their equations, and whether they contradict each other.</summary>
internal sealed partial class ProblemBuilder
{
    private const int Probes = 64;

    /// <summary>The part of the boundary on which no other condition on the same fields holds.</summary>
    private const string Rest = "rest";

    private ImmutableArray<Condition> ReadConditions()
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        foreach (var (name, declaration) in _declaration.Conditions)
        {
            var path = $"conditions.{name}";
            Condition? condition = declaration switch
            {
                EquationConditionDeclaration e => OnRegion(name, e, path),
                PeriodicDeclaration p => Periodic(name, p, path),
                _ => null,
            };
            if (condition is not null) conditions.Add(condition);
        }
        return [.. conditions.Select(c => c is EquationCondition e && e.Where.Places.Contains(Rest) ? WithRest(e, conditions) : c)];
    }

    /// <summary>Leaves out what other conditions on a field of this one hold on.</summary>
    private EquationCondition WithRest(EquationCondition condition, IReadOnlyCollection<Condition> all)
    {
        var fields = FieldsOf(condition.Equation.Residual).Intersect(_fields).ToHashSet();
        var others = all.OfType<EquationCondition>().Where(c => !c.Where.Places.Contains(Rest) && FieldsOf(c.Equation.Residual).Overlaps(fields))
            .Select(c => c.Where).Where(w => w.Boundary is not null || _coordinates.Any(c => !c.IsTime && w.IsFixed(c.Symbol.Index)));
        var faces = all.OfType<PeriodicCondition>().Where(p => p.Fields.Any(fields.Contains)).Select(p => _coordinates[p.Coordinate.Index])
            .SelectMany(c => new[] { Whole().With(c.Symbol.Index, c.Lower, c.Lower), Whole().With(c.Symbol.Index, c.Upper, c.Upper) });
        var region = condition.Where with { Except = [.. others, .. faces] };
        if (IsEmpty(region) is { } message)
        {
            var (_, declaration) = _declaration.Conditions.First(c => c.Name.Text == condition.Name);
            _errors.Add(((EquationConditionDeclaration)declaration).Where, $"conditions.{condition.Name}", message);
        }
        return condition with { Where = region };
    }

    private EquationCondition? OnRegion(SourceText name, EquationConditionDeclaration declaration, string path)
    {
        var region = ReadRegion(declaration.Where, path);
        var normal = region?.Normal;
        var vocabulary = _vocabulary with { HasNormal = region is null || normal is not null || region?.Boundary is not null };
        var equation = Read(declaration.Equation, path, t => Parse(t, vocabulary));
        if (region is null || equation is null) return null;
        CheckExpression(declaration.Equation, path, equation.Residual);
        if (normal is { } n)
        {
            var components = _coordinates.ToDictionary(c => "n_" + c.Name, c => n[c.Symbol.Index]);
            equation = new(WithNormal(equation.Left), WithNormal(equation.Right)) { Source = equation.Source };
            Expression WithNormal(Expression e) => e.Substitute(leaf => leaf is Parameter p && components.TryGetValue(p.Name, out var value) ? (Expression)value : null);
        }
        if (FieldsOf(equation.Residual).Count == 0)
        {
            _errors.Add(declaration.Equation, path, $"The condition '{name}' has no field in it{FieldNames(_fields.Select(f => f.Name))}.");
            return null;
        }
        return new(name.Text, region, equation);

        Equation Parse(string text, Vocabulary v)
        {
            try
            {
                return ExpressionParser.ParseEquation(text, v);
            }
            catch (ExpressionException e) when (region is not null && !vocabulary.HasNormal && UsesNormal(text, e))
            {
                throw new ExpressionException("There is no outward normal here: 'where' must name a shape or 'boundary', or fix one space coordinate at an end of its interval.", e.Position, e.Length);
            }
        }
    }

    /// <summary>Whether the mistake is only that a text uses the normal.</summary>
    private static bool UsesNormal(string text, ExpressionException e)
    {
        var at = e.Position < 0 ? "" : text[e.Position..];
        return at.StartsWith("dn", StringComparison.Ordinal) || at.StartsWith("n_", StringComparison.Ordinal) || (at.Length > 0 && at[0] == 'n' && (at.Length == 1 || !char.IsLetterOrDigit(at[1])));
    }

    private PeriodicCondition? Periodic(SourceText name, PeriodicDeclaration declaration, string path)
    {
        var coordinate = _coordinates.FirstOrDefault(c => c.Name == declaration.Coordinate.Text);
        if (coordinate is null)
            _errors.Add(declaration.Coordinate, path, $"'{declaration.Coordinate}' is not a coordinate.{Nearest(declaration.Coordinate, _coordinates.Select(c => c.Name))}");
        var fields = new List<FieldSymbol>();
        foreach (var text in declaration.Fields)
            if (_fields.FirstOrDefault(f => f.Name == text.Text) is { } field) fields.Add(field);
            else _errors.Add(text, path, $"'{text}' is not a field.{Nearest(text, _fields.Select(f => f.Name))}");
        if (declaration.Order is < 0 or >= ExpressionLimits.DerivativeOrder)
            _errors.Add(name, path, $"The order of the periodic condition '{name}' is {declaration.Order}; it is at least 0 and below {ExpressionLimits.DerivativeOrder}.");
        if (coordinate is not null && !SameAtBothEnds(coordinate))
            _errors.Add(declaration.Coordinate, path, $"The domain is not the same at both ends of '{coordinate.Name}', so nothing can be periodic in it.");
        return coordinate is null ? null : new(name.Text, coordinate.Symbol, declaration.Fields.IsEmpty ? _fields : [.. fields], declaration.Order);
    }

    private bool SameAtBothEnds(Coordinate coordinate)
    {
        if (_domain is null || coordinate.IsTime) return true;
        var (i, d) = (coordinate.Symbol.Index, _coordinates.Length);
        try
        {
            foreach (var (from, to) in new[] { (coordinate.Lower, coordinate.Upper), (coordinate.Upper, coordinate.Lower) })
            {
                var points = Whole().With(i, from, from).Sample(Probes, SamplingMethod.Sobol, 0);
                for (var row = 0; row < points.Length / d; row++)
                {
                    points[row * d + i] = to;
                    if (!Whole().Contains(points.AsSpan(row * d, d))) return false;
                }
            }
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }

    private Region? ReadRegion(SourceText where, string path)
    {
        var vocabulary = _vocabulary with { HasNormal = false };
        if (ReservedNames.IsName(where.Text) && !vocabulary.Shapes.Contains(where.Text))
        {
            var near = NearestName.Suggestion(where.Text, vocabulary.Shapes);
            _errors.Add(where, path, $"'{where}' is no place.{near} A place is an equality such as \"{_coordinates[0].Name} = {Text(_coordinates[0].Lower)}\""
                + $"{(vocabulary.Shapes.IsEmpty ? "" : $" or a shape: {string.Join(", ", vocabulary.Shapes)}")}.");
            return null;
        }
        if (Read(where, path, t => ExpressionParser.ParsePredicate(t, vocabulary)) is not { } predicate) return null;
        foreach (var leaf in predicate.Comparisons.SelectMany(c => c.Left.Leaves().Concat(c.Right.Leaves())))
        {
            var what = leaf switch
            {
                FieldDerivative f => $"the {(TableOf(f.Field) is null ? "field" : "table")} '{f.Field.Name}'",
                Parameter p when !_constants.ContainsKey(p.Name) => $"the unknown '{p.Name}'",
                _ => null,
            };
            if (what is null) continue;
            _errors.Add(where, path, $"A region is in terms of the coordinates and constants; this one uses {what}.");
            return null;
        }
        var comparisons = predicate.Comparisons.Select(c => new Comparison(Inline(c.Left), c.Relation, Inline(c.Right))).ToImmutableArray();
        var region = At(Whole(), predicate.Places, (place, message) => _errors.Add(where, path, message, place.Position)) is not { } place ? null
            : RegionBuilder.Build(place, comparisons, (k, message) => _errors.Add(where, path, message, PartStart(where.Text, k, comparisons.Length)));
        if (region is null || (region.Inequalities.IsEmpty && region.Within is null && region.Boundary is null)) return region;
        if (IsEmpty(region) is not { } empty) return region;
        _errors.Add(where, path, empty);
        return null;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Null where points of a region are found, otherwise what is wrong.</summary>
    private static string? IsEmpty(Region region)
    {
        try
        {
            region.Sample(1, SamplingMethod.Sobol, 0);
            return null;
        }
        catch (InputException e)
        {
            return e.Errors[0].Message;
        }
    }

    /// <summary>Where the k-th part between 'and's begins; 0 for chained comparisons, whose parts are not counted by 'and'.</summary>
    private static int PartStart(string text, int k, int count)
    {
        var parts = text.Split(" and ");
        int[] comparisons = [.. Enumerable.Range(0, parts.Length).Where(i => parts[i].AsSpan().IndexOfAny("=<>≤≥") >= 0)];
        if (comparisons.Length != count) return 0;
        var start = parts.Take(comparisons[k]).Sum(p => p.Length + " and ".Length);
        while (start < text.Length && text[start] == ' ') start++;
        return start;
    }

    private void CheckConditions(InverseProblem problem)
    {
        var conditions = problem.Conditions.Select(c => (Condition: c, Prescribed: c is EquationCondition e ? Prescribed(e.Equation) : null)).ToList();
        for (var j = 1; j < conditions.Count; j++)
            for (var i = 0; i < j; i++)
                if (Contradiction(problem, conditions[i], conditions[j]) is { } message)
                {
                    var (name, _) = _declaration.Conditions.First(c => c.Name.Text == conditions[j].Condition.Name);
                    _errors.Add(name, $"conditions.{name}", message);
                    break;
                }
    }

    private string? Contradiction(InverseProblem problem,
        (Condition Condition, (FieldDerivative Symbol, Expression Value)? Prescribed) first, (Condition Condition, (FieldDerivative Symbol, Expression Value)? Prescribed) second)
    {
        if (first.Condition is PeriodicCondition p && second.Condition is PeriodicCondition q)
            return p.Coordinate.Equals(q.Coordinate) && p.Fields.Intersect(q.Fields).FirstOrDefault() is { } field
                ? $"'{q.Name}' makes '{field.Name}' periodic in {p.Coordinate.Name} again; '{p.Name}' already does."
                : null;
        if (first.Condition is not EquationCondition a || second.Condition is not EquationCondition b) return null;
        if (a.Where == b.Where && a.Equation == b.Equation) return $"'{b.Name}' says the same as '{a.Name}': the same equation at the same place.";
        if (first.Prescribed is not var (symbol, value) || second.Prescribed is not var (other, otherValue) || symbol != other) return null;
        if (Common(a.Where, b.Where) is not { } common) return null;
        var difference = value - otherValue;
        if (difference.Leaves().Any(l => l is not CoordinateSymbol && (l is not FieldDerivative f || TableOf(f.Field) is null))) return null;
        var points = common.Sample(Probes, SamplingMethod.Sobol, 0);
        var d = _coordinates.Length;
        var (tested, apart, at) = (0, 0, 0);
        for (var row = 0; row < points.Length / d; row++)
        {
            var point = points.AsSpan(row * d, d).ToArray();
            if (!common.Satisfies(point)) continue;
            tested++;
            double At(Expression e) => e.Evaluate(leaf => problem.Known(leaf, point));
            if (Math.Abs(At(difference)) <= 1e-6 * Math.Max(Math.Abs(At(value)), Math.Abs(At(otherValue)))) continue;
            if (apart++ == 0) at = row;
        }
        if (tested == 0 || apart < tested) return null;
        var where = difference is Number ? "" : FormattableString.Invariant($" (at {string.Join(", ", _coordinates.Select((c, i) => FormattableString.Invariant($"{c.Name} = {points[at * d + i]:G4}")))})");
        return $"'{b.Name}' gives {symbol} = {otherValue} where '{a.Name}' already gives {symbol} = {value}{where}.";
    }

    private (FieldDerivative Symbol, Expression Value)? Prescribed(Equation equation) => Inline(equation.Residual).Prescribed(f => TableOf(f) is not null);

    /// <summary>What two regions that fix the same coordinates at the same values have in common; null where that is nothing.</summary>
    private static Region? Common(Region a, Region b)
    {
        if (a.Boundary != b.Boundary) return null;
        var common = a;
        if (b.Within is { } within && b.Within != a.Within) common = common with { Within = common.Within is null ? within : common.Within & within };
        for (var i = 0; i < a.Coordinates.Length; i++)
        {
            if (a.IsFixed(i) != b.IsFixed(i)) return null;
            var (lower, upper) = (Math.Max(a.Lower[i], b.Lower[i]), Math.Min(a.Upper[i], b.Upper[i]));
            if (a.IsFixed(i) ? lower != upper : lower >= upper) return null;
            common = common.With(i, lower, upper);
        }
        foreach (var inequality in b.Inequalities) common = common.With(inequality);
        return IsEmpty(common) is null ? common : null;
    }
}
