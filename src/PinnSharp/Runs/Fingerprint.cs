using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PinnSharp.Expressions;
using PinnSharp.FiniteElements;
using PinnSharp.Modeling;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>
/// SHA-256 of everything that a run's numbers depend on, in three parts, so that a changed one can be named. Comments, layout and the number of
/// threads do not count, nor do engine, device, batch and how tensors are differentiated, which change a result by rounding only; the precision does, which says how large that is.
/// </summary>
internal sealed record Fingerprint(string Configuration, string Problem, string Data)
{
    public static Fingerprint Of(InverseProblem problem, ImmutableArray<MeasuredData> data, TrainingOptions options, Method method, FiniteElementOptions elements,
        Precision precision = Precision.Float64) => new(Hash(method == Method.Pinn ? Describe(options, precision) : Describe(elements)), Hash(Describe(problem)), Hash(data));

    /// <summary>The first part that differs from another's, in words; null where none does.</summary>
    public string? Difference(Fingerprint other) =>
        Configuration != other.Configuration ? "the configuration" : Problem != other.Problem ? "the problem" : Data != other.Data ? "the data" : null;

    private static string Describe(TrainingOptions o, Precision precision) => Lines(
    [
        $"{RunResult.Version} {o.Seed} {Widths(o.Network.Hidden)} {Widths(o.Network.UnknownHidden)} {o.Network.Activation.Name} {o.Network.Separate}",
        $"{o.Network.Start} {o.Network.Residual} {o.Network.Fourier} {o.Network.ExactPeriodicity} {o.Network.Exact}",
        $"{o.Points} {o.Continuation}",
        .. o.Stages.Select(s => (FormattableString)$"{s}"),
        .. precision == Precision.Float64 ? (FormattableString[])[] : [$"{precision}"],
    ]);

    private static string Describe(FiniteElementOptions o) => Lines(
    [
        $"{RunResult.Version} fem {o.Order} {o.Mesh.Size} {o.Mesh.Level} {o.CoefficientSize} {o.TimeMethod?.Name} {o.Time?.Tolerance}",
    ]);

    private static string Widths(ImmutableArray<int>? hidden) => hidden is { } widths ? string.Join(' ', widths) : "default";

    private static string Describe(InverseProblem p) => Lines(
    [
        .. p.Coordinates.Select(c => (FormattableString)$"{c.Name} {c.Lower:R} {c.Upper:R} {c.IsTime}"),
        .. p.Fields.Select(f => (FormattableString)$"{f.Name} {f.Positive}"),
        .. p.Constants.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (FormattableString)$"{c.Key} {c.Value:R}"),
        .. p.Unknowns.Select(u => (FormattableString)$"{u with { Truth = null, Unit = null }}"),
        .. p.UnknownFields.Select(f => (FormattableString)$"{f.Name} {string.Join(' ', f.Symbol.Over.Select(c => c.Name))} {f.Positive} {f.Bounds} {f.Initial:R} {f.Prior} {f.Shared}"),
        .. p.Tables.Select(t => (FormattableString)$"{t.Name} {t.Coordinate.Name} {t.Interpolation} {Numbers(t.Nodes)} {Numbers(t.Values)}"),
        $"{Numbers([.. p.Domain.Sample(Probes, SamplingMethod.Sobol, 0)])}",
        .. p.Shapes.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (FormattableString)$"{s.Key} {Numbers(Levels(p, s.Value))}"),
        .. p.Equations.Select(e => (FormattableString)$"{e.Name}: {e.Equation}"),
        .. p.Conditions.Select(c => c is PeriodicCondition w
            ? (FormattableString)$"{w.Name}: {w.Coordinate.Name} {string.Join(' ', w.Fields.Select(f => f.Name))} {w.Order}"
            : (FormattableString)$"{c}"),
        .. p.Observations.Select(o => (FormattableString)$"{o.Name}: {o.Of} {o.Noise}"),
        .. ConstrainedPlaces.Of(p).Select(c => (FormattableString)$"{c.Constraint.Name}: {c.Constraint.Of} {c.Constraint.IsEquality} {Numbers([.. c.Points])}"),
    ]);

    /// <summary>Points at which geometry is compared.</summary>
    private const int Probes = 64;

    private static ImmutableArray<double> Levels(InverseProblem p, Shape shape)
    {
        ImmutableArray<Coordinate> space = [.. p.Coordinates.Where(c => !c.IsTime)];
        var points = Region.Whole([.. space.Select((c, i) => c with { Symbol = new CoordinateSymbol(c.Name, i) })]).Sample(Probes, SamplingMethod.Sobol, 0);
        return [.. Enumerable.Range(0, Probes).Select(i => shape.Level(points.AsSpan(i * space.Length, space.Length)))];
    }

    private static string Lines(IEnumerable<FormattableString> lines) => string.Join('\n', lines.Select(l => l.ToString(CultureInfo.InvariantCulture)));

    private static string Numbers(ImmutableArray<double> values) => string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Hash(ImmutableArray<MeasuredData> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var set in data)
        {
            hash.AppendData(MemoryMarshal.AsBytes(set.Points.AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(set.Values.AsSpan()));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
