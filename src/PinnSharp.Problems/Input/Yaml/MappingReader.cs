using System.Globalization;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// Takes the keys of a mapping one by one; what is left at the end is an unknown key, and an error. Mistakes are collected, not thrown.
/// </summary>
public sealed class MappingReader
{
    private readonly YamlMapping _mapping;
    private readonly HashSet<string> _asked = [];
    private readonly List<string> _names = [];

    /// <summary>A reader of a mapping.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="path">Its path in the document, such as "observations.well-30"; empty for the whole.</param>
    /// <param name="errors">Takes the mistakes.</param>
    public MappingReader(YamlMapping mapping, string path, InputErrors errors) => (_mapping, Path, Errors) = (mapping, path, errors);

    /// <summary>The mapping's path in the document.</summary>
    public string Path { get; }

    /// <summary>Where mistakes go.</summary>
    public InputErrors Errors { get; }

    /// <summary>Where the mapping begins.</summary>
    public SourceLocation Location => _mapping.Location;

    /// <summary>A reader of a node that should be a mapping; null, with the error added, where it is not.</summary>
    public static MappingReader? Of(YamlNode node, string path, InputErrors errors)
    {
        if (node is YamlMapping mapping) return new(mapping, path, errors);
        errors.Add(node.Location, path, Expected(path, "a mapping", node));
        return null;
    }

    /// <summary>The value of a key; null where it is missing.</summary>
    public YamlNode? Take(string key)
    {
        if (_asked.Add(key)) _names.Add(key);
        return _mapping.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
    }

    /// <summary>Whether a key is there; does not count as reading it.</summary>
    public bool Has(string key) => _mapping.Entries.Any(e => e.Key.Text == key);

    /// <summary>The value of a key that must be there; null, with the error added, where it is missing.</summary>
    public YamlNode? Require(string key)
    {
        var node = Take(key);
        if (node is null) Errors.Add(Location, Path, $"{(Path.Length == 0 ? "The problem" : $"'{Path}'")} needs '{key}'.");
        return node;
    }

    /// <summary>The value of a key as text; null where it is missing or not text.</summary>
    public SourceText? Text(string key) => Text(key, Take(key));

    /// <summary>The value of a key that must be there as text.</summary>
    public SourceText? RequireText(string key) => Text(key, Require(key));

    /// <summary>true or false; the fallback where the key is missing.</summary>
    public bool Boolean(string key, bool fallback = false)
    {
        if (Take(key) is not { } node) return fallback;
        if (node is YamlScalar { IsPlain: true, Text.Text: "true" or "false" } scalar) return scalar.Text.Text == "true";
        Errors.Add(node.Location, Child(key), Expected(key, "true or false", node));
        return fallback;
    }

    /// <summary>A number; null where the key is missing or the value is none.</summary>
    public double? Number(string key)
    {
        if (Text(key, Take(key), "a number") is not { } text) return null;
        if (double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        Errors.Add(text, Child(key), $"'{key}' needs a number, found '{text}'.");
        return null;
    }

    /// <summary>A whole number of at least a minimum; null where the key is missing or the value is none.</summary>
    public long? Integer(string key, long minimum = 0)
    {
        if (Text(key, Take(key), "a whole number") is not { } text) return null;
        if (long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum) return value;
        Errors.Add(text, Child(key), $"'{key}' needs a whole number of at least {minimum}, found '{text}'.");
        return null;
    }

    /// <summary>One of several words; null where the key is missing or the value is none of them.</summary>
    public T? Choice<T>(string key, params IReadOnlyList<(string Word, T Value)> choices) where T : struct
    {
        if (Text(key, Take(key), "a word") is not { } text) return null;
        foreach (var (word, value) in choices)
            if (word == text.Text) return value;
        var words = choices.Select(c => c.Word).ToList();
        Errors.Add(text, Child(key), $"'{key}' is one of {string.Join(", ", words)}; found '{text}'.{NearestName.Suggestion(text.Text, words)}");
        return null;
    }

    /// <summary>A reader of the mapping under a key; null where the key is missing or not a mapping.</summary>
    public MappingReader? Mapping(string key) => Take(key) is { } node ? Of(node, Child(key), Errors) : null;

    /// <summary>The entries of the mapping under a key, whose keys are names the user chose; none where the key is missing.</summary>
    public IEnumerable<YamlEntry> Entries(string key)
    {
        if (Take(key) is not { } node) return [];
        if (node is YamlMapping mapping) return mapping.Entries;
        Errors.Add(node.Location, Child(key), Expected(key, "a mapping", node));
        return [];
    }

    /// <summary>The path of a key of this mapping.</summary>
    public string Child(string key) => Path.Length == 0 ? key : Path + "." + key;

    /// <summary>Reports every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (var (key, _) in _mapping.Entries)
            if (!_asked.Contains(key.Text))
            {
                var nearest = NearestName.Suggestion(key.Text, _names);
                Errors.Add(key, Child(key.Text), $"Unknown key '{key}'{(Path.Length == 0 ? "" : $" in '{Path}'")}."
                    + (nearest.Length > 0 ? nearest : _names.Count == 0 ? " It has none." : $" Known are {string.Join(", ", _names)}."));
            }
    }

    /// <summary>"'key' needs …, found …."</summary>
    public static string Expected(string key, string what, YamlNode found) => (key.Length == 0 ? "Expected " : $"'{key}' needs ") + what
        + (found is YamlScalar { IsNull: false, Text: var text } ? $", found '{Shorten(text.Text)}'." : $", found {found.Kind}.");

    private SourceText? Text(string key, YamlNode? node, string what = "text")
    {
        if (node is null) return null;
        if (node is YamlScalar { IsNull: false } scalar) return scalar.Text;
        var hint = node is YamlSequence or YamlMapping && what == "text" ? " An expression that begins with '[' or '{' needs quotes." : "";
        Errors.Add(node.Location, Child(key), Expected(key, what, node) + hint);
        return null;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
