using System.Collections.Immutable;
using PinnSharp.Expressions;

namespace PinnSharp.FiniteElements;

/// <summary>Expressions at points of space and time, of a solution that is known at the points' times.</summary>
internal sealed class ObservationOperator
{
    private const int Lanes = BlockProgram.Lanes;
    private readonly List<(PointProgram Program, PointSet Set, int[] Rows, List<(int Time, int First, int Count)> Ranges)> _outputs = [];
    private readonly double[] _buffer = new double[Lanes];

    public ObservationOperator(SystemLayout layout, IReadOnlyList<ModelOutput> outputs)
    {
        var (problem, time) = (layout.Form.Variables.Problem, layout.Form.Variables.Time);
        var d = problem.Coordinates.Length;
        double TimeOf(ModelOutput o, int i) => time is null ? 0 : o.Points[i * d + time.Index];
        Times = [.. outputs.SelectMany(o => Enumerable.Range(0, o.Points.Length / d).Select(i => TimeOf(o, i))).Distinct().Order()];
        foreach (var output in outputs)
        {
            var count = output.Points.Length / d;
            int[] order = [.. Enumerable.Range(0, count).OrderBy(i => TimeOf(output, i))];
            double[] places = [.. order.SelectMany(i => layout.Space.Select(c => output.Points[i * d + c.Index]))];
            var ranges = new List<(int, int, int)>();
            for (int first = 0, end; first < count; first = end)
            {
                for (end = first + 1; end < count && end - first < Lanes && TimeOf(output, order[end]).Equals(TimeOf(output, order[first]));) end++;
                ranges.Add((Times.BinarySearch(TimeOf(output, order[first])), first, end - first));
            }
            var of = layout.Form.Apply(problem.ExpandAverages(problem.InlineConstants(output.Of)));
            var offset = Count;
            _outputs.Add((new PointProgram(layout, [of]), PointSet.At(layout, places, count), [.. order.Select(i => offset + i)], ranges));
            Count += count;
        }
    }

    /// <summary>The times, ascending.</summary>
    public ImmutableArray<double> Times { get; }

    /// <summary>Number of values.</summary>
    public int Count { get; }

    /// <summary>The values of a solution.</summary>
    public void Evaluate(Trajectory solution, double[] p, Span<double> values)
    {
        foreach (var (program, set, rows, ranges) in _outputs)
            foreach (var (time, first, count) in ranges)
            {
                program.Evaluate(set, first, count, new(Times[time], solution.Values[time], solution.Rates[time], p), slopes: false);
                for (var l = 0; l < count; l++) values[rows[first + l]] = program.Output(0)[l];
            }
    }

    /// <summary>The values' derivatives at one time in some directions.</summary>
    public void Tangents(Trajectory solution, double[] p, int time, double[][] u, double[][] rate, double[][] directions, double[][] products) => Each(solution, p, time, (program, set, rows, first, count) =>
    {
        for (var d = 0; d < directions.Length; d++)
        {
            program.Tangent(set, first, count, u[d], rate[d], directions[d], _buffer);
            for (var l = 0; l < count; l++) products[d][rows[first + l]] = _buffer[l];
        }
    });

    /// <summary>Adds the transposed derivative of the values at one time times some weights.</summary>
    public void Adjoints(Trajectory solution, double[] p, int time, double[][] weights, double[][] u, double[][] rate, double[][] gradients) => Each(solution, p, time, (program, set, rows, first, count) =>
    {
        for (var d = 0; d < weights.Length; d++)
        {
            for (var l = 0; l < count; l++) _buffer[l] = weights[d][rows[first + l]];
            if (_buffer.AsSpan(0, count).ContainsAnyExcept(0.0)) program.Adjoint(set, first, count, _buffer, u[d], rate[d], gradients[d]);
        }
    });

    private void Each(Trajectory solution, double[] p, int time, Action<PointProgram, PointSet, int[], int, int> action)
    {
        foreach (var (program, set, rows, ranges) in _outputs)
            foreach (var (at, first, count) in ranges)
                if (at == time)
                {
                    program.Evaluate(set, first, count, new(Times[time], solution.Values[time], solution.Rates[time], p), slopes: true);
                    action(program, set, rows, first, count);
                }
    }
}
