using System.Collections.Immutable;
using System.Text.Json;

namespace PinnSharp;

/// <summary>An unknown in short.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null for a function.</param>
/// <param name="Std">Its standard deviation.</param>
/// <param name="RelativeL2">‖found − true‖/‖true‖ of a function whose truth is known.</param>
public sealed record UnknownSummary(string Name, double? Value, double? Std, double? RelativeL2);

/// <summary>A run in short, as its folder tells.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Status">converged, stalled, diverged or stopped; "running" or "unfinished" where there is no result. Of a comparison that of its worse run.</param>
/// <param name="Time">When it began.</param>
/// <param name="Seconds">Time spent; null where there is no result.</param>
/// <param name="Unknowns">Each unknown, functions after numbers.</param>
public sealed record RunSummary(
    string Folder, string Status, DateTime Time, double? Seconds, ImmutableArray<UnknownSummary> Unknowns)
{
    /// <summary>The runs of a comparison, by the network and by finite elements; none for a run.</summary>
    public ImmutableArray<RunSummary> Runs { get; init; } = [];

    /// <summary>The names of what is wrong with the answer, as its result says.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    /// <summary>The engine as its result names it; null where there is no result.</summary>
    public string? Engine { get; init; }

    /// <summary>The runs in the folders root/*/*, the earliest first.</summary>
    /// <param name="root">Where runs are kept, "runs".</param>
    public static ImmutableArray<RunSummary> Find(string root) => !Directory.Exists(root) ? [] :
    [
        .. Directory.GetDirectories(root).SelectMany(Directory.GetDirectories)
            .Where(f => File.Exists(Path.Combine(f, RunFolder.ConfigFile)))
            .Select(Read).OrderBy(r => r.Time).ThenBy(r => r.Folder, StringComparer.Ordinal),
    ];

    /// <summary>Whether there is a result that is not of a stopped run.</summary>
    public bool IsFinished => Status is "converged" or "stalled" or "diverged";

    /// <summary>The run in a folder.</summary>
    /// <param name="folder">The run folder.</param>
    public static RunSummary Read(string folder)
    {
        var time = File.GetLastWriteTime(Path.Combine(folder, RunFolder.ConfigFile));
        ImmutableArray<RunSummary> runs = ComparisonFolder.Holds(folder) ? [.. ComparisonFolder.Runs(folder).Select(Read)] : [];
        var file = Path.Combine(folder, runs.IsEmpty ? RunFolder.ResultFile : ComparisonFolder.ResultFile);
        if (RunFolder.IsLocked(folder) || runs.Any(r => r.Status == "running")) return new(folder, "running", time, null, []) { Runs = runs };
        if (!File.Exists(file)) return new(folder, "unfinished", time, null, []) { Runs = runs };
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = json.RootElement;
            var (status, seconds) = (root.GetProperty("status").GetString()!, root.GetProperty("seconds").GetDouble());
            if (!runs.IsEmpty) return new(folder, status, time, seconds, []) { Runs = runs };
            return new(folder, status, time, seconds, [.. root.GetProperty("unknowns").EnumerateObject()
                .Select(u => new UnknownSummary(u.Name, Number(u.Value, "value"), Number(u.Value, "std"), Number(u.Value, "relativeL2")))])
            {
                Engine = root.GetProperty("engine").GetString(),
                Findings = root.TryGetProperty("findings", out var findings) ? [.. findings.EnumerateArray().Select(f => f.GetProperty("name").GetString()!)] : [],
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new(folder, "damaged", time, null, []);
        }
    }

    /// <summary>The machine of a run, as its result says; null where there is none.</summary>
    internal static string? Machine(string folder)
    {
        var file = Path.Combine(folder, RunFolder.ResultFile);
        if (!File.Exists(file)) return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.TryGetProperty("machine", out var machine) ? machine.GetString() : "a machine that was not recorded";
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? Number(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
