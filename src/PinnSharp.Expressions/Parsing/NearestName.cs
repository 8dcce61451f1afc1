namespace PinnSharp.Expressions;

/// <summary>The valid name a misspelt one most likely means.</summary>
public static class NearestName
{
    private const int LongestName = 64;

    /// <summary>" Did you mean 'x'?", or nothing where no name is near.</summary>
    public static string Suggestion(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName) return "";
        var nearest = "";
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > LongestName) continue;
            var d = Distance(name, candidate);
            var alike = name.AsSpan().CommonPrefixLength(candidate) >= 3 ? (name.Length + 1) / 2 : Math.Max(1, name.Length / 3);
            if (d < least && d <= alike && d < Math.Max(name.Length, candidate.Length)) (nearest, least) = (candidate, d);
        }
        return nearest.Length == 0 ? "" : $" Did you mean '{nearest}'?";
    }

    /// <summary>Insertions, deletions, replacements and exchanges of neighbours that make one name of the other; none where only case differs.</summary>
    private static int Distance(string a, string b)
    {
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase)) return 0;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var d = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d = Math.Min(d, rows[i - 2, j - 2] + 1);
                rows[i, j] = d;
            }
        return rows[a.Length, b.Length];
    }
}
