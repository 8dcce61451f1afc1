using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Points and values from a CSV file whose columns are given as expressions.</summary>
internal static class FileData
{
    private const string Value = "value";

    /// <summary>Reads the points, the values and the place of each.</summary>
    /// <exception cref="InputException">A file or a column is missing, or a value is not a number.</exception>
    /// <param name="problem">The problem.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="source">Its source.</param>
    /// <param name="values">Whether values are read too; without them there are none.</param>
    public static RawData Read(InverseProblem problem, Observation observation, FileSource source, bool values = true)
    {
        var columns = new CsvColumns(CsvTable.Open(problem.Directory, source.File), source.File, source.Constants ?? problem.Constants);
        var path = $"observations.{observation.Name}.columns";
        var targets = problem.Coordinates.Select(c => c.Name).Concat(values ? [Value] : []).ToList();
        var field = observation.Of is FieldDerivative { Order.Order: 0, Field.Name: var name } ? name.Split('[')[0] : Value;
        var expressions = targets.Select(target => Placeless(problem, observation, source, target) ?? columns.Of(source.Columns, path, target, target == Value ? [field] : [])).ToList();
        var read = expressions.Select((e, j) => columns.Values(e, targets[j])).ToList();
        var d = problem.Coordinates.Length;
        var points = new double[read[0].Length * d];
        for (var i = 0; i < points.Length; i++) points[i] = read[i % d][i / d];
        return new(points, values ? read[d] : [], (i, j) => new(columns.Place(i, expressions[j]), ""));
    }

    /// <summary>The middle of a space coordinate's interval, where an average needs none and the file is not said to give one.</summary>
    private static Expression? Placeless(InverseProblem problem, Observation observation, FileSource source, string target) =>
        observation.IsAverage && problem.Coordinates.FirstOrDefault(c => !c.IsTime && c.Name == target) is { } c && source.Columns.All(column => column.Target.Text != target)
            ? (c.Lower + c.Upper) / 2
            : null;
}
