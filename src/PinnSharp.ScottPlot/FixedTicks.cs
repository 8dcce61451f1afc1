using ScottPlot;

namespace PinnSharp.Figures;

/// <summary>Ticks that were chosen with the layout.</summary>
internal sealed class FixedTicks(Ticks ticks, PlotAxis axis) : ITickGenerator
{
    public ScottPlot.Tick[] Ticks { get; } =
    [
        .. ticks.Major.Select(t => ScottPlot.Tick.Major(axis.Of(t.Value), t.Label.ToPlain())),
        .. ticks.Minor.Select(v => ScottPlot.Tick.Minor(axis.Of(v))),
    ];

    public int MaxTickCount { get; set; } = int.MaxValue;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, ScottPlot.Paint paint, LabelStyle labelStyle)
    {
    }
}
