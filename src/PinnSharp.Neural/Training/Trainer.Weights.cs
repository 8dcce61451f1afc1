using System.Collections.Immutable;
using PinnSharp.Inversion;

namespace PinnSharp.Neural;

/// <summary>How rows are weighed, noisy data by what is predicted of them.</summary>
public sealed partial class Trainer
{
    /// <summary>The same with data whitened by their information deviations at θ: what they say of it.</summary>
    internal ILeastSquares Informed(TrainingState state, ImmutableArray<TermRows> rows) => !_noise.IsReweighted ? Assemble(state, rows)
        : _engine.Assemble([.. rows.Select(r => IsNoisy(r) ? new(r, Reciprocals(_noise.Information(r.Program.Name, Level(state, r), Predicted(state.Theta, r)))) : Weighted(state, r))]);

    /// <summary>The same of the rows that a problem was assembled of.</summary>
    private ILeastSquares Informed(TrainingState state, ILeastSquares problem) => _noise.IsReweighted ? Informed(state, Draw(state)) : problem;

    /// <summary>
    /// Noisy data: 1/s, by the predictions at which points were drawn last, so that both change at once. Equations, conditions and exact data: λ/√count, each row divided by the size of its own
    /// coefficients at the reference.
    /// </summary>
    private double[] Weights(TrainingState state, TermRows rows)
    {
        if (rows.Program.Kind == TermKind.Smoothness) return _smoothness.Weights(rows, state.Strengths, state.DrawTheta);
        if (rows.Program.Kind == TermKind.Prior) return [.. Enumerable.Repeat(1.0, rows.Count)];
        if (IsNoisy(rows)) return Reciprocals(_noise.Working(rows.Program.Name, Level(state, rows), !_noise.IsReweighted || state.Draw == 0 ? [] : Predicted(state.DrawTheta, rows)));
        var weights = _engine.CoefficientNorms(rows, state.Reference);
        for (var i = 0; i < weights.Length; i++)
            weights[i] = state.Weight / Math.Sqrt(rows.Count) / (double.IsFinite(weights[i]) && weights[i] > 0 ? weights[i] : 1);
        return weights;
    }

    private bool IsNoisy(TermRows rows) => rows.Program.Kind == TermKind.Observation && _noise.IsWhitened(rows.Program.Name);

    private double Level(TrainingState state, TermRows rows) => _noise.Sigma(rows.Program.Name, state.Sigmas) ?? 1;

    private static double[] Reciprocals(double[] deviations) => [.. deviations.Select(s => 1 / s)];

    /// <summary>Moves of the predictions between two weighings, ‖Δμ/s‖, that are none; and how often rows are weighed anew at one weight for larger ones.</summary>
    private const double SameMeans = 0.02;
    private const int MostReweightings = 10;

    /// <summary>Whether rows will be weighed otherwise than they were.</summary>
    private bool IsReweighted(TrainingState state)
    {
        if (!_noise.IsReweighted) return false;
        var moved = _residuals.Data.Select(d => d.Observation).Where(_noise.IsWhitened).Sum(name =>
        {
            var (now, before) = (Predicted(state, name), Predicted(state.DrawTheta, _residuals.Observed(name)));
            return _noise.Information(name, _noise.Sigma(name, state.Sigmas) ?? 1, now).Select((s, i) => Math.Pow((now[i] - before[i]) / s, 2)).Sum();
        });
        return state.Draw == 0 || !(moved <= SameMeans * SameMeans);
    }

    /// <summary>What is predicted of the data of an observation.</summary>
    private double[] Predicted(double[] theta, TermRows rows) => [.. _engine.Values(rows, theta).Zip(_noise.Values(rows.Program.Name), (r, y) => r + y)];

    internal double[] Predicted(TrainingState state, string observation) => Predicted(state.Theta, _residuals.Observed(observation));

    private Func<string, double> Chi2(TrainingState state) => name => _noise.Chi2(name, state.Sigmas, Predicted(state, name));

    private static bool SameNoise(double[] a, double[] b) => a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) <= 0.02 * pair.Second);
}
