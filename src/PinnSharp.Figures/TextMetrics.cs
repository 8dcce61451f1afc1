using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>Estimated widths of text in a sans-serif face, on the generous side: which font a reader has is not known.</summary>
internal static class TextMetrics
{
    public static double Width(string text, double size)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += rune.Value switch
            {
                _ when CharUnicodeInfo.GetUnicodeCategory(rune.Value) is UnicodeCategory.NonSpacingMark => 0,
                'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or 'I' => 0.28,
                'f' or 't' or 'r' or ' ' or '(' or ')' or '[' or ']' or '/' or '-' or '\u00b7' => 0.34,
                (>= 0x2070 and <= 0x207f) or 0xb9 or 0xb2 or 0xb3 => 0.42,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
                >= 'A' and <= 'Z' => 0.7,
                >= 0x1100 => rune.Value is >= 0x2000 and < 0x2e80 ? 0.6 : 1,
                _ => 0.57,
            };
        }

        return width * size;
    }

    /// <summary>The text, cut short with an ellipsis where it is wider than <paramref name="width"/>.</summary>
    public static string Cut(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        var end = text.Length;
        while (end > 1 && Width(text[..end].TrimEnd() + "\u2026", size) > width)
        {
            end -= end > 2 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1;
        }

        return text[..end].TrimEnd() + "\u2026";
    }

    /// <summary>The text in at most <paramref name="most"/> lines not wider than <paramref name="width"/>, broken at spaces; what does not fit is cut.</summary>
    public static List<string> Wrap(string text, double size, double width, int most = 3)
    {
        var lines = new List<string>();
        foreach (var word in text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && (lines.Count > most || Width(lines[^1] + " " + word, size) <= width))
            {
                lines[^1] += " " + word;
            }
            else
            {
                lines.Add(word);
            }
        }

        if (lines.Count > most)
        {
            lines = [.. lines[..(most - 1)], lines[most - 1] + " " + lines[most]];
        }

        return lines.ConvertAll(l => Cut(l, size, width));
    }
}
