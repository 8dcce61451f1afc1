using System.Collections.Immutable;

namespace PinnSharp.Problems;

/// <summary>Where the values of an observation come from; see <see cref="Data"/>.</summary>
public abstract record DataDeclaration;

/// <summary>A CSV file.</summary>
/// <param name="File">The file, relative to the problem's directory.</param>
/// <param name="Columns">An expression over the file's columns for each coordinate, and for "value".</param>
public sealed record FileDeclaration(SourceText File, Declarations<SourceText> Columns) : DataDeclaration;

/// <summary>Values drawn from the declared truth.</summary>
/// <param name="Count">Number of points.</param>
public sealed record DrawDeclaration(int Count) : DataDeclaration
{
    /// <summary>The region; the whole domain where it is null.</summary>
    public SourceText? Where { get; init; }

    /// <summary>How the points are spread.</summary>
    public SamplingMethod Sampling { get; init; } = SamplingMethod.Sobol;

    /// <summary>The seed of points and noise.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Values given in C#.</summary>
/// <param name="Points">Coordinates, row-major [count × coordinates].</param>
/// <param name="Values">One value a point.</param>
public sealed record InlineDeclaration(ImmutableArray<double> Points, ImmutableArray<double> Values) : DataDeclaration;

/// <summary>Makes data declarations.</summary>
public static class Data
{
    /// <summary>A CSV file; see <see cref="FileDeclaration"/>.</summary>
    public static FileDeclaration Csv(SourceText file, Declarations<SourceText>? columns = null) => new(file, columns ?? []);

    /// <summary>Values drawn from the declared truth at count points of a region.</summary>
    public static DrawDeclaration Draw(int count, SourceText? where = null, ulong seed = 0) => new(count) { Where = where, Seed = seed };

    /// <summary>Points, row-major [count × coordinates], and one value each.</summary>
    public static InlineDeclaration Inline(ReadOnlySpan<double> points, ReadOnlySpan<double> values) => new([.. points], [.. values]);
}
