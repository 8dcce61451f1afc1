namespace PinnSharp.Figures;

/// <summary>An axis of ScottPlot, whose scales are linear: a logarithmic one counts decades.</summary>
internal readonly record struct PlotAxis(AxisTransform Transform)
{
    // Farther away no reader sees a point, and renderers count in float32.
    private const double Far = 100;

    public double Lower => Scaled(Transform.Range.Lower);

    public double Upper => Scaled(Transform.Range.Upper);

    /// <summary>A value's coordinate; not a number where it has none.</summary>
    public double Of(double value) => !Transform.Accepts(value) ? double.NaN
        : Math.Clamp(Scaled(value), Lower - (Far * (Upper - Lower)), Upper + (Far * (Upper - Lower)));

    /// <summary>The coordinate of a value, or of the end of the axis it lies beyond.</summary>
    public double Inner(double value) => OfPixel(Transform.Inner(value));

    /// <summary>Where bars and stems stand.</summary>
    public double Ground => OfPixel(Transform.Ground);

    /// <summary>The coordinate at a pixel of the panel.</summary>
    public double OfPixel(double pixel) => Lower + ((pixel - Transform.Start) / (Transform.End - Transform.Start) * (Upper - Lower));

    private double Scaled(double value) => Transform.Scale == AxisScale.Linear ? value : Math.Log10(value);
}
