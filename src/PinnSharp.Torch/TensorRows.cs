using System.Collections.Immutable;
using PinnSharp.Neural;
using TorchSharp;
using static TorchSharp.torch;

namespace PinnSharp.Torch;

/// <summary>
/// The rows of a term on a device. They are filled up to a multiple of 64 with the last one, at weight 0, so that what a row gives does not depend on how many
/// there are: kernels treat the ends of arrays in other ways.
/// </summary>
internal sealed class TensorRows : IDisposable
{
    /// <summary>Rows come in multiples of this.</summary>
    public const int Multiple = 64;

    private readonly ImmutableArray<Tensor> _scaled;
    private readonly Tensor _coordinates, _columns, _weights;

    /// <summary>Copies rows to a device. The tensors are outside of any scope: they live until they are disposed of.</summary>
    /// <param name="plan">The plan of their program.</param>
    /// <param name="rows">The rows, at least one.</param>
    /// <param name="weights">A weight each; null for 1.</param>
    /// <param name="context">Where.</param>
    public TensorRows(EvaluationPlan plan, TermRows rows, double[]? weights, TensorContext context)
    {
        var (d, k) = (plan.Program.Dimension, rows.Columns.Length);
        (Plan, Count, Padded) = (plan, rows.Count, (rows.Count + Multiple - 1) / Multiple * Multiple);
        Tensor Scatter(int width, Func<int, int, double> value)
        {
            var numbers = new double[Padded * width];
            for (var row = 0; row < Padded; row++)
                for (var i = 0; i < width; i++)
                    numbers[row * width + i] = value(Math.Min(row, Count - 1), i);
            return context.Keep(numbers, Padded, width);
        }
        _coordinates = Scatter(d, (row, i) => rows.Points[0][row * d + i]);
        _scaled = [.. rows.Points.Select(points => Scatter(d, (row, i) => context.Variables.Scaled(i, points[row * d + i])))];
        _columns = Scatter(k, (row, i) => rows.Columns[i][row]);
        var padded = new double[Padded];
        if (weights is null) padded.AsSpan(0, Count).Fill(1);
        else weights.CopyTo(padded, 0);
        _weights = context.Keep(padded, Padded);
    }

    /// <summary>The plan of the rows' program.</summary>
    public EvaluationPlan Plan { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>The same with what fills them up.</summary>
    public int Padded { get; }

    /// <summary>Some of the rows, as views.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many, a multiple of <see cref="Multiple"/>.</param>
    public Batch Slice(int first, int count) => new(Plan, count, Math.Min(count, Count - first), _coordinates.narrow(0, first, count),
        [.. _scaled.Select(s => s.narrow(0, first, count))], _columns.narrow(0, first, count), _weights.narrow(0, first, count));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _scaled) tensor.Dispose();
        _coordinates.Dispose();
        _columns.Dispose();
        _weights.Dispose();
    }

    /// <summary>Rows that are evaluated together.</summary>
    /// <param name="Plan">The plan of their program.</param>
    /// <param name="Count">n, with what fills them up.</param>
    /// <param name="Used">How many count.</param>
    /// <param name="Coordinates">[n, coordinates], in the problem's units.</param>
    /// <param name="Scaled">For each site [n, coordinates], scaled.</param>
    /// <param name="Columns">[n, columns].</param>
    /// <param name="Weights">[n]; 0 for rows that do not count.</param>
    public sealed record Batch(EvaluationPlan Plan, int Count, int Used, Tensor Coordinates, ImmutableArray<Tensor> Scaled, Tensor Columns, Tensor Weights);
}
