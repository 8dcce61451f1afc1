using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PinnSharp.Modeling;

namespace PinnSharp;

/// <summary>result.json: a stable format; null for what does not apply or is unbounded.</summary>
internal static class ResultJson
{
    public static string Write(RunResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("problem", result.Experiment.Problem.Name);
            json.WriteString("method", result.Method);
            json.WriteString("engine", result.Engine);
            if (result.Experiment.UsesSeed) json.WriteNumber("seed", result.Experiment.Options.Seed);
            else json.WriteNull("seed");
            json.WriteString("version", RunResult.Version);
            json.WriteString("machine", result.Machine);
            json.WriteString("status", Name(result.Status));
            json.WriteString("message", result.Message);
            Number(json, "seconds", Math.Round(result.Seconds, 3));
            json.WriteNumber("iterations", result.Iterations);
            var (report, verdicts) = (result.Report, result.Verdicts);
            json.WriteStartObject("unknowns");
            Members(json, report.Unknowns, u => u.Name, u =>
            {
                json.WriteString("kind", "scalar");
                Number(json, "value", u.Value);
                Number(json, "std", u.Std);
                Interval(json, u.Lower, u.Upper);
                json.WriteString("unit", u.Unit);
                Number(json, "truth", u.Truth);
                Number(json, "relativeError", u.RelativeError);
                if (u.FromPrior is not null) Number(json, "fromPrior", u.FromPrior);
                json.WriteString("verdict", verdicts.FirstOrDefault(v => v.Name == u.Name)?.Text);
            });
            Members(json, report.Functions, f => f.Name, f =>
            {
                json.WriteString("kind", "field");
                Number(json, "relativeL2", f.RelativeL2);
                json.WriteString("unit", f.Unit);
                json.WriteString("file", RunFolder.FieldsFile);
            });
            json.WriteEndObject();
            Each(json, "fields", report.Fields, f => f.Name, f => Number(json, "relativeL2", f.RelativeL2));
            Each(json, "observations", report.Observations, o => o.Name, o =>
            {
                json.WriteNumber("count", o.Count);
                json.WriteString("noise", o.Noise);
                Number(json, "rmse", o.Rmse);
                Number(json, "chi2", o.Chi2);
                Number(json, "sigma", o.Sigma);
                Number(json, "sigmaStd", o.SigmaStd);
                json.WriteStartObject("pValues");
                foreach (var test in Enum.GetValues<ResidualTest>()) Number(json, $"{test}".ToLowerInvariant(), result.Checks.FirstOrDefault(c => c.Observation == o.Name && c.Test == test)?.PValue);
                json.WriteEndObject();
            });
            Each(json, "equations", report.Equations, e => e.Name, e =>
            {
                Number(json, "rms", e.Rms);
                Number(json, "weight", e.Weight);
            });
            Each(json, "conditions", report.Conditions, c => c.Name, c =>
            {
                Number(json, "rms", c.Rms);
                if (c.Exact is { } exact) json.WriteBoolean("exact", exact);
                else json.WriteNull("exact");
            });
            Each(json, "constraints", report.Constraints, c => c.Name, c =>
            {
                Number(json, "violation", c.Violation);
                json.WriteBoolean("active", c.IsActive);
            });
            Discretisation(json, report.Discretisation);
            Findings(json, result.Findings);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Of finite elements; null for networks.</summary>
    public static void Discretisation(Utf8JsonWriter json, Discretisation? discretisation)
    {
        if (discretisation is not { } d)
        {
            json.WriteNull("discretisation");
            return;
        }
        json.WriteStartObject("discretisation");
        json.WriteNumber("coefficients", d.Coefficients);
        json.WriteNumber("steps", d.Steps);
        if (d.Refinements is { } refinements) json.WriteNumber("refinements", refinements);
        else json.WriteNull("refinements");
        Number(json, "moved", d.Moved);
        Number(json, "movedData", d.MovedData);
        if (d.IsSettled is { } settled) json.WriteBoolean("settled", settled);
        else json.WriteNull("settled");
        json.WriteEndObject();
    }

    /// <summary>What is wrong with an answer.</summary>
    public static void Findings(Utf8JsonWriter json, IEnumerable<Finding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Name);
            json.WriteString("evidence", finding.Evidence);
            json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The status as in the file.</summary>
    public static string Name(RunStatus status) => status switch
    {
        RunStatus.Converged => "converged",
        RunStatus.Stalled => "stalled",
        RunStatus.Diverged => "diverged",
        _ => "stopped",
    };

    private static void Each<T>(Utf8JsonWriter json, string key, IEnumerable<T> items, Func<T, string> name, Action<T> write)
    {
        json.WriteStartObject(key);
        Members(json, items, name, write);
        json.WriteEndObject();
    }

    private static void Members<T>(Utf8JsonWriter json, IEnumerable<T> items, Func<T, string> name, Action<T> write)
    {
        foreach (var item in items)
        {
            json.WriteStartObject(name(item));
            write(item);
            json.WriteEndObject();
        }
    }

    private static void Interval(Utf8JsonWriter json, double? lower, double? upper)
    {
        if (lower is not { } a || upper is not { } b || (!double.IsFinite(a) && !double.IsFinite(b)))
        {
            json.WriteNull("interval");
            return;
        }
        json.WriteStartArray("interval");
        Value(json, a);
        Value(json, b);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string key, double? value)
    {
        json.WritePropertyName(key);
        Value(json, value ?? double.NaN);
    }

    private static void Value(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }
}
