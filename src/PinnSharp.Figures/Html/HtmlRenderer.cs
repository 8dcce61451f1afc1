using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PinnSharp.Figures;

/// <summary>
/// Draws a report as one HTML file that opens from disk: it asks for nothing from elsewhere, and its Content-Security-Policy forbids it to.
/// The same report gives the same text.
/// </summary>
public static class HtmlRenderer
{
    private static readonly string _script = Resource("report.js") + Resource("values.js");
    private static readonly string _style = Resource("report.css") + FigureColours();

    /// <summary>The report as the text of a whole HTML file.</summary>
    /// <exception cref="ArgumentException">A figure cannot be drawn, see <see cref="SvgRenderer"/>; or a formula is not a math element.</exception>
    public static string Render(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = new HtmlWriter();
        html.Raw("<!doctype html>\n");
        using (html.Open("html", ("lang", "en")))
        {
            Head(html, report.Title);
            using (html.Open("body"))
            {
                html.Element("a", "Skip to the content", ("class", "skip"), ("href", "#content"));
                Body(html, report);
                html.Raw($"<script>{_script}</script>\n");
            }
        }

        return html.ToString();
    }

    private static void Head(HtmlWriter html, string title)
    {
        using var head = html.Open("head");
        html.Leaf("meta", ("charset", "utf-8"));
        html.Leaf("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Leaf("meta", ("http-equiv", "Content-Security-Policy"), ("content",
            $"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(_script)))}'; base-uri 'none'; form-action 'none'"));
        html.Leaf("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("title", title.Length > 0 ? title : "Report");
        html.Raw($"<style>{_style}</style>\n");
    }

    private static void Body(HtmlWriter html, Report report)
    {
        using var page = html.Open("div", ("class", "page"));
        using (html.Open("header"))
        {
            html.Element("h1", report.Title.Length > 0 ? report.Title : "Report");
            if (report.Subtitle.Length > 0)
            {
                html.Element("p", report.Subtitle, ("class", "subtitle"));
            }

            html.Element("button", "Dark", ("type", "button"), ("class", "theme"), ("hidden", ""));
        }

        var ids = Ids(report);
        using (html.Open("nav", ("aria-label", "Contents")))
        using (html.Open("ol"))
        {
            foreach (var (section, id) in report.Sections.Zip(ids))
            {
                using var item = html.Open("li");
                html.Element("a", section.Title, ("href", "#" + id));
            }
        }

        using var main = html.Open("main", ("id", "content"), ("tabindex", "-1"));
        var blocks = new BlockWriter(html);
        foreach (var (section, id) in report.Sections.Zip(ids))
        {
            using var element = html.Open("section", ("id", id), ("aria-labelledby", id + "-title"));
            html.Element("h2", section.Title, ("id", id + "-title"));
            foreach (var block in section.Blocks)
            {
                blocks.Write(block);
            }
        }
    }

    /// <summary>An id for each section, made of its title.</summary>
    private static List<string> Ids(Report report)
    {
        var ids = new List<string>();
        foreach (var section in report.Sections)
        {
            var words = new string([.. section.Title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')])
                .Split('-', StringSplitOptions.RemoveEmptyEntries);
            var id = "s-" + string.Join('-', words);
            ids.Add(ids.Contains(id) ? string.Create(CultureInfo.InvariantCulture, $"{id}-{ids.Count + 1}") : id);
        }

        return ids;
    }

    /// <summary>The colours of figures in this page: as its own, they follow the reader's choice, and are light in print.</summary>
    private static string FigureColours() => $"@supports(color:light-dark(#000,#fff)){{.drawing svg{{{string.Concat(
        Theme.Light.Colours.Zip(Theme.Dark.Colours, (l, d) => $"--{l.Name}:light-dark({l.Colour},{d.Colour})!important;"))}}}}}\n";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlRenderer).Assembly.GetManifestResourceStream($"PinnSharp.Figures.Html.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
