using System.Globalization;

namespace PinnSharp.Expressions;

/// <summary>Derivative suffixes: the "xxy" of u_xxy, read against the names of coordinates.</summary>
internal static class Suffix
{
    private const int LongestSuffix = 255;

    /// <summary>The distinct derivatives a suffix can mean: none, one, or two (the first two of more).</summary>
    public static List<MultiIndex> Readings(string suffix, IReadOnlyList<CoordinateSymbol> coordinates)
    {
        if (suffix.Length is 0 or > LongestSuffix) return [];
        var tails = new List<MultiIndex>[suffix.Length + 1];
        tails[suffix.Length] = [MultiIndex.Zero];
        for (var i = suffix.Length - 1; i >= 0; i--)
        {
            tails[i] = [];
            foreach (var coordinate in coordinates)
            {
                if (string.CompareOrdinal(suffix, i, coordinate.Name, 0, coordinate.Name.Length) != 0) continue;
                foreach (var tail in tails[i + coordinate.Name.Length])
                    if (tails[i].Count < 2 && tail + MultiIndex.Unit(coordinate.Index) is var reading && !tails[i].Contains(reading)) tails[i].Add(reading);
            }
        }
        return tails[0];
    }

    /// <summary>The order as arguments of d: ", x, 2, y".</summary>
    public static string Arguments(MultiIndex order, IReadOnlyList<CoordinateSymbol> coordinates) => string.Concat(coordinates
        .Where(c => order[c.Index] > 0)
        .Select(c => ", " + c.Name + (order[c.Index] == 1 ? "" : ", " + order[c.Index].ToString(CultureInfo.InvariantCulture))));
}
