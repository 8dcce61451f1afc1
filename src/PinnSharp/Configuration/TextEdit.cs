using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Replaces parts of a text file that were read as <see cref="SourceText"/>, so that comments and layout stay.</summary>
internal static class TextEdit
{
    /// <summary>The text with each value replaced, and others inserted before a value.</summary>
    /// <param name="text">The file.</param>
    /// <param name="edits">A value in that file, whether what follows replaces it or stands before it, and what follows.</param>
    public static string Apply(string text, IEnumerable<(SourceText Old, bool Replace, string New)> edits) =>
        Apply(text, edits.Select(e => (Offset(text, e.Old.At(0)!), Offset(text, e.Old.At(e.Replace ? e.Old.Text.Length : 0)!), e.New)));

    /// <summary>The text with parts replaced.</summary>
    /// <param name="text">The file.</param>
    /// <param name="edits">Parts that do not overlap, and what replaces them.</param>
    public static string Apply(string text, IEnumerable<(int Start, int End, string New)> edits)
    {
        foreach (var (start, end, value) in edits.OrderByDescending(e => e.Start)) text = string.Concat(text.AsSpan(0, start), value, text.AsSpan(end));
        return text;
    }

    /// <summary>What separates two keys of a mapping: a comma in flow style, a line and the indent otherwise.</summary>
    public static string Separator(string text, YamlMapping mapping) => IsFlow(text, mapping) ? ", " : "\n" + new string(' ', mapping.Entries[0].Key.Location!.Column - 1);

    /// <summary>An entry before the others of a mapping.</summary>
    /// <param name="text">The file.</param>
    /// <param name="mapping">A mapping in it.</param>
    /// <param name="entry">The key and its value.</param>
    public static (int Start, int End, string New) Before(string text, YamlMapping mapping, string entry)
    {
        var start = mapping.Entries.IsEmpty ? Offset(text, mapping.Location) + 1 : Offset(text, mapping.Entries[0].Key.Location!);
        return (start, start, mapping.Entries.IsEmpty ? entry : entry + Separator(text, mapping));
    }

    /// <summary>A key with all that stands under it becomes a comment; in flow style it goes.</summary>
    /// <param name="text">The file.</param>
    /// <param name="mapping">A mapping in it that ends with the file, unless it is in flow style or the key is not its last.</param>
    /// <param name="key">The key.</param>
    public static (int Start, int End, string New) Without(string text, YamlMapping mapping, string key)
    {
        var i = mapping.Entries.Select((e, i) => (e.Key.Text, i)).First(e => e.Text == key).i;
        var start = Offset(text, mapping.Entries[i].Key.Location!);
        var end = i + 1 < mapping.Entries.Length ? Offset(text, mapping.Entries[i + 1].Key.Location!) : IsFlow(text, mapping) ? text.LastIndexOf('}') : text.Length;
        var lines = text[start..end].Split('\n').Select(line => line.TrimStart() is "" or ['#', ..] ? line : "# " + line);
        return (start, end, IsFlow(text, mapping) ? "" : string.Join('\n', lines));
    }

    private static bool IsFlow(string text, YamlMapping mapping) => text[Offset(text, mapping.Location)] == '{';

    /// <summary>The index of a place.</summary>
    public static int Offset(string text, SourceLocation place)
    {
        var start = 0;
        for (var line = 1; line < place.Line; line++) start = text.IndexOf('\n', start) + 1;
        return Math.Min(start + place.Column - 1, text.Length);
    }
}
