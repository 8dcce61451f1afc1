using ScottPlot;

namespace PinnSharp.Figures;

/// <summary>The colours of a theme for ScottPlot.</summary>
internal sealed class PlotColours(Theme theme)
{
    public Color Background { get; } = Color.FromHex(theme.Background);

    public Color Foreground { get; } = Color.FromHex(theme.Foreground);

    public Color Muted { get; } = Color.FromHex(theme.Muted);

    public Color Grid { get; } = Color.FromHex(theme.Grid);

    public Color this[Ink ink] => Color.FromHex(theme[ink]);
}
