using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PinnSharp.Figures;
using PinnSharp.Inversion;

namespace PinnSharp;

/// <summary>diagnosis.json and diagnosis.md, profiles.svg, and of unknown functions std.svg with a table each.</summary>
public static partial class DiagnosisFiles
{
    /// <summary>The file for programs.</summary>
    public const string JsonFile = "diagnosis.json";

    /// <summary>The file for people.</summary>
    public const string TextFile = "diagnosis.md";

    /// <summary>What every diagnosis leaves open.</summary>
    public const string Limits = "Profiles follow one optimum; others were looked for from mirrored, swapped and moved starts only. Combinations are proven along the null curves near the estimate; "
        + "what to measure next rests on derivatives there.";

    /// <summary>Writes both into a folder, over those of an earlier diagnosis.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    /// <param name="folder">The folder.</param>
    public static void Write(Diagnosis diagnosis, string folder)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, TextFile), ToMarkdown(diagnosis));
        AtomicFile.Write(Path.Combine(folder, JsonFile), ToJson(diagnosis));
        var name = diagnosis.Experiment.Problem.Name;
        if (ProfileFigures.Of(StoredDiagnosis.Read(folder), diagnosis.Result.Report) is { IsEmpty: false } profiles)
            AtomicFile.Write(Path.Combine(folder, $"{profiles.Name}.svg"), SvgRenderer.Render(profiles.Grid(name)));
        foreach (var map in diagnosis.Maps) AtomicFile.Write(Path.Combine(folder, map.File), map.ToCsv());
        if (diagnosis.Maps.SelectMany(m => m.Figures(diagnosis.Experiment.Problem)).ToList() is { Count: > 0 } figures)
            AtomicFile.Write(Path.Combine(folder, FunctionMap.FigureFile), SvgRenderer.Render(new FigureGrid { Title = $"{name}: how well functions are known", Panels = [.. figures] }));
    }

    /// <summary>One more datum in words.</summary>
    /// <param name="measurement">The datum.</param>
    public static string Text(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        var after = measurement.After < 0.99 * measurement.Before ? $"the worst direction goes from ± {G(measurement.Before)} to ± {G(measurement.After)} of its natural unit" : "it hardly helps";
        return $"{measurement.Of} at {string.Join(", ", measurement.At.Select(a => $"{a.Name} = {G(a.Value)}"))} (± {G(measurement.Sigma)}): {after}";
    }

    /// <summary>What heads the list of what to measure next; empty without unknown numbers.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    public static string Heading(Diagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        return diagnosis.Verdicts.IsEmpty ? "" : diagnosis.Next.IsEmpty ? $"No more data of the fields, wherever taken, tell more of the worst direction ({Worst(diagnosis)}): measure something else, or know one of these."
            : $"Measure next, for the worst direction ({Worst(diagnosis)}):";
    }

    /// <summary>The direction of the unknowns that is determined worst, in natural units.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    public static string Worst(Diagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        var study = diagnosis.Study;
        return study.Parameters.IsEmpty ? "" : string.Join(", ", study.Parameters.Select((p, i) => (p.Name, Part: study.Spectrum.Directions[^1][i])).Where(p => Math.Abs(p.Part) > 0.01)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Part:+0.00;-0.00}")));
    }

    private static string ToMarkdown(Diagnosis d)
    {
        var (study, text) = (d.Study, new StringBuilder($"# {d.Experiment.Problem.Name}: what the data determine\n\n"));
        if (d.Result.Status != RunStatus.Converged) text.Append($"Finite elements did not converge, so that all this is of a place that is no optimum: {d.Result.Message}\n\n");
        text.Append("| unknown | estimate | verdict | evidence |\n| --- | --- | --- | --- |\n");
        foreach (var (v, p) in d.Verdicts.Zip(study.Parameters)) text.Append($"| {v.Name} | {G(p.Physical(study.Theta[p.Index]))} | {v.Text} | {string.Join("; ", v.Evidence)} |\n");
        foreach (var c in d.Combinations) text.Append($"\n{c.Text} = {G(c.Value(Physical(study)))} is determined.\n");
        foreach (var f in d.Functions) text.Append($"\n{Text(f)}\n");
        foreach (var m in d.Maps) text.Append($"\n{Text(m)}\n");
        if (Intervals(d).ToList() is { Count: > 0 } intervals)
        {
            text.Append($"\n| {string.Join(" | ", IntervalColumns)} |\n|{string.Concat(IntervalColumns.Select(_ => " --- |"))}\n");
            foreach (var row in intervals) text.Append($"| {string.Join(" | ", row)} |\n");
        }
        if (Mesh(d) is { } mesh) text.Append($"\n{mesh}\n");
        if (study.Spectrum.SingularValues.Length > 0)
            text.Append($"\nSingular values of the whitened, scaled sensitivities: {string.Join(", ", study.Spectrum.SingularValues.Select(G))}; rank {study.Spectrum.Rank} of {study.Parameters.Length}."
                + $"\n\n{Heading(d)}\n\n");
        foreach (var m in d.Next) text.Append($"- {Text(m)}\n");
        Network(text, d.Network);
        foreach (var f in d.Findings) text.Append($"\n**{f.Name}**: {f.Evidence} {f.Advice}\n");
        return text.Append('\n').Append(Limits).Append('\n').ToString();
    }

    private static string ToJson(Diagnosis d)
    {
        var study = d.Study;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("problem", d.Experiment.Problem.Name);
            json.WriteString("version", RunResult.Version);
            json.WriteString("status", ResultJson.Name(d.Result.Status));
            json.WriteStartObject("unknowns");
            foreach (var (v, i) in d.Verdicts.Select((v, i) => (v, i))) Unknown(json, study, v, i, d.Laplace?[i]);
            json.WriteEndObject();
            Numbers(json, "singularValues", study.Spectrum.SingularValues);
            json.WriteNumber("rank", study.Spectrum.Rank);
            Directions(json, study);
            json.WriteStartArray("correlations");
            for (var i = 0; i < study.Parameters.Length; i++) Numbers(json, null, Enumerable.Range(0, study.Parameters.Length).Select(j => study.Spectrum.Correlation(i, j)));
            json.WriteEndArray();
            json.WriteStartObject("combinations");
            foreach (var c in d.Combinations) json.WriteNumber(c.Text, c.Value(Physical(study)));
            json.WriteEndObject();
            json.WriteStartObject("functions");
            foreach (var f in d.Functions)
            {
                json.WriteStartObject(f.Name);
                json.WriteNumber("coefficients", f.Coefficients);
                Number(json, "determined", f.Determined);
                json.WriteNumber("modes", f.Modes);
                Numbers(json, "spectrum", f.Spectrum);
                if (d.Maps.FirstOrDefault(m => m.Function.Name == f.Name) is { } map) json.WriteString("file", map.File);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("next");
            foreach (var m in d.Next)
            {
                json.WriteStartObject();
                json.WriteString("of", m.Of);
                json.WriteStartObject("at");
                foreach (var (name, value) in m.At) json.WriteNumber(name, value);
                json.WriteEndObject();
                json.WriteNumber("sigma", m.Sigma);
                json.WriteNumber("before", m.Before);
                json.WriteNumber("after", m.After);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            Network(json, d.Network);
            ResultJson.Findings(json, d.Findings);
            json.WriteStartArray("groups");
            foreach (var c in d.Groups.Contrasts)
            {
                json.WriteStartObject();
                json.WriteString("unknown", c.Unknown);
                json.WriteStartObject("alone");
                json.WriteNumber(c.First, c.FirstValue);
                json.WriteNumber(c.Second, c.SecondValue);
                json.WriteEndObject();
                json.WriteNumber("standardErrors", c.StandardErrors);
                json.WriteNumber("pValue", c.PValue);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Unknown(Utf8JsonWriter json, IdentifiabilityStudy study, Verdict verdict, int i, double? laplace)
    {
        var (p, profile) = (study.Parameters[i], study.Profiles[i]);
        json.WriteStartObject(verdict.Name);
        Number(json, "value", p.Physical(study.Theta[p.Index]));
        json.WriteString("verdict", verdict.Text);
        json.WriteStartArray("only");
        foreach (var only in verdict.Only) json.WriteStringValue(only);
        json.WriteEndArray();
        json.WriteStartArray("evidence");
        foreach (var evidence in verdict.Evidence) json.WriteStringValue(evidence);
        json.WriteEndArray();
        Number(json, "std", study.Spectrum.Deviation(i) * study.Spectrum.Scales[i] * Math.Abs(p.Slope(study.Theta[p.Index])));
        Numbers(json, "interval", [profile.Lower is { } lower ? p.Physical(lower) : double.NaN, profile.Upper is { } upper ? p.Physical(upper) : double.NaN]);
        Numbers(json, "gaussNewton", Interval(study, i, study.Spectrum.Deviation(i) * study.Spectrum.Scales[i]));
        Numbers(json, "laplace", Interval(study, i, laplace));
        json.WriteStartArray("profile");
        foreach (var point in profile.Points) Numbers(json, null, [p.Physical(point.Value), point.Deviance]);
        json.WriteEndArray();
        Numbers(json, "others", study.Alternatives.Where(a => Verdicts.IsOutside(profile, a.Theta[p.Index])).Select(a => p.Physical(a.Theta[p.Index])));
        json.WriteEndObject();
    }

    private static void Directions(Utf8JsonWriter json, IdentifiabilityStudy study)
    {
        json.WriteStartArray("nullDirections");
        foreach (var v in study.Spectrum.NullDirections)
        {
            json.WriteStartObject();
            foreach (var (p, i) in study.Parameters.Select((p, i) => (p, i))) json.WriteNumber(p.Name, v[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static double[] Physical(IdentifiabilityStudy study) => [.. study.Parameters.Select(p => p.Physical(study.Theta[p.Index]))];

    private static void Numbers(Utf8JsonWriter json, string? key, IEnumerable<double> values)
    {
        if (key is null) json.WriteStartArray();
        else json.WriteStartArray(key);
        foreach (var x in values)
            if (double.IsFinite(x)) json.WriteNumberValue(x);
            else json.WriteNullValue();
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string key, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(key, value);
        else json.WriteNull(key);
    }

    private static string G(double x) => x.ToString("g3", CultureInfo.InvariantCulture);
}
