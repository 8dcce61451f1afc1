using System.Globalization;
using System.Xml;
using PinnSharp.FiniteElements;

namespace PinnSharp;

/// <summary>The vertices of a mesh, joined by its intervals or triangles, edges straight.</summary>
internal sealed class MeshPlaces(Mesh mesh) : IPlaces
{
    // vtkCellType: VTK_LINE and VTK_TRIANGLE.
    private const byte Line = 3, Triangle = 5;

    public double[] Points => mesh.Vertices;

    public int Dimension => mesh.Dimension;

    public (string Extension, string DataSet) Kind => (".vtu", "UnstructuredGrid");

    public double[] Interpolate(double[] values, double[] points)
    {
        var result = new double[points.Length / Dimension];
        Span<double> local = stackalloc double[Dimension];
        for (var row = 0; row < result.Length; row++)
        {
            var vertices = mesh.Cell(mesh.Locate(points.AsSpan(row * Dimension, Dimension), local).Cell);
            var rest = 1.0;
            for (var i = 0; i < Dimension; i++)
            {
                // Rounding may put a point of an edge beside it.
                var weight = Math.Clamp(local[i], 0, rest);
                rest -= weight;
                if (weight > 0) result[row] += weight * values[vertices[i + 1]];
            }
            if (rest > 0) result[row] += rest * values[vertices[0]];
        }
        return result;
    }

    public void Write(XmlWriter xml, Action inside, IReadOnlyList<NamedValues> arrays)
    {
        var points = new double[3 * mesh.VertexCount];
        for (var i = 0; i < mesh.VertexCount; i++) mesh.Vertex(i).CopyTo(points.AsSpan(3 * i));
        VtkXml.Start(xml, "UnstructuredGrid");
        inside();
        VtkXml.Start(xml, "Piece", ("NumberOfPoints", Text(mesh.VertexCount)), ("NumberOfCells", Text(mesh.CellCount)));
        VtkXml.PointData(xml, arrays);
        VtkXml.Start(xml, "Points");
        VtkXml.Array(xml, "Points", "Float64", points, components: 3);
        xml.WriteEndElement();
        VtkXml.Start(xml, "Cells");
        VtkXml.Array(xml, "connectivity", "Int64", System.Array.ConvertAll(mesh.Cells, v => (long)v));
        VtkXml.Array(xml, "offsets", "Int64", [.. Enumerable.Range(1, mesh.CellCount).Select(i => (long)i * (Dimension + 1))]);
        VtkXml.Array(xml, "types", "UInt8", [.. Enumerable.Repeat(Dimension == 1 ? Line : Triangle, mesh.CellCount)]);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
