using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PinnSharp.Figures;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>comparison.json, comparison.md and comparison.svg.</summary>
internal static class ComparisonFiles
{
    public static void Write(Comparison comparison, string folder)
    {
        AtomicFile.Write(Path.Combine(folder, "comparison.md"), ToMarkdown(comparison));
        AtomicFile.Write(Path.Combine(folder, "comparison.svg"), SvgRenderer.Render(comparison.Figures.Grid($"{comparison.Network.Experiment.Problem.Name}: network and finite elements")));
        AtomicFile.Write(Path.Combine(folder, RunReport.File), HtmlRenderer.Render(RunsReport.Of(comparison)));
        AtomicFile.Write(Path.Combine(folder, ComparisonFolder.ResultFile), ToJson(comparison));
    }

    public static string ToMarkdown(Comparison c)
    {
        var text = new StringBuilder($"# {c.Network.Experiment.Problem.Name}: network and finite elements\n\n");
        Row("unknown", "network", "finite elements", "difference, std", "std over bound", "truth");
        Row("---", "---", "---", "---", "---", "---");
        foreach (var s in c.Scalars) Row(s.Name, Estimate(s.Network), Estimate(s.Elements), Short(s.Difference, "g2"), Short(s.DeviationRatio, "g3"), Short(s.Network.Truth, "g6"));
        foreach (var f in c.Functions) Row($"{f.Name}, relative L² error", Short(f.Network, "g3"), Short(f.Elements, "g3"), $"{Short(f.Difference, "g3")} (relative L²)");
        foreach (var (a, b) in c.Network.Report.Observations.Zip(c.Elements.Report.Observations)) Row($"misfit of {a.Name}, rms", Short(a.Rmse, "g3"), Short(b.Rmse, "g3"));
        Row("seconds", Short(c.Network.Seconds, "g3"), Short(c.Elements.Seconds, "g3"));
        if (c.Network.Engine != c.Elements.Engine) Row("engine", c.Network.Engine, c.Elements.Engine);
        foreach (var finding in c.Findings) text.Append('\n').Append(finding).Append('\n');
        foreach (var (method, f) in c.Named) text.Append($"\n**{f.Name}** ({method}): {f.Evidence} {f.Advice}\n");
        DiagnosisFiles.Network(text, c.Check);
        return text.ToString();

        void Row(params string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Concat(Enumerable.Repeat("–", 6 - cells.Length))).Append(" |\n");
    }

    private static string Estimate(UnknownEstimate u) => u.Std is { } s ? FormattableString.Invariant($"{u.Value:g6} ± {s:g2}") : FormattableString.Invariant($"{u.Value:g6}");

    private static string Short(double? value, string format) => value is { } v && double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static string ToJson(Comparison c)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("problem", c.Network.Experiment.Problem.Name);
            json.WriteString("version", RunResult.Version);
            json.WriteString("status", ResultJson.Name(c.Status));
            json.WriteNumber("seconds", Math.Round(c.Network.Seconds + c.Elements.Seconds, 3));
            json.WriteBoolean("femFromPinn", c.FromNetwork);
            foreach (var (name, result) in new[] { ("pinn", c.Network), ("fem", c.Elements) })
            {
                json.WriteStartObject(name);
                json.WriteString("engine", result.Engine);
                json.WriteString("status", ResultJson.Name(result.Status));
                json.WriteString("message", result.Message);
                json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
                json.WriteNumber("iterations", result.Iterations);
                json.WriteStartObject("observations");
                foreach (var o in result.Report.Observations)
                {
                    json.WriteStartObject(o.Name);
                    Number(json, "rmse", o.Rmse);
                    Number(json, "chi2", o.Chi2);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
                ResultJson.Discretisation(json, result.Report.Discretisation);
                ResultJson.Findings(json, c.Named.Where(n => n.Method == result.Method).Select(n => n.Finding));
                json.WriteEndObject();
            }
            DiagnosisFiles.Network(json, c.Check);
            json.WriteStartObject("unknowns");
            foreach (var s in c.Scalars)
            {
                json.WriteStartObject(s.Name);
                Estimate(json, "pinn", s.Network);
                Estimate(json, "fem", s.Elements);
                Number(json, "truth", s.Network.Truth);
                Number(json, "difference", s.Difference);
                Number(json, "deviationRatio", s.DeviationRatio);
                if (s.Agree is { } agree) json.WriteBoolean("agree", agree);
                else json.WriteNull("agree");
                json.WriteEndObject();
            }
            foreach (var f in c.Functions)
            {
                json.WriteStartObject(f.Name);
                Number(json, "pinnRelativeL2", f.Network);
                Number(json, "femRelativeL2", f.Elements);
                Number(json, "difference", f.Difference);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("findings");
            foreach (var finding in c.Findings) json.WriteStringValue(finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Estimate(Utf8JsonWriter json, string key, UnknownEstimate u)
    {
        json.WriteStartObject(key);
        Number(json, "value", u.Value);
        Number(json, "std", u.Std);
        Number(json, "lower", u.Lower);
        Number(json, "upper", u.Upper);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } v && double.IsFinite(v)) json.WriteNumber(key, v);
        else json.WriteNull(key);
    }
}
