using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// Part of the domain: the box of the coordinates, some of them fixed by an equality, narrowed by inequalities.
/// </summary>
public sealed record Region
{
    private Region(ImmutableArray<Coordinate> coordinates, ImmutableArray<double> lower, ImmutableArray<double> upper, ImmutableArray<Comparison> inequalities) =>
        (Coordinates, Lower, Upper, Inequalities) = (coordinates, lower, upper, inequalities);

    /// <summary>The coordinates with the whole domain's intervals.</summary>
    public ImmutableArray<Coordinate> Coordinates { get; }

    /// <summary>The lower end of each coordinate; equal to the upper where the coordinate is fixed.</summary>
    public ImmutableArray<double> Lower { get; }

    /// <summary>The upper end of each coordinate.</summary>
    public ImmutableArray<double> Upper { get; }

    /// <summary>Inequalities over the coordinates alone that the box does not express.</summary>
    public ImmutableArray<Comparison> Inequalities { get; }

    /// <summary>Number of coordinates that are not fixed.</summary>
    public int Dimension => Coordinates.Length - Enumerable.Range(0, Coordinates.Length).Count(IsFixed);

    /// <summary>Whether a coordinate is fixed.</summary>
    public bool IsFixed(int coordinate) => Lower[coordinate] == Upper[coordinate];

    /// <summary>The whole box.</summary>
    public static Region Whole(ImmutableArray<Coordinate> coordinates) =>
        new(coordinates, [.. coordinates.Select(c => c.Lower)], [.. coordinates.Select(c => c.Upper)], []);

    /// <summary>This region with the interval a ≤ x ≤ b for one coordinate; a = b fixes it.</summary>
    /// <param name="coordinate">The coordinate's index.</param>
    /// <param name="a">Lower end.</param>
    /// <param name="b">Upper end, not below the lower.</param>
    public Region With(int coordinate, double a, double b) => new(Coordinates, Lower.SetItem(coordinate, a), Upper.SetItem(coordinate, b), Inequalities);

    internal Region With(Comparison inequality) => new(Coordinates, Lower, Upper, Inequalities.Add(inequality));

    /// <summary>
    /// The outward normal, one entry a coordinate (0 for time), where exactly one space coordinate is fixed and at an end of its interval;
    /// null elsewhere.
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

    /// <summary>Whether a point lies in the region (ends included, to rounding).</summary>
    /// <param name="point">Its coordinates.</param>
    public bool Contains(ReadOnlySpan<double> point)
    {
        for (var i = 0; i < Coordinates.Length; i++)
        {
            var slack = 1e-12 * Math.Max(Math.Max(Math.Abs(Coordinates[i].Lower), Math.Abs(Coordinates[i].Upper)), Coordinates[i].Upper - Coordinates[i].Lower);
            if (!(point[i] >= Lower[i] - slack && point[i] <= Upper[i] + slack)) return false;
        }
        return Satisfies(point);
    }

    /// <summary>
    /// Points of the region, row-major [count × coordinates]. Fixed coordinates have their exact values, the others lie strictly inside.
    /// A region that is one point gives one row whatever the count. Inequalities that are not ends of an interval are met by leaving points
    /// out: the method's own spacing (slices, grid) then holds for the box around the region.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="method">How they are spread.</param>
    /// <param name="seed">The seed; a grid does not depend on it.</param>
    /// <exception cref="InputException">Fewer than one in a thousand points of the box around the region lie in it.</exception>
    public double[] Sample(int count, SamplingMethod method, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var dimension = Dimension;
        if (dimension == 0) return Place([], 1, 0);
        var tried = count;
        while (true)
        {
            var unit = UnitSampler.Sample(tried, dimension, method, new RandomSource(seed, "points"));
            var points = Place(unit, tried, dimension);
            if (Inequalities.IsEmpty) return points;
            var kept = Enumerable.Range(0, tried).Where(i => Satisfies(points.AsSpan(i * Coordinates.Length, Coordinates.Length))).ToArray();
            if (kept.Length >= count) return Choose(points, kept, count, everywhere: method == SamplingMethod.Grid);
            if (tried >= 4000 && kept.Length * 1000L < tried)
                throw new InputException($"The region is empty or nearly so: of {tried} points in the box around it, {kept.Length} satisfy '{string.Join(" and ", Inequalities)}'.");
            tried = Math.Max(1000, Math.Max(2 * tried, (int)Math.Min(1.1 * tried * count / Math.Max(1, kept.Length), 10_000_000)));
        }
    }

    private double[] Choose(double[] points, int[] kept, int count, bool everywhere)
    {
        var d = Coordinates.Length;
        var chosen = new double[count * d];
        for (var i = 0; i < count; i++)
            points.AsSpan(kept[everywhere ? (int)((long)i * kept.Length / count) : i] * d, d).CopyTo(chosen.AsSpan(i * d, d));
        return chosen;
    }

    private double[] Place(double[] unit, int count, int dimension)
    {
        var d = Coordinates.Length;
        var points = new double[count * d];
        for (int i = 0, free = 0; i < d; i++)
        {
            var (a, b) = (Lower[i], Upper[i]);
            for (var row = 0; row < count; row++)
                points[row * d + i] = a == b ? a : Math.Clamp(a + (b - a) * unit[row * dimension + free], Math.BitIncrement(a), Math.BitDecrement(b));
            if (a != b) free++;
        }
        return points;
    }

    internal bool Satisfies(ReadOnlySpan<double> point)
    {
        if (Inequalities.IsEmpty) return true;
        var values = point.ToArray();
        foreach (var inequality in Inequalities)
            if (!inequality.Holds(leaf => values[((CoordinateSymbol)leaf).Index])) return false;
        return true;
    }

    /// <summary>Same box, same inequalities.</summary>
    public bool Equals(Region? other) =>
        other is not null && Coordinates.SequenceEqual(other.Coordinates) && Lower.SequenceEqual(other.Lower) && Upper.SequenceEqual(other.Upper)
        && Inequalities.SequenceEqual(other.Inequalities);

    /// <inheritdoc/>
    public override int GetHashCode() => Lower.Aggregate(Upper.Length, HashCode.Combine);

    /// <summary>The region as a condition, such as "x = 0 and t &gt; 1"; "everywhere" for the whole box.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        for (var i = 0; i < Coordinates.Length; i++)
        {
            var c = Coordinates[i];
            if (IsFixed(i)) parts.Add(FormattableString.Invariant($"{c.Name} = {Lower[i]}"));
            else
            {
                if (Lower[i] != c.Lower) parts.Add(FormattableString.Invariant($"{c.Name} > {Lower[i]}"));
                if (Upper[i] != c.Upper) parts.Add(FormattableString.Invariant($"{c.Name} < {Upper[i]}"));
            }
        }
        parts.AddRange(Inequalities.Select(c => c.ToString()));
        return parts.Count == 0 ? "everywhere" : string.Join(" and ", parts);
    }
}
