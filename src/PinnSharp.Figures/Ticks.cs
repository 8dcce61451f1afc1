using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>A labelled place on an axis.</summary>
internal sealed record Tick(double Value, RichText Label);

/// <summary>
/// Ticks of an axis. Labels are of (value − <see cref="Offset"/>)/10^<see cref="Exponent"/>; both are told in the axis' caption,
/// so that labels stay short at any magnitude.
/// </summary>
internal sealed record Ticks(ImmutableArray<Tick> Major, ImmutableArray<double> Minor, int Exponent = 0, string? Offset = null)
{
    private const double Slack = 1e-9;
    private const int LongestLabel = 6;
    private const int MostDecades = 30;
    private static readonly int[] Strides = [1, 2, 3, 5, 6, 10, 20, 30, 50, 100, 200, 300, 600, 1000];

    /// <summary>The ticks of an axis: its categories, or about <paramref name="target"/> numbers; none where it is hidden.</summary>
    public static Ticks Of(Axis axis, AxisRange range, int target) => axis.IsHidden ? new([], [])
        : axis.Categories.IsEmpty ? For(axis.Scale, range, target)
        : new([.. axis.Categories.Select((name, i) => new Tick(i, name)).Where(t => t.Value >= range.Lower && t.Value <= range.Upper)], []);

    /// <summary>About <paramref name="target"/> ticks: more by less than two thirds, plus one.</summary>
    public static Ticks For(AxisScale scale, AxisRange range, int target) =>
        scale == AxisScale.Linear ? Linear(range, Math.Max(target, 1)) : Logarithmic(range, Math.Max(target, 1));

    private static Ticks Linear(AxisRange range, int target)
    {
        // The step is factor · 10^e with factor 1, 2 or 5.
        var raw = ((range.Upper / target) - (range.Lower / target)) * (1 - Slack);
        if (raw < Math.Max(1e-305, 1e-15 * Math.Max(Math.Abs(range.Lower), Math.Abs(range.Upper))))
        {
            return new([], []);
        }

        var e = (int)Math.Floor(Math.Log10(raw));
        var mantissa = raw / Math.Pow(10, e);
        var factor = mantissa < Math.Sqrt(2) ? 1 : mantissa < Math.Sqrt(10) ? 2 : mantissa < Math.Sqrt(50) ? 5 : 10;
        if (factor == 10)
        {
            (factor, e) = (1, e + 1);
        }

        var first = (long)Math.Ceiling(Scaled(range.Lower) - Slack);
        var last = (long)Math.Floor(Scaled(range.Upper) + Slack);
        var indices = new List<long>();
        for (var i = first; i <= last; i++)
        {
            indices.Add(i * factor);
        }

        if (indices.Count == 0)
        {
            return new([], []);
        }

        var offset = 0L;
        if (Digits(indices) > LongestLabel && Math.Abs(indices[0]) > 10 * (indices[^1] - indices[0]))
        {
            // Of the last shown places only: the part all labels share goes to the caption.
            var unit = (long)Math.Pow(10, (indices[^1] - indices[0]).ToString(CultureInfo.InvariantCulture).Length);
            offset = (long)Math.Floor((double)indices[0] / unit) * unit;
        }

        var shown = indices.ConvertAll(i => i - offset);
        var top = e + Digits(shown) - 1;
        var exponent = top is >= 5 or <= -4 ? top : 0;
        return new(
            [.. indices.Zip(shown, (i, s) => new Tick(Decimal(i, e), Text(s, e - exponent)))],
            [],
            exponent,
            offset == 0 ? null : RichText.Number(Decimal(offset, e).ToString("G15", CultureInfo.InvariantCulture)));

        double Scaled(double value) => e < 0 ? value * Math.Pow(10, -e) / factor : value / Math.Pow(10, e) / factor;
    }

    private static Ticks Logarithmic(AxisRange range, int target)
    {
        var (lower, upper) = (Math.Log10(range.Lower), Math.Log10(range.Upper));
        var (first, last) = ((int)Math.Ceiling(lower - Slack), (int)Math.Floor(upper + Slack));
        if (last - first >= 1)
        {
            var stride = Strides.First(s => s >= 0.8 * (last - first + 1) / (target + 1));
            var start = (int)Math.Ceiling((double)first / stride) * stride;
            var decades = new List<Tick>();
            for (var k = start; k <= last; k += stride)
            {
                decades.Add(new(Decimal(1, k), RichText.Power(k)));
            }

            return new([.. decades], stride == 1 ? Multiples(range, first, last, [2, 3, 4, 5, 6, 7, 8, 9])
                : last - first > MostDecades ? []
                : [.. Enumerable.Range(first, last - first + 1).Where(k => (k - start) % stride != 0).Select(k => Decimal(1, k))]);
        }

        ReadOnlySpan<int> few = [1, 2, 5];
        var values = Multiples(range, first, last, few);
        return values.Length < 3 || values.Length > 1.5 * target
            ? Linear(range, target)
            : new([.. values.Select(v => new Tick(v, Plain(v)))], [.. Multiples(range, first, last, [3, 4, 6, 7, 8, 9])]);
    }

    private static ImmutableArray<double> Multiples(AxisRange range, int first, int last, ReadOnlySpan<int> factors)
    {
        var values = new List<double>();
        for (var k = first - 1; k <= last; k++)
        {
            foreach (var factor in factors)
            {
                var value = Decimal(factor, k);
                if (value >= range.Lower * (1 - Slack) && value <= range.Upper * (1 + Slack))
                {
                    values.Add(value);
                }
            }
        }

        return [.. values];
    }

    private static RichText Plain(double value)
    {
        var e = (int)Math.Floor(Math.Log10(value) + Slack);
        return e is > -4 and < 5
            ? value.ToString("0.####", CultureInfo.InvariantCulture)
            : new RichText([(Math.Round(value / Math.Pow(10, e)).ToString(CultureInfo.InvariantCulture) + "\u00d7", false)]) + RichText.Power(e);
    }

    // integer · 10^e, correctly rounded where 10^|e| is exact.
    private static double Decimal(long integer, int e) => e < 0 ? integer / Math.Pow(10, -e) : integer * Math.Pow(10, e);

    private static int Digits(List<long> integers) =>
        Math.Max(Math.Abs(integers[0]), Math.Abs(integers[^1])).ToString(CultureInfo.InvariantCulture).Length;

    private static RichText Text(long integer, int e)
    {
        var decimals = Math.Max(0, -e);
        var value = integer * (e > 0 ? Math.Pow(10, e) : 1) / Math.Pow(10, decimals);
        return RichText.Number(value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }
}
