using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PinnSharp.Figures;

/// <summary>Writes the blocks of a report that are drawn.</summary>
internal sealed partial class FigureWriter(HtmlWriter html)
{
    private const double Width = 400;
    private const double Column = 320;
    private const double Smallest = 0.8;
    private const double Largest = 1.2;
    private int _count;

    public void Write(FiguresBlock block)
    {
        using var figure = html.Open("figure");
        using (html.Open("div", ("class", block.Figures.Length == 1 ? "panels single" : "panels")))
        {
            foreach (var panel in block.Figures)
            {
                Drawing(SvgRenderer.Render(panel, Options(Width)));
            }
        }

        Caption(block.Caption);
    }

    public void Write(GridBlock block)
    {
        using var figure = html.Open("figure");
        var grid = block.Grid;
        var columns = Math.Max(1, grid.Columns ?? Math.Min(3, (int)Math.Ceiling(Math.Sqrt(grid.Panels.Length))));
        double? width = GridLayout.IsJoined(grid.Panels) ? null : Column * columns;
        var svg = SvgRenderer.Render(grid, Options(width));
        using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", block.Caption.Length > 0 ? block.Caption : "Figure")))
        {
            Drawing(svg, double.Parse(NaturalWidth().Match(svg).Groups[1].Value, CultureInfo.InvariantCulture));
        }

        Caption(block.Caption);
    }

    // With digits enough to tell frames apart, at least four.
    private static string Told(FigureFilm film, double value)
    {
        var (first, last) = (film.Frames[0].Value, film.Frames[^1].Value);
        var digits = last > first ? 3 + (int)Math.Ceiling(Math.Log10(Math.Max(Math.Abs(first), Math.Abs(last)) / (last - first))) : 4;
        return value.ToString($"G{Math.Clamp(digits, 4, 15)}", CultureInfo.InvariantCulture);
    }

    public void Write(FilmBlock block)
    {
        var film = block.Film;
        using var figure = html.Open("figure", ("class", "film"));
        using (html.Open("div", ("class", "frames")))
        {
            foreach (var (i, (value, frame)) in SameRanges(film).Index())
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{film.Coordinate.Label} = {Told(film, value)}{(string.IsNullOrWhiteSpace(film.Coordinate.Unit) ? "" : " " + RichText.Unit(film.Coordinate.Unit))}");
                using var place = html.Open("div", ("class", i == film.Frames.Length - 1 ? "frame final" : "frame"), ("data-value", text));
                Drawing(SvgRenderer.Render(frame, Options(Width)));
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

    private SvgOptions Options(double? width) => new()
    {
        Width = width,
        Interactive = true,
        Theme = FigureTheme.Light,
        IdPrefix = string.Create(CultureInfo.InvariantCulture, $"figure-{++_count}"),
    };

    private void Drawing(string svg, double? natural = null)
    {
        using var box = html.Open("div", ("class", natural is null ? "drawing" : "drawing together"), ("style", natural is { } width
            ? string.Create(CultureInfo.InvariantCulture, $"min-width:{Smallest * width:0}px;max-width:{Largest * width:0}px")
            : null));
        html.Raw(svg + "\n");
    }

    private void Caption(string caption)
    {
        if (caption.Length > 0)
        {
            html.Element("figcaption", caption);
        }
    }

    [GeneratedRegex(@" width=""([\d.]+)""")]
    private static partial Regex NaturalWidth();
}
