using System.Collections.Immutable;
using PinnSharp.Expressions;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp.Neural;

/// <summary>Expressions at points that were not trained on.</summary>
public sealed partial class Trainer
{
    /// <summary>Numbers in a block of rows of the Jacobian.</summary>
    private const int DeviationBlock = 1 << 24;

    /// <summary>The least part of the data that a fit leaves to the noise.</summary>
    private const double LeastFree = 1e-3;

    /// <summary>Most multiplications to find out what a network takes of the data.</summary>
    private const double MostResidualWork = 1e10;

    /// <summary>
    /// Standard deviations of expressions at given points by the delta method, g the gradient of a value in weights and unknowns: unknowns and unknown
    /// functions are as uncertain as the data leave them (<see cref="FunctionalDeviations"/>), J at points that were not trained on. With exact data only, σ²gᵀ(JᵀJ)⁻¹g
    /// with the variance of the residuals.
    /// </summary>
    /// <param name="state">Where the training stands.</param>
    /// <param name="expressions">Expressions in the problem's own variables.</param>
    /// <param name="points">[count × coordinates], row-major.</param>
    /// <returns>For each expression one a point; null where the networks are too large for JᵀJ.</returns>
    public double[][]? Deviations(TrainingState state, IReadOnlyList<Expression> expressions, double[] points)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        ArgumentNullException.ThrowIfNull(points);
        if (IsMatrixFree) return null;
        var (n, d) = (ParameterCount, Problem.Coordinates.Length);
        var draw = _residuals.Draw(Validation);
        var (gram, variance) = Normal(state, Informed(state, draw));
        var deviations = FunctionalDeviations(state, draw, gram, variance);
        var result = expressions.Select(_ => new double[points.Length / d]).ToArray();
        var rows = expressions.Select((e, i) => Rows(state, e, points, $"prediction {i}")).ToList();
        var block = Math.Max(1, DeviationBlock / (n * Math.Max(1, expressions.Count)));
        for (var first = 0; first < points.Length / d; first += block)
        {
            var count = Math.Min(block, points.Length / d - first);
            var at = points.AsSpan(first * d, count * d).ToArray();
            var jacobian = new double[count * rows.Count * n];
            _engine.Assemble([.. rows.Select(r => new WeightedRows(r with { Points = [at], Columns = [.. r.Columns.Select(c => c.AsSpan(first, count).ToArray())] }, [.. Enumerable.Repeat(1.0, count)]))]).Rows(state.Theta, 0, count * rows.Count, jacobian);
            var found = deviations.Of(jacobian);
            for (var e = 0; e < rows.Count; e++) found.AsSpan(e * count, count).CopyTo(result[e].AsSpan(first));
        }
        return result;
    }

    /// <summary>Where equations and conditions are asked for now, by name: points, row-major [count × coordinates].</summary>
    /// <param name="state">Where the training stands.</param>
    public ImmutableArray<(string Term, double[] Points)> Collocation(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. Draw(state).Where(rows => rows.Program.Kind is TermKind.Equation or TermKind.Condition).Select(rows => (rows.Program.Name, rows.Points[0]))];
    }

    /// <summary>Whitened residuals of the data with noise, and what weights and unknowns together take of them, where that is not too many to say.</summary>
    /// <param name="state">Where the training stands.</param>
    public ImmutableArray<ResidualSample> ObservedResiduals(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (n, problem) = ((double)ParameterCount, Informed(state, Assemble(state)));
        var gram = _noise.IsExact || IsMatrixFree || n * n * (_residuals.Data.Sum(d => d.Count) + n / 3) > MostResidualWork ? null : Normal(state, problem).Gram;
        return ResidualSample.Of(problem, state.Theta, _residuals.Data, _noise, name => _noise.Quantiles(name, state.Sigmas, Predicted(state, name)), gram);
    }

    /// <summary>The number of data of an observation less what weights and unknowns together take of them, by which residuals tell an unknown noise level without bias; all of them where
    /// networks are too large to say.</summary>
    internal Func<string, double> FreeData(TrainingState state)
    {
        var taken = _noise.Unknowns.IsEmpty ? [] : ObservedResiduals(state).ToDictionary(s => s.Data.Observation, s => s.Leverage);
        return name => Math.Max(_noise.Count(name) - taken.GetValueOrDefault(name), LeastFree * _noise.Count(name));
    }

    private FunctionalDeviations FunctionalDeviations(TrainingState state, ImmutableArray<TermRows> draw, double[] gram, double variance) => _noise.IsExact
        ? Inversion.FunctionalDeviations.OfAll(gram, ParameterCount, variance, _options.Threads)
        : Inversion.FunctionalDeviations.OfData(Informed(state, [.. draw.Where(rows => IsData(rows.Program.Name))]), state.Theta, gram, FirstFunction, _options.Threads);

    /// <summary>An expression at points, noise levels replaced by their estimates.</summary>
    internal TermRows Rows(TrainingState state, Expression expression, double[] points, string name = "prediction")
    {
        var known = expression.Substitute(leaf =>
            leaf is Parameter p && _noise.Unknowns.FirstOrDefault(u => u.Name == p.Name) is { } level ? (Expression)state.Sigmas[_noise.Unknowns.IndexOf(level)] : null);
        return TermRows.At(new ResidualProgram(name, TermKind.Observation, Variables.Apply(known), Variables), Variables, points);
    }
}
