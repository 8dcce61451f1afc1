using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Reads priors: a word, or a word with its settings.</summary>
internal static class PriorReader
{
    /// <summary>The prior of an unknown; null where there is none, or with the error added.</summary>
    /// <param name="unknown">The unknown's keys.</param>
    public static PriorDeclaration? Read(MappingReader unknown)
    {
        if (unknown.Take("smoothness") is { } old) unknown.Errors.Add(old.Location, unknown.Child("smoothness"), "'smoothness' is called 'prior'.");
        if (unknown.Take("prior") is not { } node) return null;
        var path = unknown.Child("prior");
        if (node is YamlScalar { IsNull: false } word) return new(word.Text);
        if (node is not YamlMapping { Entries: [var (kind, settings)] })
        {
            unknown.Errors.Add(node.Location, path, MappingReader.Expected("prior", "one kind with its settings, {normal: {mean: 2, std: 0.1}}", node));
            return null;
        }
        if (settings is YamlSequence { Items: [YamlScalar { IsNull: false } lower, YamlScalar { IsNull: false } upper] } && kind.Text == "uniform") return new(kind, ("lower", lower.Text), ("upper", upper.Text));
        if (settings is YamlScalar { IsNull: true }) return new(kind);
        if (settings is not YamlMapping { Entries: var entries })
        {
            unknown.Errors.Add(settings.Location, path, MappingReader.Expected($"{path}.{kind}", kind.Text == "uniform" ? "an interval, [lower, upper]" : "settings, {name: number}", settings));
            return null;
        }
        var result = ImmutableArray.CreateBuilder<(SourceText, SourceText)>();
        foreach (var (key, value) in entries)
            if (value is YamlScalar { IsNull: false } one) result.Add((key, one.Text));
            else if (value is YamlMapping { Entries: var parts } && parts.All(p => p.Value is YamlScalar { IsNull: false }))
                result.AddRange(parts.Select(p => (new SourceText($"{key}.{p.Key}", i => p.Key.At(i)!), ((YamlScalar)p.Value).Text)));
            else
            {
                unknown.Errors.Add(value.Location, $"{path}.{kind}.{key}", MappingReader.Expected(key.Text, "a number", value));
                return null;
            }
        return new(kind, result.ToImmutable());
    }
}
