using System.Collections.Immutable;
using System.Globalization;

namespace PinnSharp.Inversion;

/// <summary>From spectrum, profiles, combinations and other optima to words.</summary>
/// <remarks>
/// A positive parameter is weakly determined if the half-width of its 95 % interval, in standard deviations, makes more than half of it; another if it makes more than half of what is the larger of its estimate
/// and its guess. A parameter that is no logarithm is not determined if its deviation is a hundred times its guess and three times its estimate.
/// </remarks>
public static class Verdicts
{
    private const double Wide = 0.5, Hopeless = 100, Normal = 1.959963984540054;

    /// <summary>By the spectrum alone.</summary>
    /// <param name="parameters">The parameters of the spectrum.</param>
    /// <param name="theta">The estimate.</param>
    /// <param name="spectrum">The spectrum there.</param>
    public static ImmutableArray<Verdict> Local(IReadOnlyList<NamedParameter> parameters, double[] theta, SensitivitySpectrum spectrum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(theta);
        ArgumentNullException.ThrowIfNull(spectrum);
        var combinations = Combinations.Find(theta, parameters, spectrum, null);
        return [.. parameters.Select((p, i) =>
        {
            if (spectrum.IsFree(i)) return new Verdict(p.Name, Determination.Not, Only(combinations, i), [Null(parameters, spectrum, i)], true);
            var deviation = spectrum.Deviation(i) * spectrum.Scales[i];
            return ByPrior(new(p.Name, Width(p, theta[p.Index], deviation), [], [Std(p, theta, deviation, spectrum.SingularValues)], true), p, theta, deviation);
        })];
    }

    /// <summary>By everything.</summary>
    /// <param name="study">What was found.</param>
    public static ImmutableArray<Verdict> Of(IdentifiabilityStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return [.. study.Parameters.Select((p, i) => ByPrior(Of(study, p, i), p, study.Theta, study.Spectrum.Deviation(i) * study.Spectrum.Scales[i]))];
    }

    private static Verdict Of(IdentifiabilityStudy study, NamedParameter p, int i)
    {
        var (profile, spectrum) = (study.Profiles[i], study.Spectrum);
        var interval = profile is { Lower: null, Upper: null } ? $"fits as well from {G(p.Physical(profile.First))} to {G(p.Physical(profile.Last))}, as far as was looked: Δχ² is at most {Most(profile)}"
            : $"profile 95 % {(profile.Lower is { } a ? G(p.Physical(a)) : "open")} … {(profile.Upper is { } b ? G(p.Physical(b)) : "open")}";
        if (profile.LostBelow || profile.LostAbove) interval += ", beyond which the problem has no solution";
        var others = study.Alternatives.Where(o => IsOutside(profile, o.Theta[p.Index])).ToList();
        if (others.Count > 0)
            return new(p.Name, Determination.Not, [.. study.Symmetric.Where(c => c.Members.Contains(i)).Select(c => c.Text)],
                [$"{p.Name} = {G(p.Physical(others[0].Theta[p.Index]))} fits as well: Δχ² = {G(Math.Max(0, others[0].Deviance))}", interval], false);
        if (spectrum.IsFree(i) && (profile.IsFlat || profile is { Lower: null, Upper: null }))
            return new(p.Name, Determination.Not, Only(study.Combinations, i), [interval, Null(study.Parameters, spectrum, i)], false);
        if (profile is { Lower: null, Upper: null }) return new(p.Name, Determination.Not, [], [interval], false);
        var std = spectrum.IsFree(i) ? Null(study.Parameters, spectrum, i) : Std(p, study.Theta, spectrum.Deviation(i) * spectrum.Scales[i], spectrum.SingularValues);
        if (profile.Lower is not { } lower || profile.Upper is not { } upper) return new(p.Name, Determination.Weak, [], [interval, std], false);
        return new(p.Name, Width(p, profile.Estimate, (upper - lower) / (2 * Normal)), [], [interval, std], false);
    }

    /// <summary>Whether a value of η is outside a profile's 95 % interval.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="eta">η.</param>
    public static bool IsOutside(Profile profile, double eta) => eta < profile.Lower || eta > profile.Upper;

    /// <summary>A verdict that says what the prior contributes: its information times the posterior variance.</summary>
    private static Verdict ByPrior(Verdict verdict, NamedParameter p, double[] theta, double deviation) => p.Prior is not { } prior || !double.IsFinite(deviation) ? verdict
        : Math.Min(1, prior(theta[p.Index]) * deviation * deviation) is var share ? verdict with { FromPrior = share, Evidence = [.. verdict.Evidence, $"its prior contributes {G(100 * share)} % of the information"] } : verdict;

    private static Determination Width(NamedParameter p, double eta, double deviation) =>
        !double.IsFinite(deviation) || (!p.IsPositive && deviation > Math.Max(Hopeless, Math.Abs(eta) / 3)) ? Determination.Not
            : deviation > (p.IsPositive ? Wide : Wide * Math.Max(1, Math.Abs(eta))) ? Determination.Weak : Determination.Determined;

    private static ImmutableArray<string> Only(ImmutableArray<ParameterCombination> combinations, int i)
    {
        return [.. combinations.Where(c => c.Members.Contains(i)).Select(c => c.Text)];
    }

    private static string Most(Profile profile) => G(profile.Points.Max(p => p.Deviance));

    private static string Std(NamedParameter p, double[] theta, double deviation, double[] values) =>
        $"std {G(deviation * Math.Abs(p.Slope(theta[p.Index])))} by derivatives at the estimate{(values.Length > 1 ? $", singular values {G(values[0])} … {G(values[^1])}" : "")}";

    private static string Null(IReadOnlyList<NamedParameter> parameters, SensitivitySpectrum spectrum, int i)
    {
        var d = Enumerable.Range(spectrum.Rank, parameters.Count - spectrum.Rank).MaxBy(n => Math.Abs(spectrum.Directions[n][i]));
        var (v, largest) = (spectrum.Directions[d], spectrum.SingularValues[0]);
        var sign = Math.Sign(v[i]) == 0 ? 1 : Math.Sign(v[i]);
        var along = parameters.Select((p, j) => (p, part: sign * v[j])).Where(m => Math.Abs(m.part) > 0.01).Select(m =>
            string.Create(CultureInfo.InvariantCulture, $"{m.p.Name} {m.part:+0.00;-0.00}"));
        return largest == 0 ? "no datum depends on it" : $"null direction ({string.Join(", ", along)}): singular value {G(spectrum.SingularValues[d])} of {G(largest)}";
    }

    private static string G(double x) => x.ToString("g3", CultureInfo.InvariantCulture);
}
