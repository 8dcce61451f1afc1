namespace PinnSharp.Figures;

/// <summary>How a figure is drawn as SVG.</summary>
public sealed record SvgOptions : FigureOptions
{
    /// <summary>The common options, with the rest as it comes.</summary>
    public SvgOptions()
    {
    }

    /// <summary>The given options, with those of SVG as they come.</summary>
    public SvgOptions(FigureOptions options)
        : base(options)
    {
    }

    /// <summary>The CSS font families, in order of preference.</summary>
    public string FontFamily { get; init; } = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

    /// <summary>
    /// What every id in the file begins with; null for a hash of the figure, so that several figures can stand in one HTML page.
    /// Letters, digits, - and _, a letter first.
    /// </summary>
    public string? IdPrefix { get; init; }

    /// <summary>Whether the file also carries the values that a script needs to tell what is under the pointer. It holds no script itself.</summary>
    /// <remarks>
    /// Numbers are invariant; pixels are those of the panel, a <c>g</c> of class <c>panel</c> that may have a translation.
    /// <list type="bullet">
    /// <item><c>g.axis.x</c>, <c>g.axis.y</c>, whether interactive or not: <c>data-axis="linear|log lower upper start end"</c>, the values at the ends and their pixels.
    /// Interactive also <c>data-label</c>, <c>data-unit</c> (plain text, as m²/d) and <c>data-categories</c> (one a line), where there are.</item>
    /// <item><c>g.colour-bar</c>, always: <c>data-value</c>, as <c>data-axis</c>.</item>
    /// <item><c>g.mark.heatmap</c>: <c>data-columns</c>, <c>data-rows</c>, <c>data-extent="x0 x1 y0 y1"</c> in data units, <c>data-range="linear|log lower upper"</c> and
    /// <c>data-cells</c>: base64 of unsigned 16-bit numbers, the low byte first, row by row, the lowest y first; 0 where there is no value, else 1 + 65534·t, where t is
    /// the value's place in the range (between the logarithms where log). <c>data-label</c> and <c>data-unit</c> name the quantity.</item>
    /// <item><c>g.mark.scatter</c>, <c>g.mark.stems</c>: <c>data-points="x,y x,y …"</c> in data units, nine digits, NaN where there is none.</item>
    /// <item>Other marks: the pixels of their paths, to be read through <c>data-axis</c>. Every mark in the legend: <c>data-label</c>.</item>
    /// </list>
    /// </remarks>
    public bool Interactive { get; init; }
}
