namespace PinnSharp.Figures;

/// <summary>The words of an axis, centred at a point: shrunk, then cut where they are longer than their place.</summary>
internal sealed record Caption(RichText Text, double X, double Y, double Size, bool Turned)
{
    private const double Smallest = 0.7;

    /// <summary>The caption of an axis in a length; the description has it in full.</summary>
    public static (RichText Text, double Size) Fit(Axis axis, Ticks ticks, double size, double length)
    {
        if (axis.IsHidden)
        {
            return (RichText.Empty, size);
        }

        var text = Captions.Of(axis, ticks);
        for (var label = axis.Label; text.Width(Smallest * size) > length && label.Length > 1;)
        {
            label = label[..^1];
            text = Captions.Of(axis with { Label = label.TrimEnd() + "\u2026" }, ticks);
        }

        return (text, size * Math.Clamp(length / Math.Max(text.Width(size), 1), Smallest, 1));
    }

    public void Draw(SvgWriter svg) => svg.Label(Text, X, Y, Size, svg.Foreground, "middle", Turned ? -90 : 0);
}
