using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PinnSharp.Figures;

/// <summary>
/// Draws figures as SVG 1.1 with CSS: one self-contained element that opens in a browser as it is and can stand in an HTML page.
/// The same figure and options give the same text.
/// </summary>
public sealed class SvgRenderer : IFigureRenderer
{
    // Stands for the ids' prefix until the text is known and can be hashed.
    private const string Prefix = "pinnsharp-figure-id";

    /// <inheritdoc/>
    public string Name => "svg";

    /// <inheritdoc/>
    public ImmutableArray<string> Formats { get; } = ["svg"];

    /// <inheritdoc/>
    public byte[] Render(FigureGrid figure, FigureOptions options, string format) => format == "svg"
        ? Encoding.UTF8.GetBytes(Render(figure, options as SvgOptions ?? new(options)))
        : throw new ArgumentException($"'{format}' is not a format of this renderer: it writes svg.");

    /// <summary>The figure as the text of one svg element.</summary>
    /// <exception cref="ArgumentException">A logarithmic axis has a range that is not positive, or the options are out of range.</exception>
    public static string Render(Figure figure, SvgOptions? options = null) =>
        Render(new FigureGrid { Title = figure.Title, Description = Summary.Of(figure), Panels = [figure] }, options ?? new(), single: true);

    /// <summary>The panels as the text of one svg element.</summary>
    /// <exception cref="ArgumentException">A logarithmic axis has a range that is not positive, or the options are out of range.</exception>
    public static string Render(FigureGrid grid, SvgOptions? options = null) => Render(grid, options ?? new(), single: false);

    private static string Render(FigureGrid grid, SvgOptions options, bool single)
    {
        CheckPrefix(options.IdPrefix);
        var sheet = new Sheet(grid, options, single);
        var (width, height, title, titleSize, note) = (sheet.Width, sheet.Height, sheet.Title, sheet.TitleSize, sheet.Note);
        var theme = options.Theme == FigureTheme.Dark ? Theme.Dark : Theme.Light;
        using var svg = new SvgWriter(theme, options.Interactive);
        using (svg.Open("svg", ("id", Prefix), ("viewBox", $"0 0 {SvgWriter.Number(width)} {SvgWriter.Number(height)}"), ("width", width), ("height", height),
            ("role", "img"), ("aria-labelledby", $"{Prefix}-title {Prefix}-desc"), ("font-family", options.FontFamily)))
        {
            svg.Line("title", grid.Title.Length > 0 ? grid.Title : "Figure", ("id", Prefix + "-title"));
            svg.Line("desc", Summary.Of(grid), ("id", Prefix + "-desc"));
            svg.Line("style", Theme.Css(Prefix, options.Theme));
            svg.Leaf("rect", ("class", "f-background"), ("width", width), ("height", height), ("fill", theme.Background));
            for (var i = 0; i < title.Count; i++)
            {
                svg.Label(title[i], 12, 8 + (titleSize * (1 + (1.3 * i))), titleSize, svg.Foreground, weight: "600");
            }

            for (var i = 0; i < note.Count; i++)
            {
                svg.Label(note[i], 12, sheet.NoteTop + (options.FontSize * (1 + (1.35 * i))), options.FontSize, svg.Muted);
            }

            if (grid.Panels.IsEmpty)
            {
                svg.Label("no data", width / 2, height / 2, titleSize, svg.Muted, "middle");
            }

            DrawPanels(svg, sheet.Layout, sheet.Head);
        }

        var text = svg.Finish();
        return text.Replace(Prefix, options.IdPrefix ?? "figure-" + Hash(text).ToString("x16", CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static void DrawPanels(SvgWriter svg, GridLayout layout, double head)
    {
        foreach (var (i, panel) in layout.Panels.Index())
        {
            if (panel.IsBlank)
            {
                continue;
            }

            var (x, y) = layout.Corner(i);
            y += head;
            using (svg.Open("g", ("class", "panel"), ("transform", x == 0 && y == 0 ? null : $"translate({SvgWriter.Number(x)} {SvgWriter.Number(y)})")))
            {
                panel.Draw(svg, $"{Prefix}-{i.ToString(CultureInfo.InvariantCulture)}");
            }
        }
    }

    private static void CheckPrefix(string? prefix)
    {
        if (prefix is not null && (prefix.Length == 0 || !char.IsAsciiLetter(prefix[0]) || prefix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
        {
            throw new ArgumentException($"'{prefix}' cannot begin an id: use letters, digits, - and _, a letter first.");
        }
    }

    // FNV-1a, 64 bits.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
