using System.Runtime.InteropServices;

namespace PinnSharp;

/// <summary>The machine that a run was made on, in words: processor, number of them, system, runtime.</summary>
internal static class Machine
{
    private static readonly Lazy<string> Text = new(() => $"{Processor()}, {Environment.ProcessorCount} threads, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>This one.</summary>
    public static string Here => Text.Value;

    private static string Processor()
    {
        const string file = "/proc/cpuinfo", key = "model name";
        try
        {
            var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
            return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{RuntimeInformation.ProcessArchitecture}";
        }
    }
}
