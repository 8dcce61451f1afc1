using System.Collections.Immutable;

namespace PinnSharp.Expressions;

/// <summary>The names a text may use.</summary>
public sealed record Vocabulary
{
    /// <summary>The coordinates, in order of their index.</summary>
    public ImmutableArray<CoordinateSymbol> Coordinates { get; init; } = [];

    /// <summary>The coordinate that is time, if there is one.</summary>
    public CoordinateSymbol? Time { get; init; }

    /// <summary>The fields.</summary>
    public ImmutableArray<FieldSymbol> Fields { get; init; } = [];

    /// <summary>Names that stand for a scalar: unknowns, constants, columns of data.</summary>
    public ImmutableArray<string> Parameters { get; init; } = [];

    /// <summary>Names that stand for an expression, which replaces them.</summary>
    public ImmutableDictionary<string, Expression> Definitions { get; init; } = ImmutableDictionary<string, Expression>.Empty;

    /// <summary>Names of shapes: where a condition holds, and what an average is over.</summary>
    public ImmutableArray<string> Shapes { get; init; } = [];

    /// <summary>Whether there is an outward normal: its components n_x, …, the vector n and the normal derivative dn(e).</summary>
    public bool HasNormal { get; init; }

    /// <summary>All coordinates but time: what grad, div and laplacian act on.</summary>
    public ImmutableArray<CoordinateSymbol> SpaceCoordinates => [.. Coordinates.Where(c => !c.Equals(Time))];

    internal IEnumerable<string> Names =>
        Coordinates.Select(c => c.Name).Concat(Fields.Select(f => f.Name)).Concat(Parameters).Concat(Definitions.Keys.Order(StringComparer.Ordinal)).Concat(Shapes)
            .Concat(HasNormal ? SpaceCoordinates.Select(c => "n_" + c.Name) : []);
}
