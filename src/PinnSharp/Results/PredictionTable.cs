using System.Collections.Immutable;
using System.Text;
using PinnSharp.Expressions;
using PinnSharp.Modeling;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Predictions at the points of a CSV file, beside the columns of that file.</summary>
/// <param name="Text">The table as CSV: the file's columns as they are, then for each expression EXPR and std(EXPR), and NAME(truth) where it is declared.</param>
/// <param name="Count">Number of points.</param>
/// <param name="Outside">How many of them are outside the domain, where networks extrapolate.</param>
/// <param name="HasDeviations">Whether there are standard deviations.</param>
public sealed record PredictionTable(string Text, int Count, int Outside, bool HasDeviations)
{
    /// <summary>Reads the points and predicts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">A CSV file with a column for each coordinate, in any order, and any others. A prediction whose name a column has is called predicted(NAME).</param>
    /// <param name="expressions">What to predict; all fields and unknown functions, with their truths, where empty.</param>
    /// <param name="deviations">Whether standard deviations are wanted.</param>
    /// <exception cref="InputException">The file or a column is missing, a coordinate is not a number, or a text is no expression of the problem.</exception>
    public static PredictionTable Of(TrainedModel model, string path, IReadOnlyList<string> expressions, bool deviations = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(expressions);
        var problem = model.Experiment.Problem;
        var d = problem.Coordinates.Length;
        if (!File.Exists(path)) throw new InputException($"There is no file '{path}' (looked for {Path.GetFullPath(path)}).");
        var table = CsvTable.Read(path);
        var columns = problem.Coordinates.Select(c => table.Columns.IndexOf(c.Name) is var i and >= 0 ? i : throw new InputException(
            $"There is no column '{c.Name}', which every point needs.{NearestName.Suggestion(c.Name, table.Columns)} The columns are {string.Join(", ", table.Columns)}.", new(path, 1, 1))).ToList();
        double[] points = [.. table.Rows.SelectMany(row => columns.Select(c => table.Number(row, c)))];
        var predictions = model.Predict(points, deviations, expressions.Count > 0 ? [.. expressions] : [.. model.Names]);
        var added = new List<(string Name, double[] Values)>();
        foreach (var (name, values, std) in predictions)
        {
            added.Add((name, values));
            if (std is not null) added.Add(($"std({name})", std));
            if (expressions.Count == 0 && model.Truth(name, points) is { } truth) added.Add(($"{name}(truth)", truth));
        }
        var text = new StringBuilder();
        text.AppendJoin(',', table.Columns.Concat(added.Select(a => table.Columns.Contains(a.Name) ? $"predicted({a.Name})" : a.Name)).Select(Csv.Text)).Append('\n');
        for (var i = 0; i < table.Rows.Length; i++)
            text.AppendJoin(',', table.Rows[i].Cells.Select(Csv.Text).Concat(added.Select(a => Csv.Number(a.Values[i])))).Append('\n');
        return new(text.ToString(), table.Rows.Length, Enumerable.Range(0, table.Rows.Length).Count(i => !problem.Domain.Contains(points.AsSpan(i * d, d))),
            predictions.All(p => p.Std is not null));
    }
}
