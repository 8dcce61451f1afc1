using System.Collections.Immutable;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>Profile likelihoods, as the diagnosis in the run's folder found them.</summary>
internal static class ProfileFigures
{
    private const double Interval95 = 3.841, Shown = 12;

    /// <summary>One panel for each unknown number; nothing where the run was not diagnosed.</summary>
    public static Picture Of(RunResult result) => new("profiles", "profile likelihoods",
        "How much less likely other values of an unknown are when all else is fitted anew: values below the dashed line are within the 95 % interval. A profile that stays below it leaves the unknown open.",
        StoredDiagnosis.Read(result.Folder) is not { } diagnosis ? [] : [.. diagnosis.Profiles.Select(p => Panel(result, p))]);

    private static Figure Panel(RunResult result, StoredProfile profile)
    {
        var points = profile.Points.Where(p => double.IsFinite(p.Value) && p.Deviance <= Shown).OrderBy(p => p.Value).ToList();
        var estimate = result.Report.Unknowns.FirstOrDefault(u => u.Name == profile.Unknown);
        var values = points.Select(p => p.Value).ToList();
        return new Figure
        {
            Title = profile.Unknown,
            X = new Axis(profile.Unknown, estimate?.Unit, values.Count > 0 && values[0] > 0 && values[^1] / values[0] > 20 ? AxisScale.Logarithmic : AxisScale.Linear),
            Y = new Axis("−2 ln(p/p_max)", Range: new AxisRange(0, Shown)),
            Marks =
            [
                new Lines(values, points.Select(p => p.Deviance)) { Ink = Ink.Blue, Label = "profile" },
                new Scatter(values, points.Select(p => p.Deviance)) { Ink = Ink.Blue, Label = "profile" },
                new HorizontalRule(Interval95) { Label = "95 %" },
                new VerticalRule(profile.Value) { Label = "estimate" },
                .. estimate?.Truth is { } truth ? (Mark[])[new VerticalRule(truth) { Label = "truth", Ink = Ink.Vermillion }] : [],
            ],
        };
    }
}
