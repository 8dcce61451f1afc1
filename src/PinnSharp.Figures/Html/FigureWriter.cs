using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>Writes the blocks of a report that are drawn.</summary>
internal sealed class FigureWriter(HtmlWriter html)
{
    private const double Width = 440;
    private const double Height = 310;
    private const double FontSize = 13;
    private int _count;

    public void Write(FiguresBlock block)
    {
        using var figure = html.Open("figure");
        using (html.Open("div", ("class", block.Figures.Length == 1 ? "panels single" : "panels")))
        {
            foreach (var panel in block.Figures)
            {
                Drawing(SvgRenderer.Render(panel, Options(Width, Height)));
            }
        }

        Caption(block.Caption);
    }

    public void Write(GridBlock block)
    {
        using var figure = html.Open("figure");
        var grid = block.Grid;
        var columns = grid.Columns ?? Math.Min(3, (int)Math.Ceiling(Math.Sqrt(grid.Panels.Length)));
        var rows = Math.Max(1, (grid.Panels.Length + columns - 1) / Math.Max(1, columns));
        using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", block.Caption.Length > 0 ? block.Caption : "Figure")))
        {
            Drawing(SvgRenderer.Render(grid, Options(Math.Max(1, columns) * 240, rows * 210 + (grid.Title.Length > 0 ? 30 : 0))), "together");
        }

        Caption(block.Caption);
    }

    public void Write(FilmBlock block)
    {
        var film = block.Film;
        using var figure = html.Open("figure", ("class", "film"));
        using (html.Open("div", ("class", "frames")))
        {
            foreach (var (value, frame) in SameRanges(film))
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{film.Coordinate.Label} = {value:G4}{(string.IsNullOrWhiteSpace(film.Coordinate.Unit) ? "" : " " + RichText.Unit(film.Coordinate.Unit))}");
                using var place = html.Open("div", ("class", "frame"), ("data-value", text));
                Drawing(SvgRenderer.Render(frame, Options(Width, Height)));
            }
        }

        using (html.Open("div", ("class", "controls"), ("hidden", "")))
        {
            html.Element("button", "Play", ("type", "button"), ("class", "play"));
            html.Leaf("input", ("type", "range"), ("min", "0"), ("max", (film.Frames.Length - 1).ToString(CultureInfo.InvariantCulture)), ("step", "1"),
                ("value", (film.Frames.Length - 1).ToString(CultureInfo.InvariantCulture)), ("aria-label", film.Coordinate.Label.Length > 0 ? film.Coordinate.Label : "Frame"));
            html.Element("output", "");
        }

        Caption(block.Caption);
    }

    /// <summary>The frames with ranges that hold all of them, so that nothing but the marks moves.</summary>
    private static ImmutableArray<(double Value, Figure Figure)> SameRanges(FigureFilm film)
    {
        var ranges = film.Frames.Select(f => Extents.Of(f.Figure)).Where(e => !e.Empty).ToList();
        if (ranges.Count == 0)
        {
            return film.Frames;
        }

        var (x, y) = (Union(ranges.Select(r => r.X)), Union(ranges.Select(r => r.Y)));
        var maps = film.Frames.SelectMany(f => f.Figure.Marks.OfType<HeatMap>()).Select(Extents.OfValues).ToList();
        return [.. film.Frames.Select(f => (f.Value, f.Figure with
        {
            X = f.Figure.X with { Range = x },
            Y = f.Figure.Y with { Range = y },
            Marks = [.. f.Figure.Marks.Select(m => m is HeatMap map ? map with { Value = map.Value with { Range = Union(maps) } } : m)],
        }))];
    }

    private static AxisRange Union(IEnumerable<AxisRange> ranges) => ranges.Aggregate((a, b) => new(Math.Min(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper)));

    private SvgOptions Options(double width, double height) => new()
    {
        Width = width,
        Height = height,
        FontSize = FontSize,
        Theme = FigureTheme.Light,
        IdPrefix = string.Create(CultureInfo.InvariantCulture, $"figure-{++_count}"),
    };

    private void Drawing(string svg, string? kind = null)
    {
        using var box = html.Open("div", ("class", kind is null ? "drawing" : "drawing " + kind));
        html.Raw(svg + "\n");
    }

    private void Caption(string caption)
    {
        if (caption.Length > 0)
        {
            html.Element("figcaption", caption);
        }
    }
}
