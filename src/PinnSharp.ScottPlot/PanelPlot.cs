using ScottPlot;
using ScottPlot.AxisPanels;
using ScottPlot.Panels;

namespace PinnSharp.Figures;

/// <summary>One figure as a plot of ScottPlot, its data area where the layout of the panel has the axes.</summary>
internal sealed class PanelPlot
{
    private const float BarGap = 14;
    private const float TitleGap = 7;
    private readonly Panel _panel;
    private readonly double _size;
    private readonly PlotColours _colours;

    public PanelPlot(Figure figure, Panel panel, PixelRect place, double size, PlotColours colours)
    {
        (_panel, _size, _colours) = (panel, size, colours);
        var (x, y) = (new PlotAxis(panel.X), new PlotAxis(panel.Y));
        var box = panel.Box;
        Plot.Layout.Fixed(new PixelRect(place.Left + (float)box.Left, place.Left + (float)box.Right, place.Top + (float)box.Bottom, place.Top + (float)box.Top));
        Plot.FigureBackground.Color = colours.Background;
        Plot.Axes.SetLimits(x.Lower, x.Upper, y.Lower, y.Upper);
        Style();

        var title = TextMetrics.Wrap(figure.Title, 1.12 * size, panel.Width - panel.Frame.Left - 8);
        Plot.Title(string.Join('\n', title), (float)(1.12 * size));
        Plot.Axes.Title.Label.OffsetY = -TitleGap;
        Label((AxisBase)Plot.Axes.Bottom, figure.X, panel.XTicks.Ticks, x, panel.Width);
        Label((AxisBase)Plot.Axes.Left, figure.Y, panel.YTicks, y, panel.Height);
        if (panel.XTicks.Turned)
        {
            (Plot.Axes.Bottom.TickLabelStyle.Rotation, Plot.Axes.Bottom.TickLabelStyle.Alignment) = (-90, Alignment.MiddleRight);
        }

        var marks = InkCycle.Of(figure.Marks);
        var plottables = new MarkPlottables(x, y, colours);
        Plot.PlottableList.AddRange(marks.OrderBy(m => m.Mark is HeatMap ? 0 : 1).SelectMany(m => plottables.Of(m.Mark, m.Ink)));
        LegendKeys.Add(Plot, panel, marks, size, colours, plottables);
        if (figure.Marks.OfType<HeatMap>().FirstOrDefault() is { } map)
        {
            AddColourBar(map);
        }

        if (panel.IsEmpty)
        {
            Plot.PlottableList.Add(new ScottPlot.Plottables.Annotation
            {
                Text = "no data",
                Alignment = Alignment.MiddleCenter,
                LabelFontSize = (float)(1.12 * size),
                LabelFontColor = colours.Muted,
                LabelShadowColor = Colors.Transparent,
            });
        }
    }

    public Plot Plot { get; } = new();

    private void Style()
    {
        Plot.Axes.Color(_colours.Foreground);
        Plot.Axes.Top.IsVisible = Plot.Axes.Right.IsVisible = false;
        Plot.Grid.MajorLineColor = _colours.Grid;
        foreach (var axis in new IAxis[] { Plot.Axes.Bottom, Plot.Axes.Left })
        {
            axis.TickLabelStyle.FontSize = (float)_size;
        }
    }

    private void Label(AxisBase axis, Axis of, Ticks ticks, PlotAxis scale, double room)
    {
        var (text, size) = Caption.Fit(of, ticks, _size, room - 16);
        axis.TickGenerator = new FixedTicks(ticks, scale);
        axis.PaddingBetweenTickAndAxisLabels = new(8, 3);
        (axis.LabelText, axis.LabelFontSize, axis.LabelBold) = (text.ToPlain(), (float)size, false);
    }

    private void AddColourBar(HeatMap map)
    {
        Plot.HideGrid();
        Plot.DataBorder = new(1, _colours.Foreground);
        Plot.Axes.Right.MinimumSize = Plot.Axes.Right.MaximumSize = BarGap;
        var range = Extents.OfValues(map);
        var bar = Plot.Add.ColorBar(Plot.PlottableList.OfType<ScottPlot.Plottables.Heatmap>().First());
        bar.Width = (float)HeatMapPainter.BarWidth;
        var axis = (AxisBase)bar.Axis;
        axis.Color(_colours.Foreground);
        axis.FrameLineStyle.Width = 0;
        axis.TickLabelStyle.FontSize = (float)_size;
        Label(axis, map.Value, _panel.ValueTicks, new(new(map.Value.Scale, range, 0, 1)), _panel.Height);
    }
}
