using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>Regions of a problem, whose points have a time, asked about places of space.</summary>
internal static class RegionPlaces
{
    /// <summary>Whether a place lies in the region at a time; ends and boundaries included, to rounding.</summary>
    /// <param name="region">The region.</param>
    /// <param name="place">The space coordinates.</param>
    /// <param name="time">The time; the middle of the region's interval if not said.</param>
    public static bool ContainsPlace(this Region region, ReadOnlySpan<double> place, double? time)
    {
        Span<double> point = stackalloc double[region.Coordinates.Length];
        for (int i = 0, next = 0; i < point.Length; i++)
            point[i] = region.Coordinates[i].IsTime ? time ?? (region.Lower[i] + region.Upper[i]) / 2 : place[next++];
        return region.Contains(point);
    }
}
