namespace PinnSharp.Figures;

/// <summary>How a figure is drawn as SVG. Lengths are CSS pixels.</summary>
public sealed record SvgOptions
{
    /// <summary>The whole width; null for 600, or 380 a panel in a grid.</summary>
    public double? Width { get; init; }

    /// <summary>The whole height; null for 375, or 270 a panel in a grid.</summary>
    public double? Height { get; init; }

    /// <summary>The size of tick labels and legend; titles are slightly larger.</summary>
    public double FontSize { get; init; } = 12;

    /// <summary>The CSS font families, in order of preference.</summary>
    public string FontFamily { get; init; } = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

    /// <summary>Light, dark, or as the reader's system prefers.</summary>
    public SvgTheme Theme { get; init; }

    /// <summary>
    /// What every id in the file begins with; null for a hash of the figure, so that several figures can stand in one HTML page.
    /// Letters, digits, - and _, a letter first.
    /// </summary>
    public string? IdPrefix { get; init; }
}
