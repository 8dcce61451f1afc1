namespace PinnSharp.Figures;

/// <summary>How a figure is drawn as SVG.</summary>
public sealed record SvgOptions : FigureOptions
{
    /// <summary>The common options, with the rest as it comes.</summary>
    public SvgOptions()
    {
    }

    /// <summary>The given options, with those of SVG as they come.</summary>
    public SvgOptions(FigureOptions options)
        : base(options)
    {
    }

    /// <summary>The CSS font families, in order of preference.</summary>
    public string FontFamily { get; init; } = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

    /// <summary>
    /// What every id in the file begins with; null for a hash of the figure, so that several figures can stand in one HTML page.
    /// Letters, digits, - and _, a letter first.
    /// </summary>
    public string? IdPrefix { get; init; }

    /// <summary>
    /// Whether the file also carries the values that a script needs to tell what is under the pointer .
    /// It holds no script itself.
    /// </summary>
    public bool Interactive { get; init; }
}
