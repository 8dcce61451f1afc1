using PinnSharp.Inversion;

namespace PinnSharp;

/// <summary>Functions, intervals and the mesh in words.</summary>
public static partial class DiagnosisFiles
{
    private const int Shown = 12;

    /// <summary>The columns of the table of intervals.</summary>
    public static IReadOnlyList<string> IntervalColumns { get; } = ["95 % interval", "Gauss–Newton", "Laplace", "profile"];

    /// <summary>Its rows: by the first derivatives, by all second derivatives of −ln p, and by the profile.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    public static IEnumerable<string[]> Intervals(Diagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        var study = diagnosis.Study;
        return study.Parameters.Select((p, i) => new[]
        {
            p.Name, Text(Interval(study, i, study.Spectrum.Deviation(i) * study.Spectrum.Scales[i])), Text(Interval(study, i, diagnosis.Laplace?[i])),
            Text([study.Profiles[i].Lower is { } lower ? p.Physical(lower) : double.NaN, study.Profiles[i].Upper is { } upper ? p.Physical(upper) : double.NaN]),
        });
    }

    /// <summary>How much of a function the data determine.</summary>
    /// <param name="function">The function.</param>
    public static string Text(FunctionModes function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return $"{function.Name}: the data determine {G(function.Determined)} of {function.Coefficients} directions, smoothness the others."
            + (function.Spectrum.IsEmpty ? "" : $" Of {function.Modes} modes they say more than what is assumed; information where that is white: "
                + $"{string.Join(", ", function.Spectrum.Take(Shown).Select(mu => double.IsFinite(mu) ? G(mu) : "free"))}{(function.Spectrum.Length > Shown ? ", …" : "")}.");
    }

    /// <summary>How well a function is known over its arguments, and where the numbers are.</summary>
    /// <param name="map">The map.</param>
    public static string Text(FunctionMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        double[] known = [.. map.Deviations.Where(double.IsFinite).Order()];
        return known.Length == 0 ? $"{map.Function.Name}: its deviations are not known."
            : $"{map.Function.Name}: standard deviation {G(known[0])} to {G(known[^1])}, {G(known[known.Length / 2])} in the middle; place by place in {map.File} and {FunctionMap.FigureFile}.";
    }

    /// <summary>On which mesh all but the findings was worked out; null where that is the finest.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    public static string? Mesh(Diagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        return diagnosis.Coarser is { } c ? FormattableString.Invariant(
            $"Derivatives, profiles and other answers are those of the discretisation before the last refinement ({c.Coefficients:N0} coefficients{(c.Steps > 1 ? $", {c.Steps:N0} steps" : "")}), which moved the estimates by {c.Moved:g2} standard deviations.") : null;
    }

    private static double[] Interval(IdentifiabilityStudy study, int i, double? deviation)
    {
        var (p, eta) = (study.Parameters[i], study.Theta[study.Parameters[i].Index]);
        return deviation is { } s && double.IsFinite(s) ? GaussNewtonCovariance.Interval95(eta, s) is var (a, b) ? [p.Physical(a), p.Physical(b)] : [] : [double.NaN, double.NaN];
    }

    private static string Text(double[] interval) => interval.All(double.IsNaN) ? "–" : $"{(double.IsFinite(interval[0]) ? G4(interval[0]) : "open")} … {(double.IsFinite(interval[1]) ? G4(interval[1]) : "open")}";

    private static string G4(double x) => x.ToString("g4", System.Globalization.CultureInfo.InvariantCulture);
}
