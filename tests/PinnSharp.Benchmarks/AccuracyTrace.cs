using PinnSharp.Expressions;
using PinnSharp.Neural;
using PinnSharp.Problems;

namespace PinnSharp.Benchmarks;

/// <summary>The error of one unknown in the course of a run.</summary>
internal sealed class AccuracyTrace
{
    private readonly Expression _value;
    private readonly double[] _points, _truth, _weights;
    private readonly List<(double Seconds, double Error)> _errors = [];

    private AccuracyTrace(string unknown, Expression value, double[] points, double[] truth, double[] weights) =>
        (Unknown, _value, _points, _truth, _weights) = (unknown, value, points, truth, weights);

    /// <summary>The unknown's name.</summary>
    public string Unknown { get; }

    /// <summary>The last error.</summary>
    public double Error => _errors[^1].Error;

    /// <summary>One for each scalar and each function of coordinates with a declared truth.</summary>
    public static AccuracyTrace[] Of(InverseProblem problem) =>
    [
        .. problem.Unknowns.Where(u => u is { Truth: not null, IsNoiseLevel: false })
            .Select(u => new AccuracyTrace(u.Name, new Parameter(u.Name), Grid(problem, []).Points, [u.Truth!.Value], [1])),
        .. problem.UnknownFields.Where(f => f is { Truth: not null, IsOfFields: false }).Select(f => Of(problem, f)),
    ];

    private static AccuracyTrace Of(InverseProblem problem, UnknownField field)
    {
        var (points, weights) = Grid(problem, [.. field.Symbol.Over.Select(c => c.Index)]);
        var d = problem.Coordinates.Length;
        var truth = weights.Select((_, row) => field.Truth!.Evaluate(leaf => points[row * d + ((CoordinateSymbol)leaf).Index])).ToArray();
        return new(field.Name, field.Symbol.Value, points, truth, weights);
    }

    /// <summary>A regular grid over some coordinates, the others in the middle of their intervals, with the weights of the trapezium rule.</summary>
    private static (double[] Points, double[] Weights) Grid(InverseProblem problem, int[] over)
    {
        var (d, n) = (problem.Coordinates.Length, over.Length == 1 ? 1001 : 101);
        var count = (int)Math.Pow(n, over.Length);
        var (points, weights) = (new double[count * d], new double[count]);
        for (var row = 0; row < count; row++)
        {
            for (var j = 0; j < d; j++) points[row * d + j] = (problem.Coordinates[j].Lower + problem.Coordinates[j].Upper) / 2;
            weights[row] = 1;
            var cell = row;
            foreach (var j in over)
            {
                var k = cell % n;
                cell /= n;
                points[row * d + j] = problem.Coordinates[j].Lower + (problem.Coordinates[j].Upper - problem.Coordinates[j].Lower) * k / (n - 1);
                if (k == 0 || k == n - 1) weights[row] /= 2;
            }
        }
        return (points, weights);
    }

    /// <summary>Notes the error ‖k − truth‖/‖truth‖ after so many seconds.</summary>
    public void Add(double seconds, Trainer trainer, TrainingState state)
    {
        var values = trainer.Predict(state, _value, _points);
        double error = 0, size = 0;
        for (var i = 0; i < _weights.Length; i++)
        {
            error += _weights[i] * (values[i] - _truth[i]) * (values[i] - _truth[i]);
            size += _weights[i] * _truth[i] * _truth[i];
        }
        _errors.Add((seconds, Math.Sqrt(error / size)));
    }

    /// <summary>The first time after which the error never again exceeds a bound in this run; infinite where it does at the end.</summary>
    public double SecondsTo(double bound)
    {
        var seconds = double.PositiveInfinity;
        for (var i = _errors.Count - 1; i >= 0 && _errors[i].Error <= bound; i--) seconds = _errors[i].Seconds;
        return seconds;
    }
}
