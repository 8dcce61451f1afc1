namespace PinnSharp.Figures;

/// <summary>How figures are drawn, whatever the renderer. Lengths are CSS pixels.</summary>
public record FigureOptions
{
    /// <summary>The whole width; null for 600, or 380 a panel in a grid.</summary>
    public double? Width { get; init; }

    /// <summary>The whole height; null for one that suits the width, the legend and equal scales.</summary>
    public double? Height { get; init; }

    /// <summary>The size of tick labels and legend; titles are slightly larger.</summary>
    public double FontSize { get; init; } = 12;

    /// <summary>Light, dark, or as the reader's system prefers.</summary>
    public FigureTheme Theme { get; init; }
}
