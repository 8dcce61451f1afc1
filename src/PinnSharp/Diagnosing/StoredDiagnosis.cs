using System.Collections.Immutable;
using System.Text.Json;

namespace PinnSharp;

/// <summary>The diagnosis in a run folder, as diagnosis.json says.</summary>
internal sealed record StoredDiagnosis(ImmutableArray<StoredVerdict> Verdicts, ImmutableArray<StoredProfile> Profiles, ImmutableArray<(string Text, double Value)> Combinations, ImmutableArray<Finding> Findings)
{
    /// <summary>Reads it; null where the folder has none, or one that is damaged.</summary>
    /// <param name="folder">The run folder; null for a run without one.</param>
    public static StoredDiagnosis? Read(string? folder)
    {
        var file = folder is null ? null : Path.Combine(folder, DiagnosisFiles.JsonFile);
        if (file is null || !File.Exists(file)) return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var (root, unknowns) = (json.RootElement, json.RootElement.GetProperty("unknowns").EnumerateObject().ToList());
            return new(
                [.. unknowns.Select(u => new StoredVerdict(u.Name, Number(u.Value.GetProperty("value")) ?? double.NaN, u.Value.GetProperty("verdict").GetString()!, [.. u.Value.GetProperty("evidence").EnumerateArray().Select(e => e.GetString()!)]))],
                [.. unknowns.Where(u => u.Value.GetProperty("profile").GetArrayLength() > 0).Select(u => new StoredProfile(u.Name, u.Value.GetProperty("value").GetDouble(),
                    [.. u.Value.GetProperty("profile").EnumerateArray().Select(p => (Number(p[0]) ?? double.NaN, Number(p[1]) ?? double.NaN))],
                    Number(u.Value.GetProperty("interval")[0]), Number(u.Value.GetProperty("interval")[1])))],
                [.. root.GetProperty("combinations").EnumerateObject().Select(c => (c.Name, c.Value.GetDouble()))],
                [.. root.GetProperty("findings").EnumerateArray().Select(Finding).OfType<Finding>()]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static double? Number(JsonElement item) => item.ValueKind == JsonValueKind.Number ? item.GetDouble() : null;

    private static Finding? Finding(JsonElement item) => PinnSharp.Finding.Named(item.GetProperty("name").GetString()!) is { } failure
        ? new(failure, item.GetProperty("evidence").GetString()!, item.GetProperty("advice").GetString()!) : null;
}
