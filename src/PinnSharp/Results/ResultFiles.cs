using System.Collections.Immutable;
using System.Text;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>The files of a result: tables, figures, and last result.json.</summary>
internal static class ResultFiles
{
    public static void Write(RunResult result, RunFolder folder, ImmutableArray<IFigureRenderer> renderers)
    {
        var fields = result.Table;
        folder.Write(RunFolder.FieldsFile, fields.ToCsv(result.Experiment.Problem));
        if (Continuation(result) is { } continuation) folder.Write("continuation.csv", continuation);
        string[] formats = [.. renderers.SelectMany(r => r.Formats).Distinct()];
        // A diagnosis of what the run was before is none of this result.
        foreach (var old in new[] { DiagnosisFiles.JsonFile, DiagnosisFiles.TextFile, "profiles.svg" }) File.Delete(Path.Combine(folder.Path, old));
        var pictures = RunFigures.Of(result).ToList();
        foreach (var picture in pictures)
            foreach (var format in formats)
                folder.Write($"figures/{picture.Name}.{format}", renderers.First(r => r.Formats.Contains(format)).Render(picture.Grid(result.Experiment.Problem.Name), new(), format));
        folder.Write(RunReport.File, HtmlRenderer.Render(RunReport.Of(result, pictures)));
        folder.Write(RunFolder.ResultFile, result.ToJson());
    }

    /// <summary>How the estimates moved with the equation weight: weight, iterations, cost, rms, each unknown and its standard deviation.</summary>
    private static string? Continuation(RunResult result)
    {
        if (result.Report.Continuation.IsEmpty) return null;
        var text = new StringBuilder();
        text.AppendJoin(',', ["weight", "iterations", "cost", "rms", .. result.Report.Continuation[0].Estimates.SelectMany(u => new[] { u.Name, $"{u.Name}(std)" })])
            .Append('\n');
        foreach (var level in result.Report.Continuation)
            text.AppendJoin(',', [Csv.Number(level.Weight), $"{level.Iterations}", Csv.Number(level.Cost), Csv.Number(level.Rms),
                .. level.Estimates.SelectMany(u => new[] { Csv.Number(u.Value), Csv.Number(u.Std) })]).Append('\n');
        return text.ToString();
    }
}
