using System.Collections.Immutable;
using System.Text;
using PinnSharp.Expressions;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp;

/// <summary>A field or an unknown function on a grid.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Unit">Its unit, if declared.</param>
/// <param name="Values">Its values.</param>
/// <param name="Truth">Its true values, where they are known.</param>
internal sealed record TabulatedField(FieldSymbol Symbol, string? Unit, double[] Values, double[]? Truth)
{
    public string Name => Symbol.Name;
}

/// <summary>Fields on a regular grid of the box of the coordinates, ends included; not a number outside the domain.</summary>
/// <param name="Axes">The nodes of each coordinate.</param>
/// <param name="Points">The grid's points, row-major [count × coordinates], the last coordinate fastest.</param>
/// <param name="Fields">The fields, then the unknown functions, those of fields at the fields' values.</param>
internal sealed record FieldTable(ImmutableArray<double[]> Axes, double[] Points, ImmutableArray<TabulatedField> Fields)
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
        return new(axes, points,
        [
            .. problem.Fields.Select(f => Tabulate(f.Symbol, f.Unit, f.Truth)),
            .. problem.UnknownFields.Select(f => Tabulate(f.Symbol, f.Unit, f.Truth)),
        ]);

        TabulatedField Tabulate(FieldSymbol symbol, string? unit, Expression? truth) => new(symbol, unit,
            Masked(symbol, result.Solution.Predict(symbol.Value, points)), truth is null ? null : Masked(symbol, result.Solution.Truth(truth, points)));

        // A function of fewer coordinates has values beside the domain too.
        double[] Masked(FieldSymbol symbol, double[] values) => problem.Coordinates.Any(c => !c.IsTime && !symbol.Over.Contains(c.Symbol)) ? values
            : [.. values.Select((v, row) => problem.Domain.Contains(points.AsSpan(row * d, d)) ? v : double.NaN)];
    }

    /// <summary>The row of a grid point.</summary>
    /// <param name="node">The point's node on each axis.</param>
    public int Index(Func<int, int> node) => Enumerable.Range(0, Axes.Length).Aggregate(0, (at, i) => at * Axes[i].Length + node(i));

    /// <summary>fields.csv: the coordinates, each field, and name(truth) where it is known, at the points of the domain.</summary>
    public string ToCsv(InverseProblem problem)
    {
        var d = problem.Coordinates.Length;
        var columns = Fields.SelectMany(f => f.Truth is null ? new[] { f.Values } : [f.Values, f.Truth]).ToArray();
        var text = new StringBuilder();
        text.AppendJoin(',', [.. problem.Coordinates.Select(c => c.Name),
            .. Fields.SelectMany(f => f.Truth is null ? new[] { f.Name } : [f.Name, $"{f.Name}(truth)"])]).Append('\n');
        foreach (var row in Enumerable.Range(0, Points.Length / d).Where(row => problem.Domain.Contains(Points.AsSpan(row * d, d))))
            text.AppendJoin(',', [.. Points.AsSpan(row * d, d).ToArray().Select(Csv.Number), .. columns.Select(c => Csv.Number(c[row]))]).Append('\n');
        return text.ToString();
    }
}
