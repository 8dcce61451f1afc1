namespace PinnSharp.Figures;

/// <summary>The closed interval [Lower, Upper], in data units.</summary>
public readonly record struct AxisRange
{
    /// <summary>The interval [<paramref name="lower"/>, <paramref name="upper"/>].</summary>
    /// <exception cref="ArgumentException">An end is not finite, or lower is not less than upper.</exception>
    public AxisRange(double lower, double upper)
    {
        if (!(double.IsFinite(lower) && double.IsFinite(upper) && lower < upper))
        {
            throw new ArgumentException(FormattableString.Invariant($"A range needs two finite ends, the lower first; these are {lower} and {upper}."));
        }

        (Lower, Upper) = (lower, upper);
    }

    /// <summary>The lower end.</summary>
    public double Lower { get; }

    /// <summary>The upper end.</summary>
    public double Upper { get; }
}
