using System.Collections.Immutable;
using PinnSharp.Inversion;
using PinnSharp.Modeling;

namespace PinnSharp.Neural;

/// <summary>Constraints, by an augmented Lagrangian whose multipliers are found anew between levels of the same weight.</summary>
public sealed partial class Trainer
{
    private readonly ImmutableArray<ConstrainedPlaces> _constraints;

    /// <summary>c of every row, constraint after constraint.</summary>
    private double[] Constrained(double[] theta) => [.. _constraints.SelectMany(c => _engine.Values(_residuals.Constrained(c.Constraint.Name), theta))];

    private AugmentedLagrangian? Constrain(double[] theta) => _constraints.IsEmpty ? null
        : AugmentedLagrangian.Start([.. _constraints.Select(c => c.Rows)], Constrained(theta), Numbers(theta));

    /// <summary>The state with multipliers for its θ; null where there are no constraints.</summary>
    private TrainingState? Constrained(TrainingState state) => state.Constraints is not { } constraints ? null : state with { Constraints = constraints.Update(Constrained(state.Theta), Numbers(state.Theta)) };

    private double[] Numbers(double[] theta) =>
        [.. _constraints.Select(c => c.Numbers(Problem, name => Variables.Transform(Variables.IndexOf(name)).ToPhysical(theta[FirstUnknown + Variables.IndexOf(name)])))];

    /// <summary>The rows of a term, those of a constraint shifted by its multipliers.</summary>
    private WeightedRows Weighted(TrainingState state, TermRows rows)
    {
        if (rows.Program.Kind != TermKind.Constraint || state.Constraints is not { } constraints) return new(rows, Weights(state, rows));
        var index = _constraints.Select(c => c.Constraint.Name).ToList().IndexOf(rows.Program.Name);
        var (first, (values, deviations)) = (_constraints.Take(index).Sum(c => c.Rows.Count), constraints.Rows());
        var shifted = rows.Program.Columns.Select((column, i) => column.Name == ProblemResiduals.Measured ? values[first..(first + rows.Count)] : rows.Columns[i]);
        return new(rows with { Columns = [.. shifted] }, [.. deviations.AsSpan(first, rows.Count).ToArray().Select(s => 1 / s)]);
    }

    /// <summary>The cost and the number of the residuals that are not constraints': a multiplier's row is no noise.</summary>
    private (double Cost, int Count) Loss(TrainingState state, ILeastSquares problem, double cost)
    {
        if (_constraints.IsEmpty) return (cost, problem.Residuals.Count);
        var r = new double[problem.Residuals.Count];
        problem.Residual(state.Theta, r);
        var terms = _constraints.Select(c => problem.Residuals[c.Constraint.Name]).ToList();
        return (cost - terms.Sum(t => r[t.Offset..(t.Offset + t.Count)].Sum(x => x * x)) / 2, r.Length - terms.Sum(t => t.Count));
    }

    /// <summary>How the constraints hold at places at which they were not asked for.</summary>
    /// <param name="state">Where the training stands.</param>
    internal ImmutableArray<ConstraintFit> ConstraintFits(TrainingState state) => state.Constraints is not { } constraints ? [] : [.. _constraints.Select((c, k) =>
        ConstraintFit.Of(c.Constraint, this.Predict(state, c.Constraint.Of, ConstrainedPlaces.At(Problem, c.Constraint, ConstraintFit.Density * c.Rows.Count, c.Constraint.Places.Seed + 1).Points), constraints, k))];
}
