using ScottPlot;
using ScottPlot.DataSources;
using ScottPlot.Plottables;

namespace PinnSharp.Figures;

/// <summary>Markers that are whole where they stand on the frame of the axes.</summary>
internal sealed class UnclippedMarkers(Coordinates[] places) : Markers(new ScatterSourceCoordinatesArray(places))
{
    public override void Render(RenderPack rp)
    {
        rp.CanvasState.DisableClipping();
        base.Render(rp);
    }
}
