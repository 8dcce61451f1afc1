namespace PinnSharp;

/// <summary>What fields are written as.</summary>
public enum ExportFormat
{
    /// <summary>
    /// XML files of VTK, for ParaView and others: <c>.vti</c> on the grid of a box, <c>.vtu</c> on triangles or intervals of a domain with a shape; of a transient
    /// problem one for each moment, and a <c>.pvd</c> that lists them.
    /// </summary>
    Vtk,

    /// <summary>One table, the coordinates first, at the points of a regular grid that the domain has.</summary>
    Csv,
}
