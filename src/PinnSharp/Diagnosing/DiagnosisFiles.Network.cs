using System.Text;
using System.Text.Json;

namespace PinnSharp;

/// <summary>What finite elements make of a network's answer.</summary>
public static partial class DiagnosisFiles
{
    /// <summary>What heads the table of a network's unknowns.</summary>
    public static string NetworkHeading => "What the same equations make of the network's answer when finite elements solve them exactly, in the network's standard deviations:";

    /// <summary>What the columns of that table mean.</summary>
    public static string NetworkLegend => "move: the step of Gauss-Newton by the adjoint gradient at the network's estimates. It should be small; if it is not, the network has a bias that its ± leave out. It is the sum of what the network's error at "
        + "the data does, S⁻¹Jᵀ(F_net − F)/σ, and of what the data still ask by the exact sensitivities, which is zero where the network fits the data best and its own sensitivities are these. loss: the step that the gradient of the network's "
        + "own loss would make with the same S, weights held, and reduced: with the weights following. Both vanish where training has ended at a minimum. std over bound: the network's deviation over the least that the data allow (Cramér-Rao).";

    /// <summary>The columns of that table.</summary>
    public static IReadOnlyList<string> NetworkColumns { get; } = ["unknown", "move", "by its error", "by the data", "loss", "reduced", "std over bound"];

    /// <summary>Its rows.</summary>
    /// <param name="check">What was found.</param>
    public static IEnumerable<string[]> NetworkRows(NetworkCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return [.. check.Unknowns.Select(u => new[] { u.Name, Move(u.Step), Move(u.ByViolation), Move(u.ByData), Move(u.Joint), Move(u.Reduced), u.Ratio is { } ratio ? G(ratio) : "–" }),
            .. check.Functions.Select(f => new[] { $"{f.Name} (rms)", G(f.Step), "–", "–", "–", "–", "–" })];
    }

    /// <summary>How far the network's solution is from the exact one at the data.</summary>
    /// <param name="check">What was found.</param>
    public static string NetworkViolation(NetworkCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return $"At its estimates the network's solution is off at the data by, in σ: {string.Join(", ", check.Violations.Select(v => $"{v.Observation} {G(v.Rms)} (rms), {G(v.Max)} at most"))}."
            + (check.Ratios.Length > 1 ? $" Its deviations over the bound, direction by direction: {string.Join(", ", check.Ratios.Select(G))}." : "")
            + string.Concat(check.Modes.Select(m => $" {m.Name}: of the {m.Coefficients} weights of its network data and equations determine {G(m.Determined)} directions, smoothness the others."));
    }

    private static string Move(double x) => !double.IsFinite(x) ? "–" : FormattableString.Invariant($"{(Math.Abs(x) < 5e-4 ? 0 : x):+0.000;-0.000;0}");

    internal static void Network(StringBuilder text, NetworkCheck? check)
    {
        if (check is null) return;
        text.Append($"\n{NetworkHeading}\n\n| {string.Join(" | ", NetworkColumns)} |\n|{string.Concat(NetworkColumns.Select(_ => " --- |"))}\n");
        foreach (var row in NetworkRows(check)) text.Append($"| {string.Join(" | ", row)} |\n");
        text.Append($"\n{NetworkLegend}\n\n{NetworkViolation(check)}\n");
    }

    internal static void Network(Utf8JsonWriter json, NetworkCheck? check)
    {
        if (check is null)
        {
            json.WriteNull("network");
            return;
        }
        json.WriteStartObject("network");
        json.WriteStartObject("unknowns");
        foreach (var u in check.Unknowns)
        {
            json.WriteStartObject(u.Name);
            Number(json, "value", u.Value);
            Number(json, "move", u.Step);
            Number(json, "byViolation", u.ByViolation);
            Number(json, "byData", u.ByData);
            Number(json, "joint", u.Joint);
            Number(json, "reduced", u.Reduced);
            Number(json, "stdOverBound", u.Ratio ?? double.NaN);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("functions");
        foreach (var (name, step) in check.Functions) Number(json, name, step);
        json.WriteEndObject();
        json.WriteStartObject("modes");
        foreach (var m in check.Modes)
        {
            json.WriteStartObject(m.Name);
            json.WriteNumber("weights", m.Coefficients);
            Number(json, "determined", m.Determined);
            Numbers(json, "spectrum", m.Spectrum.Take(64));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("violations");
        foreach (var v in check.Violations)
        {
            json.WriteStartObject(v.Observation);
            Number(json, "rms", v.Rms);
            Number(json, "max", v.Max);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        Numbers(json, "stdOverBound", check.Ratios);
        json.WriteStartObject("worstDirection");
        foreach (var (name, part) in check.WorstDirection) Number(json, name, part);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
