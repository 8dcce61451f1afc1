using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// Part of the domain: the box of the coordinates, some of them fixed by an equality, narrowed by inequalities; within a shape; or on the
/// boundary of one.
/// </summary>
public sealed partial record Region
{
    private Region(ImmutableArray<Coordinate> coordinates, ImmutableArray<double> lower, ImmutableArray<double> upper, ImmutableArray<Comparison> inequalities) =>
        (Coordinates, Lower, Upper, Inequalities) = (coordinates, lower, upper, inequalities);

    /// <summary>The coordinates with the whole domain's intervals.</summary>
    public ImmutableArray<Coordinate> Coordinates { get; }

    /// <summary>The lower end of each coordinate; equal to the upper where the coordinate is fixed.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>The upper end of each coordinate.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <summary>Inequalities over the coordinates alone that the box does not express; on a <see cref="Boundary"/> all that are over space.</summary>
    public ImmutableArray<Comparison> Inequalities { get; }

    /// <summary>The shape whose closure the region lies in; null where the box is all.</summary>
    public Shape? Within { get; init; }

    /// <summary>The boundary that the region lies on; null where it lies on none but faces of the box.</summary>
    public Boundary? Boundary { get; init; }

    /// <summary>What was said of shapes, such as "hole" and "inside(core)".</summary>
    public ImmutableArray<string> Places { get; init; } = [];

    /// <summary>Parts of the boundary that are left out: what "rest" is the rest of.</summary>
    public ImmutableArray<Region> Except { get; init; } = [];

    /// <summary>Number of dimensions: coordinates that are not fixed, less one on a boundary.</summary>
    public int Dimension => Free - (Boundary is null ? 0 : 1);

    private int Free => Coordinates.Length - Enumerable.Range(0, Coordinates.Length).Count(IsFixed);

    /// <summary>Whether a coordinate is fixed.</summary>
    public bool IsFixed(int coordinate) => Lower[coordinate] == Upper[coordinate];

    /// <summary>The whole box.</summary>
    public static Region Whole(ImmutableArray<Coordinate> coordinates) =>
        new(coordinates, [.. coordinates.Select(c => c.Lower)], [.. coordinates.Select(c => c.Upper)], []);

    /// <summary>This region with the interval a ≤ x ≤ b for one coordinate; a = b fixes it.</summary>
    /// <param name="coordinate">The coordinate's index.</param>
    /// <param name="a">Lower end.</param>
    /// <param name="b">Upper end, not below the lower.</param>
    public Region With(int coordinate, double a, double b) =>
        new(Coordinates, Lower.SetItem(coordinate, a), Upper.SetItem(coordinate, b), Inequalities) { Within = Within, Boundary = Boundary, Places = Places, Except = Except };

    internal Region With(Comparison inequality) =>
        new(Coordinates, Lower, Upper, Inequalities.Add(inequality)) { Within = Within, Boundary = Boundary, Places = Places, Except = Except };

    /// <summary>
    /// The outward normal, one entry a coordinate (0 for time), where exactly one space coordinate is fixed and at an end of its interval;
    /// null elsewhere. On a <see cref="Boundary"/> it varies and comes with the points.
    /// </summary>
    public ImmutableArray<double>? Normal
    {
        get
        {
            var space = Enumerable.Range(0, Coordinates.Length).Where(i => IsFixed(i) && !Coordinates[i].IsTime).ToList();
            if (space is not [var face]) return null;
            var sign = Lower[face] == Coordinates[face].Lower ? -1.0 : Lower[face] == Coordinates[face].Upper ? 1.0 : 0.0;
            return sign == 0 ? null : [.. Enumerable.Range(0, Coordinates.Length).Select(i => i == face ? sign : 0.0)];
        }
    }

    /// <summary>
    /// Points of the region, row-major [count × coordinates]. Fixed coordinates have their exact values, the others lie strictly inside.
    /// A region that is one point gives one row whatever the count. Inequalities that are not ends of an interval are met by leaving points
    /// out: the method's own spacing (slices, grid) then holds for the box around the region.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="method">How they are spread.</param>
    /// <param name="seed">The seed; a grid does not depend on it.</param>
    /// <exception cref="InputException">Fewer than one in a thousand points of the box, or of the shape's boundary, lie in the region.</exception>
    public double[] Sample(int count, SamplingMethod method, ulong seed) => Draw(count, method, seed).Points;

