using System.Globalization;

namespace PinnSharp.Figures;

/// <summary>A figure in words, for readers who cannot see it.</summary>
internal static class Summary
{
    public static string Of(FigureGrid grid) => grid.Description ?? (grid.Panels.IsEmpty ? "No data."
        : (grid.Note.Length > 0 ? grid.Note + " " : "") + string.Join(" ", grid.Panels.Where(p => !p.IsBlank).Select((p, i) => $"Panel {(i + 1).ToString(CultureInfo.InvariantCulture)}{(p.Title.Length > 0 ? $", {p.Title}" : "")}: {Of(p)}")));

    public static string Of(Figure figure)
    {
        if (figure.Description is { } given)
        {
            return given;
        }

        var (x, y, empty) = Extents.Of(figure);
        var axes = $"{Axis("Horizontal", figure.X, x)} {Axis("Vertical", figure.Y, y)}";
        return empty ? $"{axes} No data." : $"{axes} Shown: {string.Join("; ", figure.Marks.Select(Mark))}.";
    }

    private static string Axis(string name, Axis axis, AxisRange range) => string.Create(CultureInfo.InvariantCulture,
        $"{name} axis: {(axis.Label.Length > 0 ? axis.Label : "unnamed")}{(string.IsNullOrEmpty(axis.Unit) ? "" : $" in {axis.Unit}")}, {(axis.Scale == AxisScale.Linear ? "" : "logarithmic, ")}{(axis.Categories.IsEmpty ? $"from {range.Lower:G4} to {range.Upper:G4}" : string.Join(", ", axis.Categories))}.");

    private static string Mark(Mark mark) => (string.IsNullOrEmpty(mark.Label) ? "" : mark.Label + ", ") + mark switch
    {
        Lines lines => Count(lines.X.Length, "line"),
        Scatter { Lower.IsEmpty: true } scatter => Count(scatter.X.Length, "scatter"),
        Scatter scatter => Count(scatter.X.Length, "scatter with error bars"),
        Band => "a band",
        HorizontalRule rule => string.Create(CultureInfo.InvariantCulture, $"a horizontal line at {rule.Y:G4}"),
        VerticalRule rule => string.Create(CultureInfo.InvariantCulture, $"a vertical line at {rule.X:G4}"),
        Bars bars => string.Create(CultureInfo.InvariantCulture, $"{bars.Heights.Length} {(bars.Heights.Length == 1 ? "bar" : "bars")}"),
        Stems stems => Count(stems.X.Length, "stems"),
        Arrows arrows => string.Create(CultureInfo.InvariantCulture, $"a field of {arrows.X.Length} arrows"),
        HeatMap map => string.Create(CultureInfo.InvariantCulture,
            $"a heat map{(map.Value.Label.Length > 0 ? " of " + map.Value.Label : "")} with {map.Columns} by {map.Rows} cells, values from {Extents.OfValues(map).Lower:G4} to {Extents.OfValues(map).Upper:G4}{(map.Contours.IsEmpty ? "" : $", with {map.Contours.Length} contours")}"),
        _ => mark.GetType().Name,
    };

    private static string Count(int count, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind} of {count} {(count == 1 ? "point" : "points")}");
}
