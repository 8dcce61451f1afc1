using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PinnSharp.Figures.Tests;

/// <summary>A rendered figure, read back: elements by class, and pixels turned into data by the axes the file itself states.</summary>
internal sealed partial class Drawing
{
    private readonly XElement _scope;

    public Drawing(Figure figure, SvgOptions? options = null)
        : this(SvgRenderer.Render(figure, options))
    {
    }

    public Drawing(string svg)
        : this(XDocument.Parse(svg).Root!)
    {
    }

    private Drawing(XElement scope) => _scope = scope;

    public XElement Root => _scope;

    public IEnumerable<Drawing> Panels => WithClass("panel").Select(p => new Drawing(p));

    public IEnumerable<string> Texts => Named("text").Select(t => t.Value);

    public IEnumerable<string> XLabels => TickLabels("x");

    public IEnumerable<string> YLabels => TickLabels("y");

    public IEnumerable<XElement> Named(string name) => _scope.Descendants().Where(e => e.Name.LocalName == name);

    public IEnumerable<XElement> WithClass(string name) => _scope.Descendants().Where(e => Classes(e).Contains(name));

    public XElement Mark(string kind) => WithClass("mark").Single(e => Classes(e).Contains(kind));

    public AxisTransform Axis(string name) => Transform(WithClass("axis").Single(e => Classes(e).Contains(name)).Attribute("data-axis")!.Value);

    public static AxisTransform Transform(string text)
    {
        var parts = text.Split(' ');
        return new(parts[0] == "log" ? AxisScale.Logarithmic : AxisScale.Linear, new(Parse(parts[1]), Parse(parts[2])), Parse(parts[3]), Parse(parts[4]));
    }

    public static double Number(XElement element, string attribute) => Parse(element.Attribute(attribute)!.Value);

    /// <summary>The vertices of every path within an element, one list for each move.</summary>
    public static List<List<(double X, double Y)>> Paths(XElement element)
    {
        var paths = new List<List<(double X, double Y)>>();
        foreach (var path in element.DescendantsAndSelf().Where(e => e.Name.LocalName == "path"))
        {
            foreach (Match match in Vertex().Matches(path.Attribute("d")!.Value))
            {
                if (match.Groups[1].Value == "M")
                {
                    paths.Add([]);
                }

                paths[^1].Add((Parse(match.Groups[2].Value), Parse(match.Groups[3].Value)));
            }
        }

        return paths;
    }

    /// <summary>Where texts are, in pixels of the panel or picture: the estimated width, from the height of capitals to the descenders.</summary>
    public List<(string Text, Box Box)> TextBoxes() => [.. Named("text").Select(text =>
    {
        var size = Number(text, "font-size");
        var width = 0.92 * text.Nodes().Sum(n => n is XElement run
            ? TextMetrics.Width(run.Value, run.Attribute("font-size") is { } small ? Parse(small.Value) : size)
            : TextMetrics.Width(((XText)n).Value, size));
        var (x, y) = (Number(text, "x"), Number(text, "y"));
        var start = text.Attribute("text-anchor")?.Value switch { "end" => -width, "middle" => -width / 2, _ => 0 };
        var box = text.Attribute("transform") is null
            ? new Box(x + start, y - (0.72 * size), x + start + width, y + (0.2 * size))
            : new Box(x - (0.72 * size), y - start - width, x + (0.2 * size), y - start);
        foreach (var panel in text.Ancestors().Where(a => Classes(a).Contains("panel") && a.Attribute("transform") is not null))
        {
            var shift = Shift().Match(panel.Attribute("transform")!.Value);
            var (dx, dy) = (Parse(shift.Groups[1].Value), Parse(shift.Groups[2].Value));
            box = new(box.Left + dx, box.Top + dy, box.Right + dx, box.Bottom + dy);
        }

        return (text.Value, box);
    })];

    public (double X, double Y)[] Circles(string kind) =>
        [.. Mark(kind).Descendants().Where(e => e.Name.LocalName == "circle").Select(c => Data((Number(c, "cx"), Number(c, "cy"))))];

    public (double X, double Y) Data((double X, double Y) pixel) => (Axis("x").Value(pixel.X), Axis("y").Value(pixel.Y));

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Classes(XElement element) => element.Attribute("class")?.Value.Split(' ') ?? [];

    // All texts of an axis but the caption, which comes last where there is one: tests that ask give the axis none.
    private IEnumerable<string> TickLabels(string axis) => WithClass("axis").Single(e => Classes(e).Contains(axis))
        .Elements().Where(e => e.Name.LocalName == "text").Select(t => string.Concat(t.Nodes().Select(n => n is XElement { } s && s.Attribute("dy")?.Value[0] == '-' ? "^" + s.Value : n is XElement e ? e.Value : ((XText)n).Value)));

    [GeneratedRegex(@"translate\((-?[\d.]+) (-?[\d.]+)\)")]
    private static partial Regex Shift();

    [GeneratedRegex(@"([ML])(-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex Vertex();
}
