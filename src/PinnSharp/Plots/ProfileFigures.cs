using System.Collections.Immutable;
using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>Profile likelihoods, as the diagnosis in the run's folder found them.</summary>
internal static class ProfileFigures
{
    private const double Interval95 = 3.841, Shown = 12;

    /// <summary>One panel for each unknown number; nothing where the run was not diagnosed.</summary>
    public static Picture Of(RunResult result) => Of(StoredDiagnosis.Read(result.Folder), result.Report);

    /// <summary>Those of a diagnosis.</summary>
    /// <param name="diagnosis">The diagnosis; null for none.</param>
    /// <param name="report">The estimates with units and truths.</param>
    public static Picture Of(StoredDiagnosis? diagnosis, InversionReport report) => new("profiles", "profile likelihoods",
        "How much less likely other values of an unknown are when all else is fitted anew: values below the dashed line are within the 95 % interval. A profile that stays below it leaves the unknown open.",
        [.. diagnosis?.Profiles.Select(p => Panel(report.Unknowns.FirstOrDefault(u => u.Name == p.Unknown), p)) ?? []]);

    /// <summary>Between the points the signed root of the deviance, which is straight where the likelihood is normal, is straight.</summary>
    private static Lines Curve(List<(double Value, double Deviance)> points, double estimate)
    {
        const int between = 12;
        var roots = points.Select(p => (p.Value, Root: Math.Sign(p.Value - estimate) * Math.Sqrt(Math.Max(0, p.Deviance)))).ToList();
        var curve = roots.Zip(roots.Skip(1)).SelectMany(s => Enumerable.Range(0, between).Select(i => (double)i / between)
            .Select(t => (X: s.First.Value + t * (s.Second.Value - s.First.Value), Root: s.First.Root + t * (s.Second.Root - s.First.Root)))).Concat(roots.TakeLast(1).Select(r => (X: r.Value, r.Root))).ToList();
        return new(curve.Select(c => c.X), curve.Select(c => c.Root * c.Root)) { Ink = Ink.Blue, Label = "profile" };
    }

    private static Figure Panel(UnknownEstimate? estimate, StoredProfile profile)
    {
        var points = profile.Points.Where(p => double.IsFinite(p.Value) && p.Deviance <= Shown).OrderBy(p => p.Value).ToList();
        var values = points.Select(p => p.Value).ToList();
        return new Figure
        {
            Title = profile.Unknown,
            X = new Axis(profile.Unknown, estimate?.Unit, values.Count > 0 && values[0] > 0 && values[^1] / values[0] > 20 ? AxisScale.Logarithmic : AxisScale.Linear),
            Y = new Axis("−2 ln(p/p_max)", Range: new AxisRange(0, Shown)),
            Marks =
            [
                Curve(points, profile.Value),
                new Scatter(values, points.Select(p => p.Deviance)) { Ink = Ink.Blue, Label = "profile" },
                new HorizontalRule(Interval95) { Label = "95 %" },
                new VerticalRule(profile.Value) { Label = "finite elements" },
                .. estimate?.Truth is { } truth ? (Mark[])[new VerticalRule(truth) { Label = "truth", Ink = Ink.Vermillion }] : [],
            ],
        };
    }
}
