using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>An expression at points.</summary>
/// <param name="Expression">The expression as it was written.</param>
/// <param name="Values">One value a point.</param>
/// <param name="Std">Standard deviations from the Gauss–Newton matrix; null where they were not asked for or there are too many parameters for that matrix.</param>
public sealed record Prediction(string Expression, double[] Values, double[]? Std);

/// <summary>What a run has found, wherever it stands: fields, unknown functions, their derivatives and any expression of the problem's language.</summary>
/// <example><code>
/// var model = TrainedModel.Load("runs/heat/first");
/// var flux = model.Predict(points, "-k*u_x");
/// Console.WriteLine($"{flux.Values[0]} ± {flux.Std![0]}");
/// </code></example>
public sealed class TrainedModel
{
    private readonly ISolution _solution;

    internal TrainedModel(Experiment experiment, ISolution solution) => (Experiment, _solution) = (experiment, solution);

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The fields, then the unknown functions: what is predicted where nothing is said.</summary>
    public ImmutableArray<string> Names => [.. Experiment.Problem.Fields.Select(f => f.Name), .. Experiment.Problem.UnknownFields.Select(f => f.Name)];

    /// <summary>Reads the last checkpoint of a finished, stopped or running run, of several starts that of the best. Nothing in its folder is changed.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="InputException">The folder holds no run or no checkpoint, or one that was changed or damaged.</exception>
    public static TrainedModel Load(string folder) => RunResult.Open(folder).Model;

    /// <summary>One expression with its standard deviation.</summary>
    /// <param name="points">Points, row-major [count × coordinates].</param>
    /// <param name="expression">Over coordinates, fields, unknown functions, their derivatives, constants and unknowns, such as "-k*u_x".</param>
    /// <exception cref="InputException">The text is no expression of this problem.</exception>
    public Prediction Predict(double[] points, string expression) => Predict(points, deviations: true, expression)[0];

    /// <summary>Expressions at points.</summary>
    /// <param name="points">Points, row-major [count × coordinates].</param>
    /// <param name="deviations">Whether standard deviations are wanted; they need the Gauss–Newton matrix and n² operations a value for n weights.</param>
    /// <param name="expressions">The expressions.</param>
    /// <exception cref="InputException">A text is no expression of this problem.</exception>
    public ImmutableArray<Prediction> Predict(double[] points, bool deviations, params string[] expressions)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(expressions);
        if (points.Length % Experiment.Problem.Coordinates.Length != 0) throw new ArgumentException("The points are not whole rows of coordinates.", nameof(points));
        var parsed = expressions.Select(Parse).ToList();
        if (points.Length == 0) return [.. expressions.Select(e => new Prediction(e, [], deviations ? [] : null))];
        var std = deviations ? _solution.Deviations(parsed, points) : null;
        return [.. parsed.Select((e, i) => new Prediction(expressions[i], _solution.Predict(e, points), std?[i]))];
    }

    /// <summary>The declared truth of a field or an unknown function, one of fields at the fields' values as found; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="points">Points, row-major [count × coordinates].</param>
    public double[]? Truth(string name, double[] points)
    {
        var problem = Experiment.Problem;
        var truth = problem.Fields.FirstOrDefault(f => f.Name == name)?.Truth ?? problem.UnknownFields.FirstOrDefault(f => f.Name == name)?.Truth;
        return truth is null ? null : _solution.Truth(truth, points);
    }

    private Expression Parse(string text)
    {
        if (Experiment.Problem.Vocabulary.Fields.FirstOrDefault(f => f.Name == text) is { } field) return field.Value;
        try
        {
            return ExpressionParser.Parse(text, Experiment.Problem.Vocabulary);
        }
        catch (ExpressionException e)
        {
            throw new InputException($"'{text}' cannot be predicted: {e.Message}");
        }
    }
}
