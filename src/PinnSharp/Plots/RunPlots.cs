using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Figures;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>The pictures of a run as files.</summary>
public static class RunPlots
{
    /// <summary>The names of the pictures there can be; a run has those that something can be said on.</summary>
    public static ImmutableArray<string> Names => RunFigures.Names;

    /// <summary>Draws a run's pictures.</summary>
    /// <param name="result">The result.</param>
    /// <param name="folder">Where to; made if it is not there. Files of the same names are replaced.</param>
    /// <param name="renderer">What draws them.</param>
    /// <param name="format">One of the renderer's formats.</param>
    /// <param name="options">What is drawn; everything if not said.</param>
    /// <param name="look">Size, letters and theme.</param>
    /// <returns>The paths of the files; none where there is nothing of what was asked for.</returns>
    /// <exception cref="InputException">There is no such field or picture, the time is not in the problem's interval, or the size is not one to draw in.</exception>
    public static ImmutableArray<string> Write(RunResult result, string folder, IFigureRenderer renderer, string format, PlotOptions? options = null, FigureOptions? look = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(renderer);
        Check(result.Experiment.Problem, options ??= new());
        var files = ImmutableArray.CreateBuilder<string>();
        foreach (var picture in RunFigures.Of(result, options))
        {
            var path = Path.Combine(folder, $"{picture.Name}.{format}");
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, Drawn(renderer, picture.Grid(result.Experiment.Problem.Name), look ?? new(), format));
            files.Add(path);
        }
        if (options.Figures.FirstOrDefault(f => !files.Any(path => Path.GetFileNameWithoutExtension(path) == f)) is { } missing)
            throw new InputException($"There is nothing to draw of '{missing}': " + missing switch
            {
                "profiles" => $"profile likelihoods need 'pinnsharp diagnose {result.Folder}' first.",
                "vectors" => "name the components, --vector X Y.",
                "slices" => "they need time and one coordinate of space.",
                "std" => "it needs noisy data, a plane, and a method that gives deviations.",
                "corner" or "spectrum" => "it needs two unknown numbers or more with a covariance, for a corner plot one without a null direction.",
                _ => "the run has nothing of it.",
            });
        return files.ToImmutable();
    }

    private static byte[] Drawn(IFigureRenderer renderer, FigureGrid figure, FigureOptions look, string format)
    {
        try
        {
            return renderer.Render(figure, look, format);
        }
        catch (ArgumentException e)
        {
            throw new InputException(e.Message);
        }
    }

    private static void Check(InverseProblem problem, PlotOptions options)
    {
        string[] fields = [.. problem.Fields.Select(f => f.Name), .. problem.UnknownFields.Select(f => f.Name)];
        foreach (var field in options.Fields.Where(f => !fields.Contains(f)))
            throw new InputException($"'{problem.Name}' has no field or unknown function '{field}'.{NearestName.Suggestion(field, fields)}");
        foreach (var figure in options.Figures.Where(f => !Names.Contains(f)))
            throw new InputException($"There is no picture '{figure}'.{NearestName.Suggestion(figure, Names)} There are {string.Join(", ", Names)}.");
        Refuse("field", !options.Fields.IsEmpty, ["fields", "slices", "std"]);
        Refuse("vector", !options.Vectors.IsEmpty, ["vectors"]);
        Refuse("time", options.Time is not null, ["fields", "slices", "std", "vectors"]);
        void Refuse(string option, bool given, string[] pictures)
        {
            if (given && !options.Figures.IsEmpty && !options.Figures.Intersect(pictures).Any())
                throw new InputException($"The {option} changes nothing in {string.Join(", ", options.Figures)}: it is for {string.Join(", ", pictures)}.");
        }
        if (!options.Vectors.IsEmpty && FieldView.Of(problem, problem.Fields[0].Symbol) is not { Y: not null, IsSpaceTime: false })
            throw new InputException($"'{problem.Name}' has no plane of two coordinates of space, which vectors need.");
        if (options.Time is not { } t) return;
        if (problem.IsOrdinary || problem.Coordinates.FirstOrDefault(c => c.IsTime) is not { } time)
            throw new InputException($"'{problem.Name}' has no moments: {(problem.IsOrdinary ? "all times are drawn" : "it is steady")}. Leave the time out.");
        if (!options.Figures.IsEmpty && !options.Figures.Contains("slices") && problem.Coordinates.Length == 2)
            throw new InputException($"The time changes nothing in {string.Join(", ", options.Figures)}, which show all times: it is for slices.");
        if (!(t >= time.Lower && t <= time.Upper)) throw new InputException(FormattableString.Invariant($"{time.Name} = {t} is not between {time.Lower} and {time.Upper}."));
    }
}
