using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>The pictures of a run, in the order in which a reader wants them.</summary>
internal static class RunFigures
{
    /// <summary>Every picture there can be, with what makes it.</summary>
    private static readonly ImmutableArray<(string Name, Func<RunResult, PlotOptions, Picture> Make)> All =
    [
        ("fields", (r, o) => new FieldFigures(r, o).Fields()),
        ("slices", (r, o) => new FieldFigures(r, o).Slices()),
        ("vectors", (r, o) => new VectorFigures(r, o).All()),
        ("std", (r, o) => new FieldFigures(r, o).Deviations()),
        ("data", (r, _) => DataFigures.Of(r)),
        ("points", (r, _) => PointFigures.Of(r)),
        ("unknowns", (r, _) => new HistoryFigures(r).Unknowns()),
        ("spectrum", (r, _) => IdentifiabilityFigures.Spectrum(r)),
        ("corner", (r, _) => IdentifiabilityFigures.Corner(r)),
        ("profiles", (r, _) => ProfileFigures.Of(r)),
        ("history", (r, _) => new HistoryFigures(r).History()),
    ];

    /// <summary>The names of the pictures there can be.</summary>
    public static ImmutableArray<string> Names => [.. All.Select(a => a.Name)];

    /// <summary>The pictures of a run that have something on them.</summary>
    public static IEnumerable<Picture> Of(RunResult result, PlotOptions? options = null) =>
        All.Where(a => options is null || options.Figures.IsEmpty || options.Figures.Contains(a.Name)).Select(a => a.Make(result, options ?? new())).Where(p => !p.IsEmpty);

    /// <summary>A coordinate's axis.</summary>
    public static Axis AxisOf(Coordinate coordinate) => new(coordinate.Name, coordinate.Unit, Range: new AxisRange(coordinate.Lower, coordinate.Upper));

    /// <summary>Whether a field or function is declared positive.</summary>
    public static bool IsPositive(InverseProblem problem, FieldSymbol symbol) => problem.Fields.Any(f => f.Symbol == symbol && f.Positive) || problem.UnknownFields.Any(f => f.Symbol == symbol && f.Positive);

    /// <summary>The range of finite values; null where they are all the same.</summary>
    /// <param name="values">The values.</param>
    /// <param name="padding">The part of the range that is added at both ends.</param>
    public static AxisRange? RangeOf(IEnumerable<double> values, double padding = 0)
    {
        var (lower, upper) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values.Where(double.IsFinite)) (lower, upper) = (Math.Min(lower, v), Math.Max(upper, v));
        return upper - lower > 1e-11 * Math.Max(Math.Abs(lower), Math.Abs(upper)) ? new(lower - padding * (upper - lower), upper + padding * (upper - lower)) : null;
    }
}
