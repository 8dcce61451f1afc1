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

    /// <summary>The values' derivatives at one time in a direction.</summary>
    public void Tangent(Trajectory solution, double[] p, int time, double[] u, double[] rate, double[] direction, double[] products) => Each(solution, p, time, (program, set, rows, first, count) =>
    {
        program.Tangent(set, first, count, u, rate, direction, _buffer);
        for (var l = 0; l < count; l++) products[rows[first + l]] = _buffer[l];
    });

    /// <summary>Adds the transposed derivative of the values at one time times weights.</summary>
    public void Adjoint(Trajectory solution, double[] p, int time, double[] weights, double[] u, double[] rate, double[] gradient) => Each(solution, p, time, (program, set, rows, first, count) =>
    {
        for (var l = 0; l < count; l++) _buffer[l] = weights[rows[first + l]];
        program.Adjoint(set, first, count, _buffer, u, rate, gradient);
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
