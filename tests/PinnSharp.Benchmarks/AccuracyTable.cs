using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PinnSharp.Benchmarks;

/// <summary>One unknown of one run.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Status">How the run ended.</param>
/// <param name="Seconds">Time the run trained.</param>
/// <param name="Iterations">Its steps.</param>
/// <param name="Error">The relative error at its end.</param>
/// <param name="SecondsTo">Time to each of <see cref="AccuracyTable.Levels"/>; null where it was not reached for good.</param>
/// <param name="SecondsToDeepXde">Time to DeepXDE's error.</param>
internal sealed record AccuracyRun(ulong Seed, string Status, double Seconds, int Iterations, double Error, double?[] SecondsTo, double? SecondsToDeepXde);

/// <summary>One unknown of one problem, over all seeds.</summary>
internal sealed record AccuracyRow(string Problem, string Unknown, AccuracyRun[] Runs)
{
    /// <summary>What DeepXDE 1.9.3 needed on the same kind of machine and what it reached, its own scripts (PyTorch 1.13); another run.</summary>
    private static readonly Dictionary<(string, string), (double Seconds, double Error)> Published = new()
    {
        [("diffusion", "C")] = (21, 1.05e-3),
        [("brinkman", "nu_e")] = (30, 0.37),
        [("brinkman", "K")] = (30, 1.4e-2),
        [("reaction-rate", "k")] = (23, 2.6e-2),
        [("source", "q")] = (37, 2.2e-2),
        [("lorenz", "sigma")] = (75, 1.2e-3),
        [("lorenz", "rho")] = (75, 2e-6),
        [("lorenz", "beta")] = (75, 4e-4),
    };

    public static (double Seconds, double Error)? DeepXdeOf(string problem, string unknown) => Published.TryGetValue((problem, unknown), out var figure) ? figure : null;

    public double? DeepXdeSeconds => DeepXdeOf(Problem, Unknown)?.Seconds;

    public double? DeepXdeError => DeepXdeOf(Problem, Unknown)?.Error;

    /// <summary>Medians over the seeds; null where fewer than half got there.</summary>
    public double?[] MedianSecondsTo => [.. AccuracyTable.Levels.Select((_, i) => Median(r => r.SecondsTo[i]))];

    public double? MedianSecondsToDeepXde => Median(r => r.SecondsToDeepXde);

    public double? MedianError => Median(r => r.Error);

    public double? MedianSeconds => Median(r => r.Seconds);

    /// <summary>How many times less time to the same error.</summary>
    public double? Ratio => DeepXdeSeconds / MedianSecondsToDeepXde;

    private double? Median(Func<AccuracyRun, double?> of)
    {
        var sorted = Runs.Select(of).OrderBy(x => x ?? double.PositiveInfinity).ToArray();
        var (a, b) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        return (a + b) / 2 is { } median && double.IsFinite(median) ? median : null;
    }
}

/// <summary>The table as Markdown and JSON.</summary>
internal static class AccuracyTable
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Relative errors to which the time is taken.</summary>
    public static double[] Levels { get; } = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

    public static string ToJson(int threads, IReadOnlyList<AccuracyRow> rows) => JsonSerializer.Serialize(new { Threads = threads, Levels, Rows = rows }, Json);

    public static string ToMarkdown(int threads, IReadOnlyList<AccuracyRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seconds of training on {threads} threads until the relative error (of fields in L2) is below a level and stays there to the run's end;");
        text.AppendLine("median over seeds, — where fewer than half got there. DeepXDE 1.9.3: its own scripts, another run on the same kind of machine.");
        text.AppendLine();
        text.AppendLine("| problem | unknown | 1e-2 | 1e-3 | 1e-4 | 1e-5 | 1e-6 | run | error at its end | converged | DeepXDE | to DeepXDE's error | times less |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            var converged = row.Runs.Count(r => r.Status == nameof(Inversion.Status.Converged));
            var deepXde = row.DeepXdeSeconds is null ? "" : $"{Text(row.DeepXdeSeconds)} s, {Text(row.DeepXdeError)}";
            text.AppendLine($"| {row.Problem} | {row.Unknown} | {string.Join(" | ", row.MedianSecondsTo.Select(Text))} | {Text(row.MedianSeconds)} | {Text(row.MedianError)} | "
                + $"{converged} of {row.Runs.Length} | {deepXde} | {(row.DeepXdeSeconds is null ? "" : Text(row.MedianSecondsToDeepXde))} | {(row.DeepXdeSeconds is null ? "" : Text(row.Ratio))} |");
        }
        return text.ToString();
    }

    private static string Text(double? x) => x is { } value ? value.ToString("G3", CultureInfo.InvariantCulture) : "—";
}
