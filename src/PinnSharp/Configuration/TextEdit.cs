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

    /// <summary>The index of a place.</summary>
    public static int Offset(string text, SourceLocation place)
    {
        var start = 0;
        for (var line = 1; line < place.Line; line++) start = text.IndexOf('\n', start) + 1;
        return Math.Min(start + place.Column - 1, text.Length);
    }
}
