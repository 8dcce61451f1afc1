namespace PinnSharp.Figures;

/// <summary>A heat map at equal steps of its axes: what cells are cut by an outline, or become unequal on a logarithmic axis, is right to half a pixel.</summary>
internal static class HeatRaster
{
    private const int Density = 2;
    private const int Most = 4096;

    /// <summary>The place of the map on the axes, and its values there [rows × columns], the highest row first; decades where the scale is logarithmic, not a number in holes.</summary>
    public static (double Left, double Right, double Bottom, double Top, double[,] Values) Of(HeatMap map, PlotAxis x, PlotAxis y)
    {
        var (left, right) = (End(x, map.X.Lower), End(x, map.X.Upper));
        var (bottom, top) = (End(y, map.Y.Lower), End(y, map.Y.Upper));
        var even = map.Outline.IsEmpty && x.Transform.Scale == AxisScale.Linear && y.Transform.Scale == AxisScale.Linear;
        // ScottPlot finds the size of cells from the distance between the first and the last.
        var columns = Math.Max(2, even ? map.Columns : Pixels(x, right - left));
        var rows = Math.Max(2, even ? map.Rows : Pixels(y, top - bottom));
        var cells = HeatGrid.Cells(map);
        var value = new PlotAxis(new(map.Value.Scale, Extents.OfValues(map), 0, 1));
        var values = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var (u, v) = (Value(x, left + ((j + 0.5) * (right - left) / columns)), Value(y, top - ((i + 0.5) * (top - bottom) / rows)));
                values[i, j] = HeatGrid.Contains(map, u, v) ? value.Of(cells[(Cell(map.Y, map.Rows, v) * map.Columns) + Cell(map.X, map.Columns, u)]) : double.NaN;
            }
        }

        return (left, right, bottom, top, values);
    }

    // The edge of a map may lie at zero on a logarithmic axis.
    private static double End(PlotAxis axis, double value) => axis.Transform.Accepts(value) ? axis.Of(value) : axis.Lower;

    private static int Pixels(PlotAxis axis, double length) =>
        (int)Math.Clamp(Density * length / (axis.Upper - axis.Lower) * Math.Abs(axis.Transform.End - axis.Transform.Start), 1, Most);

    private static double Value(PlotAxis axis, double coordinate) => axis.Transform.Scale == AxisScale.Linear ? coordinate : Math.Pow(10, coordinate);

    private static int Cell(AxisRange range, int count, double value) =>
        (int)Math.Clamp((value - range.Lower) / (range.Upper - range.Lower) * count, 0, count - 1);
}
