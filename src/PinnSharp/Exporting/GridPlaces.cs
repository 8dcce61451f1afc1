using System.Xml;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>The nodes of a regular grid of a box, ends included, the first coordinate fastest as in VTK. Nodes beside a shape are hidden.</summary>
internal sealed class GridPlaces : IPlaces
{
    private readonly double[] _lower, _step;
    private readonly int _nodes;
    private readonly bool[]? _hidden;

    /// <summary>The grid of the box of some coordinates.</summary>
    /// <param name="coordinates">One to three.</param>
    /// <param name="nodes">Nodes along each.</param>
    /// <param name="within">The shape; null where the box is all.</param>
    public GridPlaces(IReadOnlyList<Coordinate> coordinates, int nodes, Shape? within)
    {
        (Dimension, _nodes) = (coordinates.Count, nodes);
        _lower = [.. coordinates.Select(c => c.Lower)];
        _step = [.. coordinates.Select(c => (c.Upper - c.Lower) / (nodes - 1))];
        var count = (int)Math.Pow(nodes, Dimension);
        Points = new double[count * Dimension];
        for (var row = 0; row < count; row++)
            for (var (i, rest) = (0, row); i < Dimension; (i, rest) = (i + 1, rest / nodes))
                Points[row * Dimension + i] = rest % nodes == nodes - 1 ? coordinates[i].Upper : _lower[i] + _step[i] * (rest % nodes);
        var slack = 1e-9 * coordinates.Max(c => c.Upper - c.Lower);
        _hidden = within is null ? null : [.. Enumerable.Range(0, count).Select(row => !within.Contains(Points.AsSpan(row * Dimension, Dimension), slack))];
    }

    public double[] Points { get; }

    public int Dimension { get; }

    public (string Extension, string DataSet) Kind => (".vti", "ImageData");

    /// <summary>Whether a node lies beside the shape.</summary>
    public bool IsHidden(int node) => _hidden?[node] == true;

    public double[] Interpolate(double[] values, double[] points)
    {
        var result = new double[points.Length / Dimension];
        Span<int> cell = stackalloc int[Dimension];
        Span<double> local = stackalloc double[Dimension];
        for (var row = 0; row < result.Length; row++)
        {
            for (var i = 0; i < Dimension; i++)
            {
                var at = (points[row * Dimension + i] - _lower[i]) / _step[i];
                cell[i] = (int)Math.Clamp(Math.Floor(at), 0, _nodes - 2);
                local[i] = at - cell[i];
            }
            for (var corner = 0; corner < 1 << Dimension; corner++)
            {
                var (weight, node) = (1.0, 0);
                for (var i = Dimension - 1; i >= 0; i--)
                {
                    var upper = corner >> i & 1;
                    weight *= upper == 1 ? local[i] : 1 - local[i];
                    node = node * _nodes + cell[i] + upper;
                }
                // A corner without weight may be infinite.
                if (weight != 0) result[row] += weight * values[node];
            }
        }
        return result;
    }

    public void Write(XmlWriter xml, Action inside, IReadOnlyList<NamedValues> arrays)
    {
        var extent = string.Join(' ', Enumerable.Range(0, 3).Select(i => i < Dimension ? $"0 {_nodes - 1}" : "0 0"));
        string Three(double[] values, double rest) => string.Join(' ', Enumerable.Range(0, 3).Select(i => VtkXml.Number(i < Dimension ? values[i] : rest)));
        VtkXml.Start(xml, "ImageData", ("WholeExtent", extent), ("Origin", Three(_lower, 0)), ("Spacing", Three(_step, 1)));
        inside();
        VtkXml.Start(xml, "Piece", ("Extent", extent));
        VtkXml.PointData(xml, _hidden is null ? arrays : [.. arrays.Select(a => a with { Values = [.. a.Values.Select((v, i) => IsHidden(i) ? double.NaN : v)] })], _hidden);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
