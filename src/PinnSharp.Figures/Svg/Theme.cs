using System.Globalization;
using System.Text;

namespace PinnSharp.Figures;

/// <summary>The colours of one background. Inks follow <see cref="Ink"/> from blue on.</summary>
internal sealed record Theme(string Background, string Foreground, string Muted, string Grid, params string[] Inks)
{
    public const int Cycle = 6;

    public static Theme Light { get; } = new(
        "#ffffff", "#1c2127", "#4d5661", "#e7e9ec", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#5b6470", "#1c2127");

    public static Theme Dark { get; } = new(
        "#14171b", "#e9ecef", "#aeb6bf", "#2b3037", "#4aa3df", "#ff8a4a", "#2cc39a", "#e39ac6", "#f2b53c", "#9ad4f5", "#a3abb5", "#e9ecef");

    public string this[Ink ink] => Inks[(int)ink - 1];

    /// <summary>
    /// The style sheet, for elements below #id only. Every element also carries plain attributes, for renderers without custom properties.
    /// </summary>
    public static string Css(string id, FigureTheme theme)
    {
        var css = new StringBuilder();
        css.Append(CultureInfo.InvariantCulture, $"#{id}{{{(theme == FigureTheme.Dark ? Dark : Light).Variables()}}}");
        if (theme == FigureTheme.Automatic)
        {
            css.Append(CultureInfo.InvariantCulture, $"@media (prefers-color-scheme:dark){{#{id}{{{Dark.Variables()}}}}}");
        }

        foreach (var name in Names)
        {
            css.Append(CultureInfo.InvariantCulture, $"#{id} .f-{name}{{fill:var(--{name})}}#{id} .s-{name}{{stroke:var(--{name})}}");
        }

        return css.ToString();
    }

    private static IEnumerable<string> Names =>
        ["background", "foreground", "muted", "grid", .. Enumerable.Range(1, Light.Inks.Length).Select(i => $"ink{i}")];

    /// <summary>All colours by their names in the style sheet.</summary>
    public IEnumerable<(string Name, string Colour)> Colours => Names.Zip([Background, Foreground, Muted, Grid, .. Inks]);

    private string Variables() => string.Concat(Colours.Select(c => $"--{c.Name}:{c.Colour};"));
}

/// <summary>A colour by its name in the style sheet and its value where there is none.</summary>
internal readonly record struct Paint(string Name, string Fallback)
{
    public static Paint Of(Theme theme, Ink ink) => new($"ink{(int)ink}", theme[ink]);
}
