namespace PinnSharp.Figures;

/// <summary>An axis in words.</summary>
internal static class Captions
{
    /// <summary>"drawdown − 461 (10⁻³ m)": the labels count thousandths of a metre above 461.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="ticks">Its ticks.</param>
    public static RichText Of(Axis axis, Ticks ticks)
    {
        RichText caption = axis.Label;
        if (ticks.Offset is { } offset)
        {
            caption = (caption.IsEmpty ? "value" : caption) + (offset.StartsWith('\u2212') ? $" + {offset[1..]}" : $" \u2212 {offset}");
        }

        var factor = ticks.Exponent == 0 ? RichText.Empty : RichText.Power(ticks.Exponent);
        var unit = string.IsNullOrWhiteSpace(axis.Unit) ? RichText.Empty : RichText.Unit(axis.Unit.Trim());
        var both = factor.IsEmpty || unit.IsEmpty ? factor + unit : factor + "\u00a0" + unit;
        return both.IsEmpty ? caption : (caption.IsEmpty ? caption : caption + " ") + "(" + both + ")";
    }
}
