namespace PinnSharp.Figures;

/// <summary>Where the panels of a grid stand. Those of a column share their left and right margins, those of a row the upper and lower ones.</summary>
internal sealed class GridLayout
{
    private const double MostGiven = 30;
    private readonly int _columns;
    private readonly double[] _widths;
    private readonly double[] _heights;

    /// <param name="panels">The panels.</param>
    /// <param name="columns">Panels in a row.</param>
    /// <param name="width">The whole width.</param>
    /// <param name="height">The whole height; null to choose it.</param>
    /// <param name="fontSize">The size of text.</param>
    /// <param name="rowHeight">The height of a row where nothing asks for another.</param>
    public GridLayout(IReadOnlyList<Figure> panels, int columns, double width, double? height, double fontSize, double rowHeight)
    {
        _columns = columns;
        _widths = [.. Enumerable.Repeat(Math.Floor(width / columns), columns)];
        _heights = new double[Math.Max(1, (panels.Count + columns - 1) / columns)];
        Array.Fill(_heights, Math.Floor((height / _heights.Length) ?? rowHeight));
        Panels = [.. panels.Select((p, i) => new Panel(p, _widths[i % columns], _heights[i / columns], fontSize))];
        if (IsJoined(panels))
        {
            Equalise(width, height);
            Equalise(width, height);
        }
        else
        {
            Align();
            if (height is null)
            {
                foreach (var row in Enumerable.Range(0, _heights.Length))
                {
                    _heights[row] = Row(row).Select(p => Wanted(p, rowHeight)).DefaultIfEmpty(rowHeight).Max();
                }

                Align();
            }
        }
    }

    public Panel[] Panels { get; }

    public double Height => _heights.Sum();

    /// <summary>Whether the panels are parts of one figure: those that hide an axis.</summary>
    public static bool IsJoined(IEnumerable<Figure> panels) => panels.Any(p => p.X.IsHidden || p.Y.IsHidden);

    /// <summary>The upper left corner of a panel.</summary>
    public (double X, double Y) Corner(int panel) => (_widths.Take(panel % _columns).Sum(), _heights.Take(panel / _columns).Sum());

    private IEnumerable<Panel> Row(int row) => Panels.Where((_, i) => i / _columns == row);

    private IEnumerable<Panel> Column(int column) => Panels.Where((_, i) => i % _columns == column);

    private static Insets Greatest(IEnumerable<Panel> panels) => panels.Aggregate(default(Insets), (m, p) => new(
        Math.Max(m.Left, p.Margins.Left), Math.Max(m.Top, p.Margins.Top), Math.Max(m.Right, p.Margins.Right), Math.Max(m.Bottom, p.Margins.Bottom)));

    // The height that equal scales fill, or that a legend of many rows leaves enough of.
    private static double Wanted(Panel panel, double usual)
    {
        var (margins, box) = (panel.Margins, panel.Frame);
        return Math.Round(panel.Aspect is { } aspect
            ? Math.Clamp(margins.Top + margins.Bottom + (aspect * box.Width), 0.5 * usual, 1.5 * usual)
            : Math.Max(usual, margins.Top + margins.Bottom + (0.5 * usual)));
    }

    private void Align()
    {
        Insets[] columns = [.. _widths.Select((_, i) => Greatest(Column(i)))], rows = [.. _heights.Select((_, i) => Greatest(Row(i)))];
        foreach (var (i, panel) in Panels.Index())
        {
            var (c, r) = (i % _columns, i / _columns);
            panel.Arrange(_widths[c], _heights[r], new(columns[c].Left, Beside(rows[r].Top, panel.Margins.Top), columns[c].Right, Beside(rows[r].Bottom, panel.Margins.Bottom)));
        }
    }

    // A panel does not give up much of its height to match one with far more text.
    private double Beside(double greatest, double own) => Panels.Any(p => p.IsPart) || greatest <= own + MostGiven ? greatest : own;

    // Axes of one size, whatever stands beside them.
    private void Equalise(double width, double? height)
    {
        double[] across = [.. _widths.Select((_, i) => Greatest(Column(i))).Select(m => m.Left + m.Right)];
        double[] down = [.. _heights.Select((_, i) => Greatest(Row(i))).Select(m => m.Top + m.Bottom)];
        var inner = Math.Max(10, Math.Floor((width - across.Sum()) / across.Length));
        var innerHeight = Math.Max(10, Math.Floor(((height - down.Sum()) / down.Length) ?? (0.9 * inner)));
        for (var i = 0; i < across.Length; i++)
        {
            _widths[i] = across[i] + inner;
        }

        for (var i = 0; i < down.Length; i++)
        {
            _heights[i] = down[i] + innerHeight;
        }

        Align();
    }
}
