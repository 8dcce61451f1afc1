using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Problems;

namespace PinnSharp.Modeling;

/// <summary>Points and values from a CSV file whose columns are given as expressions.</summary>
internal static class FileData
{
    private const string Value = "value";

    /// <summary>Reads the points, the values and the place of each.</summary>
    /// <exception cref="InputException">A file or a column is missing, or a value is not a number.</exception>
    public static RawData Read(InverseProblem problem, Observation observation, FileSource source)
    {
        var table = Open(problem, source);
        var columns = table.Columns.Where(c => c.Length > 0).ToImmutableArray();
        var vocabulary = new Vocabulary { Parameters = [.. columns, .. problem.Constants.Keys.Where(c => !columns.Contains(c)).Order(StringComparer.Ordinal)] };
        var targets = problem.Coordinates.Select(c => c.Name).Append(Value).ToList();
        var expressions = targets.Select(target => Placeless(problem, observation, source, target) is { } middle ? middle : Expression(problem, observation, source, target, table, vocabulary)).ToList();
        var index = columns.ToDictionary(c => c, c => table.Columns.IndexOf(c));
        var d = problem.Coordinates.Length;
        var (points, values) = (new double[table.Rows.Length * d], new double[table.Rows.Length]);
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var row = table.Rows[i];
            double Leaf(Expression leaf) => index.TryGetValue(((Parameter)leaf).Name, out var k) ? table.Number(row, k) : problem.Constants[((Parameter)leaf).Name];
            for (var j = 0; j <= d; j++)
            {
                var value = expressions[j].Evaluate(Leaf);
                if (!double.IsFinite(value))
                    throw new InputException($"'{expressions[j]}', which gives '{targets[j]}', is not a finite number here.", Place(row, expressions[j]));
                if (j < d) points[i * d + j] = value;
                else values[i] = value;
            }
        }
        return new(points, values, (i, j) => new(Place(table.Rows[i], expressions[j]), ""));

        SourceLocation Place(CsvLine row, Expression e) =>
            table.Place(row, e.Leaves().OfType<Parameter>().Where(p => index.ContainsKey(p.Name)).Select(p => index[p.Name]).DefaultIfEmpty(0).First());
    }

    /// <summary>The middle of a space coordinate's interval, where an average needs none and the file is not said to give one.</summary>
    private static Expression? Placeless(InverseProblem problem, Observation observation, FileSource source, string target) =>
        observation.IsAverage && problem.Coordinates.FirstOrDefault(c => !c.IsTime && c.Name == target) is { } c && source.Columns.All(column => column.Target.Text != target)
            ? (c.Lower + c.Upper) / 2
            : null;

    private static CsvTable Open(InverseProblem problem, FileSource source)
    {
        var path = Path.Combine(problem.Directory, source.File.Text);
        try
        {
            return CsvTable.Read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"There is no file '{path}'.{Nearest(path)}", source.File.Location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"The file '{path}' cannot be read: {e.Message}", source.File.Location);
        }
    }

    /// <summary>The file of the same folder whose name is nearest.</summary>
    private static string Nearest(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder) ? NearestName.Suggestion(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order()) : "";
    }

    private static Expression Expression(InverseProblem problem, Observation observation, FileSource source, string target, CsvTable table, Vocabulary vocabulary)
    {
        var path = $"observations.{observation.Name}.columns";
        var known = $"The columns of '{source.File}' are {string.Join(", ", table.Columns)}.";
        if (source.Columns.FirstOrDefault(c => c.Target.Text == target) is { } column)
            try
            {
                return ExpressionParser.Parse(column.Expression.Text, vocabulary);
            }
            catch (ExpressionException e)
            {
                throw new InputException($"{e.Message} {known}", column.Expression.At(Math.Max(0, e.Position)), path);
            }
        if (table.Columns.Contains(target)) return new Parameter(target);
        if (target == Value && observation.Of is FieldDerivative { Order.Order: 0, Field.Name: var field } && table.Columns.Contains(field)) return new Parameter(field);
        throw new InputException($"'columns' does not say what '{target}' is, and no column has that name. {known}", source.File.Location, path);
    }
}