    /// <summary>Points as by <see cref="Sample"/>, with the outward normals where the region lies on a <see cref="Boundary"/>.</summary>
    /// <param name="count">How many; on a boundary that is single points, as many as these.</param>
    /// <param name="method">How they are spread.</param>
    /// <param name="seed">The seed; a grid does not depend on it.</param>
    /// <exception cref="InputException">Fewer than one in a thousand points of the box, or of the shape's boundary, lie in the region.</exception>
    public RegionPoints Draw(int count, SamplingMethod method, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var surface = Boundary is null ? 0 : Math.Max(1, Coordinates.Count(c => !c.IsTime) - 1);
        var width = Boundary is null ? Free : surface + Coordinates.Count(c => c.IsTime && !IsFixed(c.Symbol.Index));
        if (width == 0) return Choose(Place([], 1, 0, 0), [0], 1, false);
        var isolated = Boundary is not null && Dimension == 0;
        if (isolated) (count, method) = (Boundary!.Ends, SamplingMethod.Grid);
        var tried = count;
        while (true)
        {
            var candidates = Place(UnitSampler.Sample(tried, width, method, new RandomSource(seed, "points")), tried, width, surface);
            if (Inequalities.IsEmpty && Within is null && Boundary is null) return candidates;
            var kept = Enumerable.Range(0, tried).Where(i => Belongs(candidates[i])).ToArray();
            if (kept.Length >= count || (isolated && kept.Length > 0)) return Choose(candidates, kept, isolated ? kept.Length : count, everywhere: method == SamplingMethod.Grid);
            if (isolated || (tried >= 4000 && kept.Length * 1000L < tried)) throw new InputException(Emptiness(tried, kept.Length));
            tried = Math.Max(1000, Math.Max(2 * tried, (int)Math.Min(1.1 * tried * count / Math.Max(1, kept.Length), 10_000_000)));
        }
    }

    private string Emptiness(int tried, int kept)
    {
        var places = Places.Where(p => p.Contains('(', StringComparison.Ordinal)).ToList();
        string?[] wanted =
        [
            Boundary is null ? Within is null || places.Count > 0 ? null : "lie in the domain" : "lie on the boundary of the domain",
            Except.IsEmpty ? null : "are left by the other conditions",
            places.Count == 0 ? null : $"are in the domain and {string.Join(" and ", places)}",
            Inequalities.IsEmpty ? null : $"satisfy '{string.Join(" and ", Inequalities)}'",
        ];
        var around = Boundary is null ? "in the box around it" : "of the shape's own boundary";
        return $"The region is empty or nearly so: of {tried} points {around}, {kept} {string.Join(" and ", wanted.OfType<string>())}.";
    }

    private RegionPoints Choose(RegionPoints all, int[] kept, int count, bool everywhere)
    {
        var d = Coordinates.Length;
        var (points, normals) = (new double[count * d], all.Normals is null ? null : new double[count * d]);
        for (var i = 0; i < count; i++)
        {
            var from = kept[everywhere ? (int)((long)i * kept.Length / count) : i] * d;
            all.Points.AsSpan(from, d).CopyTo(points.AsSpan(i * d, d));
            all.Normals?.AsSpan(from, d).CopyTo(normals.AsSpan(i * d, d));
        }
        return new(Coordinates, points, normals);
    }

    /// <summary>The points of numbers in the unit cube; NaN where a number falls beside the boundary.</summary>
    private RegionPoints Place(double[] unit, int count, int width, int surface)
    {
        var d = Coordinates.Length;
        var (points, normals) = (new double[count * d], Boundary is null ? null : new double[count * d]);
        for (int i = 0, free = surface; i < d; i++)
        {
            var (a, b) = (Lower[i], Upper[i]);
            if (surface > 0 && !Coordinates[i].IsTime) continue;
            for (var row = 0; row < count; row++)
                points[row * d + i] = a == b ? a : Math.Clamp(a + (b - a) * unit[row * width + free], Math.BitIncrement(a), Math.BitDecrement(b));
            if (a != b) free++;
        }
        if (Boundary is null) return new(Coordinates, points, null);
        int[] space = [.. Coordinates.Where(c => !c.IsTime).Select(c => c.Symbol.Index)];
        Span<double> point = stackalloc double[space.Length], normal = stackalloc double[space.Length];
        for (var row = 0; row < count; row++)
        {
            var here = Boundary.TryPlace(unit.AsSpan(row * width, surface), point, normal);
            for (var i = 0; i < space.Length; i++)
                (points[row * d + space[i]], normals![row * d + space[i]]) = (here ? point[i] : double.NaN, normal[i]);
        }
        return new(Coordinates, points, normals);
    }

    /// <summary>Same box, same inequalities, same shapes.</summary>
    public bool Equals(Region? other) =>
        other is not null && Coordinates.SequenceEqual(other.Coordinates) && Lower.SequenceEqual(other.Lower) && Upper.SequenceEqual(other.Upper)
        && Inequalities.SequenceEqual(other.Inequalities) && Within == other.Within && Boundary == other.Boundary && Except.SequenceEqual(other.Except);

    /// <inheritdoc/>
    public override int GetHashCode() => Lower.Aggregate(Upper.Length, HashCode.Combine);

    /// <summary>The region as a condition, such as "x = 0 and t &gt; 1"; "everywhere" for the whole box.</summary>
    public override string ToString()
    {
        List<string> parts = [.. Places];
        for (var i = 0; i < Coordinates.Length; i++)
        {
            var c = Coordinates[i];
            if (IsFixed(i)) parts.Add(FormattableString.Invariant($"{c.Name} = {Lower[i]}"));
            else if (Boundary is null || c.IsTime)
            {
                if (Lower[i] != c.Lower) parts.Add(FormattableString.Invariant($"{c.Name} > {Lower[i]}"));
                if (Upper[i] != c.Upper) parts.Add(FormattableString.Invariant($"{c.Name} < {Upper[i]}"));
            }
        }
        parts.AddRange(Inequalities.Select(c => c.ToString()));
        return parts.Count == 0 ? "everywhere" : string.Join(" and ", parts);
    }
}
