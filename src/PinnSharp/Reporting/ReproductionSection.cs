using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>How to repeat a run: command, seed, version, machine, and the files as they were.</summary>
internal static class ReproductionSection
{
    /// <summary>The section of a run.</summary>
    public static ReportSection Of(RunResult result) => new("How to repeat it",
    [
        new FactsBlock(
        [
            ("version", $"PinnSharp {RunResult.Version}"), ("method", result.Method), ("engine", result.Engine),
            ("seed", result.Experiment.UsesSeed ? $"{result.Experiment.Options.Seed}{(Starts(result) > 1 ? ", of the best start" : "")}" : "none is used"), ("starts", $"{Starts(result)}"),
            ("iterations", $"{result.Iterations}"), ("time", Numbers.Duration(TimeSpan.FromSeconds(result.Seconds))), ("machine", result.Machine),
        ]),
        .. Files(result),
    ]);

    /// <summary>The starts of a run, whose result is that of the best.</summary>
    internal static int Starts(RunResult result) => result.Folder is { } folder && Directory.Exists(RunFolder.StartPath(folder, 1)) ? Directory.GetDirectories(Path.GetDirectoryName(RunFolder.StartPath(folder, 1))!).Length : result.Experiment.StartCount;

    private static IEnumerable<ReportBlock> Files(RunResult result)
    {
        if (result.Folder is not { } folder || !File.Exists(Path.Combine(folder, RunFolder.ConfigFile)))
        {
            yield return new TextBlock("It was declared in C#: the program that ran it repeats it.");
            yield break;
        }
        yield return new CodeBlock("In the run folder; another --out keeps this one.", $"pinnsharp run {RunFolder.ConfigFile} --out again");
        foreach (var file in new[] { RunFolder.ConfigFile, RunFolder.ProblemFile })
            yield return new CodeBlock(file, File.ReadAllText(Path.Combine(folder, file)).TrimEnd());
    }
}
