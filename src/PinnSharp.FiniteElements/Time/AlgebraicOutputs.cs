using System.Collections.Immutable;

namespace PinnSharp.FiniteElements;

/// <summary>
/// What stands for the states without a rate between steps. They have no initial value that could be interpolated: where a method starts afresh it goes through the values at its stages
/// alone, and for a method with one stage the first steps are taken with the line through the values at the ends of two steps later on, where errors of the initial values have been damped.
/// </summary>
internal sealed class AlgebraicOutputs
{
    /// <summary>The step after a start, counted from 0, with which a one-stage method's first outputs are made.</summary>
    private const int Settled = 1;
    private readonly bool[] _mask;

    /// <summary>Places outputs.</summary>
    /// <param name="system">The system.</param>
    /// <param name="method">The method; one that ends a step elsewhere than at a stage is left as it is.</param>
    /// <param name="grid">The steps.</param>
    /// <param name="times">The outputs' times.</param>
    public AlgebraicOutputs(IEvolution system, ITimeMethod method, TimeGrid grid, ImmutableArray<double> times)
    {
        var nodes = grid.Step(method, 0).Nodes;
        _mask = nodes[^1] < 1 || !system.Algebraic.Contains(true) ? [] : system.Algebraic.ToArray();
        Places =
        [
            .. times.Select(t =>
            {
                var step = grid.Locate(t).Step;
                if (_mask.Length > 0 && nodes.Length == 1)
                {
                    var end = grid.Restarts.Where(r => r > step).DefaultIfEmpty(grid.Steps).First();
                    step = Math.Max(step, Math.Min(grid.Restarts.Last(r => r <= step) + Settled, end - 1));
                }
                return (step, (t - grid.Times[step]) / grid.Sizes[step], step - grid.Restarts.Last(r => r <= step));
            }),
        ];
    }

    /// <summary>The step that each output's algebraic states are taken from, not before the one it lies in; where in it, in its size; how many steps it is after a start.</summary>
    public ImmutableArray<(int Step, double Theta, int Age)> Places { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _mask.Length == 0;

    /// <summary>The weights of an output.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="output">Its number.</param>
    public DenseOutput Dense(GeneralLinearStep step, int output)
    {
        var (_, theta, age) = Places[output];
        if (age > 1 || (age == 1 && step.Stages > 1)) return step.Dense(theta);
        var (nodes, h) = (age == 1 ? [0, .. step.Nodes] : step.Nodes, step.Size);
        double[] history = new double[step.HistoryLength], slopes = new double[step.Stages], rates = new double[step.HistoryLength], rateSlopes = new double[step.Stages];
        for (var j = 0; j < nodes.Length; j++)
        {
            // ℓ_j and ℓ_j′ at θ.
            var (value, slope) = (1.0, 0.0);
            for (var i = 0; i < nodes.Length; i++)
                if (i != j) (value, slope) = (value * (theta - nodes[i]) / (nodes[j] - nodes[i]), (slope * (theta - nodes[i]) + value) / (nodes[j] - nodes[i]));
            var stage = j - (nodes.Length - step.Stages);
            if (stage < 0) (history[0], rates[0]) = (history[0] + value, rates[0] + slope / h);
            for (var k = 0; stage >= 0 && k < history.Length; k++)
                (history[k], rates[k]) = (history[k] + value * step.StageHistory[stage, k], rates[k] + slope / h * step.StageHistory[stage, k]);
            for (var k = 0; stage >= 0 && k < slopes.Length; k++)
                (slopes[k], rateSlopes[k]) = (slopes[k] + value * step.StageSlopes[stage, k], rateSlopes[k] + slope / h * step.StageSlopes[stage, k]);
        }
        return new(history, slopes, rates, rateSlopes);
    }

    /// <summary>Puts the algebraic states of a vector in the place of another's.</summary>
    public void Replace(double[] into, double[] by)
    {
        for (var i = 0; i < _mask.Length; i++)
            if (_mask[i]) into[i] = by[i];
    }

    /// <summary>A vector's algebraic states and the others, zeros elsewhere.</summary>
    public (double[] Algebraic, double[] Others) Split(double[] vector)
    {
        var (algebraic, others) = (new double[vector.Length], (double[])vector.Clone());
        Replace(algebraic, vector);
        Replace(others, new double[vector.Length]);
        return (algebraic, others);
    }
}
