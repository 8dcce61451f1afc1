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
        return Of(result, RunFigures.Of(result));
    }

    internal static Report Of(RunResult result, IEnumerable<Picture> pictures)
    {
        var problem = result.Experiment.Problem;
        return new()
        {
            Title = problem.Name,
            Subtitle = $"{AnswerSection.MethodOf(result)}; {ResultJson.Name(result.Status)} after {result.Iterations} {(result.Iterations == 1 ? "iteration" : "iterations")}, {Numbers.Duration(TimeSpan.FromSeconds(result.Seconds))}",
            Sections = [.. Sections(result, pictures.ToDictionary(p => p.Name)).Where(s => !s.Blocks.IsEmpty)],
        };
    }

    /// <summary>Writes report.html of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="path">The file.</param>
    public static void Write(RunResult result, string path) => AtomicFile.Write(path, HtmlRenderer.Render(Of(result)));

    private static IEnumerable<ReportSection> Sections(RunResult result, Dictionary<string, Picture> pictures)
    {
        yield return AnswerSection.Of(result);
        yield return ProblemSection.Of(result.Experiment);
        yield return new("What was recovered",
        [
            .. Drawn("fields"),
            .. new FieldFilms(result, new()).All().Select(f => new FilmBlock($"{f.Field}, one picture at a time.", f.Film)),
            .. Drawn("slices", "std", "points"),
        ]);
        yield return new("Data and prediction", [FitSection.Observations(result), .. Drawn("data")]);
        yield return new("How well it is determined", [.. FitSection.Determined(result), .. Drawn("corner", "profiles", "spectrum")]);
        yield return new("How the run went", [.. Drawn("unknowns"), .. FitSection.Terms(result), .. FitSection.Moves(result), .. Drawn("history")]);
        yield return ReproductionSection.Of(result);

        IEnumerable<ReportBlock> Drawn(params string[] names) => names.Where(pictures.ContainsKey).SelectMany(name => Blocks(pictures[name]));
    }

    /// <summary>A picture as parts of the report: one for each group of panels, the last with the caption.</summary>
    internal static IEnumerable<ReportBlock> Blocks(Picture picture)
    {
        if (picture.Fixed is { } grid)
        {
            yield return new GridBlock(picture.Caption, grid);
            yield break;
        }
        var first = 0;
        foreach (var count in picture.Groups.IsEmpty ? [picture.Panels.Length] : picture.Groups)
        {
            if (count > 0) yield return new FiguresBlock(first + count == picture.Panels.Length ? picture.Caption : "", picture.Panels.Slice(first, count));
            first += count;
        }
    }
}
