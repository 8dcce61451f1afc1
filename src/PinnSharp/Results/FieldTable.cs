using System.Collections.Immutable;
using System.Text;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>Fields on a regular grid of the domain, ends included.</summary>
/// <param name="Axes">The nodes of each coordinate.</param>
/// <param name="Points">The grid's points, row-major [count × coordinates], the last coordinate fastest.</param>
/// <param name="Fields">Each field's values, and its true ones where they are known.</param>
internal sealed record FieldTable(ImmutableArray<double[]> Axes, double[] Points, ImmutableArray<(Field Field, double[] Values, double[]? Truth)> Fields)
{
    /// <summary>The fields of a result.</summary>
    public static FieldTable Of(RunResult result)
    {
        var problem = result.Experiment.Problem;
        var d = problem.Coordinates.Length;
        var nodes = d switch { 1 => 401, 2 => 101, 3 => 31, _ => 13 };
        ImmutableArray<double[]> axes = [.. problem.Coordinates.Select(c =>
            Enumerable.Range(0, nodes).Select(i => i == nodes - 1 ? c.Upper : c.Lower + (c.Upper - c.Lower) * i / (nodes - 1)).ToArray())];
        var count = (int)Math.Pow(nodes, d);
        var points = new double[count * d];
        for (var row = 0; row < count; row++)
            for (var (i, rest) = (d - 1, row); i >= 0; (i, rest) = (i - 1, rest / nodes))
                points[row * d + i] = axes[i][rest % nodes];
        return new(axes, points, [.. problem.Fields.Select(f => (
            f,
            result.Trainer.Predict(result.State, f.Symbol.Value, points),
            f.Truth is { } truth ? Evaluate(problem.InlineConstants(truth), points, d) : null))]);
    }

    /// <summary>fields.csv: the coordinates, each field, and name(truth) where it is known.</summary>
    public string ToCsv(InverseProblem problem)
    {
        var d = problem.Coordinates.Length;
        var columns = Fields.SelectMany(f => f.Truth is null ? new[] { f.Values } : [f.Values, f.Truth]).ToArray();
        var text = new StringBuilder();
        text.AppendJoin(',', [.. problem.Coordinates.Select(c => c.Name),
            .. Fields.SelectMany(f => f.Truth is null ? new[] { f.Field.Name } : [f.Field.Name, $"{f.Field.Name}(truth)"])]).Append('\n');
        for (var row = 0; row < Points.Length / d; row++)
            text.AppendJoin(',', [.. Points.AsSpan(row * d, d).ToArray().Select(Csv.Number), .. columns.Select(c => Csv.Number(c[row]))]).Append('\n');
        return text.ToString();
    }

    private static double[] Evaluate(Expression expression, double[] points, int d)
    {
        var values = new double[points.Length / d];
        for (var row = 0; row < values.Length; row++)
        {
            var at = row * d;
            values[row] = expression.Evaluate(leaf => points[at + ((CoordinateSymbol)leaf).Index]);
        }
        return values;
    }
}
