using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PinnSharp.Inversion;
using PinnSharp.Neural;

namespace PinnSharp;

/// <summary>A row of a run's history.</summary>
/// <param name="Iteration">Steps made.</param>
/// <param name="Stage">The optimiser of the last step.</param>
/// <param name="Weight">The equation weight λ.</param>
/// <param name="Cost">½‖r‖².</param>
/// <param name="Rms">Root mean square of each term, in the order of <see cref="History.Terms"/>.</param>
/// <param name="Unknowns">Each unknown, in the order of <see cref="History.Unknowns"/>.</param>
public sealed record HistoryRow(int Iteration, string Stage, double Weight, double Cost, ImmutableArray<double> Rms, ImmutableArray<double> Unknowns);

/// <summary>
/// How a run went: a row every ten iterations and at the end of each stage. It depends on the run alone, not on when checkpoints were written, so
/// that a resumed run has the same history.
/// </summary>
/// <param name="Terms">Names of equations, conditions and observations.</param>
/// <param name="Unknowns">Names of the unknowns.</param>
/// <param name="Rows">The rows in order.</param>
public sealed record History(ImmutableArray<string> Terms, ImmutableArray<string> Unknowns, ImmutableList<HistoryRow> Rows)
{
    /// <summary>Iterations between rows.</summary>
    public const int Stride = 10;

    /// <summary>A history that begins with a first row.</summary>
    internal static History Begin(TrainingSnapshot first) =>
        new History([.. first.Terms.Select(t => t.Name)], [.. first.Unknowns.Select(u => u.Name)], []).Add(first, first.Stage);

    internal History Add(TrainingSnapshot s, string stage) => this with
    {
        Rows = Rows.Add(new(s.Iteration, stage, s.Weight, s.Cost, [.. s.Terms.Select(t => t.Rms)], [.. s.Unknowns.Select(u => u.Value)])),
    };

    /// <summary>The history as CSV: iteration, stage, weight, cost, rms by term, unknowns; numbers are the shortest that read back the same.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        text.AppendJoin(',', ["iteration", "stage", "weight", "cost", .. Terms.Select(t => $"rms({t})"), .. Unknowns]).Append('\n');
        foreach (var row in Rows)
            text.AppendJoin(',', [$"{row.Iteration}", row.Stage, Csv.Number(row.Weight), Csv.Number(row.Cost), .. row.Rms.Select(Csv.Number), .. row.Unknowns.Select(Csv.Number)])
                .Append('\n');
        return text.ToString();
    }

    internal StateBag Save()
    {
        var stages = Rows.Select(r => r.Stage).Distinct().ToList();
        return new StateBag()
            .Add("terms", string.Join('\n', Terms)).Add("unknowns", string.Join('\n', Unknowns)).Add("stages", string.Join('\n', stages))
            .Add("rows", [.. Rows.SelectMany(r => (double[])[r.Iteration, stages.IndexOf(r.Stage), r.Weight, r.Cost, .. r.Rms, .. r.Unknowns])]);
    }

    internal static History Load(StateBag bag)
    {
        var (terms, unknowns, stages, rows) = (Names("terms"), Names("unknowns"), Names("stages"), bag.Array("rows"));
        var width = 4 + terms.Length + unknowns.Length;
        return new(terms, unknowns, [.. rows.Chunk(width).Select(r => new HistoryRow(
            (int)r[0], stages[(int)r[1]], r[2], r[3], [.. r.AsSpan(4, terms.Length)], [.. r.AsSpan(4 + terms.Length)]))]);

        ImmutableArray<string> Names(string key) => [.. bag.Text(key).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}

/// <summary>Numbers in CSV files.</summary>
internal static class Csv
{
    /// <summary>The shortest text that reads back the same; nothing for what is not finite.</summary>
    public static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>A text as a cell: in quotes where it holds a comma, a quote or a line's end, or would be read as a comment.</summary>
    public static string Text(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") || text.StartsWith('#') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <inheritdoc cref="Number(double)"/>
    public static string Number(double? value) => Number(value ?? double.NaN);
}
