using PinnSharp.Inversion;

namespace PinnSharp.Modeling;

/// <summary>Constraints: the outputs behind the observations, by an augmented Lagrangian whose multipliers are found anew between rounds.</summary>
public sealed partial class ReducedInversion
{
    private AugmentedLagrangian? Constrain(double[] theta) => _constraints.IsEmpty ? null
        : AugmentedLagrangian.Start([.. _constraints.Select(c => c.Rows)], Constrained(theta), Numbers(theta));

    /// <summary>c of every row.</summary>
    private double[] Constrained(double[] theta)
    {
        var outputs = new double[_model.Outputs.Count];
        _model.Evaluate(theta, outputs);
        return outputs[_values.Length..^_priors];
    }

    private AugmentedLagrangian? Constrained(ReducedState state, double[] means) => state.Constraints?.Update(means.AsSpan(_values.Length..^_priors), Numbers(state.Theta));

    private double[] Numbers(double[] theta) => [.. _constraints.Select(c => c.Numbers(_problem, name =>
    {
        var i = _numbers.IndexOf(_numbers.First(u => u.Name == name));
        return UnknownTransform.Of(_numbers[i]).ToPhysical(theta[Scalars.Offset + i]);
    }))];
}
