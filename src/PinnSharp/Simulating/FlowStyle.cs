using System.Text.Encodings.Web;
using System.Text.Json;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Nodes as text on one line.</summary>
internal static class FlowStyle
{
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An observation that reads a file with a column for each coordinate and one for the value, each by its own name, wherever its data came from.</summary>
    /// <param name="observation">Its declaration.</param>
    /// <param name="file">The file.</param>
    public static string Reading(YamlMapping observation, string file) => Braces(observation.Entries.Select(e => e.Key.Text switch
    {
        "draw" or "file" => $"file: {file}",
        "columns" => $"columns: {Braces(((YamlMapping)e.Value).Entries.Select(c => $"{c.Key}: {c.Key}"))}",
        _ => Entry(e),
    }));

    /// <summary>A node as it was, without comments and layout.</summary>
    public static string Of(YamlNode node) => node switch
    {
        YamlMapping mapping => Braces(mapping.Entries.Select(Entry)),
        YamlSequence list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        YamlScalar { IsPlain: true, Text.Text: var text } when text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '+') => text,
        YamlScalar { IsNull: true } => "null",
        YamlScalar scalar => JsonSerializer.Serialize(scalar.Text.Text, Quoted),
        _ => throw new InvalidOperationException($"{node.Kind} is no node that this version knows."),
    };

    private static string Entry(YamlEntry entry) => $"{entry.Key}: {Of(entry.Value)}";

    private static string Braces(IEnumerable<string> entries) => $"{{{string.Join(", ", entries)}}}";
}
