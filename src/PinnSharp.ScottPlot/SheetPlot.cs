using ScottPlot;

namespace PinnSharp.Figures;

/// <summary>All panels of a grid over a backdrop with its heading.</summary>
internal sealed class SheetPlot : IMultiplotLayout
{
    private readonly List<PixelRect> _places = [];

    public SheetPlot(FigureGrid grid, FigureOptions options)
    {
        var sheet = new Sheet(grid, options, single: false);
        (Width, Height) = ((int)Math.Ceiling(sheet.Width), (int)Math.Ceiling(sheet.Height));
        var colours = new PlotColours(options.Theme == FigureTheme.Dark ? Theme.Dark : Theme.Light);
        Plots = new(Backdrop(sheet, options.FontSize, colours)) { Layout = this };
        _places.Add(Frame);
        foreach (var (i, panel) in sheet.Layout.Panels.Index())
        {
            if (panel.IsBlank)
            {
                continue;
            }

            var (x, y) = sheet.Layout.Corner(i);
            var place = new PixelRect(new Pixel(x, sheet.Head + y), (float)panel.Width, (float)panel.Height);
            Plots.AddPlot(new PanelPlot(grid.Panels[i], panel, place, options.FontSize, colours).Plot);
            _places.Add(place);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public PixelRect Frame => new(0, Width, Height, 0);

    /// <summary>The backdrop, then the panels that are not blank.</summary>
    public Multiplot Plots { get; }

    PixelRect[] IMultiplotLayout.GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect) => [.. _places];

    private Plot Backdrop(Sheet sheet, double size, PlotColours colours)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = colours.Background;
        plot.Layout.Frameless();
        plot.HideGrid();
        plot.Layout.Fixed(Frame);
        plot.Axes.SetLimits(0, 1, 0, 1);
        if (sheet.Title.Count > 0)
        {
            Add(string.Join('\n', sheet.Title), sheet.TitleSize, colours.Foreground, bold: true, 8);
        }

        if (sheet.Note.Count > 0)
        {
            Add(string.Join('\n', sheet.Note), size, colours.Muted, bold: false, sheet.NoteTop);
        }

        return plot;

        void Add(string text, double fontSize, Color colour, bool bold, double top) => plot.PlottableList.Add(new Heading(text, fontSize, colour, bold, top));
    }
}
