using System.Collections.Immutable;
using PinnSharp.Problems;

namespace PinnSharp.FiniteElements;

/// <summary>How finely and in what way a domain is meshed.</summary>
public sealed record MeshOptions
{
    /// <summary>The length of edges, in units of the coordinates; if not said, 1/100 of the domain's extent on a line, 1/45 of the diagonal of the box around it in a plane, 1/32 of the side of a square.</summary>
    public double? Size { get; init; }

    /// <summary>The length of edges at a place (one number a space coordinate), where it is to be smaller than <see cref="Size"/>; it should change slowly.</summary>
    public Func<ReadOnlySpan<double>, double>? LocalSize { get; init; }

    /// <summary>How often all cells are cut into 2 or 4 in the end.</summary>
    public int Level { get; init; }

    /// <summary>Numbers of the space coordinates that wrap: meshes of opposite faces match.</summary>
    public ImmutableArray<int> Periodic { get; init; } = [];

    /// <summary>Shapes whose boundaries within the domain cells shall not cross, such as those at which coefficients jump.</summary>
    public ImmutableArray<Shape> Interfaces { get; init; } = [];

    /// <summary>Places on the outline or an interface, one number a space coordinate each, that are to be vertices, such as where a condition ends.</summary>
    public ImmutableArray<ImmutableArray<double>> Held { get; init; } = [];
}
