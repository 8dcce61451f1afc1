using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Names: that they are names, and mean one thing.</summary>
internal sealed partial class ProblemBuilder
{
    private void ReadNames()
    {
        var most = new[]
        {
            _declaration.Coordinates.Count, _declaration.Fields.Count, _declaration.Constants.Count, _declaration.Definitions.Count, _declaration.Unknowns.Count, _declaration.Shapes.Count,
            _declaration.Equations.Count, _declaration.Conditions.Count, _declaration.Observations.Count, _declaration.Constraints.Count, _declaration.Tables.Count,
        }.Max();
        if (most > MaxDeclared)
        {
            Whole($"A section declares {most:N0} things; at most {MaxDeclared} are read.");
            return;
        }
        Names("coordinates", "coordinate", _declaration.Coordinates);
        Names("shapes", "shape", _declaration.Shapes);
        Names("fields", "field", _declaration.Fields);
        Names("constants", "constant", _declaration.Constants);
        Names("definitions", "definition", _declaration.Definitions);
        Names("unknowns", "unknown", _declaration.Unknowns);
        Names("tables", "table", _declaration.Tables);
        if (_declaration.Coordinates is { Count: 0, Dropped: 0 }) Whole("The problem needs 'coordinates', such as x: [0, 1].");
        if (_declaration.Fields is { Count: 0, Dropped: 0 }) Whole("The problem needs 'fields', the functions its equations govern, such as [u].");
        if (_declaration.Equations is { Count: 0, Dropped: 0 }) Whole("The problem needs 'equations', such as flow: \"u_t = k*u_xx\".");
        Distinct("equations", _declaration.Equations);
        Distinct("conditions", _declaration.Conditions);
        Distinct("observations", _declaration.Observations);
        Distinct("constraints", _declaration.Constraints);
    }

    private void Names<T>(string section, string kind, Declarations<T> declarations)
    {
        foreach (var (name, _) in declarations)
        {
            var path = $"{section}.{name}";
            if (!ReservedNames.IsName(name.Text)) _errors.Add(name, path, $"'{name}' is not a name: a letter, then letters, digits and underscores.");
            else if (ReservedNames.Contains(name.Text)) _errors.Add(name, path, $"'{name}' has a meaning of its own in expressions; choose another name for the {kind}.");
            else if (kind == "coordinate" && name.Text == "value") _errors.Add(name, path, "'value' is what 'columns' calls the measured value; choose another name for the coordinate.");
            else if (!_kinds.TryAdd(name.Text, kind)) _errors.Add(name, path, $"'{name}' is already the name of a {_kinds[name.Text]}.");
        }
    }

    private void Distinct<T>(string section, Declarations<T> declarations)
    {
        var seen = new HashSet<string>();
        foreach (var (name, _) in declarations)
            if (name.Text.Length == 0) _errors.Add(name, section, $"A name in '{section}' is empty.");
            else if (name.Text.AsSpan().IndexOfAny(",\"\n\r\t") >= 0)
                _errors.Add(name, section, $"The name '{name}' in '{section}' has a comma, a quote, a tab or a line break, which files of results could not hold.");
            else if (!seen.Add(name.Text)) _errors.Add(name, $"{section}.{name}", $"'{name}' is given twice in '{section}'.");
    }

    /// <summary>A name such as u_x would hide the derivative of u, and n_x the normal.</summary>
    private void RefuseDerivativeNames()
    {
        var normals = _coordinates.Where(c => !c.IsTime).Select(RegionPoints.Normal).ToHashSet();
        var names = _declaration.Unknowns.Select(u => (u.Name, "unknowns")).Concat(_declaration.Constants.Select(c => (c.Name, "constants")))
            .Concat(_declaration.Definitions.Select(d => (d.Name, "definitions"))).Concat(_declaration.Tables.Select(t => (t.Name, "tables")))
            .Where(n => n.Name.Text.Contains('_', StringComparison.Ordinal));
        foreach (var (name, section) in names)
        {
            if (normals.Contains(name.Text)) _errors.Add(name, $"{section}.{name}", $"'{name}' is a component of the outward normal; choose another name.");
            try
            {
                var reading = ExpressionParser.Parse(name.Text, _vocabulary with { Fields = [.. _vocabulary.Fields.Where(f => f.Name != name.Text)] });
                if (reading is FieldDerivative f && f.Field.Name != name.Text)
                    _errors.Add(name, $"{section}.{name}", $"'{name}' is the derivative of the {(TableOf(f.Field) is null ? "field" : "table")} '{f.Field.Name}'; choose another name.");
            }
            catch (ExpressionException)
            {
                // It means nothing else, as it should.
            }
        }
    }
}
