namespace PinnSharp.Figures;

/// <summary>The ticks of an axis in a length of pixels, as many as leave their labels apart.</summary>
/// <param name="Ticks">The ticks.</param>
/// <param name="Turned">Whether their labels stand upright, read from below.</param>
internal sealed record TickRow(Ticks Ticks, bool Turned)
{
    private const double LineHeight = 1.15;

    public static TickRow None { get; } = new(new([], []), false);

    /// <summary>Along a horizontal axis: fewer numbers, or names turned upright and then every so many, until they do not touch.</summary>
    public static TickRow Along(Axis axis, AxisTransform x, double width, double size, double longest)
    {
        for (var target = (int)Math.Clamp(width / (5 * size), 3, 10); ; target--)
        {
            var ticks = Ticks.Of(axis, x.Range, target);
            var centres = ticks.Major.Select(t => (At: x.Fraction(t.Value) * width, Half: t.Label.Width(size) / 2)).ToList();
            if (centres.Zip(centres.Skip(1)).All(p => p.Second.At - p.First.At > p.First.Half + p.Second.Half + (0.8 * size)))
            {
                return new(ticks, false);
            }

            if (!axis.Categories.IsEmpty)
            {
                return new(Sparse(ticks, width, size, longest), true);
            }

            if (target == 1)
            {
                return new(ticks with { Major = ticks.Major[..1] }, false);
            }
        }
    }

    /// <summary>Beside a vertical axis.</summary>
    public static Ticks Upright(Axis axis, AxisRange range, double height, double size, double longest)
    {
        if (!axis.Categories.IsEmpty)
        {
            return Sparse(Ticks.Of(axis, range, 1), height, size, longest);
        }

        for (var target = (int)Math.Clamp(height / (3.6 * size), 3, 8); ; target--)
        {
            var ticks = Ticks.Of(axis, range, target);
            double[] places = [.. ticks.Major.Select(t => new AxisTransform(axis.Scale, range, 0, height).Position(t.Value))];
            if (target == 1 || places.Zip(places.Skip(1)).All(p => p.Second - p.First >= LineHeight * size))
            {
                return ticks;
            }
        }
    }

    /// <summary>The height of the labels.</summary>
    public double Height(double size) => Turned && !Ticks.Major.IsEmpty ? Ticks.Major.Max(t => t.Label.Width(size)) + (0.4 * size) : 1.2 * size;

    /// <summary>How far the last label reaches beyond the axis.</summary>
    public double Overhang(AxisTransform x, double width, double size) => Ticks.Major is [.., var last]
        ? ((Turned ? size : last.Label.Width(size)) / 2) - ((1 - x.Fraction(last.Value)) * width) : 0;

    private static Ticks Sparse(Ticks ticks, double length, double size, double longest)
    {
        var stride = Math.Max(1, (int)Math.Ceiling(ticks.Major.Length * LineHeight * size / Math.Max(length, 1)));
        return ticks with { Major = [.. ticks.Major.Where((_, i) => i % stride == 0).Select(t => t with { Label = TextMetrics.Cut(t.Label.ToString(), size, longest) })] };
    }
}
