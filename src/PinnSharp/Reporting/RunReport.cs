using System.Collections.Immutable;
using PinnSharp.Figures;

namespace PinnSharp;

/// <summary>report.html of one run: the answer first, then the problem, what was recovered, the data, what they determine, how the run went, and how to repeat it.</summary>
public static class RunReport
{
    /// <summary>The file in a run folder.</summary>
    public const string File = "report.html";

    /// <summary>The report of a result.</summary>
    /// <param name="result">The result.</param>
    public static Report Of(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var problem = result.Experiment.Problem;
        return new()
        {
            Title = problem.Name,
            Subtitle = $"{AnswerSection.MethodOf(result)}; {ResultJson.Name(result.Status)} after {result.Iterations} iterations, {Numbers.Duration(TimeSpan.FromSeconds(result.Seconds))}",
            Sections = [.. Sections(result).Where(s => !s.Blocks.IsEmpty)],
        };
    }

    /// <summary>Writes report.html of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="path">The file.</param>
    public static void Write(RunResult result, string path) => AtomicFile.Write(path, HtmlRenderer.Render(Of(result)));

    private static IEnumerable<ReportSection> Sections(RunResult result)
    {
        var pictures = RunFigures.Of(result).ToDictionary(p => p.Name);
        yield return AnswerSection.Of(result);
        yield return ProblemSection.Of(result.Experiment);
        yield return new("What was recovered",
        [
            .. Blocks("fields"),
            .. new FieldFilms(result, new()).All().Select(f => new FilmBlock($"{f.Field}, one picture at a time.", f.Film)),
            .. Blocks("slices", "std", "points"),
        ]);
        yield return new("Data and prediction", [FitSection.Observations(result), .. Blocks("data")]);
        yield return new("How well it is determined", [.. FitSection.Determined(result), .. Blocks("corner", "profiles", "spectrum")]);
        yield return new("How the run went", [.. Blocks("unknowns"), FitSection.Terms(result), .. FitSection.Moves(result), .. Blocks("history")]);
        yield return ReproductionSection.Of(result);

        IEnumerable<ReportBlock> Blocks(params string[] names) => names.Where(pictures.ContainsKey).Select(name => Block(pictures[name]));
    }

    /// <summary>A picture as a part of the report.</summary>
    internal static ReportBlock Block(Picture picture) => picture.Fixed is { } grid ? new GridBlock(picture.Caption, grid) : new FiguresBlock(picture.Caption, picture.Panels);
}
