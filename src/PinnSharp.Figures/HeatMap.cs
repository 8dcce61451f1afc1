using System.Collections.Immutable;

namespace PinnSharp.Figures;

/// <summary>A function of two coordinates as colours on a regular grid of cells, with a colour bar.</summary>
public sealed record HeatMap : Mark
{
    /// <summary>Cells of equal size covering <paramref name="x"/> × <paramref name="y"/>.</summary>
    /// <param name="x">The whole width.</param>
    /// <param name="y">The whole height.</param>
    /// <param name="columns">Cells along x.</param>
    /// <param name="values">Values [rows × columns], row by row, the lowest y first; not finite for a hole.</param>
    /// <exception cref="ArgumentException">The values do not fill whole rows.</exception>
    public HeatMap(AxisRange x, AxisRange y, int columns, IEnumerable<double> values)
    {
        (X, Y, Columns, Cells) = (x, y, columns, Values(values));
        if (columns < 1 || Cells.Length % columns != 0)
        {
            throw new ArgumentException($"{Cells.Length} values do not fill rows of {columns} cells.");
        }
    }

    /// <summary>The whole width.</summary>
    public AxisRange X { get; }

    /// <summary>The whole height.</summary>
    public AxisRange Y { get; }

    /// <summary>Cells along x.</summary>
    public int Columns { get; }

    /// <summary>Cells along y.</summary>
    public int Rows => Cells.Length / Columns;

    /// <summary>Values [Rows × Columns], row by row, the lowest y first.</summary>
    public ImmutableArray<double> Cells { get; }

    /// <summary>The values at the nodes that the cells lie between [(Rows + 1) × (Columns + 1)], where the map was made of such; else empty. Contours follow them.</summary>
    public ImmutableArray<double> Nodes { get; private init; } = [];

    /// <summary>Levels drawn as thin lines over the colours and marked on the colour bar.</summary>
    public ImmutableArray<double> Contours { get; init; } = [];

    /// <summary>
    /// The boundary of what is shown, as closed rings in data units (outer ones and holes; a point within an even number of them is outside); empty for the whole
    /// rectangle. Cells are cut along it, cells without a value that touch it take that of their neighbours, and it is drawn as a thin line.
    /// </summary>
    public ImmutableArray<ImmutableArray<(double X, double Y)>> Outline { get; init; } = [];

    /// <summary>The colours.</summary>
    public ColourMap Colours { get; init; } = ColourMap.Sequential;

    /// <summary>The quantity shown, its scale and range: the colour bar's axis. A diverging map's automatic range is symmetric about zero.</summary>
    public Axis Value { get; init; } = new();

    /// <summary>The same map with contours at about so many round levels between the least and the greatest value.</summary>
    public HeatMap WithContours(int about = 8)
    {
        // A level next to the least or greatest value would follow the rounding of a plateau.
        var range = Extents.OfValues(this);
        var values = new AxisTransform(Value.Scale, range, 0, 1);
        return this with
        {
            Contours = [.. Ticks.For(Value.Scale, range, about).Major.Select(t => t.Value).Where(v => values.Fraction(v) is > 0.01 and < 0.99)],
        };
    }

    /// <summary>A heat map of values at the nodes of a regular grid that includes its ends: a cell is the mean of its four corners.</summary>
    /// <param name="x">First and last node along x.</param>
    /// <param name="y">First and last node along y.</param>
    /// <param name="columns">Nodes along x, at least 2.</param>
    /// <param name="nodes">Values at the nodes [rows × columns], row by row, the lowest y first; at least two rows.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 × 2 nodes, or they do not fill whole rows.</exception>
    public static HeatMap FromNodes(AxisRange x, AxisRange y, int columns, IEnumerable<double> nodes)
    {
        var v = Values(nodes);
        if (columns < 2 || v.Length < 2 * columns || v.Length % columns != 0)
        {
            throw new ArgumentException($"A grid of nodes needs at least two rows of at least two; {v.Length} values in rows of {columns} are none.");
        }

        var cells = from row in Enumerable.Range(0, (v.Length / columns) - 1)
                    from column in Enumerable.Range(0, columns - 1)
                    let i = (row * columns) + column
                    select 0.25 * (v[i] + v[i + 1] + v[i + columns] + v[i + columns + 1]);
        return new HeatMap(x, y, columns - 1, cells) { Nodes = v };
    }
}
