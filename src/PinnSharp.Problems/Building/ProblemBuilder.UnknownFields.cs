using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>Unknown functions: what they are over, and their truths.</summary>
internal sealed partial class ProblemBuilder
{
    private ImmutableArray<UnknownField> _unknownFields = [];

    private ImmutableArray<UnknownField> ReadUnknownFields()
    {
        var result = ImmutableArray.CreateBuilder<UnknownField>();
        foreach (var (name, u) in _declaration.Unknowns.Where(u => !u.Value.Over.IsEmpty))
        {
            var path = $"unknowns.{name}";
            if (u.Projected) _errors.Add(name, path, $"'projected' is for scalars; bounds of the function '{name}' are held by a change of variables, or declare a constraint.");
            if (ReadOver(name, u, path) is not { } over) continue;
            var (initial, bounds) = ReadRange(name, u, path);
            var start = initial ?? (bounds is var (lower, upper) ? (lower > 0 ? Math.Sqrt(lower * upper) : (lower + upper) / 2) : u.Positive ? 1 : 0);
            result.Add(new(new FieldSymbol(name.Text, over), u.Positive, bounds, start, u.Unit, null, ReadFunctionPrior(name, u, path)));
        }
        return result.ToImmutable();
    }

    private ImmutableArray<CoordinateSymbol>? ReadOver(SourceText name, UnknownDeclaration declaration, string path)
    {
        var over = ImmutableArray.CreateBuilder<CoordinateSymbol>();
        foreach (var text in declaration.Over)
            if (over.Any(c => c.Name == text.Text)) _errors.Add(text, path + ".over", $"'{text}' is given twice in 'over'.");
            else if (_coordinates.FirstOrDefault(c => c.Name == text.Text) is { } coordinate) over.Add(coordinate.Symbol);
            else if (_fields.IndexOf(_fields.FirstOrDefault(f => f.Name == text.Text)!) is var f and >= 0)
            {
                if (_coordinates.Length + f < MultiIndex.MaxCoordinates) over.Add(new CoordinateSymbol(_fields[f], _coordinates.Length + f));
                else _errors.Add(text, path + ".over", $"Functions are of the first {MultiIndex.MaxCoordinates - _coordinates.Length} fields here; declare '{text}' before others.");
            }
            else
                _errors.Add(text, path + ".over", $"'{name}' cannot be over '{text}', which is neither a coordinate nor a field.{Nearest(text, _coordinates.Select(c => c.Name).Concat(_fields.Select(f => f.Name)))}");
        return over.Count == declaration.Over.Length ? over.ToImmutable() : null;
    }

    /// <summary>The truth of a function: an expression of what it is over, in which definitions free of fields may stand.</summary>
    private Expression? ReadTruth(UnknownField field)
    {
        var (name, declaration) = _declaration.Unknowns.First(u => u.Name.Text == field.Name);
        if (declaration.Truth is not { } text) return null;
        var (over, path) = (field.Symbol.Over, $"unknowns.{name}.truth");
        var vocabulary = new Vocabulary { Coordinates = over, Fields = [.. _tables.Select(t => t.Symbol).Where(t => over.Contains(t.Over[0]))],
            Parameters = [.. _constants.Keys.Order(StringComparer.Ordinal), .. _unknowns.Select(u => u.Name)] };
        foreach (var (definition, e) in _vocabulary.Definitions)
            if (FieldsOf(e).Count == 0) vocabulary = vocabulary with { Definitions = vocabulary.Definitions.SetItem(definition, e) };
        if (Read(text, path, t => ExpressionParser.Parse(t, vocabulary)) is not { } truth) return null;
        CheckTables(text, path, truth);
        foreach (var other in truth.Leaves().OfType<CoordinateSymbol>().Where(c => !over.Contains(c)))
            _errors.Add(text, path, $"The truth of '{name}' uses '{other.Name}', which it is not over.");
        return InlineTruths(truth, name, text, path);
    }

    /// <summary>A truth with constants and the truths of unknown scalars inlined.</summary>
    private Expression InlineTruths(Expression truth, SourceText name, SourceText text, string path)
    {
        foreach (var unknown in _unknowns.Where(u => u.Truth is null && truth.Leaves().Contains(new Parameter(u.Name))))
            _errors.Add(text, path, $"The truth of '{name}' uses the unknown '{unknown.Name}', which has no truth itself.");
        return truth.Substitute(leaf => leaf is not Parameter p ? null
            : _constants.TryGetValue(p.Name, out var value) ? value
            : _unknowns.First(u => u.Name == p.Name).Truth is { } known ? (Expression)known : null);
    }
}
