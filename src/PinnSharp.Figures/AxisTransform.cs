namespace PinnSharp.Figures;

/// <summary>The map from a value in <paramref name="Range"/> to a position between <paramref name="Start"/> and <paramref name="End"/>.</summary>
internal readonly record struct AxisTransform(AxisScale Scale, AxisRange Range, double Start, double End)
{
    // Positions far outside the plot are brought nearer: no reader sees them, and renderers count in float32.
    private const double Far = 1e5;

    /// <summary>Whether the value has a place on the scale at all, inside the range or not.</summary>
    public static bool Accepts(AxisScale scale, double value) =>
        Math.Abs(value) <= 1e300 && (scale == AxisScale.Linear || value >= 1e-300);

    public bool Accepts(double value) => Accepts(Scale, value);

    public bool Shows(double value)
    {
        if (!Accepts(value))
        {
            return false;
        }

        var fraction = Fraction(value);
        return fraction is >= -1e-9 and <= 1 + 1e-9;
    }

    public double Fraction(double value) => Scale == AxisScale.Linear
        ? ((value * 0.5) - (Range.Lower * 0.5)) / ((Range.Upper * 0.5) - (Range.Lower * 0.5))
        : (Math.Log(value) - Math.Log(Range.Lower)) / (Math.Log(Range.Upper) - Math.Log(Range.Lower));

    public double Position(double value) => Math.Clamp(Start + ((End - Start) * Fraction(value)), -Far, Far);

    /// <summary>Where bars and stems stand: at zero, or the end of the axis nearest to it.</summary>
    public double Ground => Scale == AxisScale.Linear ? Position(Math.Clamp(0, Range.Lower, Range.Upper)) : Start;

    /// <summary>The position of a value, or of the end of the axis it lies beyond.</summary>
    public double Inner(double value) => value <= Range.Lower ? Start : value >= Range.Upper ? End : Position(value);

    /// <summary>Pixels for a unit at a value: the derivative of <see cref="Position"/>.</summary>
    public double Slope(double value) => Scale == AxisScale.Linear
        ? (End - Start) / (Range.Upper - Range.Lower)
        : (End - Start) / (Math.Log(Range.Upper) - Math.Log(Range.Lower)) / value;

    /// <summary>The value at a position: the inverse of <see cref="Position"/>.</summary>
    public double Value(double position)
    {
        var t = (position - Start) / (End - Start);
        return Scale == AxisScale.Linear
            ? ((1 - t) * Range.Lower) + (t * Range.Upper)
            : Math.Exp(((1 - t) * Math.Log(Range.Lower)) + (t * Math.Log(Range.Upper)));
    }
}
