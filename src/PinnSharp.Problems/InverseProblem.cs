using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.Problems;

/// <summary>
/// A validated inverse problem: equations, what is unknown in them and what was measured. Built by <see cref="ProblemDeclaration.Build"/> or
/// read by <see cref="ProblemReader"/>.
/// </summary>
public sealed record InverseProblem
{
    internal InverseProblem() { }

    /// <summary>The problem's name: its file's, without directory and extension.</summary>
    public required string Name { get; init; }

    /// <summary>The directory that data files are relative to.</summary>
    public required string Directory { get; init; }

    /// <summary>The coordinates in order of their index; 1 to 3 of space and at most one of time.</summary>
    public required ImmutableArray<Coordinate> Coordinates { get; init; }

    /// <summary>The fields, in order of their declaration.</summary>
    public required ImmutableArray<Field> Fields { get; init; }

    /// <summary>The scalars to be recovered, in order of their declaration.</summary>
    public required ImmutableArray<UnknownScalar> Unknowns { get; init; }

    /// <summary>The functions to be recovered, in order of their declaration.</summary>
    public required ImmutableArray<UnknownField> UnknownFields { get; init; }

    /// <summary>The tabulated inputs, in order of their declaration.</summary>
    public required ImmutableArray<Table> Tables { get; init; }

    /// <summary>The named constants. In expressions they are <c>Parameter(name)</c>.</summary>
    public required ImmutableDictionary<string, double> Constants { get; init; }

    /// <summary>The named expressions as they were written; empty where experiments have definitions of their own.</summary>
    public ImmutableArray<(string Name, string Text)> Definitions { get; init; } = [];

    /// <summary>Constants that nothing mentions.</summary>
    public ImmutableArray<string> UnusedConstants { get; init; } = [];

    /// <summary>The equations that hold inside the domain.</summary>
    public required ImmutableArray<NamedEquation> Equations { get; init; }

    /// <summary>Boundary, initial and periodic conditions.</summary>
    public required ImmutableArray<Condition> Conditions { get; init; }

    /// <summary>What was measured.</summary>
    public required ImmutableArray<Observation> Observations { get; init; }

    /// <summary>What else is known of the answer.</summary>
    public ImmutableArray<Constraint> Constraints { get; init; } = [];

    /// <summary>The names an expression of this problem may use.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>The whole domain: the box of all coordinates, or the part of it within the declared shape.</summary>
    public required Region Domain { get; init; }

    /// <summary>The declared shapes over the space coordinates by name, with "box", the box of these, and "domain".</summary>
    public required ImmutableDictionary<string, Shape> Shapes { get; init; }

    /// <summary>Whether the only coordinate is time.</summary>
    public bool IsOrdinary => Coordinates is [{ IsTime: true }];

    /// <summary>Reads a problem from a YAML file and validates it.</summary>
    /// <exception cref="InputException">The problem is wrong; every mistake found is reported with file, line and column.</exception>
    public static InverseProblem Load(string path) => ProblemReader.Load(path);

    internal AverageRegions Regions { get; init; } = null!;

    /// <summary>Writes averages out as sums over the quadratures of their regions; fields stand at the sites whose places <see cref="Site"/> gives.</summary>
    /// <exception cref="InputException">A region has no point in common with the domain.</exception>
    public Expression ExpandAverages(Expression expression) => expression.ExpandAverages(Regions.Of);

    /// <summary>The space coordinates of a quadrature's site, which are the same for all rows; empty for a site that each row gives (0 and 1).</summary>
    /// <param name="site">The site of a <see cref="FieldDerivative"/>.</param>
    public ReadOnlySpan<double> Site(int site) => Regions.Site(site);

    /// <summary>A space coordinate of a quadrature's site, which is the same for all rows; null where each row gives it.</summary>
    /// <param name="site">The site of a <see cref="FieldDerivative"/>.</param>
    /// <param name="coordinate">The coordinate's index.</param>
    public double? Place(int site, int coordinate)
    {
        var place = Site(site);
        return place.IsEmpty || Coordinates[coordinate].IsTime ? null : place[Coordinates.Take(coordinate).Count(c => !c.IsTime)];
    }

    /// <summary>The table that a symbol stands for; null where it is a field or an unknown function.</summary>
    public Table? TableOf(FieldSymbol symbol) => Tables.FirstOrDefault(t => t.Symbol == symbol);

    /// <summary>The value of a coordinate, or of a table or its derivative, at a point; NaN for what is not known beforehand.</summary>
    /// <param name="leaf">A leaf of an expression.</param>
    /// <param name="point">One number a coordinate.</param>
    public double Known(Expression leaf, ReadOnlySpan<double> point) => leaf switch
    {
        CoordinateSymbol { Field: null } c => point[c.Index],
        FieldDerivative f when TableOf(f.Field) is { } table => table.Value(Place(f.Site, table.Coordinate.Index) ?? point[table.Coordinate.Index], f.Order.Order),
        _ => double.NaN,
    };

    /// <summary>The values of coordinates, of components of the normal and of tables at a point of a region; NaN for anything else.</summary>
    /// <param name="points">The region's points.</param>
    /// <param name="row">The point's number.</param>
    public Func<Expression, double> At(RegionPoints points, int row)
    {
        var at = points.At(row);
        return leaf => leaf is FieldDerivative ? Known(leaf, points[row]) : at(leaf);
    }

    /// <summary>Replaces the named constants by their numbers.</summary>
    public Expression InlineConstants(Expression expression) =>
        expression.Substitute(leaf => leaf is Parameter p && Constants.TryGetValue(p.Name, out var value) ? (Expression)value : null);
}
