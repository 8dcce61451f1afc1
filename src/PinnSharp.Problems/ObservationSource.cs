using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Where the values of an observation come from.</summary>
public abstract record ObservationSource;

/// <summary>A CSV file: commas, a header line of column names, comment lines beginning with #.</summary>
/// <param name="File">The file as declared, relative to the problem's directory.</param>
/// <param name="Columns">An expression over the file's columns for each coordinate, and for "value"; what is missing is read from the column of that name.</param>
public sealed record FileSource(SourceText File, ImmutableArray<ColumnExpression> Columns) : ObservationSource
{
    /// <summary>The constants that its columns' expressions may use; those of the problem where null.</summary>
    public ImmutableDictionary<string, double>? Constants { get; init; }
}

/// <summary>What a coordinate, or the value, is in terms of a file's columns.</summary>
/// <param name="Target">A coordinate's name, or "value".</param>
/// <param name="Expression">An expression over the file's columns and the problem's constants.</param>
public sealed record ColumnExpression(SourceText Target, SourceText Expression);

/// <summary>Values of the declared truth at sampled points, with noise drawn from a seed.</summary>
/// <param name="Count">Number of points; a region that is a single point has one.</param>
/// <param name="Where">The region sampled.</param>
/// <param name="Sampling">How.</param>
/// <param name="Seed">The seed of points and noise.</param>
public sealed record DrawnSource(int Count, Region Where, SamplingMethod Sampling, ulong Seed) : ObservationSource;

/// <summary>Values given in C#.</summary>
/// <param name="Points">Coordinates of the points, row-major [count × coordinates].</param>
/// <param name="Values">One value a point.</param>
public sealed record InlineSource(ImmutableArray<double> Points, ImmutableArray<double> Values) : ObservationSource;
