using ScottPlot;

namespace PinnSharp.Figures;

/// <summary>A colour map for ScottPlot.</summary>
internal sealed class ColourScale(ColourMap map) : IColormap
{
    public string Name => map.Name;

    public Color GetColor(double position) => double.IsNaN(position) ? Colors.Transparent : Of(map[position]);

    public static Color Of(uint rgb) => new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
}
