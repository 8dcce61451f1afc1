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
    /// <summary>All fields of a result on a grid of the whole box.</summary>
    public static FieldTable Of(RunResult result)
    {
        var coordinates = result.Experiment.Problem.Coordinates;
        return Of(result, [.. coordinates.Select(c => Nodes(c, coordinates.Length switch { 1 => 401, 2 => 101, 3 => 31, _ => 13 }))]);
    }

    /// <summary>Nodes on a coordinate's whole interval, ends included.</summary>
    public static double[] Nodes(Coordinate c, int count) => Nodes(c.Lower, c.Upper, count);

    /// <summary>Nodes on an interval, ends included.</summary>
    public static double[] Nodes(double lower, double upper, int count) => [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? upper : lower + (upper - lower) * i / (count - 1))];

    /// <summary>The points of a grid, row-major [count × coordinates], the last coordinate fastest.</summary>
    public static double[] Grid(ImmutableArray<double[]> axes)
    {
        var d = axes.Length;
        var points = new double[axes.Aggregate(d, (count, axis) => count * axis.Length)];
        for (var row = 0; row < points.Length / d; row++)
            for (var (i, rest) = (d - 1, row); i >= 0; (i, rest) = (i - 1, rest / axes[i].Length)) points[row * d + i] = axes[i][rest % axes[i].Length];
        return points;
    }

    /// <summary>Fields of a result on a grid.</summary>
    /// <param name="result">The result.</param>
    /// <param name="axes">The nodes of each coordinate; a single one holds it there.</param>
    /// <param name="chosen">Which fields and functions; all of them where null.</param>
    public static FieldTable Of(RunResult result, ImmutableArray<double[]> axes, Func<FieldSymbol, bool>? chosen = null)
    {
        var (problem, points, d) = (result.Experiment.Problem, Grid(axes), axes.Length);
        return new(axes, points,
        [
            .. problem.Fields.Where(f => chosen?.Invoke(f.Symbol) != false).Select(f => Tabulate(f.Symbol, f.Unit, f.Truth)),
            .. problem.UnknownFields.Where(f => chosen?.Invoke(f.Symbol) != false).Select(f => Tabulate(f.Symbol, f.Unit, f.Truth)),
        ]);

        TabulatedField Tabulate(FieldSymbol symbol, string? unit, Expression? truth) => new(symbol, unit,
            Masked(symbol, result.Solution.Predict(symbol.Value, points)), truth is null ? null : Masked(symbol, result.Solution.Truth(truth, points)));

        // A function of fewer coordinates has values beside the domain too.
        double[] Masked(FieldSymbol symbol, double[] values) => problem.Coordinates.Any(c => !c.IsTime && !symbol.Over.Contains(c.Symbol)) ? values
            : [.. values.Select((v, row) => problem.Domain.Contains(points.AsSpan(row * d, d)) ? v : double.NaN)];
    }

    /// <summary>One field on another grid, with those that it is a function of.</summary>
    public static (FieldTable Table, TabulatedField Field) Of(RunResult result, ImmutableArray<double[]> axes, TabulatedField field)
    {
        var table = Of(result, axes, s => s == field.Symbol || field.Symbol.Over.Any(c => c.Field == s));
        return (table, table.Fields.First(f => f.Symbol == field.Symbol));
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
