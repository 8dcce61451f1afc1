using System.Collections.Immutable;
using ScottPlot;

namespace PinnSharp.Figures;

/// <summary>The legend of a panel: in a corner that hides nothing, or above the axes.</summary>
internal static class LegendKeys
{
    private const float Swatch = 22;

    public static void Add(Plot plot, Panel panel, ImmutableArray<(Mark Mark, Ink Ink)> marks, double size, PlotColours colours, MarkPlottables plottables)
    {
        var layout = new Legend(marks, size, panel.X, panel.Y);
        if (layout.IsEmpty)
        {
            return;
        }

        var legend = plot.Legend;
        legend.DisplayPlottableLegendItems = false;
        legend.ManualItems.AddRange(Items(panel, marks, size, colours, plottables));
        legend.SymbolWidth = Math.Max(Swatch, legend.ManualItems.Max(i => i.MarkerStyle.CustomRenderer is ArrowKey key ? (float)key.Length : 0));
        legend.SymbolHeight = (float)size;
        legend.SymbolPadding = 6;
        legend.Padding = new(6, 6);
        legend.InterItemPadding = new(0, 16, (float)(0.3 * size), 0);
        legend.TightHorizontalWrapping = true;
        legend.FontSize = (float)size;
        legend.FontColor = colours.Foreground;
        legend.BackgroundColor = colours.Background.WithOpacity(0.85);
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;

        var obstacles = marks.SelectMany(m => MarkPainter.Footprint(m.Mark, panel.X, panel.Y)).ToList();
        if (!marks.Any(m => m.Mark is HeatMap) && layout.Inside(panel.Box, obstacles) is { } place)
        {
            plot.ShowLegend(Towards(panel.Box, place.X + (layout.InsideWidth / 2), place.Y + (layout.InsideHeight / 2)), Orientation.Vertical);
            legend.Margin = new(6, 6);
        }
        else
        {
            var above = plot.ShowLegend(Edge.Top);
            above.Alignment = Alignment.MiddleLeft;
            above.MinimumSize = above.MaximumSize = (float)layout.HeightAbove(panel.Frame.Width);
            legend.Padding = new(0, 0);
        }
    }

    /// <summary>The corner, side or middle that a point is nearest to.</summary>
    private static Alignment Towards(Box box, double x, double y) => (Third(x - box.Left, box.Width) + (3 * Third(y - box.Top, box.Height))) switch
    {
        0 => Alignment.UpperLeft,
        1 => Alignment.UpperCenter,
        2 => Alignment.UpperRight,
        3 => Alignment.MiddleLeft,
        4 => Alignment.MiddleCenter,
        5 => Alignment.MiddleRight,
        6 => Alignment.LowerLeft,
        7 => Alignment.LowerCenter,
        _ => Alignment.LowerRight,
    };

    private static int Third(double position, double length) => position < 0.47 * length ? 0 : position > 0.53 * length ? 2 : 1;

    private static IEnumerable<LegendItem> Items(Panel panel, ImmutableArray<(Mark Mark, Ink Ink)> marks, double size, PlotColours colours, MarkPlottables plottables)
    {
        foreach (var group in marks.Where(m => m.Mark is not HeatMap).GroupBy(m => Legend.LabelOf(m.Mark, panel.X, panel.Y).ToPlain()).Where(g => g.Key.Length > 0))
        {
            var item = new LegendItem { LabelText = group.Key, MarkerStyle = MarkerStyle.None };
            foreach (var (mark, ink) in group)
            {
                Draw(item, mark, colours[ink]);
            }

            yield return item;
        }

        void Draw(LegendItem item, Mark mark, Color colour)
        {
            switch (mark)
            {
                case Band:
                    item.FillColor = colour.WithOpacity(MarkPainter.BandOpacity);
                    break;
                case Bars:
                    item.FillColor = colour.WithOpacity(MarkPainter.BarOpacity);
                    item.OutlineStyle = MarkPlottables.Line(1, colour, Dash.Solid);
                    break;
                // Of several lines of one label the first stands for all.
                case Lines or HorizontalRule when item.LineStyle.Width > 0:
                    break;
                case Lines lines:
                    item.LineStyle = MarkPlottables.Line(MarkPainter.LineWidth, colour, lines.Dash);
                    break;
                case HorizontalRule rule:
                    item.LineStyle = MarkPlottables.Line(MarkPainter.RuleWidth, colour, rule.Dash);
                    break;
                case VerticalRule rule:
                    item.MarkerStyle = new(MarkerShape.VerticalBar, (float)size, colour) { LineStyle = MarkPlottables.Line(MarkPainter.RuleWidth, colour, rule.Dash) };
                    break;
                case Stems stems:
                    item.MarkerStyle = plottables.Symbol(stems.Marker, 3.2, colour, halo: false);
                    break;
                case Scatter scatter:
                    item.MarkerStyle = plottables.Symbol(scatter.Marker, 3.2, colour, halo: false);
                    break;
                case Arrows arrows when new ArrowField(arrows, panel.X, panel.Y) is { PixelsPerUnit: > 0 } field:
                    item.MarkerStyle = new(MarkerShape.None, 1, colour) { CustomRenderer = new ArrowKey(field.Key * field.PixelsPerUnit), LineStyle = MarkPlottables.Line(1.2, colour, Dash.Solid) };
                    break;
            }
        }
    }
}
