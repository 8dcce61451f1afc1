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
                if (Length(coordinate, suffix, i) is not (> 0 and var length)) continue;
                foreach (var tail in tails[i + length])
                    if (tails[i].Count < 2 && tail + MultiIndex.Unit(coordinate.Index) is var reading && !tails[i].Contains(reading)) tails[i].Add(reading);
            }
        }
        return tails[0];
    }

    /// <summary>How much of a suffix a coordinate's name is; the argument u[slow] of f[slow] may be called u. 0 where it is not there.</summary>
    private static int Length(CoordinateSymbol coordinate, string suffix, int at)
    {
        if (string.CompareOrdinal(suffix, at, coordinate.Name, 0, coordinate.Name.Length) == 0) return coordinate.Name.Length;
        var length = coordinate.Field is null ? -1 : coordinate.Name.IndexOf('[', StringComparison.Ordinal);
        return length > 0 && string.CompareOrdinal(suffix, at, coordinate.Name, 0, length) == 0 ? length : 0;
    }

    /// <summary>The order as arguments of d: ", x, 2, y".</summary>
    public static string Arguments(MultiIndex order, IReadOnlyList<CoordinateSymbol> coordinates) => string.Concat(coordinates
        .Where(c => order[c.Index] > 0)
        .Select(c => ", " + c.Name + (order[c.Index] == 1 ? "" : ", " + order[c.Index].ToString(CultureInfo.InvariantCulture))));
}
