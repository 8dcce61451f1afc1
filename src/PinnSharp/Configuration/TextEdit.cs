using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Replaces parts of a text file that were read as <see cref="SourceText"/>, so that comments and layout stay.</summary>
internal static class TextEdit
{
    /// <summary>The text with each value replaced, and others inserted before a value.</summary>
    /// <param name="text">The file.</param>
    /// <param name="edits">A value in that file, whether what follows replaces it or stands before it, and what follows.</param>
    public static string Apply(string text, IEnumerable<(SourceText Old, bool Replace, string New)> edits)
    {
        foreach (var (old, replace, value) in edits.OrderByDescending(e => Offset(text, e.Old.At(0)!)))
        {
            var start = Offset(text, old.At(0)!);
            var end = replace ? Offset(text, old.At(old.Text.Length)!) : start;
            text = string.Concat(text.AsSpan(0, start), value, text.AsSpan(end));
        }
        return text;
    }

    private static int Offset(string text, SourceLocation place)
    {
        var start = 0;
        for (var line = 1; line < place.Line; line++) start = text.IndexOf('\n', start) + 1;
        return Math.Min(start + place.Column - 1, text.Length);
    }
}
