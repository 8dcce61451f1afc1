using ScottPlot;

namespace PinnSharp.Figures;

/// <summary>The text above all panels.</summary>
internal sealed class Heading(string text, double size, Color colour, bool bold, double top) : IPlottable
{
    public const float Left = 12;

    public LabelStyle Style { get; } = new() { Text = text, FontSize = (float)size, ForeColor = colour, Bold = bold, Alignment = Alignment.UpperLeft };

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => LegendItem.None;

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    public void Render(RenderPack rp) => Style.Render(rp.Canvas, new Pixel(Left, (float)top), rp.Paint);
}
