using System.Collections.Immutable;
using ScottPlot;
using SkiaSharp;

namespace PinnSharp.Figures;

/// <summary>
/// Draws figures by ScottPlot as PNG, two pixels for each of the options', or as SVG with outlines of its own. The axes, ticks, inks and colours are those of
/// <see cref="SvgRenderer"/>. An automatic theme is light.
/// </summary>
public sealed class ScottPlotRenderer : IFigureRenderer
{
    private const int Density = 2;

    /// <summary>Whether the native library of Skia, which comes with ScottPlot's packages, can be loaded.</summary>
    public static bool IsAvailable
    {
        get
        {
            try
            {
                return SkiaSharpVersion.Native.Major > 0;
            }
            catch (DllNotFoundException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public string Name => "scottplot";

    /// <inheritdoc/>
    public ImmutableArray<string> Formats { get; } = ["png", "svg"];

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A mark is of a kind that this renderer does not know.</exception>
    public byte[] Render(FigureGrid figure, FigureOptions options, string format)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(options);
        if (!Formats.Contains(format))
        {
            throw new ArgumentException($"'{format}' is not a format of this renderer: it writes {string.Join(" and ", Formats)}.");
        }

        var sheet = new SheetPlot(figure, options);
        return format == "png" ? Png(sheet) : Svg(sheet);
    }

    private static byte[] Png(SheetPlot sheet)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Density * sheet.Width, Density * sheet.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Scale(Density);
        sheet.Plots.Render(surface.Canvas, sheet.Frame);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Svg(SheetPlot sheet)
    {
        using var stream = new SKDynamicMemoryWStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(sheet.Width, sheet.Height), stream))
        {
            sheet.Plots.Render(canvas, sheet.Frame);
        }

        using var data = stream.DetachAsData();
        return data.ToArray();
    }
}
